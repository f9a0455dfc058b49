"""Days after a session, and what is usual on each of them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib.resources.abc import Traversable

from tracker.domain.records.kept import DeviceKind
from tracker.errors import InvalidReference
from tracker.reference import read_toml, reference_file

LONGEST_USUAL_MM = 1.5
"""Source: reference/phases.toml."""


class Needles(StrEnum):
    """Needles that share an expectation; the value is their name in phases.toml."""

    UP_TO_1_5 = "up_to_1_5"
    LONGER = "longer"
    RADIO_FREQUENCY = "radio_frequency"


@dataclass(frozen=True)
class Phase:
    """A stretch of days with the same expectation after the same needles."""

    needles: Needles
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


def needles_of(length_mm: float, device: DeviceKind) -> Needles:
    """Return which needles a session's belong to."""
    if device is DeviceKind.RADIO_FREQUENCY:
        return Needles.RADIO_FREQUENCY
    return Needles.UP_TO_1_5 if length_mm <= LONGEST_USUAL_MM else Needles.LONGER


def phase_of(day: int, length_mm: float, device: DeviceKind) -> Phase:
    """Return the phase that a day (0 or later) after a session belongs to.

    Raises
    ------
    ValueError
        If the day lies before the session.
    """
    if day < 0:
        raise ValueError(f"Day {day} lies before the session.")
    needles = needles_of(length_mm, device)
    of_needles = (phase for phase in shipped_phases() if phase.needles is needles)
    return [phase for phase in of_needles if phase.first_day <= day][-1]


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
        phases = tuple(
            Phase(**entry | {"needles": Needles(entry["needles"])})
            for entry in read_toml(file)["phase"]
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidReference(f"A phase in {file.name} cannot be used: {error}.") from None
    for needles in Needles:
        first_days = [phase.first_day for phase in phases if phase.needles is needles]
        if first_days[:1] != [0] or first_days != sorted(set(first_days)):
            raise InvalidReference(
                f"The phases of {needles} in {file.name} must start at day 0 and ascend."
            )
    return phases
