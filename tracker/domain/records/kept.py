"""The records that people create. Frozen, and valid by construction.

Times are the person's own wall-clock time without a zone: a recovery is counted in the days
that the person lives through.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from analysis import FACIAL_ZONES, TREATABLE_ZONES
from analysis import Zone as Zone  # for the layers that do not know `analysis`
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.scales import MAX_RATING, MIN_RATING, Symptom
from tracker.domain.records.status import Status
from tracker.errors import InvalidEntry
from tracker.locale import ENGLISH
from tracker.said import Said

NEEDLE_LENGTH_RANGE_MM = (0.1, 3.5)
"""The shortest and longest needles on sale; outside it a number is a slip of the finger."""
MAX_PASSES = 20
MAX_TEXT = 4000
MAX_COST = 10**9
MAX_CURRENCY = 8


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


class BodyArea(StrEnum):
    """What a photo shows."""

    FACE = "face"
    NECK = "neck"
    SCALP = "scalp"
    BACK = "back"
    LEGS = "legs"
    OTHER = "other"


def _check_text(text: str, what: Said) -> None:
    if len(text) > MAX_TEXT:
        raise InvalidEntry(
            "{what} is longer than {most} characters. Please shorten it.",
            what=what,
            most=MAX_TEXT,
        )


def _check_passes(passes: int) -> None:
    if not 1 <= passes <= MAX_PASSES:
        raise InvalidEntry("Please enter between 1 and {most} passes.", most=MAX_PASSES)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody whose recoveries are followed. `id` is None until stored."""

    name: str
    is_demo: bool = False
    consents_to_refit: bool = False
    """Whether the usual range may be learned anew from this person's recoveries."""
    skin_sensitive: bool = False
    """Whether the skin is thin or sensitive, by the person's own word."""
    language: str = ENGLISH
    """The language of the screens, as `tracker.locale.languages` names it."""
    id: int | None = None

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InvalidEntry("Please enter a name; any short name will do.")
        if len(self.name) > 100:
            raise InvalidEntry("That name is longer than 100 characters. Please shorten it.")


@dataclass(frozen=True, kw_only=True)
class TreatedZone:
    """A zone and the needle length used on it, in mm."""

    zone: Zone
    needle_length_mm: float
    passes: int | None = None
    """Passes over this zone; None where only the session's passes are known."""
    reached_endpoint: bool = False
    """Whether the zone was left because it was evenly red."""

    def __post_init__(self) -> None:
        low, high = NEEDLE_LENGTH_RANGE_MM
        if self.zone not in TREATABLE_ZONES:
            raise InvalidEntry("Please choose zones from the map.")
        if not low <= self.needle_length_mm <= high:
            raise InvalidEntry(
                "A needle length of {length} mm is not possible. "
                "Please enter a value from {low} to {high} mm.",
                length=f"{self.needle_length_mm:g}",
                low=f"{low:g}",
                high=f"{high:g}",
            )
        if self.passes is not None:
            _check_passes(self.passes)


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """One needling session (the UI calls it a session). `id` is None until stored."""

    person_id: int
    started_at: datetime
    device: DeviceKind
    setting: Setting
    zones: tuple[TreatedZone, ...]
    passes: int = 1
    products: str = ""
    notes: str = ""
    cost: Decimal | None = None
    """What the session cost, in `currency`; None where that is not known."""
    currency: str = ""
    needle_set_id: int | None = None
    """The needles that were used, where they are counted."""
    id: int | None = None

    def __post_init__(self) -> None:
        if not self.zones:
            raise InvalidEntry("Please choose at least one treated zone.")
        if len({treated.zone for treated in self.zones}) != len(self.zones):
            raise InvalidEntry("A zone is listed twice. Please keep one needle length per zone.")
        _check_passes(self.passes)
        if self.cost is not None and not (self.cost.is_finite() and 0 <= self.cost < MAX_COST):
            raise InvalidEntry("Please enter the cost as an amount of 0 or more.")
        if len(self.currency) > MAX_CURRENCY:
            raise InvalidEntry("Please enter the currency in a few letters, such as EUR.")
        _check_text(self.products, Said("The list of products"))
        _check_text(self.notes, Said("The note"))

    @property
    def longest_needle_mm(self) -> float:
        """The longest needle used, in mm: it decides which recovery is expected."""
        return max(treated.needle_length_mm for treated in self.zones)

    @property
    def treated_zones(self) -> frozenset[Zone]:
        """The zones that were needled."""
        return frozenset(treated.zone for treated in self.zones)

    @property
    def includes_face(self) -> bool:
        """Whether any zone of the face was needled."""
        return not self.treated_zones.isdisjoint(FACIAL_ZONES)


@dataclass(frozen=True, kw_only=True)
class DiaryEntry:
    """One day of one person's diary. There is at most one per person and day."""

    person_id: int
    day: date
    ratings: Mapping[Symptom, int] = field(default_factory=dict)
    """0–10 by symptom; a symptom that is not there was not answered."""
    red_flags: frozenset[RedFlag] = frozenset()
    note: str = ""
    id: int | None = None

    def __post_init__(self) -> None:
        for symptom, rating in self.ratings.items():
            if not MIN_RATING <= rating <= MAX_RATING:
                raise InvalidEntry(
                    "{symptom} is rated from 0 to 10; {rating} is outside.",
                    symptom=Said(symptom.value.capitalize()),
                    rating=rating,
                )
        _check_text(self.note, Said("The note"))


@dataclass(frozen=True)
class PhotoFinding:
    """Something about a photo that limits what can be measured on it."""

    code: str
    """Short stable name such as `too_far`; empty if it was found before 0.3.0."""
    why: str
    """What was seen, in a sentence for the person."""
    retake: str = ""
    """How to take a better photo; empty if that is part of `why`."""
    refuses: frozenset[Aspect] = frozenset()
    """What was not measured because of it; empty for a remark."""


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A stored photo. The file itself is found by its digest (sha256, hexadecimal)."""

    person_id: int
    procedure_id: int
    role: PhotoRole
    area: BodyArea
    taken_at: datetime
    digest: str
    media_type: str
    width_px: int
    height_px: int
    usable: bool | None = None
    """Whether redness could be measured; None where no measuring is possible yet."""
    findings: tuple[PhotoFinding, ...] = ()
    """What the quality check found."""
    view: View = View.FRONT
    """The side that a face shows; always the front for other areas."""
    wears_make_up: bool | None = None
    """The person's own answer; None where it was not asked."""
    id: int | None = None


@dataclass(frozen=True, kw_only=True)
class CommonSpot:
    """A spot of the skin that a person marked in two photos, in pixels of the stored files."""

    photo_id: int
    baseline_photo_id: int
    row_px: float
    column_px: float
    baseline_row_px: float
    baseline_column_px: float
    id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """One computed value of one zone of one photo, with how it was made."""

    photo_id: int
    zone: Zone
    measure: str
    value: float
    unit: str
    mdc95: float | None
    """Smallest change that can be told from error (95 %), in `unit`; never None for a change."""
    method: str
    method_version: str
    reference: str
    """The untreated reference that was used, `none` without one."""
    baseline_photo_id: int | None
    provenance: Mapping[str, str] = field(default_factory=dict)
    """Versions of the packages and digests of the photos that made it."""
    id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ShownVerdict:
    """What a person was told when a diary entry was saved; nothing changes it afterwards."""

    person_id: int
    procedure_id: int
    diary_day: date
    day: int
    """Days since the session."""
    status: Status
    pattern: Pattern
    reason: str
    reference_version: str
    """Version of the expected course that it was made with."""
    assessed_at: datetime
    id: int | None = None
