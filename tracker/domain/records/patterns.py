"""The named patterns that a verdict can rest on, the most telling first."""

from enum import StrEnum

from tracker.domain.records.status import Status


class Pattern(StrEnum):
    """Why a day has its status. Of several equally urgent patterns the first one is named."""

    RED_FLAG = "red_flag"
    STRONG_RISE = "strong_rise"
    SUDDEN_TURN = "sudden_turn"
    FAR_ABOVE = "far_above"
    RISING = "rising"
    PAIN_RISING = "pain_rising"
    REDDENING = "reddening"
    SWELLING_RISING = "swelling_rising"
    ITCH_CLIMBING = "itch_climbing"
    REBOUND = "rebound"
    STILL_RED = "still_red"
    NOT_SETTLING = "not_settling"
    SPREADING = "spreading"
    ONE_SIDED = "one_sided"
    LATE_CHANGE = "late_change"
    NOT_BACK_YET = "not_back_yet"
    AFTER_OFF_COURSE = "after_off_course"
    SLOWER_EACH_TIME = "slower_each_time"
    RED_AS_BEFORE = "red_as_before"
    SETTLING_SLOWLY = "settling_slowly"
    PHOTO_DISAGREES = "photo_disagrees"
    LEANING = "leaning"
    ABOVE_BAND = "above_band"
    UNREADABLE = "unreadable"
    NOTHING_ENTERED = "nothing_entered"
    TOO_EARLY = "too_early"
    AS_EXPECTED = "as_expected"

    @property
    def status(self) -> Status:
        """The status that the pattern gives; a red flag's own level stands above it."""
        return _STATUSES[self]


_STATUSES = {
    Pattern.RED_FLAG: Status.OFF_COURSE,
    Pattern.STRONG_RISE: Status.URGENT,
    Pattern.SUDDEN_TURN: Status.OFF_COURSE,
    Pattern.FAR_ABOVE: Status.OFF_COURSE,
    Pattern.RISING: Status.OFF_COURSE,
    Pattern.PAIN_RISING: Status.OFF_COURSE,
    Pattern.REDDENING: Status.OFF_COURSE,
    Pattern.SWELLING_RISING: Status.OFF_COURSE,
    Pattern.ITCH_CLIMBING: Status.OFF_COURSE,
    Pattern.REBOUND: Status.OFF_COURSE,
    Pattern.STILL_RED: Status.OFF_COURSE,
    Pattern.NOT_SETTLING: Status.OFF_COURSE,
    Pattern.SPREADING: Status.OFF_COURSE,
    Pattern.ONE_SIDED: Status.OFF_COURSE,
    Pattern.LATE_CHANGE: Status.OFF_COURSE,
    Pattern.NOT_BACK_YET: Status.OFF_COURSE,
    Pattern.AFTER_OFF_COURSE: Status.WATCH,
    Pattern.SLOWER_EACH_TIME: Status.WATCH,
    Pattern.RED_AS_BEFORE: Status.WATCH,
    Pattern.SETTLING_SLOWLY: Status.WATCH,
    Pattern.PHOTO_DISAGREES: Status.WATCH,
    Pattern.LEANING: Status.WATCH,
    Pattern.ABOVE_BAND: Status.WATCH,
    Pattern.UNREADABLE: Status.WATCH,
    Pattern.NOTHING_ENTERED: Status.WATCH,
    Pattern.TOO_EARLY: Status.WATCH,
    Pattern.AS_EXPECTED: Status.ON_COURSE,
}
