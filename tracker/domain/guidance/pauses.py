"""How long to wait between sessions, and how to tell that a recovery has ended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources.abc import Traversable

from tracker.domain.guidance.rows import Row, read_table
from tracker.domain.records.kept import DeviceKind, DiaryEntry, Procedure
from tracker.domain.records.scales import SETTLED, Symptom
from tracker.errors import InvalidReference
from tracker.reference import reference_file

# Chosen: some days on end, and a remodelling period.
QUIET_DAYS = 3
"""Days in a row that have to be quiet before a recovery counts as ended."""
COURSE_GAP = timedelta(weeks=12)
"""A longer pause begins a new course: by then the last one can be judged."""
_CORE = frozenset({Symptom.REDNESS, Symptom.SWELLING, Symptom.ITCHING})
"""Symptoms that must be rated before a day can count as quiet."""


@dataclass(frozen=True, kw_only=True)
class Interval(Row):
    """The shortest pause after needles of up to a length, in days."""

    minimum_days: int
    up_to_mm: float | None = None
    floor_days: int | None = None
    radio_frequency: bool = False

    def __post_init__(self) -> None:
        if self.radio_frequency == (self.up_to_mm is not None):
            raise ValueError("a row is either for 'up_to_mm' or for 'radio_frequency'")
        if not 0 < self.floor <= self.minimum_days:
            raise ValueError("'floor_days' must lie between 1 and 'minimum_days'")

    @property
    def floor(self) -> int:
        """The pause below which the app stops, in days."""
        return self.minimum_days if self.floor_days is None else self.floor_days


class RecoveryState(StrEnum):
    """What the diary says about the end of a recovery."""

    ENDED = "ended"
    GOING_ON = "going_on"
    """The latest entry shows a symptom above 1 or a red flag."""
    UNKNOWN = "unknown"
    """Too few entries in a row."""


@dataclass(frozen=True)
class RecoveryEnd:
    """Whether a recovery has ended, and the first of the quiet days that ended it."""

    state: RecoveryState
    settled_on: date | None = None


@cache
def shipped_intervals() -> Mapping[str, Interval]:
    """Return the pauses that ship with the package."""
    return read_intervals(reference_file("intervals.toml"))


def read_intervals(file: Traversable) -> Mapping[str, Interval]:
    """Read and check the pauses.

    Raises
    ------
    InvalidReference
        If lengths do not ascend, or radio-frequency does not have exactly one row.
    """
    rows = read_table(file, Interval)
    lengths = [row.up_to_mm for row in rows.values() if row.up_to_mm is not None]
    if not lengths or lengths != sorted(set(lengths)):
        raise InvalidReference(f"The needle lengths in {file.name} must ascend.")
    if len(rows) - len(lengths) != 1:
        raise InvalidReference(f"{file.name} must have one row for radio-frequency.")
    return rows


def interval_after(device: DeviceKind, longest_needle_mm: float) -> Interval:
    """Return the pause that a session asks for.

    Parameters
    ----------
    device : DeviceKind
    longest_needle_mm : float
        The longest needle of that session, in mm.
    """
    rows = shipped_intervals().values()
    if device is DeviceKind.RADIO_FREQUENCY:
        return next(row for row in rows if row.radio_frequency)
    by_length = [(row.up_to_mm, row) for row in rows if row.up_to_mm is not None]
    fitting = (row for up_to_mm, row in by_length if longest_needle_mm <= up_to_mm)
    return next(fitting, by_length[-1][1])


def earliest_next(procedure: Procedure) -> date:
    """Return the first day on which the pause after a session is over."""
    pause = interval_after(procedure.device, procedure.longest_needle_mm)
    return procedure.diary_day + timedelta(days=pause.minimum_days)


def recovery_end(entries: Iterable[DiaryEntry], started_on: date) -> RecoveryEnd:
    """Say whether the recovery from a session that began on a day has ended, and when.

    It has after three quiet days in a row (every symptom rated at most 1, no red flag), unless a
    later day was not quiet. A day without an entry breaks the row.
    """
    end, row = RecoveryEnd(RecoveryState.UNKNOWN), list[date]()
    for entry in sorted((one for one in entries if one.day >= started_on), key=lambda one: one.day):
        if not is_quiet(entry):
            end, row = RecoveryEnd(RecoveryState.GOING_ON), []
            continue
        row = [*row, entry.day] if row and entry.day - row[-1] == timedelta(days=1) else [entry.day]
        if end.state is not RecoveryState.ENDED:
            end = RecoveryEnd(RecoveryState.UNKNOWN)
            if len(row) >= QUIET_DAYS:
                end = RecoveryEnd(RecoveryState.ENDED, row[0])
    return end


def is_quiet(entry: DiaryEntry) -> bool:
    """Return whether a day shows no symptom above 1 and no red flag, with the core ones rated."""
    settled = all(rating <= SETTLED for rating in entry.ratings.values())
    return settled and entry.ratings.keys() >= _CORE and not entry.red_flags


def sessions_in_course(procedures: Sequence[Procedure], on: date) -> int:
    """Return how many sessions up to a day belong to the course that is going on then."""
    course = latest_course([one for one in procedures if one.diary_day <= on])
    is_over = not course or on - course[-1].diary_day >= COURSE_GAP
    return 0 if is_over else len(course)


def latest_course(procedures: Iterable[Procedure]) -> tuple[Procedure, ...]:
    """Return the sessions of the latest course in time order: no pause of twelve weeks between."""
    course: list[Procedure] = []
    for procedure in sorted(procedures, key=lambda one: one.started_at, reverse=True):
        if course and course[-1].diary_day - procedure.diary_day >= COURSE_GAP:
            break
        course.append(procedure)
    return tuple(reversed(course))
