"""Rows to records and back. A record's field and its column have the same name."""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import Field, fields
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Row

from tracker.domain.records.kept import (
    Aspect,
    CommonSpot,
    Measurement,
    NewPerson,
    NewPhoto,
    NewProcedure,
    Person,
    Photo,
    PhotoFinding,
    Procedure,
    TreatedZone,
    Zone,
)
from tracker.domain.words.covered import reread
from tracker.said import Said, parts_of, read_parts
from tracker.store.damage import build
from tracker.store.schema.measured_tables import (
    CommonSpotRow,
    MeasurementRow,
)
from tracker.store.tables import (
    PersonRow,
    PhotoRow,
    ProcedureRow,
    TreatedZoneRow,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")


def to_person(row: PersonRow) -> Person:
    """Return the record of a row."""
    return to_record(Person, row)


def from_person(person: NewPerson) -> PersonRow:
    """Return a new row."""
    return PersonRow(**_values(fields(person), person))


def to_procedure(row: Row[Any]) -> Procedure:
    """Return the record of a procedure's columns and its zones, a JSON array of arrays."""
    zones = tuple(
        build(
            TreatedZone,
            {
                "zone": Zone[zone],
                "needle_length_mm": float(length_mm),
                "passes": passes,
                "reached_endpoint": bool(reached_endpoint),
            },
        )
        for _id, zone, length_mm, passes, reached_endpoint in sorted(json.loads(row.zones))
    )
    return to_record(Procedure, row, zones=zones)


def from_procedure(procedure: NewProcedure) -> ProcedureRow:
    """Return a new row with its zones."""
    return ProcedureRow(
        **_values(fields(procedure), procedure) | {"zones": zone_rows(procedure.zones)}
    )


def zone_rows(zones: Iterable[TreatedZone]) -> list[TreatedZoneRow]:
    """Return new rows of the treated zones, in their order."""
    return [TreatedZoneRow(**_values(fields(zone), zone)) for zone in zones]


def to_photo(row: PhotoRow | Row[Any]) -> Photo:
    """Return the record of a row."""
    return to_record(Photo, row, findings=tuple(map(_to_finding, row.findings)))


def from_photo(photo: NewPhoto) -> PhotoRow:
    """Return a new row."""
    return PhotoRow(**_values(fields(photo), photo) | {"findings": finding_parts(photo.findings)})


def finding_parts(findings: Iterable[PhotoFinding]) -> list[dict[str, Any]]:
    """Return findings as a photo's row keeps them: as JSON objects."""
    return list(map(_from_finding, findings))


def _from_finding(finding: PhotoFinding) -> dict[str, Any]:
    parts = _values(fields(finding), finding) | {"refuses": sorted(finding.refuses)}
    if isinstance(finding.why, Said) and finding.why.values:
        parts["said"] = parts_of(finding.why)  # so that another language can be read
    return parts


def _to_finding(parts: Mapping[str, Any]) -> PhotoFinding:
    values = {name: value for name, value in parts.items() if name != "said"}
    return PhotoFinding(
        **values
        | {
            "why": reread(read_parts(parts.get("said", parts["why"]))),
            "refuses": frozenset(map(Aspect, parts["refuses"])),
        }
    )


def to_spot(row: CommonSpotRow) -> CommonSpot:
    """Return the record of a row."""
    return to_record(CommonSpot, row)


def from_spot(spot: CommonSpot) -> CommonSpotRow:
    """Return a new row."""
    return CommonSpotRow(**_values(fields(spot), spot))


def to_measurement(row: MeasurementRow) -> Measurement:
    """Return the record of a row."""
    return to_record(Measurement, row)


def measurement_values(measurement: Measurement) -> dict[str, Any]:
    """Return what a new row holds."""
    values = _values(fields(measurement), measurement)
    return values | {"provenance": dict(measurement.provenance)}


def to_text(value: object) -> str:
    """Write a column's value in a way that says all of it: ISO dates, Enum names, JSON lists."""
    match value:
        case None:
            return ""
        case Enum():
            return value.name
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode()
        case list() | dict():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def to_record(kind: type[Record], row: object, **others: Any) -> Record:
    """Return the record of a row; `others` are the fields that are no columns of it."""
    columns = [field for field in fields(kind) if field.name not in others]
    return build(kind, _values(columns, row) | others)


def values_of(record: "DataclassInstance") -> dict[str, Any]:
    """Return what a row is made from, by column."""
    return _values(fields(record), record)


def _values(names: Iterable[Field[Any]], source: object) -> dict[str, Any]:
    return {field.name: getattr(source, field.name) for field in names}
