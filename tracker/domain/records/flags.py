"""Red flags: findings that bypass every statistic and whose level no score can lower."""

from collections.abc import Iterable
from enum import IntEnum, StrEnum


class AdviceLevel(IntEnum):
    """How soon somebody should look at it; a higher value is more urgent."""

    REVIEW = 1
    TODAY = 2
    EMERGENCY = 3


class RedFlag(StrEnum):
    """A yes/no question of the daily check-in. Wording and days: reference/red_flags.toml."""

    BREATHING_OR_FACE_SWELLING = "breathing_or_face_swelling"
    NUMBING_REACTION = "numbing_reaction"
    EYE_MOVEMENT_OR_VISION = "eye_movement_or_vision"
    FEVER_WITH_FAINTNESS_OR_CONFUSION = "fever_with_faintness_or_confusion"
    PURPLE_PATCHES = "purple_patches"
    BLEEDING_NOT_STOPPING = "bleeding_not_stopping"
    HERPES_NEAR_EYE_OR_WIDESPREAD = "herpes_near_eye_or_widespread"
    FACIAL_WEAKNESS = "facial_weakness"
    FEVER = "fever"
    PUS_OR_HONEY_CRUST = "pus_or_honey_crust"
    BLISTERS_OR_COLD_SORE = "blisters_or_cold_sore"
    SPREADING_REDNESS = "spreading_redness"
    RISING_PAIN = "rising_pain"
    ONE_SIDED_SWELLING = "one_sided_swelling"
    FACE_SWELLING = "face_swelling"
    EYELID_SWOLLEN_SHUT = "eyelid_swollen_shut"
    OPEN_SORE = "open_sore"
    NODULES = "nodules"
    PERSISTENT_RASH = "persistent_rash"
    LINES_OR_TRACKS = "lines_or_tracks"
    DARKENING_OR_LIGHTENING = "darkening_or_lightening"
    NUMBNESS = "numbness"
    DENT_OR_FAT_LOSS = "dent_or_fat_loss"
    RAISED_SCAR = "raised_scar"
    BRUISE_OVER_14_DAYS = "bruise_over_14_days"

    @property
    def level(self) -> AdviceLevel:
        """The least urgent advice that this flag may lead to."""
        return _LEVELS[self]


_EMERGENCY = {
    RedFlag.BREATHING_OR_FACE_SWELLING,
    RedFlag.NUMBING_REACTION,
    RedFlag.EYE_MOVEMENT_OR_VISION,
    RedFlag.FEVER_WITH_FAINTNESS_OR_CONFUSION,
    RedFlag.PURPLE_PATCHES,
    RedFlag.BLEEDING_NOT_STOPPING,
    RedFlag.HERPES_NEAR_EYE_OR_WIDESPREAD,
    RedFlag.FACIAL_WEAKNESS,
}
_REVIEW = {
    RedFlag.PERSISTENT_RASH,
    RedFlag.LINES_OR_TRACKS,
    RedFlag.DARKENING_OR_LIGHTENING,
    RedFlag.NUMBNESS,
    RedFlag.DENT_OR_FAT_LOSS,
    RedFlag.RAISED_SCAR,
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
