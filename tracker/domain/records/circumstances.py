"""What a person says of a day besides ratings and warning signs, and of their ordinary skin."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tracker.domain.records.flags import RedFlag
from tracker.domain.records.scales import MAX_RATING, MIN_RATING, Symptom
from tracker.errors import InvalidEntry
from tracker.said import Said


class SpecialEvent(StrEnum):
    """What may explain a flare of redness, itching or dryness on a day, one tap each."""

    SUN = "sun"
    SPORT = "sport"
    """Sport or sauna."""
    ALCOHOL = "alcohol"
    NEW_PRODUCT = "new_product"
    MAKE_UP = "make_up"
    POOR_SLEEP = "poor_sleep"


class Outcome(StrEnum):
    """What came of an urgent or emergency advice, as the person says."""

    SEEN = "seen"
    """A clinician has looked at it."""
    NOT_SEEN = "not_seen"
    """Nobody has looked at it."""


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What surrounds the ratings of one entry."""

    special: frozenset[SpecialEvent] = frozenset()
    """What may explain the day."""
    answers: Mapping[RedFlag, bool] = field(default_factory=dict)
    """Signs that a rating raised and that were asked back, by what was answered."""
    outcome: Outcome | None = None
    """What came of the advice of this entry or one before; None while nothing was said."""
    since_outcome: frozenset[RedFlag] = frozenset()
    """Signs of a day's later entries, which its outcome does not settle; of several entries only,
    so it is never kept."""


NOTHING_ELSE = Circumstances()


def agreed(one: Circumstances, other: Circumstances) -> Circumstances:
    """Return what surrounds two versions of one entry: what calms counts where both say it."""
    said = {**one.answers, **other.answers}
    return Circumstances(
        special=one.special | other.special,
        answers={
            sign: is_so
            for sign in said
            if (is_so := any(version.answers.get(sign) for version in (one, other)))
            or (sign in one.answers and sign in other.answers)
        },
        outcome=one.outcome if one.outcome is other.outcome else None,
    )


@dataclass(frozen=True, kw_only=True)
class OrdinarySkin:
    """How a person's skin rates on an ordinary day, and when they said so."""

    stated_on: date
    levels: Mapping[Symptom, int]
    """0–10 by symptom; a symptom that is not there was not asked."""

    def __post_init__(self) -> None:
        for symptom, level in self.levels.items():
            if not MIN_RATING <= level <= MAX_RATING:
                raise InvalidEntry(
                    "{symptom} is rated from 0 to 10; {rating} is outside.",
                    symptom=Said(symptom.value.capitalize()),
                    rating=level,
                )
