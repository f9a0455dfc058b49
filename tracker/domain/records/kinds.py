"""The kinds of things that records tell apart; stored by their names."""

from enum import StrEnum


class DeviceKind(StrEnum):
    """What held the needles."""

    ROLLER = "roller"
    STAMP = "stamp"
    PEN = "pen"
    RADIO_FREQUENCY = "radio_frequency"


class Setting(StrEnum):
    """Who held the device."""

    HOME = "home"
    PROFESSIONAL = "professional"


class PhotoRole(StrEnum):
    """What a photo is for."""

    BEFORE = "before"
    FOLLOW_UP = "follow_up"
    RETEST = "retest"
    """Untreated skin once more, in another light: it tells how large the error is, nothing else."""


class Aspect(StrEnum):
    """What is measured on a photo."""

    REDNESS = "redness"
    TEXTURE = "texture"


class View(StrEnum):
    """The side of the face that is turned to the camera; left and right are the person's own."""

    FRONT = "front"
    LEFT_THREE_QUARTER = "left_three_quarter"
    RIGHT_THREE_QUARTER = "right_three_quarter"
    LEFT_PROFILE = "left_profile"
    RIGHT_PROFILE = "right_profile"


class OnSkin(StrEnum):
    """What lay on the skin when a photo was taken, by the person's own word."""

    NOTHING = "nothing"
    CREAM = "cream"
    """Cream, serum or oil."""
    SUNSCREEN = "sunscreen"
    WET = "wet"
    MAKE_UP = "make_up"
    """Make-up, tinted cream or self-tan."""


class BodyArea(StrEnum):
    """What a photo shows."""

    FACE = "face"
    NECK = "neck"
    SCALP = "scalp"
    BACK = "back"
    LEGS = "legs"
    OTHER = "other"
