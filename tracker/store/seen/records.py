"""Records, all their parts and what is remembered of them, with the guard before every call."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cache, wraps
from inspect import getmembers, isfunction
from typing import Any, TypeVar, cast

from tracker.domain.access.chain import RESEARCH
from tracker.domain.records.kept import Person
from tracker.store.access.guard import Guard, arguments_of
from tracker.store.access.wall import aside
from tracker.store.records.people import PersonRecords
from tracker.store.records.research import list_agreed
from tracker.store.repository import Records
from tracker.store.turn.memory import Recollection

Part = TypeVar("Part")
Value = TypeVar("Value")

_OF_A_WHOLE = frozenset({"Records.delete_person", "ResearchRecords.list_lines"})
"""Calls that reach past a server's wall: who asks for them sees no row of whom they are about."""
_PEOPLE = "PersonRecords.list_people"
_MOST_NAMED = 10_000
"""Ids in one statement. Chosen: a third of what SQLite takes."""
_OF_ROWS = {"measurements": "procedure_id", "answers": "procedure_id"}
"""What the second part of a remembered value's key is the id of, by the first."""


class SeenRecollection(Recollection):
    """What is remembered of people whom the viewer may see."""

    def __init__(self, whole: Recollection, guard: Guard) -> None:
        self._whole, self._guard = whole, guard

    def recall(self, person_id: int, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return a value, worked out if not remembered."""
        self._check(person_id, key)
        return self._whole.recall(person_id, key, make)

    def learn(self, person_id: int, key: Hashable, value: object) -> None:
        """Note what will be true."""
        self._check(person_id, key)
        self._whole.learn(person_id, key, value)

    def _check(self, person_id: int, key: Hashable) -> None:
        self._guard.check("memory.get_value", {"person_id": person_id})
        match key:
            case (str(kind), int(row_id)):
                self._guard.check(f"memory.get_{kind}", {_OF_ROWS[kind]: row_id})


def guarded(part: Part, guard: Guard) -> Part:
    """Return the same records with the guard before every call, and in all their parts."""
    twin: Part = object.__new__(_guarded_kind(cast(Hashable, type(part))))
    own = vars(twin)
    own["_guard"] = guard
    for name, value in vars(part).items():
        own[name] = value if name.startswith("_") else guarded(value, guard)
    if isinstance(part, Records):
        own["_recollection"] = SeenRecollection(part._recollection, guard)
    return twin


@cache
def _guarded_kind(kind: Hashable) -> Any:
    assert isinstance(kind, type)
    calls = {
        name: _checked(method, method.__qualname__)
        for name, method in getmembers(kind, isfunction)
        if not name.startswith("_")
    }
    return type(f"Guarded{kind.__name__}", (kind,), calls)


def _checked(method: Callable[..., Any], call: str) -> Callable[..., Any]:
    @wraps(method)
    def checked(self: Any, *args: Any, **kwargs: Any) -> Any:
        if self._guard.is_inside:  # a call that was let pass uses others of its own
            return method(self, *args, **kwargs)
        args = tuple(map(_held, args))
        kwargs = {name: _held(one) for name, one in kwargs.items()}
        given = dict(arguments_of(method).bind(self, *args, **kwargs).arguments)
        del given["self"]
        self._guard.check_call(method, given)
        self._guard.is_inside = True
        try:
            if call == _PEOPLE:
                return _people_seen(self, guard=self._guard)
            if call in _OF_A_WHOLE:
                with aside(self._guard.session):
                    return _as_seen(call, self._guard, given, method(self, *args, **kwargs))
            return _as_seen(call, self._guard, given, method(self, *args, **kwargs))
        finally:
            self._guard.is_inside = False

    return checked


def _held(value: object) -> object:
    """Return what can be gone through twice: by the guard, and by the call."""
    return tuple(value) if isinstance(value, Iterator) else value


def _people_seen(records: PersonRecords, guard: Guard) -> tuple[Person, ...]:
    """Return whom the viewer may see; a client's page reads one row of ten thousand."""
    if len(guard.people) > _MOST_NAMED:
        everybody = PersonRecords.list_people(records)
        return tuple(one for one in everybody if one.id in guard.people)
    found = records.list_some_people(guard.people)
    return tuple(found[one] for one in sorted(found))


def _as_seen(call: str, guard: Guard, given: Mapping[str, Any], result: Any) -> Any:
    match call:
        case "Records.delete_person":
            guard.forget(given["person_id"])
        case "ResearchRecords.list_lines":
            guard.note_looks(list_agreed(guard.session), RESEARCH)
    return result
