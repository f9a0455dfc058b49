"""Is everything ready? The checklist before a session, the needles' age, and the numbing timer."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources.abc import Traversable

from tracker.domain.guidance.rows import Row, read_table
from tracker.domain.records.kept import DeviceKind
from tracker.errors import InvalidReference
from tracker.reference import reference_file
from tracker.said import Said

WIPED_OFF = "numbing_off"
"""The line that nobody may leave out once numbing cream is on the skin."""
STILL_NUMBED = Said(
    "The numbing timer was started. Please wipe the cream off completely, and tick that line."
)
NOT_READY = Said("Please go through the list, or say why the rest of it is left out.")


@dataclass(frozen=True, kw_only=True)
class ReadinessItem(Row):
    """One line of the checklist. `timer_minutes` is 0 for what needs no timer."""

    title: str
    how: str
    why: str
    devices: tuple[DeviceKind, ...] = tuple(DeviceKind)
    timer_minutes: int = 0


class LeftOut(StrEnum):
    """Why lines of the checklist are left out. Kept among the ticks, as a line of its own."""

    NOT_NEEDED = "left_out_not_needed"
    DONE_BY_OTHERS = "left_out_done_by_others"
    DONE_WITHOUT_TICKS = "left_out_done_without_ticks"


@dataclass(frozen=True, kw_only=True)
class NeedleCare(Row):
    """How many sessions the needles of a device may do, and what is said beyond."""

    device: DeviceKind
    uses_allowed: int
    advice: str

    def __post_init__(self) -> None:
        if self.uses_allowed < 1:
            raise ValueError("'uses_allowed' must be 1 or more")


@cache
def shipped_readiness() -> Mapping[str, ReadinessItem]:
    """Return the checklist that ships with the package, in order."""
    return read_table(reference_file("readiness.toml"), ReadinessItem)


@cache
def shipped_needle_care() -> Mapping[DeviceKind, NeedleCare]:
    """Return the rule for the needles of each kind of device."""
    return read_needle_care(reference_file("needle_care.toml"))


def read_needle_care(file: Traversable) -> Mapping[DeviceKind, NeedleCare]:
    """Read and check the rules for needles.

    Raises
    ------
    InvalidReference
        If a device has no rule, or two.
    """
    rows = read_table(file, NeedleCare).values()
    if sorted(row.device for row in rows) != sorted(DeviceKind):
        raise InvalidReference(f"{file.name} must hold one rule for each kind of device.")
    return {row.device: row for row in rows}


def checklist_for(device: DeviceKind) -> tuple[ReadinessItem, ...]:
    """Return what has to be ready before a session with a device, in order."""
    return tuple(item for item in shipped_readiness().values() if device in item.devices)


def why_not_begin(device: DeviceKind, ready: Collection[str], *, numbed: bool) -> str | None:
    """Return what keeps a session from beginning, None where nothing does.

    Parameters
    ----------
    ready : collection of str
        Ids of the lines that are ticked, and why the others are left out.
    numbed : bool
        Whether the numbing timer was started: then the cream has to come off, whatever the reason.
    """
    if numbed and WIPED_OFF not in ready:
        return STILL_NUMBED
    is_whole = all(item.id in ready for item in checklist_for(device))
    return None if is_whole or not set(LeftOut).isdisjoint(ready) else NOT_READY


def assess_needles(device: DeviceKind, uses_before: int) -> NeedleCare | None:
    """Return what speaks against using the same needles once more, or None.

    Parameters
    ----------
    device : DeviceKind
    uses_before : int
        Sessions that these very needles have done already.
    """
    care = shipped_needle_care()[device]
    return care if uses_before >= care.uses_allowed else None


def numbing_timer(started_at: datetime) -> "NumbingTimer":
    """Return the timer of the checklist, started at a moment."""
    minutes = shipped_readiness()["numbing"].timer_minutes
    return NumbingTimer(started_at=started_at, duration=timedelta(minutes=minutes))


@dataclass(frozen=True, kw_only=True)
class NumbingTimer:
    """A timer that is nothing but its start, so that it is right after any reload.

    `started_at` carries a time zone: a clock change must not lengthen numbing by an hour.
    """

    started_at: datetime
    duration: timedelta

    def __post_init__(self) -> None:
        if self.started_at.tzinfo is None:
            raise ValueError("A timer needs the time zone of its start.")
        if self.duration <= timedelta(0):
            raise ValueError("A timer needs a duration.")

    @property
    def ends_at(self) -> datetime:
        """When the time is over, in UTC."""
        return self.started_at.astimezone(UTC) + self.duration

    def remaining_seconds(self, at: datetime) -> int:
        """Return the seconds that are left: 0 when over, the whole time before the start."""
        left = self.ends_at - at.astimezone(UTC)
        return math.ceil(min(max(left, timedelta(0)), self.duration).total_seconds())

    def is_over(self, at: datetime) -> bool:
        """Return whether the time is over."""
        return self.remaining_seconds(at) == 0
