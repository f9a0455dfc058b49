"""What was worked out from the store, remembered until anything in it changes.

A value holds for one revision of the store, which every writing transaction raises: another process
that writes is noticed, too. Nothing outlives a change of what it was worked out from, so what was
deleted is not remembered. What no remembered value reads (a tick, a product, a plan) may change.
"""

from collections.abc import Callable, Collection, Hashable, Mapping
from threading import Lock
from typing import Any, TypeVar

_MOST = 16
_NEVER_READ = frozenset(
    {
        *("care_ticks", "common_spots", "drafts", "goal_grades", "needle_sets", "person_goals"),
        *(
            "photo_grades",
            "planned_photos",
            "planned_retests",
            "planned_sessions",
            "planned_zones",
            "product_uses",
        ),
        *("readiness_ticks", "screening_answers", "standings", "triage_acts", "walk_events"),
        "zone_notes",
        *("accounts", "audit_details", "audit_entries", "audit_head", "consents", "invitations"),
    }
)
"""Tables that no remembered value is worked out from."""
Value = TypeVar("Value")


class Memory:
    """Values by key, all of one revision. Any thread may use it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._revision = 0
        self._values: dict[Hashable, Any] = {}

    def at(self, revision: int) -> "Recollection":
        """Return what is remembered of a revision."""
        with self._lock:
            return Recollection(self, revision, self._values if revision == self._revision else {})

    def replace(self, revision: int, values: Mapping[Hashable, Any]) -> None:
        """Remember these values, and only these, of a new revision."""
        with self._lock:
            self._revision, self._values = revision, dict(values)

    def add(self, revision: int, key: Hashable, value: object) -> None:
        """Remember one more value of a revision; the first ones make room."""
        with self._lock:
            if revision != self._revision:
                self._revision, self._values = revision, {}
            while len(self._values) >= _MOST:
                del self._values[next(iter(self._values))]
            self._values[key] = value

    def clear(self) -> None:
        """Remember nothing."""
        with self._lock:
            self._values = {}


class Recollection:
    """What a transaction remembers of the records as they were when it began."""

    def __init__(self, memory: Memory, revision: int, values: Mapping[Hashable, Any]) -> None:
        self._memory, self._revision, self._values = memory, revision, dict(values)
        self.learned: dict[Hashable, Any] = {}
        """What will be true once a writing transaction is over."""

    def recall(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return a value, worked out if not remembered; only before anything is written."""
        if key not in self._values:
            self._values[key] = value = make()
            self._memory.add(self._revision, key, value)
        found: Value = self._values[key]
        return found

    def after(self, changed: Collection[str]) -> Mapping[Hashable, Any]:
        """Return what is true once a transaction is over that changed these tables.

        One that names none may have changed anything.
        """
        is_beside = bool(changed) and _NEVER_READ.issuperset(changed)
        return {**(self._values if is_beside else {}), **self.learned}

    def learn(self, key: Hashable, value: object) -> None:
        """Note what will be true once a writing transaction is over."""
        self.learned[key] = value
