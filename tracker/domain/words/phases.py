"""Days after a session, and what is usual on each of them."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources.abc import Traversable

from tracker.errors import InvalidReference
from tracker.reference import read_toml, reference_file


@dataclass(frozen=True)
class Phase:
    """A stretch of days with the same expectation, for needles up to 1.5 mm."""

    name: str
    first_day: int
    usual: str
    unusual: str


def post_procedure_day(started_at: datetime, day: date) -> int:
    """Return the day of a recovery on a date: 0 is the day of the session.

    Days are the calendar days that the person lives through, so a session late in the evening
    is followed by day 1 the next morning. A date before the session gives a negative number.
    """
    return (day - started_at.date()).days


def phase_of(day: int) -> Phase:
    """Return the phase that a day (0 or later) belongs to.

    Raises
    ------
    ValueError
        If the day lies before the session.
    """
    if day < 0:
        raise ValueError(f"Day {day} lies before the session.")
    return [phase for phase in shipped_phases() if phase.first_day <= day][-1]


@cache
def shipped_phases() -> tuple[Phase, ...]:
    """Return the phases that ship with the package, in order."""
    return read_phases(reference_file("phases.toml"))


def read_phases(file: Traversable) -> tuple[Phase, ...]:
    """Read and check the phases.

    Raises
    ------
    InvalidReference
        If an entry is missing, or the phases do not start at day 0 and ascend.
    """
    try:
        phases = tuple(Phase(**entry) for entry in read_toml(file)["phase"])
    except (KeyError, TypeError) as error:
        raise InvalidReference(f"A phase in {file.name} cannot be used: {error}.") from None
    first_days = [phase.first_day for phase in phases]
    if first_days[:1] != [0] or first_days != sorted(set(first_days)):
        raise InvalidReference(f"The phases in {file.name} must start at day 0 and ascend.")
    return phases
