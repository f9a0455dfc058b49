"""Rows to resources, by their forms."""

import base64
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from sqlalchemy import Column, Float, Integer, Table

from tracker.domain.records.texts import Row, Rows
from tracker.services.exchange.fhir.codes import OWN, column_url, known, system_of
from tracker.services.exchange.fhir.derived import derived_from
from tracker.services.exchange.fhir.forms import FORMED, FORMS, ZONES, Form, Path
from tracker.services.exchange.fhir.links import Links
from tracker.services.exchange.fhir.values import (
    Json,
    code_of,
    extension_of,
    moment_of,
    string_of,
    value_of,
)
from tracker.store.columns import ZonedMoment
from tracker.store.records.loading import exported_tables

ReadPhoto = Callable[[str], bytes | None]
"""Gives a photo's content by its digest; None where it is to be left out, or is missing."""
TABLES = {table.name: table for table in exported_tables()}
_OWN_SUBJECT = {"Patient", "DetectedIssue"}
_CONCEPT = ("coding", 0, "code")


def parts_of(owner: str) -> tuple[str, ...]:
    """Return the tables whose rows are parts of an owner's rows."""
    return tuple(name for name, table in TABLES.items() if owner_column(table, owner))


def owner_column(table: Table, owner: str) -> str:
    """Return the column that names a row's owner; empty where it has no such owner."""
    owners = [one for one in table.columns if target(one) == owner and not one.nullable]
    return owners[0].name if owners else ""


def target(column: Column[Any]) -> str:
    """Return the table that a column refers to; empty for none."""
    return next((key.column.table.name for key in column.foreign_keys), "")


ANSWERS = parts_of("diary_entries")
"""What a check-in holds besides its own columns."""
SHEETS = tuple(name for name in TABLES if name not in {*FORMED, *ANSWERS, ZONES.table})


def resources_of(rows: Rows, links: Links, read_photo: ReadPhoto) -> Iterator[tuple[str, Json]]:
    """Yield the address and the resource of everything that a person recorded."""
    for form in FORMS:
        for row in filter(form.holds, rows[form.table]):
            resource = _resource(form, row, rows, links)
            if form.table == "photos":
                _attach(resource, read_photo(row["digest"]))
            yield links.address(form.table, row["id"]), resource
    for name in SHEETS:
        if rows.get(name):
            yield links.address("sheet", name), _sheet(name, rows, links)
    for name, resource in derived_from(rows, links):
        yield links.address("derived", name), resource


def _resource(form: Form, row: Row, rows: Rows, links: Links) -> Json:
    name = f"{form.table.replace('_', '-')}-{row['id']}"
    resource: Json = {"resourceType": form.kind, "id": name, **form.dress(row, rows)}
    left = _place(resource, form, row, links)
    if form.kind not in _OWN_SUBJECT:
        resource["subject"] = _subject(rows, links)
    if form.table == "procedures":
        _add_sites(resource, row["id"], rows, links)
    if form.table == "diary_entries":
        resource["item"] = [
            *_items(form.table, left, row, links),
            *_answers(row["id"], rows, links),
        ]
    else:
        _extend(resource, left, row, links)
    return resource


def _place(element: Json, form: Form, row: Row, links: Links) -> list[Column[Any]]:
    """Put what has a place into it; return the columns that are left."""
    left = []
    for column in TABLES[form.table].columns:
        path, text = form.places.get(column.name), row[column.name]
        if (column.name == "id" and form.kind) or not text:
            continue
        if path is None or not _put(element, path, column, text, links):
            left.append(column)
    return left


def _put(element: Json, path: Path, column: Column[Any], text: str, links: Links) -> bool:
    found = _element(path, column, text, links)
    if found is None:
        return False
    at: Any = element
    for step, after in pairwise(path):
        empty: Any = [] if isinstance(after, int) else {}
        if isinstance(step, int):
            if len(at) <= step:
                at.append(empty)
            at = at[step]
        else:
            at = at.setdefault(step, empty)
    at.update(found)
    if path[-3:] == _CONCEPT and column.name != "language":
        _name(element, path, column.name, found["code"])
    return True


def _name(element: Json, path: Path, column: str, code: str) -> None:
    """Add the codings that others know a concept by, and its words."""
    at: Any = element
    for step in path[:-3]:
        at = at[step]
    at["coding"] += known(column, code)
    at["text"] = code.replace("_", " ")


def _element(path: Path, column: Column[Any], text: str, links: Links) -> Json | None:
    """Return what is put at the end of a path; None where that cannot hold the text."""
    key = str(path[-1])
    if key == "reference":
        address = links.find(target(column), text)
        return address and {key: address}  # type: ignore[return-value]
    if key == "code":
        code = code_of(column, text)
        return code and {"system": system_of(column.name), key: code}  # type: ignore[return-value]
    if isinstance(column.type, ZonedMoment):
        return {key: text} if moment_of(text) else None
    if isinstance(column.type, Float | Integer):
        [(kind, value), *_] = value_of(column, text).items()
        is_held = kind == "valueDecimal" or (kind == "valueInteger" and value > 0)
        return {key: value} if is_held else None
    return string_of(key, text)


def _extend(element: Json, columns: list[Column[Any]], row: Row, links: Links) -> None:
    extensions = [
        extension_of(column_url(one.name), _value(one, row[one.name], links)) for one in columns
    ]
    if extensions:
        element["extension"] = extensions


def _value(column: Column[Any], text: str, links: Links) -> Json:
    address = links.find(target(column), text) if target(column) else None
    return {"valueReference": {"reference": address}} if address else value_of(column, text)


def _add_sites(resource: Json, procedure_id: str, rows: Rows, links: Links) -> None:
    sites = []
    for zone in rows[ZONES.table]:
        if zone["procedure_id"] == procedure_id:
            site: Json = {}
            left = _place(site, ZONES, zone, links)
            _extend(site, [one for one in left if one.name != "procedure_id"], zone, links)
            sites.append(site)
    if sites:
        resource["bodySite"] = sites


def _subject(rows: Rows, links: Links) -> Json:
    return {"reference": links.address("people", rows["people"][0]["id"])}


def _items(table: str, columns: list[Column[Any]], row: Row, links: Links) -> list[Json]:
    return [
        {
            "linkId": f"{table}.{one.name}",
            "text": one.name.replace("_", " "),
            "answer": [_value(one, row[one.name], links)],
        }
        for one in columns
    ]


def _answers(entry_id: str, rows: Rows, links: Links) -> Iterator[Json]:
    for name in ANSWERS:
        owner = owner_column(TABLES[name], "diary_entries")
        for row in rows[name]:
            if row[owner] == entry_id:
                yield _group(name, {**row, owner: ""}, links)


def _group(name: str, row: Row, links: Links) -> Json:
    filled = [one for one in TABLES[name].columns if row[one.name]]
    return {"linkId": name, "item": _items(name, filled, row, links)}


def _sheet(name: str, rows: Rows, links: Links) -> Json:
    return {
        "resourceType": "QuestionnaireResponse",
        "id": f"sheet-{name.replace('_', '-')}",
        "questionnaire": f"{OWN}questionnaire:{name}",
        "status": "completed",
        "subject": _subject(rows, links),
        "item": [_group(name, row, links) for row in rows[name]],
    }


def _attach(resource: Json, content: bytes | None) -> None:
    if content is not None:
        resource.setdefault("content", {})["data"] = base64.b64encode(content).decode()
        resource["content"]["size"] = len(content)
    elif not resource.get("content"):
        resource["content"] = {"title": "left out"}
