"""Judge a recovery day by day, each day only from what was known by then."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.domain.course.diaries import Diaries, pack
from tracker.domain.course.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.course.reference import CourseReference, shipped_course
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.shown import ShownVerdict
from tracker.domain.records.status import Status
from tracker.domain.verdict.advice import MISSING_AFTER
from tracker.domain.verdict.drift import find_drift
from tracker.domain.verdict.facts import Place, facts_at
from tracker.domain.verdict.reasons import Words, pattern_at, status_at, words_of
from tracker.domain.verdict.repeat_patterns import repeat_pattern
from tracker.domain.verdict.verdicts import Verdicts
from tracker.domain.verdict.zone_patterns import zone_pattern
from tracker.said import parts_of, read_parts

_PATTERNS = tuple(Pattern)
_THIS = "this skin"
_SAID = ("reason", "what_to_do", "what_would_change_it")


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """What a person reads about one day. Every text is a whole, plain sentence or two."""

    day: int
    status: Status
    pattern: Pattern
    reason: str
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
    skins = [_skin_of(one.plan, plan) for one in earlier] + [_THIS]
    verdicts = find_drift(diaries, reference, persons=["this person"] * (own + 1), skins=skins)

    def assess(entry: int) -> Assessment:
        known = ordered[: entry + 1]
        status, pattern, words = _judge_entry(
            (diaries, verdicts), (own, entry), known, plan, earlier
        )
        return Assessment(
            day=known[-1].day,
            status=status,
            pattern=pattern,
            reason=words.reason,
            what_to_do=words.what_to_do,
            what_would_change_it=words.what_would_change_it,
            reference_version=reference.version,
        )

    return tuple(map(assess, range(len(ordered))))


def _skin_of(other: RecoveryPlan, plan: RecoveryPlan) -> str | None:
    """Return whether an earlier session was of the same skin, as one of unknown zones may be."""
    zones = other.treated_zones, plan.treated_zones
    return _THIS if not all(zones) or not zones[0].isdisjoint(zones[1]) else None


def wording_of(verdict: Assessment) -> str:
    """Return all that is said of a day as JSON that can be read in any language."""
    return json.dumps({name: parts_of(getattr(verdict, name)) for name in _SAID})


def retell(shown: ShownVerdict) -> Assessment:
    """Return a verdict as it was shown, without judging anything; its wording has been kept."""
    kept = json.loads(shown.wording)
    texts = {name: read_parts(kept[name]) for name in _SAID}
    return Assessment(
        day=shown.day,
        status=shown.status,
        pattern=shown.pattern,
        reference_version=shown.reference_version,
        **texts,
    )


def _judge_entry(
    batch: tuple[Diaries, Verdicts],
    at: Place,
    days: Sequence[RecoveryDay],
    plan: RecoveryPlan,
    earlier: Sequence[Recovery],
) -> tuple[Status, Pattern, Words]:
    """Return what the last of the days comes to, and all that is said of it."""
    status, pattern = status_at(batch[1], at), pattern_at(batch[1], at)
    for seen in _other_patterns(days, plan, earlier):
        if _urgency(seen.status, seen) > _urgency(status, pattern):
            status, pattern = seen.status, seen
    return status, pattern, words_of(pattern, status, facts_at(*batch, at))


def _urgency(status: Status, pattern: Pattern) -> tuple[int, int]:
    return status.rank, -_PATTERNS.index(pattern)


def _other_patterns(
    days: Sequence[RecoveryDay], plan: RecoveryPlan, earlier: Sequence[Recovery]
) -> tuple[Pattern, ...]:
    """Return what zones of photos and earlier sessions show on the last of the days."""
    found = (zone_pattern(days, plan), repeat_pattern(days, plan, earlier))
    return tuple(pattern for pattern in found if pattern is not None)


def prompt_for_missing_day(last: Assessment, today: int) -> str | None:
    """Return a prompt where the last verdict was off course or worse and today has no entry yet."""
    return MISSING_AFTER.get(last.status) if today > last.day else None
