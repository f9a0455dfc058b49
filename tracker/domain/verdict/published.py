"""What studies found of recoveries, beside the derived course, and where the two disagree."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources.abc import Traversable

from tracker.domain.course.recovery import RecoveryPlan
from tracker.domain.course.reference import LAST_DAY, CourseReference, expected_band
from tracker.domain.guidance.rows import Row, read_table
from tracker.domain.records.kept import NEEDLE_LENGTH_RANGE_MM, DeviceKind
from tracker.domain.records.scales import Symptom
from tracker.reference import reference_file

# Chosen: a point is what people waver by.
OVER = 1.0
"""A symptom counts as over once a typical person rates it so or less."""
NEAR = 1.0
"""Ratings that differ by no more say the same."""
_FOLLOWED = tuple(symptom for symptom in Symptom if symptom is not Symptom.BRUISING)


class Agreement(StrEnum):
    """How the derived course stands to a published figure."""

    AGREES = "agrees"
    SHORTER = "shorter"
    """The derived course is over sooner."""
    LONGER = "longer"
    """The derived course is over later."""
    LOWER = "lower"
    HIGHER = "higher"
    OTHER = "other"
    """It is no figure of ratings, so there is nothing to compare."""


@dataclass(frozen=True, kw_only=True)
class PublishedFinding(Row):
    """One published figure about recoveries."""

    says: str
    devices: tuple[DeviceKind, ...]
    people: int | None = None
    """How many; None where nobody was counted."""
    shortest_mm: float = NEEDLE_LENGTH_RANGE_MM[0]
    longest_mm: float = NEEDLE_LENGTH_RANGE_MM[1]
    symptoms: tuple[Symptom, ...] = _FOLLOWED
    over_after_days: tuple[float, ...] = ()
    """Fewest and most days after which the symptoms were over."""
    rating: float | None = None
    """0–10 on the day of the session."""

    def __post_init__(self) -> None:
        if self.over_after_days and (len(self.over_after_days) != 2 or self.rating is not None):
            raise ValueError("'over_after_days' are the fewest and the most, without a rating")

    def fits(self, plan: RecoveryPlan) -> bool:
        """Say whether it can stand beside the course of a session."""
        length = plan.needle_length_mm
        return plan.device in self.devices and self.shortest_mm <= length <= self.longest_mm


@dataclass(frozen=True)
class Comparison:
    """A published figure, what the derived course says instead, and how they stand."""

    finding: PublishedFinding
    agreement: Agreement
    derived: float | None
    """The derived rating, or the derived day on which it is over; None where there is none."""


@cache
def shipped_findings() -> Mapping[str, PublishedFinding]:
    """Return every published figure by its id."""
    return read_findings(reference_file("published.toml"))


def read_findings(file: Traversable) -> Mapping[str, PublishedFinding]:
    """Read and check the published figures.

    Raises
    ------
    InvalidReference
        If a row has no figure or more than one, or cannot be used.
    """
    return read_table(file, PublishedFinding)


def beside(plan: RecoveryPlan, reference: CourseReference | None = None) -> tuple[Comparison, ...]:
    """Return the published figures that fit a session, each compared with the derived course."""
    return tuple(
        _compare(finding, plan, reference)
        for finding in shipped_findings().values()
        if finding.fits(plan)
    )


def _compare(
    finding: PublishedFinding, plan: RecoveryPlan, reference: CourseReference | None
) -> Comparison:
    if finding.rating is not None:
        derived = _medians(finding.symptoms[0], plan, reference)[0]
        near = abs(derived - finding.rating) <= NEAR
        apart = Agreement.HIGHER if derived > finding.rating else Agreement.LOWER
        return Comparison(finding, Agreement.AGREES if near else apart, derived)
    if not finding.over_after_days:
        return Comparison(finding, Agreement.OTHER, None)
    day, (fewest, most) = over_on(finding.symptoms, plan, reference), finding.over_after_days
    if day is None or day > most:
        return Comparison(finding, Agreement.LONGER, day)
    return Comparison(finding, Agreement.SHORTER if day < int(fewest) else Agreement.AGREES, day)


def over_on(
    symptoms: tuple[Symptom, ...], plan: RecoveryPlan, reference: CourseReference | None = None
) -> int | None:
    """Return the day from which a typical person rates all symptoms as over in the derived course.

    None where that is later than the course goes.
    """
    last = max(
        (
            day
            for symptom in symptoms
            for day, rating in enumerate(_medians(symptom, plan, reference))
            if rating > OVER
        ),
        default=-1,
    )
    return None if last == LAST_DAY else last + 1


def _medians(
    symptom: Symptom, plan: RecoveryPlan, reference: CourseReference | None
) -> list[float]:
    length, device = plan.needle_length_mm, plan.device
    bands = (
        expected_band(symptom, day, length, device, reference=reference)
        for day in range(LAST_DAY + 1)
    )
    return [band.median for band in bands if band is not None]
