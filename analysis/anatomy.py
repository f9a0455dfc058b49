"""The map of the body that both packages share. Left and right are the person's own."""

from enum import StrEnum


class Zone(StrEnum):
    """A zone of skin. The value is the name that files and tables carry."""

    GLABELLA = "GLABELLA"
    FOREHEAD = "FOREHEAD"
    UNDER_EYE_LEFT = "UNDER_EYE_LEFT"
    UNDER_EYE_RIGHT = "UNDER_EYE_RIGHT"
    NOSE = "NOSE"
    CHEEK_LEFT = "CHEEK_LEFT"
    CHEEK_RIGHT = "CHEEK_RIGHT"
    UPPER_LIP = "UPPER_LIP"
    CHIN = "CHIN"
    JAWLINE_LEFT = "JAWLINE_LEFT"
    JAWLINE_RIGHT = "JAWLINE_RIGHT"
    NECK = "NECK"
    SCALP = "SCALP"
    BACK = "BACK"
    LEGS = "LEGS"
    OTHER = "OTHER"
    FACE = "FACE"
    """The whole treated face: every facial zone taken together."""

    @property
    def is_facial(self) -> bool:
        """Whether the zone lies on the face mesh and can be measured there."""
        return self in FACIAL_ZONES


FACIAL_ZONES: tuple[Zone, ...] = (
    Zone.GLABELLA,
    Zone.FOREHEAD,
    Zone.UNDER_EYE_LEFT,
    Zone.UNDER_EYE_RIGHT,
    Zone.NOSE,
    Zone.CHEEK_LEFT,
    Zone.CHEEK_RIGHT,
    Zone.UPPER_LIP,
    Zone.CHIN,
    Zone.JAWLINE_LEFT,
    Zone.JAWLINE_RIGHT,
)
BODY_ZONES: tuple[Zone, ...] = (Zone.NECK, Zone.SCALP, Zone.BACK, Zone.LEGS, Zone.OTHER)
TREATABLE_ZONES: tuple[Zone, ...] = FACIAL_ZONES + BODY_ZONES
