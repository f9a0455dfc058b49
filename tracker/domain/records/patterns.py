"""The named patterns that a verdict can rest on, the most telling first.

One pattern is one row of reference/patterns.toml: its status, its reasons, what to do and what
would change it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources.abc import Traversable
from string import Formatter
from typing import Any

from tracker.domain.records.status import Status
from tracker.errors import InvalidReference
from tracker.reference import read_toml, reference_file

NOBODY_WATCHES = (
    "Nobody is watching this diary. Look out for growing pain, spreading redness, pus, blisters "
    "or fever, and contact a clinician if one of them appears."
)


ALWAYS_KNOWN = frozenset({"day", "questions", "whys"})
"""Facts that cannot be missing: a red flag always has its question."""


class Pattern(StrEnum):
    """Why a day has its status. Of several equally urgent patterns the first one is named."""

    RED_FLAG = "red_flag"
    SIGN_YES = "sign_yes"
    EMERGENCY_OPEN = "emergency_open"
    SIGN_SUPPORTED = "sign_supported"
    STRONG_RISE = "strong_rise"
    SUDDEN_TURN = "sudden_turn"
    RISING = "rising"
    PAIN_RISING = "pain_rising"
    REDDENING = "reddening"
    SWELLING_RISING = "swelling_rising"
    ITCH_CLIMBING = "itch_climbing"
    REBOUND = "rebound"
    STILL_RED = "still_red"
    NOT_SETTLING = "not_settling"
    FAR_TOO_MUCH = "far_too_much"
    PHOTO_RISING = "photo_rising"
    ZONE_REDDENING = "zone_reddening"
    FAR_ABOVE = "far_above"
    SPREADING = "spreading"
    ONE_SIDED = "one_sided"
    ALLERGY_LIKE = "allergy_like"
    LATE_CHANGE = "late_change"
    STAYS_HIGH = "stays_high"
    NOT_SEEN = "not_seen"
    NOT_BACK_YET = "not_back_yet"
    SIGN_OPEN = "sign_open"
    AFTER_OFF_COURSE = "after_off_course"
    SLOWER_EACH_TIME = "slower_each_time"
    TOO_MUCH = "too_much"
    RED_AS_BEFORE = "red_as_before"
    SETTLING_SLOWLY = "settling_slowly"
    LINGERING = "lingering"
    EXPLAINED = "explained"
    ZONE_RED = "zone_red"
    PHOTO_OPEN = "photo_open"
    PHOTO_DISAGREES = "photo_disagrees"
    LEANING = "leaning"
    ABOVE_BAND = "above_band"
    STILL_ABOVE = "still_above"
    SIGN_UNREADABLE = "sign_unreadable"
    UNREADABLE = "unreadable"
    NOTHING_ENTERED = "nothing_entered"
    TOO_EARLY = "too_early"
    AS_EXPECTED = "as_expected"

    @property
    def status(self) -> Status:
        """The status that the pattern gives; a red flag's own level stands above it."""
        return shipped_pattern_rows()[self].status


@dataclass(frozen=True)
class PatternRow:
    """All that is said of one pattern."""

    status: Status
    reasons: tuple[str, ...]
    """Variants; the first one is said whose facts the diary has."""
    change: str
    """What would change the verdict."""
    advice: str = ""
    """What to do; that of the status where it is empty."""


@cache
def facts_in(text: str) -> frozenset[str]:
    """Return the names in the braces of a text."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


@cache
def shipped_pattern_rows() -> Mapping[Pattern, PatternRow]:
    """Return the row of every pattern, in the order of the Enum."""
    return read_pattern_rows(reference_file("patterns.toml"))


def read_pattern_rows(file: Traversable) -> Mapping[Pattern, PatternRow]:
    """Read and check the rows of the patterns.

    Raises
    ------
    InvalidReference
        If a pattern is missing or unknown, or a row cannot be used.
    """
    entries = read_toml(file)
    if entries.keys() != set(Pattern):
        wrong = ", ".join(sorted(entries.keys() ^ set(Pattern)))
        raise InvalidReference(f"{file.name} must describe each pattern once; look at: {wrong}.")
    return {pattern: _parse_row(pattern, entries[pattern], file.name) for pattern in Pattern}


def _parse_row(pattern: Pattern, entry: dict[str, Any], name: str) -> PatternRow:
    advice = entry.get("advice", "").replace("{nobody_watches}", NOBODY_WATCHES)
    try:
        row = PatternRow(
            **{
                **entry,
                "status": Status(entry["status"]),
                "reasons": tuple(entry["reasons"]),
                "advice": advice,
            }
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidReference(f"[{pattern}] in {name} cannot be used: {error}.") from None
    if not row.reasons or facts_in(row.reasons[-1]) - ALWAYS_KNOWN:
        raise InvalidReference(f"[{pattern}] in {name} must end with a reason that always holds.")
    return row
