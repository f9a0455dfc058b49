"""Judge a recovery day by day, each day only from what was known by then."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.domain.course.diaries import pack
from tracker.domain.course.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.course.reference import CourseReference, shipped_course
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.status import Status
from tracker.domain.verdict import advice
from tracker.domain.verdict.drift import find_drift
from tracker.domain.verdict.reasons import most_urgent, pattern_at, reason_at
from tracker.domain.verdict.repeat_patterns import repeat_pattern
from tracker.domain.verdict.zone_patterns import zone_pattern
from tracker.domain.words.flag_texts import shipped_flag_texts
from tracker.domain.words.phases import phase_of

_STATUSES = tuple(Status)
_PATTERNS = tuple(Pattern)


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """What a person reads about one day. Every text is a whole, plain sentence or two."""

    day: int
    status: Status
    pattern: Pattern
    reason: str
    usual_today: str
    what_to_do: str
    what_would_change_it: str
    reference_version: str
    """Version of the expected course that this verdict was made with; store it with it."""


def assess_recovery(
    days: Sequence[RecoveryDay],
    plan: RecoveryPlan,
    earlier: Sequence[Recovery] = (),
    reference: CourseReference | None = None,
) -> tuple[Assessment, ...]:
    """Judge every day of a recovery.

    Parameters
    ----------
    days : sequence of RecoveryDay
        The days that have an entry, in any order, at most one per day.
    plan : RecoveryPlan
        What was done.
    earlier : sequence of Recovery
        Earlier recoveries of the same person in time order; they shift what is usual for
        this person.
    reference : CourseReference, optional
        The expected course; the shipped one by default.

    Returns
    -------
    tuple of Assessment
        One for each day given, by day. A later entry never changes the verdict on an earlier
        day.
    """
    reference = reference or shipped_course()
    ordered = sorted(days, key=lambda day: day.day)
    own = len(earlier)
    diaries = pack([*earlier, Recovery(plan=plan, days=ordered)], reference)
    verdicts = find_drift(diaries, reference, persons=["this person"] * (own + 1))
    assessments = []
    for entry, day in enumerate(ordered):
        at = (own, entry)
        status = _STATUSES[verdicts.rank[at]]
        pattern, reason = pattern_at(verdicts, at), reason_at(diaries, verdicts, at, day.red_flags)
        for seen in _other_patterns(ordered[: entry + 1], plan, earlier):
            if (seen.status.rank, -_PATTERNS.index(seen)) > (
                status.rank,
                -_PATTERNS.index(pattern),
            ):
                status, pattern, reason = seen.status, seen, advice.REASONS[seen]
        assessments.append(_describe(day, status, pattern, reason, reference.version))
    return tuple(assessments)


def _other_patterns(
    days: Sequence[RecoveryDay], plan: RecoveryPlan, earlier: Sequence[Recovery]
) -> tuple[Pattern, ...]:
    """Return what zones of photos and earlier sessions show on the last of the days."""
    found = (zone_pattern(days, plan), repeat_pattern(days, plan, earlier))
    return tuple(pattern for pattern in found if pattern is not None)


def prompt_for_missing_day(last: Assessment, today: int) -> str | None:
    """Return a prompt where the last verdict was off course and today has no entry yet."""
    is_waiting = last.status.rank >= Status.OFF_COURSE.rank and today > last.day
    return advice.MISSING_AFTER_OFF_COURSE if is_waiting else None


def _describe(
    day: RecoveryDay, status: Status, pattern: Pattern, reason: str, version: str
) -> Assessment:
    phase = phase_of(day.day)
    return Assessment(
        day=day.day,
        status=status,
        pattern=pattern,
        reason=reason,
        usual_today=f"{phase.usual} {phase.unusual}",
        what_to_do=_what_to_do(status, pattern, day),
        what_would_change_it=advice.WHAT_WOULD_CHANGE_IT[status],
        reference_version=version,
    )


def _what_to_do(status: Status, pattern: Pattern, day: RecoveryDay) -> str:
    if pattern is Pattern.RED_FLAG:
        return shipped_flag_texts()[most_urgent(day.red_flags)].what_to_do
    return advice.PATTERN_ADVICE.get(pattern, advice.WHAT_TO_DO[status])
