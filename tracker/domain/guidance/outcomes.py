"""Is it worth it? Goals, when to look, the verdict (never too early), and what it cost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from statistics import median

from tracker.domain.guidance.rows import Row, read_table
from tracker.domain.records.kept import Setting
from tracker.errors import InvalidEntry
from tracker.reference import reference_file

CHECK_WEEKS = (0, 4, 12, 24)
"""Weeks after the last session at which photos are compared; 0 is the photo from before. Chosen:
by when collagen has changed (SOURCES.md, outcomes)."""
VERDICT_WEEKS = 12
"""Nothing is judged sooner after the last session. Source: SOURCES.md (derived)."""


class Scale(StrEnum):
    """How a goal is graded. On both scales a lower grade is better."""

    GOODMAN_BARON = "goodman_baron"
    """1 colour only … 4 severe; before and after are compared."""
    IMPROVEMENT = "improvement"
    """1 very much improved, 2 much improved, 3 improved, 4 no change, 5 worse."""

    @property
    def grades(self) -> range:
        """The grades that can be given."""
        return range(1, 5) if self is Scale.GOODMAN_BARON else range(1, 6)


class Verdict(StrEnum):
    """What a course came to for one goal."""

    TOO_EARLY = "too_early"
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


@dataclass(frozen=True, kw_only=True)
class Goal(Row):
    """What a person needles for, and what the literature lets one expect."""

    title: str
    scale: Scale
    judge_by: str
    expected: str


@dataclass(frozen=True, kw_only=True)
class ScarGrade(Row):
    """A Goodman–Baron grade in words."""

    grade: int
    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class NewGoalGrade:
    """The grade that a person gave for a goal on a day."""

    person_id: int
    goal: str
    graded_on: date
    grade: int

    def __post_init__(self) -> None:
        goal = shipped_goals().get(self.goal)
        if goal is None:
            raise InvalidEntry("Please choose a goal from the list.")
        _check_grade(goal.scale, self.grade)


@dataclass(frozen=True, kw_only=True)
class GoalGrade(NewGoalGrade):
    """A grade that is kept."""

    id: int


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """A day on which photos are taken and compared."""

    week: int
    on: date
    verdict_allowed: bool


@dataclass(frozen=True, kw_only=True)
class SessionOutlay:
    """What one session took: money, days of recovery, and the worst rating.

    `cost` is None where it was not entered, `days_of_recovery` and `worst_rating` while a
    recovery is not known.
    """

    setting: Setting
    cost: Decimal | None = None
    days_of_recovery: int | None = None
    worst_rating: int | None = None

    def __post_init__(self) -> None:
        if self.cost is not None and (not self.cost.is_finite() or self.cost < 0):
            raise InvalidEntry("Please enter the cost as an amount of 0 or more.")


@dataclass(frozen=True, kw_only=True)
class SettingSummary:
    """What sessions in one setting took, from the person's own records."""

    sessions: int
    total_cost: Decimal | None
    """None where no cost was entered."""
    cost_per_session: Decimal | None
    """Mean over the sessions whose cost is known."""
    days_of_recovery: float | None
    """Median over the sessions whose recovery is known."""
    worst_rating: float | None
    verdicts: Mapping[Verdict, int]


@cache
def shipped_goals() -> Mapping[str, Goal]:
    """Return the goals that a person may choose from."""
    return read_table(reference_file("goals.toml"), Goal)


@cache
def shipped_scar_grades() -> Mapping[int, ScarGrade]:
    """Return the Goodman–Baron grades in words, by grade."""
    rows = read_table(reference_file("scar_grades.toml"), ScarGrade)
    return {row.grade: row for row in rows.values()}


def check_schedule(first_session: date, last_session: date) -> tuple[Checkpoint, ...]:
    """Return when to take and compare photos: before the first session, then after the last."""
    return tuple(
        Checkpoint(
            week=week,
            on=last_session + timedelta(weeks=week) if week else first_session,
            verdict_allowed=week >= VERDICT_WEEKS,
        )
        for week in CHECK_WEEKS
    )


def verdict_from(last_session: date) -> date:
    """Return the first day on which a course may be judged."""
    return last_session + timedelta(weeks=VERDICT_WEEKS)


def judge(goal: Goal, *, now: int, before: int | None, last_session: date, on: date) -> Verdict:
    """Judge a course for one goal.

    Parameters
    ----------
    goal : Goal
    now : int
        The grade given on the day, on the goal's scale.
    before : int or None
        The grade given before the course; not needed for the scale of improvement.
    last_session, on : date

    Raises
    ------
    InvalidEntry
        If a grade is missing or not on the scale.
    """
    _check_grade(goal.scale, now)
    if on < verdict_from(last_session):
        return Verdict.TOO_EARLY
    if goal.scale is Scale.IMPROVEMENT:
        return _compare(now, 4)
    if before is None:
        raise InvalidEntry("Please grade the scars on the photo from before as well.")
    _check_grade(goal.scale, before)
    return _compare(now, before)


def compare_settings(
    outlays: Iterable[SessionOutlay], verdicts: Iterable[tuple[Setting, Verdict]] = ()
) -> Mapping[Setting, SettingSummary]:
    """Put home and professional side by side, from the person's own records.

    Costs that are shared (a device for home) belong to the session before which they were paid.
    """
    every, judged = list(outlays), list(verdicts)
    return {
        setting: _summarise(own, [verdict for where, verdict in judged if where is setting])
        for setting in Setting
        if (own := [outlay for outlay in every if outlay.setting is setting])
    }


def _summarise(outlays: list[SessionOutlay], verdicts: list[Verdict]) -> SettingSummary:
    costs = [outlay.cost for outlay in outlays if outlay.cost is not None]
    total = sum(costs, Decimal(0)) if costs else None
    return SettingSummary(
        sessions=len(outlays),
        total_cost=total,
        cost_per_session=(total / len(costs)).quantize(Decimal("0.01"))
        if total is not None
        else None,
        days_of_recovery=_median(outlay.days_of_recovery for outlay in outlays),
        worst_rating=_median(outlay.worst_rating for outlay in outlays),
        verdicts={verdict: verdicts.count(verdict) for verdict in Verdict if verdict in verdicts},
    )


def _median(values: Iterable[int | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(median(known)) if known else None


def _compare(now: int, before: int) -> Verdict:
    if now == before:
        return Verdict.SAME
    return Verdict.BETTER if now < before else Verdict.WORSE


def _check_grade(scale: Scale, grade: int) -> None:
    if grade not in scale.grades:
        highest = scale.grades[-1]
        raise InvalidEntry("Please give a grade from 1 to {highest}.", highest=highest)
