"""What was worked out from the store, remembered until anything in it changes.

A value is of one person and holds for one stamp: how often everybody's records were written, and
that person's. A write raises one of the two, so that another process that writes is noticed, too,
and what one person's write makes void is that person's values alone. Nothing outlives a change of
what it was worked out from, so what was deleted is not remembered. What no remembered value reads
(a tick, a product, a plan) may change.
"""

from collections.abc import Callable, Collection, Hashable
from threading import Lock
from typing import Any, NamedTuple, TypeVar

_MOST_PEOPLE, _MOST_EACH = 256, 16
"""Of how many people, and how many values of each. Chosen: more than are there at once."""
_NEVER_READ = frozenset(
    {
        *("care_ticks", "common_spots", "drafts", "goal_grades", "needle_sets", "person_goals"),
        *("photo_grades", "planned_photos", "planned_retests", "planned_sessions"),
        *("planned_zones", "product_uses"),
        *("readiness_ticks", "screening_answers", "standings", "triage_acts", "walk_events"),
        "zone_notes",
        *("accounts", "audit_details", "audit_entries", "audit_head", "consents", "invitations"),
    }
)
"""Tables that no remembered value is worked out from."""
Value = TypeVar("Value")
_NOTHING = object()


class Stamp(NamedTuple):
    """How often was written before something was read."""

    whole: int
    """On everybody."""
    own: int
    """On one person alone."""


StampOf = Callable[[int], Stamp | None]
"""Tells the stamp of a person by the id; None for who is not there, or may change meanwhile."""


def is_beside(changed: Collection[str]) -> bool:
    """Tell whether a change of these tables makes nothing void; none may have been anything."""
    return bool(changed) and _NEVER_READ.issuperset(changed)


class Memory:
    """Values by person and key, all of one's latest stamp. Any thread may use it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._whole = 0
        self._pages: dict[int, tuple[int, dict[Hashable, Any]]] = {}

    def find(self, person_id: int, stamp: Stamp, key: Hashable, default: object) -> Any:
        """Return a value as it was at a stamp, or the default."""
        with self._lock:
            return self._page(person_id, stamp).get(key, default)

    def add(self, person_id: int, stamp: Stamp, key: Hashable, value: object) -> None:
        """Remember a value as it was at a stamp; what is older is not brought back."""
        with self._lock:
            page = self._page(person_id, stamp)
            while len(page) >= _MOST_EACH:
                del page[next(iter(page))]
            page[key] = value

    def go_on(self, person_id: int, stamp: Stamp, *, is_void: bool) -> None:
        """Go on to a stamp that a person's write has led to; what was remembered may be void."""
        with self._lock:
            before, values = self._pages.get(person_id, (stamp.own, {}))
            if not is_void and before == stamp.own - 1 and stamp.whole == self._whole:
                self._pages[person_id] = stamp.own, values
            self._page(person_id, stamp)

    def go_on_whole(self, whole: int, *, is_void: bool) -> None:
        """Go on likewise after a write on everybody."""
        with self._lock:
            if not is_void and self._whole == whole - 1:
                self._whole = whole
            self._reach(whole)

    def forget(self, person_id: int | None = None) -> None:
        """Remember nothing, or nothing of one person."""
        with self._lock:
            if person_id is None:
                self._pages.clear()
            else:
                self._pages.pop(person_id, None)

    def _reach(self, whole: int) -> None:
        if whole > self._whole:
            self._whole = whole
            self._pages.clear()

    def _page(self, person_id: int, stamp: Stamp) -> dict[Hashable, Any]:
        """Return the values of a stamp; whoever still reads an earlier state gets an empty page."""
        self._reach(stamp.whole)
        latest, values = self._pages.get(person_id, (stamp.own, {}))
        if stamp.whole < self._whole or stamp.own < latest:
            return {}
        self._pages.pop(person_id, None)  # who was looked at last goes last
        self._pages[person_id] = stamp.own, values if latest == stamp.own else {}
        while len(self._pages) > _MOST_PEOPLE:
            del self._pages[next(iter(self._pages))]
        return self._pages[person_id][1]


class Recollection:
    """What a transaction remembers of the records as they were when it began.

    Parameters
    ----------
    memory : Memory
    before, after : callable
        Tell the stamp that holds in it before anything is written, and once it is over.
    """

    def __init__(
        self, memory: Memory, before: StampOf, after: StampOf = lambda _person_id: None
    ) -> None:
        self._memory, self._before, self._after = memory, before, after
        self._learned: dict[tuple[int, Hashable], tuple[Stamp, object]] = {}

    def recall(self, person_id: int, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return a value of a person, worked out if not remembered; only before a write."""
        stamp = self._before(person_id)
        if stamp is None:
            return make()
        found: Value = self._memory.find(person_id, stamp, key, _NOTHING)
        if found is _NOTHING:
            found = make()
            self._memory.add(person_id, stamp, key, found)
        return found

    def learn(self, person_id: int, key: Hashable, value: object) -> None:
        """Note what will be true of a person once a writing transaction is over."""
        if (stamp := self._after(person_id)) is not None:
            self._learned[person_id, key] = stamp, value

    def keep_learned(self) -> None:
        """Remember what was noted: the transaction is over, and it is true."""
        for (person_id, key), (stamp, value) in self._learned.items():
            self._memory.add(person_id, stamp, key, value)
