"""The reason of a verdict, in words."""

from collections.abc import Iterable
from functools import lru_cache

from tracker.domain.course.diaries import Diaries
from tracker.domain.course.reference import DIARY_CHANNELS, Channel
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.patterns import Pattern
from tracker.domain.verdict.advice import CAPITALISED_NAMES, CHANNEL_NAMES, REASONS
from tracker.domain.verdict.drift import Verdicts
from tracker.domain.verdict.plain_rules import NONE
from tracker.domain.words.flag_texts import shipped_flag_texts
from tracker.said import Said

_PATTERNS = tuple(Pattern)
_FLAGS = tuple(RedFlag)
TELLS_LOWEST = frozenset(pattern for pattern in Pattern if "{lowest}" in REASONS[pattern])
"""Patterns whose words name the lowest rating before."""
_CHANNELS = tuple(Channel)


def pattern_at(verdicts: Verdicts, at: tuple[int, int]) -> Pattern:
    """Return the pattern that a verdict rests on."""
    return _PATTERNS[int(verdicts.pattern[at])]


def reason_at(
    diaries: Diaries, verdicts: Verdicts, at: tuple[int, int], flags: Iterable[RedFlag] = ()
) -> str:
    """Return the reason of one entry's verdict; `flags` are the red flags of that day."""
    pattern = pattern_at(verdicts, at)
    if pattern is Pattern.RED_FLAG:
        return flag_reason(frozenset(flags))
    number = int(verdicts.channel[at])
    if number == NONE or number >= len(DIARY_CHANNELS):
        return _fill(pattern, number, 0, int(diaries.day[at]), 0)
    recovery, entry = at
    return _fill(
        pattern,
        number,
        int(diaries.ratings[recovery, entry, number]),
        int(diaries.day[at]),
        _lowest_before(diaries, at, number) if pattern in TELLS_LOWEST else 0,
    )


@lru_cache(maxsize=1024)
def flag_reason(flags: frozenset[RedFlag]) -> str:
    """Return the most urgent flag's question and why it matters, and name the others."""
    texts = shipped_flag_texts()
    questions = _join(Said(texts[flag].question) for flag in sorted(flags, key=_urgency))
    said = Said(REASONS[Pattern.RED_FLAG], questions=questions)
    return _join([said, Said(texts[most_urgent(flags)].why)])


def most_urgent(flags: Iterable[RedFlag]) -> RedFlag:
    """Return the flag with the highest level, the first asked among equals."""
    return min(flags, key=_urgency)


def _urgency(flag: RedFlag) -> tuple[int, int]:
    return (-flag.level, _FLAGS.index(flag))


@lru_cache(maxsize=8192)
def _fill(pattern: Pattern, number: int, value: int, day: int, lowest: int) -> str:
    channel = _CHANNELS[number] if number != NONE else None
    return Said(
        REASONS[pattern],
        symptom=Said(CHANNEL_NAMES[channel] if channel else ""),
        Symptom=Said(CAPITALISED_NAMES[channel] if channel else ""),
        value=value,
        day=day,
        lowest=lowest,
    )


def _lowest_before(diaries: Diaries, at: tuple[int, int], number: int) -> int:
    recovery, entry = at
    seen = diaries.ratings[recovery, :entry, number]
    seen = seen[(seen >= 0) & (diaries.day[recovery, :entry] >= 1)]
    return int(seen.min()) if seen.size else int(diaries.ratings[recovery, entry, number])


def _join(texts: Iterable[Said]) -> Said:
    parts = {f"part{number}": text for number, text in enumerate(texts)}
    return Said(" ".join(f"{{{name}}}" for name in parts), **parts)
