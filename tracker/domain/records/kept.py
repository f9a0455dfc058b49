"""The records that people create. Frozen, and valid by construction.

A time is what the clock on the person's wall showed, kept with how far that clock was ahead of UTC:
a recovery is counted in the days that the person lives through, and a diary day ends at night.
What is stored has an id; what is not yet stored is a record of a type of its own, `New…`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from analysis import FACIAL_ZONES, TREATABLE_ZONES
from analysis import Zone as Zone  # for the layers that do not know `analysis`
from tracker.domain.records.circumstances import NOTHING_ELSE, Circumstances
from tracker.domain.records.days import DAY_ENDS_HOUR, LATEST_END_HOUR, diary_day, moment_of
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kinds import Aspect as Aspect
from tracker.domain.records.kinds import BodyArea as BodyArea
from tracker.domain.records.kinds import DeviceKind as DeviceKind
from tracker.domain.records.kinds import OnSkin as OnSkin
from tracker.domain.records.kinds import PhotoRole as PhotoRole
from tracker.domain.records.kinds import Setting as Setting
from tracker.domain.records.kinds import View as View
from tracker.domain.records.scales import MAX_RATING, MIN_RATING, Symptom
from tracker.errors import InvalidEntry
from tracker.locale import ENGLISH
from tracker.said import Said

NEEDLE_LENGTH_RANGE_MM = (0.1, 3.5)
"""The shortest and longest needles on sale; outside it a number is a slip of the finger. Chosen: a
little wider than what is on sale (0.2 to 3 mm)."""
# Chosen: more than anybody means, so that a slip is noticed.
MAX_PASSES = 20
MAX_TEXT = 4000
MAX_COST = 10**9
MAX_CURRENCY = 8
_CALLED = re.compile(r"[0-9]{2,8}")
UNSET_DAY = date.min
"""Stands for the day that the time of a record falls on."""


def _check_text(text: str, what: Said) -> None:
    if len(text) > MAX_TEXT:
        raise InvalidEntry(
            "{what} is longer than {most} characters. Please shorten it.",
            what=what,
            most=MAX_TEXT,
        )


def _check_ratings(ratings: Mapping[Symptom, int]) -> None:
    for symptom, rating in ratings.items():
        if not MIN_RATING <= rating <= MAX_RATING:
            raise InvalidEntry(
                "{symptom} is rated from 0 to 10; {rating} is outside.",
                symptom=Said(symptom.value.capitalize()),
                rating=rating,
            )


def _fill_day(record: "NewProcedure | NewPhoto", wall: datetime) -> None:
    if record.diary_day == UNSET_DAY:
        object.__setattr__(record, "diary_day", diary_day(wall))


def id_of(record: object) -> int | None:
    """Return the id of a record; None of a new one, which is not stored yet."""
    return getattr(record, "id", None)


def _check_passes(passes: int) -> None:
    if not 1 <= passes <= MAX_PASSES:
        raise InvalidEntry("Please enter between 1 and {most} passes.", most=MAX_PASSES)


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Somebody whose recoveries are followed."""

    name: str
    is_demo: bool = False
    consents_to_refit: bool = False
    """Whether the usual range may be learned anew from this person's recoveries."""
    skin_sensitive: bool = False
    """Whether the skin is thin or sensitive, by the person's own word."""
    language: str = ENGLISH
    """The language of the screens, as `tracker.locale.languages` names it."""
    day_ends_hour: int = DAY_ENDS_HOUR
    """The hour of the night at which a diary day ends, 0 to 12."""
    emergency_number: str = ""
    """The number to call in an emergency; empty for that of the person's country."""
    followed_at: datetime | None = None
    """When this person was last chosen to be followed, with its zone."""

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InvalidEntry("Please enter a name; any short name will do.")
        if len(self.name) > 100:
            raise InvalidEntry("That name is longer than 100 characters. Please shorten it.")
        if not 0 <= self.day_ends_hour <= LATEST_END_HOUR:
            raise InvalidEntry(
                "A day can end from midnight to {hour} o'clock.", hour=LATEST_END_HOUR
            )
        if self.emergency_number and not _CALLED.fullmatch(self.emergency_number):
            raise InvalidEntry("Please enter an emergency number of 2 to 8 digits, such as 112.")


@dataclass(frozen=True, kw_only=True)
class Person(NewPerson):
    """A person of the diary."""

    id: int


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
class NewProcedure:
    """One needling session (the UI calls it a session)."""

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
    utc_offset_min: int | None = None
    """Minutes that the clock of `started_at` was ahead of UTC; None for this computer's zone."""
    diary_day: date = UNSET_DAY
    """Day 0 of its recovery; the usual end of a day decides where none is given."""
    version: int = 0
    """How often it was kept; whoever corrects it says which version they saw."""

    def __post_init__(self) -> None:
        _fill_day(self, self.started_at)
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
    def moment(self) -> datetime:
        """When it began, with its zone."""
        return moment_of(self.started_at, self.utc_offset_min)

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
class Procedure(NewProcedure):
    """A session of the diary."""

    id: int


@dataclass(frozen=True, kw_only=True)
class NewDiaryEntry:
    """What a person said of one day at one time; a day may have several entries."""

    person_id: int
    day: date
    """The diary day that it is about."""
    areas: frozenset[BodyArea] = frozenset()
    """What it is about; empty for all that was under way on that day."""
    ratings: Mapping[Symptom, int] = field(default_factory=dict)
    """0–10 by symptom, for all areas; a symptom that is not there was not answered."""
    red_flags: frozenset[RedFlag] = frozenset()
    """What was answered with yes, for all areas."""
    area_ratings: Mapping[BodyArea, Mapping[Symptom, int]] = field(default_factory=dict)
    """Where an area differs: its own ratings, in place of those for all."""
    area_flags: Mapping[BodyArea, frozenset[RedFlag]] = field(default_factory=dict)
    """What was answered with yes for an area alone."""
    note: str = ""
    circumstances: Circumstances = NOTHING_ELSE
    """What surrounds the ratings."""
    recorded_at: datetime | None = None
    """When it was first entered, with its zone; None where that was not kept."""
    version: int = 0
    """How often it was kept; whoever changes it says which version they saw."""

    def __post_init__(self) -> None:
        # An area without an answer of its own says nothing.
        by_area = {area: own for area, own in self.area_ratings.items() if own}
        object.__setattr__(self, "area_ratings", by_area)
        flags = {area: own for area, own in self.area_flags.items() if own}
        object.__setattr__(self, "area_flags", flags)
        for ratings in (self.ratings, *self.area_ratings.values()):
            _check_ratings(ratings)
        if self.recorded_at is not None and self.recorded_at.tzinfo is None:
            raise ValueError("The time of an entry needs its zone.")
        _check_text(self.note, Said("The note"))

    def is_late(self, ends_hour: int = DAY_ENDS_HOUR) -> bool:
        """Return whether it was entered after its day was over."""
        return self.recorded_at is not None and diary_day(self.recorded_at, ends_hour) > self.day


@dataclass(frozen=True, kw_only=True)
class DiaryEntry(NewDiaryEntry):
    """An entry of the diary."""

    id: int


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
class NewPhoto:
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
    on_skin: OnSkin | None = None
    """The person's own answer; None where it was not asked."""
    same_person: bool = False
    """Whether the person confirmed that it shows them, though the skin looks much changed."""
    is_chosen: bool = False
    """Whether the person chose that it counts for its day, where a day has several."""
    utc_offset_min: int | None = None
    """Minutes that the clock of `taken_at` was ahead of UTC; None for this computer's zone."""
    diary_day: date = UNSET_DAY
    """The diary day that it shows; the usual end of a day decides where none is given."""

    def __post_init__(self) -> None:
        _fill_day(self, self.taken_at)

    @property
    def is_compared(self) -> bool:
        """Whether it is measured against the photo from before."""
        return self.role is not PhotoRole.BEFORE


@dataclass(frozen=True, kw_only=True)
class Photo(NewPhoto):
    """A photo of the diary."""

    id: int


@dataclass(frozen=True, kw_only=True)
class CommonSpot:
    """A spot of the skin that a person marked in two photos, in pixels of the stored files."""

    photo_id: int
    baseline_photo_id: int
    row_px: float
    column_px: float
    baseline_row_px: float
    baseline_column_px: float


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
    too_high: float | None = None
    """How much too high it may be (95 %), in `unit`, where less than `mdc95` (hidden redness)."""
