"""What things are called on screens and in reports. Left and right are the person's own."""

from collections.abc import Mapping
from types import MappingProxyType

from analysis import BODY_ZONES, FACIAL_ZONES, Zone
from tracker.domain.records.answers import RednessGrade
from tracker.domain.records.circumstances import Outcome, SpecialEvent
from tracker.domain.records.flags import AdviceLevel
from tracker.domain.records.kept import BodyArea, DeviceKind, OnSkin, PhotoRole, Setting, View
from tracker.domain.records.scales import Severity, Symptom
from tracker.domain.records.status import Status
from tracker.domain.words.changes import RednessChange

__all__ = [
    "ADVICE_LEVELS",
    "BODY_AREAS",
    "BODY_ZONES",
    "DEVICES",
    "FACIAL_ZONES",
    "ON_SKIN",
    "OUTCOMES",
    "PHOTO_ROLES",
    "REDDER_ZONES",
    "REDNESS_GRADES",
    "SETTINGS",
    "SEVERITIES",
    "SPECIAL_EVENTS",
    "STATUSES",
    "SYMPTOMS",
    "VIEWS",
    "ZONES",
    "Zone",
]

ZONES: Mapping[Zone, str] = MappingProxyType(
    {
        Zone.GLABELLA: "Between the eyebrows",
        Zone.FOREHEAD: "Forehead",
        Zone.UNDER_EYE_LEFT: "Under the left eye",
        Zone.UNDER_EYE_RIGHT: "Under the right eye",
        Zone.NOSE: "Nose",
        Zone.CHEEK_LEFT: "Left cheek",
        Zone.CHEEK_RIGHT: "Right cheek",
        Zone.UPPER_LIP: "Upper lip",
        Zone.CHIN: "Chin",
        Zone.JAWLINE_LEFT: "Left jawline",
        Zone.JAWLINE_RIGHT: "Right jawline",
        Zone.NECK: "Neck",
        Zone.SCALP: "Scalp",
        Zone.BACK: "Back",
        Zone.LEGS: "Legs",
        Zone.OTHER: "Another area",
        Zone.FACE: "Whole face",
    }
)

DEVICES: Mapping[DeviceKind, str] = MappingProxyType(
    {
        DeviceKind.ROLLER: "Roller",
        DeviceKind.STAMP: "Stamp",
        DeviceKind.PEN: "Pen",
        DeviceKind.RADIO_FREQUENCY: "Radio-frequency",
    }
)

SETTINGS: Mapping[Setting, str] = MappingProxyType(
    {Setting.HOME: "At home", Setting.PROFESSIONAL: "By a professional"}
)

PHOTO_ROLES: Mapping[PhotoRole, str] = MappingProxyType(
    {
        PhotoRole.BEFORE: "Before",
        PhotoRole.FOLLOW_UP: "Recovery day",
        PhotoRole.RETEST: "Untreated skin, another light",
    }
)

REDDER_ZONES: Mapping[RednessChange, str] = MappingProxyType(
    {
        RednessChange.STRONG: "Strongly redder: {zones}.",
        RednessChange.CLEAR: "Clearly redder: {zones}.",
    }
)

ON_SKIN: Mapping[OnSkin, str] = MappingProxyType(
    {
        OnSkin.NOTHING: "Nothing",
        OnSkin.CREAM: "Cream or serum",
        OnSkin.SUNSCREEN: "Sunscreen",
        OnSkin.WET: "Wet",
        OnSkin.MAKE_UP: "Make-up, tint",
    }
)

BODY_AREAS: Mapping[BodyArea, str] = MappingProxyType(
    {
        BodyArea.FACE: "Face",
        BodyArea.NECK: "Neck",
        BodyArea.SCALP: "Scalp",
        BodyArea.BACK: "Back",
        BodyArea.LEGS: "Legs",
        BodyArea.OTHER: "Another area",
    }
)

VIEWS: Mapping[View, str] = MappingProxyType(
    {
        View.FRONT: "From the front",
        View.LEFT_THREE_QUARTER: "Left cheek, half turned",
        View.RIGHT_THREE_QUARTER: "Right cheek, half turned",
        View.LEFT_PROFILE: "Left profile",
        View.RIGHT_PROFILE: "Right profile",
    }
)

SYMPTOMS: Mapping[Symptom, str] = MappingProxyType(
    {
        Symptom.REDNESS: "Redness",
        Symptom.SWELLING: "Swelling",
        Symptom.ITCHING: "Itching",
        Symptom.PAIN: "Pain",
        Symptom.DRYNESS: "Dryness or flaking",
        Symptom.BRUISING: "Bruising",
    }
)

SPECIAL_EVENTS: Mapping[SpecialEvent, str] = MappingProxyType(
    {
        SpecialEvent.SUN: "Sun",
        SpecialEvent.SPORT: "Sport or sauna",
        SpecialEvent.ALCOHOL: "Alcohol",
        SpecialEvent.NEW_PRODUCT: "New product",
        SpecialEvent.MAKE_UP: "Make-up on the skin",
        SpecialEvent.POOR_SLEEP: "Poor sleep",
    }
)

OUTCOMES: Mapping[Outcome, str] = MappingProxyType(
    {Outcome.SEEN: "I was seen", Outcome.NOT_SEEN: "I did not go"}
)

REDNESS_GRADES: Mapping[RednessGrade, str] = MappingProxyType(
    {
        RednessGrade.CLEAR: "clear skin",
        RednessGrade.ALMOST_CLEAR: "almost clear",
        RednessGrade.MILD: "mild",
        RednessGrade.MODERATE: "moderate",
        RednessGrade.SEVERE: "severe",
    }
)

SEVERITIES: Mapping[Severity, str] = MappingProxyType(
    {
        Severity.NONE: "0 none",
        Severity.ALMOST_CLEAR: "1–2 almost clear",
        Severity.MILD: "3–4 mild",
        Severity.MODERATE: "5–7 moderate",
        Severity.SEVERE: "8–10 severe",
    }
)

STATUSES: Mapping[Status, str] = MappingProxyType(
    {
        Status.ON_COURSE: "On course",
        Status.WATCH: "Watch",
        Status.OFF_COURSE: "Off course",
        Status.URGENT: "Contact a clinician today",
        Status.EMERGENCY: "Emergency: act now",
    }
)

ADVICE_LEVELS: Mapping[AdviceLevel, str] = MappingProxyType(
    {
        AdviceLevel.EMERGENCY: "Emergency",
        AdviceLevel.TODAY: "Contact a clinician today",
        AdviceLevel.REVIEW: "Book a review",
    }
)
