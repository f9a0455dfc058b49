"""What is said of an entry: the reason of its verdict, what to do, and what would change it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from tracker.domain.course.diaries import Diaries
from tracker.domain.records.patterns import Pattern, facts_in, shipped_pattern_rows
from tracker.domain.records.status import Status
from tracker.domain.verdict.advice import ASKED, WHAT_TO_DO, WHAT_WOULD_CHANGE_IT
from tracker.domain.verdict.facts import Facts, Place, facts_at
from tracker.domain.verdict.verdicts import Verdicts
from tracker.said import Said

_PATTERNS, _STATUSES = tuple(Pattern), tuple(Status)


@dataclass(frozen=True)
class Words:
    """What a person reads about one entry."""

    reason: Said
    what_to_do: Said
    what_would_change_it: Said


def pattern_at(verdicts: Verdicts, at: Place) -> Pattern:
    """Return the pattern that a verdict rests on."""
    return _PATTERNS[int(verdicts.pattern[at])]


def status_at(verdicts: Verdicts, at: Place) -> Status:
    """Return the status of a verdict."""
    return _STATUSES[int(verdicts.rank[at])]


def reason_at(diaries: Diaries, verdicts: Verdicts, at: Place) -> Said:
    """Return the reason of one entry's verdict."""
    pattern = pattern_at(verdicts, at)
    return reason_of(pattern, facts_at(diaries, verdicts, at, _told_in_reasons(pattern)))


def reason_of(pattern: Pattern, facts: Facts) -> Said:
    """Return the first reason of a pattern that can be said with these facts."""
    return _first_sayable(shipped_pattern_rows()[pattern].reasons, facts)


def words_of(pattern: Pattern, status: Status, facts: Facts) -> Words:
    """Return all that is said of a verdict.

    A status above the pattern's own brings its own advice, unless the pattern's is about signs,
    each of which has advice at its level.
    """
    row = shipped_pattern_rows()[pattern]
    is_raised = status.rank > row.status.rank
    own = () if is_raised and not facts_in(row.advice) else (row.advice,)
    raised_change = WHAT_WOULD_CHANGE_IT[status] if is_raised and status in _BY_CLINICIAN else ""
    return Words(
        reason=_first_sayable(row.reasons, facts),
        what_to_do=_after_what_is_asked(
            pattern, _first_sayable((*filter(None, own), WHAT_TO_DO[status]), facts), facts
        ),
        what_would_change_it=Said(raised_change or row.change),
    )


def _after_what_is_asked(pattern: Pattern, advice: Said, facts: Facts) -> Said:
    """Return advice that is no slower than that of a lower rating, which would only be asked of."""
    names = facts_in(ASKED)
    if pattern in _ASKING or not names <= facts.keys():
        return advice
    return Said.joined(" ", (Said(ASKED, **{name: facts[name] for name in names}), advice))


_ASKING = frozenset({Pattern.SIGN_OPEN, Pattern.ALLERGY_LIKE})
"""Patterns that say what is asked in their own words."""
_BY_CLINICIAN = frozenset(WHAT_WOULD_CHANGE_IT)


@cache
def _told_in_reasons(pattern: Pattern) -> frozenset[str]:
    """Return the facts that the reasons of a pattern can use."""
    return frozenset().union(*map(facts_in, shipped_pattern_rows()[pattern].reasons))


def _first_sayable(variants: Iterable[str], facts: Facts) -> Said:
    text = next(text for text in variants if facts_in(text) <= facts.keys())
    return Said(text, **{name: facts[name] for name in facts_in(text)})
