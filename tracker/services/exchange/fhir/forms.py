"""Which resource a row becomes, and which of its columns have an element of FHIR's own.

A column without one is an extension of the resource, or an item of a questionnaire's answers; so
is a value that its element cannot hold. What a form only dresses a resource with is not read back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from tracker.domain.records.status import Status
from tracker.domain.records.texts import Row, Rows
from tracker.domain.words.measure_names import OWN_VALUES
from tracker.services.exchange.fhir.codes import IMAGING, INVENTED, OWN, SURVEY, own
from tracker.services.exchange.fhir.values import Json, day_of, moment_of

Path = tuple[str | int, ...]
_CODE: Path = ("coding", 0, "code")
_SEVERITIES = {"EMERGENCY": "high", "URGENT": "high", "OFF_COURSE": "moderate", "WATCH": "low"}
_ALONE = "Of this photo alone: not to be compared with other photos, cameras or people."
CHECK_IN = f"{OWN}questionnaire:check-in"


def _nothing(_row: Row, _rows: Rows) -> Json:
    return {}


@dataclass(frozen=True)
class Form:
    """How the rows of a table are written."""

    table: str
    kind: str
    """The type of the resource."""
    places: Mapping[str, Path]
    """Where the value of a column stands."""
    dress: Callable[[Row, Rows], Json] = _nothing
    """Gives what else the resource says of a row."""
    holds: Callable[[Row], bool] = field(default=lambda _row: True)
    """Whether a row of the table has this form."""


def _person(row: Row, _rows: Rows) -> Json:
    return {"meta": {"security": [INVENTED]}} if row["is_demo"] == "True" else {}


def _procedure(row: Row, _rows: Rows) -> Json:
    needling = own("procedure", "needling", "Micro-needling (percutaneous collagen induction)")
    return {"status": "completed", "code": needling} | _at("performedDateTime", row, "started_at")


def _entry(_row: Row, _rows: Rows) -> Json:
    return {"status": "completed", "questionnaire": CHECK_IN}


def _photo(row: Row, _rows: Rows) -> Json:
    return {"status": "completed"} | _at("createdDateTime", row, "taken_at")


def _measurement(row: Row, rows: Rows) -> Json:
    photo = next((one for one in rows["photos"] if one["id"] == row["photo_id"]), None)
    taken = {} if photo is None else _at("effectiveDateTime", photo, "taken_at")
    alone = {"note": [{"text": _ALONE}]} if row["measure"] in OWN_VALUES else {}
    return {"status": "final", "category": [{"coding": [IMAGING]}]} | taken | alone


def _issue(row: Row, _rows: Rows) -> Json:
    severity = _SEVERITIES.get(row["status"])
    return {"status": "final"} | ({"severity": severity} if severity else {})


def _on_course(row: Row, _rows: Rows) -> Json:
    what = own("recovery-status", "recovery-status", "How a recovery stands, derived from a diary")
    said = {"status": "final", "code": what, "category": [{"coding": [SURVEY]}]}
    return said | _on("effectiveDateTime", row["diary_day"])


def _at(name: str, row: Row, column: str) -> Json:
    """Return a time of the wall with its offset, or its day alone where that is not known."""
    try:
        ahead = timedelta(minutes=int(row["utc_offset_min"]))
        wall = datetime.fromisoformat(row[column]).replace(tzinfo=timezone(ahead))
    except (ValueError, OverflowError):
        return _on(name, row[column])
    moment = moment_of(wall.isoformat())
    return {name: moment} if moment else _on(name, row[column])


def _on(name: str, text: str) -> Json:
    day = day_of(text[:10])
    return {name: day} if day else {}


ZONES = Form("treated_zones", "", {"zone": _CODE})
"""Treated zones are the sites of their procedure's body."""
_VERDICT = {"procedure_id": ("implicated", 0, "reference"), "reason": ("detail",)}
FORMS = (
    Form(
        "people",
        "Patient",
        {"name": ("name", 0, "text"), "language": ("communication", 0, "language", *_CODE)},
        _person,
    ),
    Form(
        "procedures",
        "Procedure",
        {
            "person_id": ("subject", "reference"),
            "device": ("usedCode", 0, *_CODE),
            "notes": ("note", 0, "text"),
        },
        _procedure,
    ),
    Form(
        "diary_entries",
        "QuestionnaireResponse",
        {"person_id": ("subject", "reference"), "recorded_at": ("authored",)},
        _entry,
    ),
    Form(
        "assessments",
        "DetectedIssue",
        {
            "person_id": ("patient", "reference"),
            "pattern": ("code", *_CODE),
            "assessed_at": ("identifiedDateTime",),
            **_VERDICT,
        },
        _issue,
        lambda row: row["status"] != Status.ON_COURSE.name,
    ),
    Form(
        "assessments",
        "Observation",
        {
            "person_id": ("subject", "reference"),
            "procedure_id": ("focus", 0, "reference"),
            "status": ("valueCodeableConcept", *_CODE),
            "reason": ("note", 0, "text"),
            "assessed_at": ("issued",),
        },
        _on_course,
        lambda row: row["status"] == Status.ON_COURSE.name,
    ),
    Form(
        "photos",
        "Media",
        {
            "person_id": ("subject", "reference"),
            "procedure_id": ("partOf", 0, "reference"),
            "area": ("bodySite", *_CODE),
            "view": ("view", *_CODE),
            "media_type": ("content", "contentType"),
            "width_px": ("width",),
            "height_px": ("height",),
        },
        _photo,
    ),
    Form(
        "measurements",
        "Observation",
        {
            "photo_id": ("derivedFrom", 0, "reference"),
            "zone": ("bodySite", *_CODE),
            "measure": ("code", *_CODE),
            "value": ("valueQuantity", "value"),
            "unit": ("valueQuantity", "unit"),
            "method": ("method", "text"),
        },
        _measurement,
    ),
)
"""Owners before what they own. Every other table is a sheet: one resource with all its rows."""
FORMED = frozenset(form.table for form in FORMS)
