"""Red flags: findings that bypass every statistic and whose level no score can lower."""

from collections.abc import Iterable
from enum import IntEnum, StrEnum


class AdviceLevel(IntEnum):
    """How soon somebody should look at it; a higher value is more urgent."""

    REVIEW = 1
    TODAY = 2
    EMERGENCY = 3


class RedFlag(StrEnum):
    """A yes/no question that is asked every day. Wording: reference/red_flags.toml."""

    BREATHING_OR_FACE_SWELLING = "breathing_or_face_swelling"
    EYE_MOVEMENT_OR_VISION = "eye_movement_or_vision"
    FEVER_WITH_FAINTNESS_OR_CONFUSION = "fever_with_faintness_or_confusion"
    PURPLE_PATCHES = "purple_patches"
    BLEEDING_NOT_STOPPING = "bleeding_not_stopping"
    FEVER = "fever"
    PUS_OR_HONEY_CRUST = "pus_or_honey_crust"
    BLISTERS_OR_COLD_SORE = "blisters_or_cold_sore"
    SPREADING_REDNESS = "spreading_redness"
    RISING_PAIN = "rising_pain"
    ONE_SIDED_SWELLING = "one_sided_swelling"
    EYELID_SWOLLEN_SHUT = "eyelid_swollen_shut"
    OPEN_SORE = "open_sore"
    NODULES = "nodules"
    PERSISTENT_RASH = "persistent_rash"
    LINES_OR_TRACKS = "lines_or_tracks"
    DARKENING_OR_LIGHTENING = "darkening_or_lightening"
    NUMBNESS = "numbness"
    BRUISE_OVER_14_DAYS = "bruise_over_14_days"

    @property
    def level(self) -> AdviceLevel:
        """The least urgent advice that this flag may lead to."""
        return _LEVELS[self]


_EMERGENCY = {
    RedFlag.BREATHING_OR_FACE_SWELLING,
    RedFlag.EYE_MOVEMENT_OR_VISION,
    RedFlag.FEVER_WITH_FAINTNESS_OR_CONFUSION,
    RedFlag.PURPLE_PATCHES,
    RedFlag.BLEEDING_NOT_STOPPING,
}
_REVIEW = {
    RedFlag.PERSISTENT_RASH,
    RedFlag.LINES_OR_TRACKS,
    RedFlag.DARKENING_OR_LIGHTENING,
    RedFlag.NUMBNESS,
    RedFlag.BRUISE_OVER_14_DAYS,
}
_LEVELS = {
    flag: AdviceLevel.EMERGENCY
    if flag in _EMERGENCY
    else AdviceLevel.REVIEW
    if flag in _REVIEW
    else AdviceLevel.TODAY
    for flag in RedFlag
}


def highest_level(flags: Iterable[RedFlag]) -> AdviceLevel | None:
    """Return the most urgent level among the flags, or None without any."""
    return max((flag.level for flag in flags), default=None)
