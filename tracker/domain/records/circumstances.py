"""What a person says of a day besides ratings and warning signs."""

from enum import StrEnum


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
