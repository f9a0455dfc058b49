"""The store as one viewer may see it: the same services run on it, none of them past the guard."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, wraps
from inspect import getmembers, isfunction
from threading import local
from typing import Any, NoReturn, TypeVar, cast

from tracker.domain.access.accounts import Viewer
from tracker.domain.access.chain import Act
from tracker.errors import Refused
from tracker.store.access.guard import Guard, arguments_of
from tracker.store.access.log import AuditLog, Said
from tracker.store.memory import Recollection
from tracker.store.photos import PhotoFiles
from tracker.store.repository import Records, Store

Part = TypeVar("Part")
Value = TypeVar("Value")

_OWNERS = {"book": "person_id", "measurements": "procedure_id", "answers": "procedure_id"}
"""What the second part of a remembered value's key is the id of, by the first."""


class SeenStore(Store):
    """What a signed-in person gets in place of the store.

    Parameters
    ----------
    whole : Store
    viewer : Viewer
    noted : set, optional
        Looks that were noted already. Kept for as long as one look lasts: a page that is drawn.
    """

    def __init__(self, whole: Store, viewer: Viewer, noted: set[Said] | None = None) -> None:
        self.viewer = viewer
        self.settings = whole.settings
        self.is_read_only = whole.is_read_only
        self._whole = whole
        self._noted: set[Said] = set() if noted is None else noted
        self._local = local()
        self.photos = SeenFiles(self, whole.photos)

    @contextmanager
    def reading(self) -> Iterator[Records]:
        """Open a transaction that sees one unchanging state, as far as the viewer may."""
        with self._noting():
            with self._whole.reading() as records:
                guard = Guard(records._session, self.viewer)
                yield guarded(records, guard)
            self._said.update(guard.said)

    @contextmanager
    def writing(self) -> Iterator[Records]:
        """Open a transaction that is kept whole with what the audit says of it, or not at all."""
        with self._noting(), self._whole.writing() as records:
            yield from self._written(records)

    @contextmanager
    def drafting(self) -> Iterator[Records]:
        """Open a transaction for drafts only."""
        with self._noting(), self._whole.drafting() as records:
            yield from self._written(records)

    def is_current(self) -> bool:
        """Tell whether it may be used."""
        return self._whole.is_current()

    def find_damage(self) -> NoReturn:
        """Refuse: what is asked is about everybody."""
        raise Refused

    def snapshot(self) -> NoReturn:
        """Refuse: what is asked for is everybody's."""
        raise Refused

    def close(self) -> NoReturn:
        """Refuse: others use it, too."""
        raise Refused

    def check_files(self, *digests: str) -> None:
        """Refuse files of photos that the viewer may not see; a look at the others is noted."""
        with self._noting():
            with self._whole.reading() as records:
                guard = Guard(records._session, self.viewer)
                for digest in digests:
                    guard.check_file(digest)
            self._said.update(guard.said)

    @property
    def _said(self) -> dict[Said, None]:
        """What this thread did and did not note yet."""
        said: dict[Said, None] = vars(self._local).setdefault("said", {})
        return said

    def _written(self, records: Records) -> Iterator[Records]:
        guard = Guard(records._session, self.viewer)
        yield guarded(records, guard)
        self._add(records, self._said | guard.said)
        self._said.clear()

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Note what was done when the outermost transaction is over: one waits for another."""
        depth = getattr(self._local, "depth", 0)
        self._local.depth = depth + 1
        try:
            yield
        except Refused:
            self._said[(Act.REFUSED, None, "record")] = None
            raise
        finally:
            self._local.depth = depth
            if not depth:
                self._note()

    def _note(self) -> None:
        """Add to the audit what was looked at, before anybody gets to see it."""
        said, self._local.said = self._said, {}
        new = {one: None for one in said if one not in self._noted}
        if new:
            with self._whole.drafting() as records:
                self._add(records, new)
            self._noted.update(one for one in new if one[0] is Act.LOOK)

    def _add(self, records: Records, said: Mapping[Said, None]) -> None:
        log = AuditLog(records._session)
        log.add(said, account_id=self.viewer.account_id, role=self.viewer.role.value)


class SeenFiles(PhotoFiles):
    """Photo files as one viewer may see them: those of photos whose row they may see."""

    def __init__(self, store: SeenStore, whole: PhotoFiles) -> None:
        self._store, self._whole = store, whole

    def __getattribute__(self, name: str) -> Any:
        """Refuse whatever is not let through here; nothing of the files' own is open."""
        if name.startswith("_") or name in _FILE_CALLS:
            return object.__getattribute__(self, name)
        raise Refused

    def read(self, digest: str) -> bytes:
        """Return the content of a photo."""
        self._check(digest)
        return self._whole.read(digest)

    def is_whole(self, digest: str) -> bool:
        """Tell whether a photo's file is as it was written."""
        self._check(digest)
        return self._whole.is_whole(digest)

    def find_thumbnail(self, digest: str) -> bytes | None:
        """Return the small picture of a photo."""
        self._check(digest)
        return self._whole.find_thumbnail(digest)

    def keep_thumbnail(self, digest: str, content: bytes) -> None:
        """Keep the small picture of a photo."""
        self._check(digest)
        self._whole.keep_thumbnail(digest, content)

    def find_pair(self, before: str, after: str) -> bytes | None:
        """Return what was drawn of two photos."""
        self._check(before, after)
        return self._whole.find_pair(before, after)

    def keep_pair(self, before: str, after: str, content: bytes) -> None:
        """Keep what was drawn of two photos."""
        self._check(before, after)
        self._whole.keep_pair(before, after, content)

    def _check(self, *digests: str) -> None:
        self._store.check_files(*digests)


_FILE_CALLS = frozenset(
    {"read", "is_whole", "find_thumbnail", "keep_thumbnail", "find_pair", "keep_pair"}
)


class SeenRecollection(Recollection):
    """What is remembered of people whom the viewer may see; the rest is worked out anew."""

    def __init__(self, whole: Recollection, guard: Guard) -> None:
        self._whole, self._guard = whole, guard

    def recall(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return a value, worked out if not remembered."""
        match key:
            case (str(kind), int(row_id)) if kind in _OWNERS:
                self._guard.check(f"memory.get_{kind}", {_OWNERS[kind]: row_id})
                return self._whole.recall(key, make)
        return make()

    def learn(self, key: Hashable, value: object) -> None:
        """Note what will be true; what only this viewer sees is no truth for others."""
        match key:
            case (str(kind), int(row_id)) if kind in _OWNERS:
                self._guard.check(f"memory.get_{kind}", {_OWNERS[kind]: row_id})
                self._whole.learn(key, value)


def guarded(part: Part, guard: Guard) -> Part:
    """Return the same records with the guard before every call, and in all their parts."""
    twin: Part = object.__new__(_guarded_kind(cast(Hashable, type(part))))
    own = vars(twin)
    own["_guard"] = guard
    for name, value in vars(part).items():
        own[name] = value if name.startswith("_") else guarded(value, guard)
    if isinstance(part, Records):
        recall = part._recall
        own["_recall"] = lambda: SeenRecollection(recall(), guard)
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
        self._guard.check(call, given)
        self._guard.is_inside = True
        try:
            return _as_seen(call, self._guard, given, method(self, *args, **kwargs))
        finally:
            self._guard.is_inside = False

    return checked


def _held(value: object) -> object:
    """Return what can be gone through twice: by the guard, and by the call."""
    return tuple(value) if isinstance(value, Iterator) else value


def _as_seen(call: str, guard: Guard, given: Mapping[str, Any], result: Any) -> Any:
    match call:
        case "PersonRecords.list_people":
            return tuple(one for one in result if one.id in guard.people)
        case "Records.delete_person":
            guard.forget(given["person_id"])
    return result
