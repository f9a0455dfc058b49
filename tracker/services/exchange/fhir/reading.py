"""Resources back to rows, by the same forms."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Float

from tracker.domain.records.texts import Row, Rows
from tracker.services.data.export_source import Foreign
from tracker.services.exchange.fhir.codes import column_of
from tracker.services.exchange.fhir.forms import FORMED, FORMS, ZONES, Form, Path
from tracker.services.exchange.fhir.links import Links
from tracker.services.exchange.fhir.values import Json, string_in, text_of
from tracker.services.exchange.fhir.writing import ANSWERS, SHEETS, TABLES, owner_column, target


def rows_in(resources: Iterable[Json], bundle: UUID) -> tuple[Rows, Links]:
    """Return the rows that resources were written of, and their links.

    Raises
    ------
    Foreign, LookupError, TypeError, AttributeError, ValueError
        If they are none of ours.
    """
    found = [(form, row_id, one) for one in resources for form, row_id in _form_of(one)]
    rows: Rows = {name: [] for name in TABLES}
    sheets = {f"sheet-{name.replace('_', '-')}": name for name in SHEETS}
    links = Links(bundle, _ids(found))
    for form, row_id, resource in found:
        rows[form.table].append(_row(form, row_id, resource, links))
        _read_parts(form, row_id, resource, rows, links)
    for resource in resources:
        if (name := sheets.get(resource["id"])) is not None:
            rows[name] += [_group_row(name, item, links) for item in resource["item"]]
    for name in FORMED:  # verdicts have two forms
        rows[name].sort(key=lambda row: (len(row["id"]), row["id"]))
    return rows, links


def _ids(found: Iterable[tuple[Form, str, Json]]) -> Rows:
    ids: Rows = {}
    for form, row_id, _ in found:
        ids.setdefault(form.table, []).append({"id": row_id})
    return ids


def _form_of(resource: Json) -> list[tuple[Form, str]]:
    """Return the form of a resource, none where it is a sheet or was derived."""
    table, _, row_id = str(resource["id"]).rpartition("-")
    name = table.replace("-", "_")
    kind = resource["resourceType"]
    return [(form, row_id) for form in FORMS if (form.table, form.kind) == (name, kind)]


def _row(form: Form, row_id: str, element: Json, links: Links) -> Row:
    row = dict.fromkeys((one.name for one in TABLES[form.table].columns), "")
    row["id"] = row_id
    for name, path in form.places.items():
        row[name] = _at(element, path, TABLES[form.table].columns[name], links)
    return row | _extended(form.table, element, links)


def _extended(table: str, element: Json, links: Links) -> Row:
    return {
        name: _text(TABLES[table].columns[name], one, links)
        for one in element.get("extension", ())
        if (name := column_of(one["url"]))
    }


def _at(element: Json, path: Path, column: Column[Any], links: Links) -> str:
    """Return the text at the end of a path; empty where nothing stands there."""
    at: Any = element
    for step in path[:-1]:
        is_there = len(at) > step if isinstance(step, int) else step in at
        if not is_there:
            return ""
        at = at[step]
    key = str(path[-1])
    if key not in at:
        return ""
    if key == "reference":
        return links.row_id(at[key], target(column))
    if key == "code":
        return text_of(column, {"valueCoding": {"code": at[key]}})
    if isinstance(column.type, Float):
        return str(float(at[key]))
    return string_in(at, key)


def _text(column: Column[Any], element: Mapping[str, Any], links: Links) -> str:
    if "valueReference" in element:
        return links.row_id(element["valueReference"]["reference"], target(column))
    return text_of(column, element)


def _read_parts(form: Form, row_id: str, resource: Json, rows: Rows, links: Links) -> None:
    if form.table == "procedures":
        for site in resource.get("bodySite", ()):
            rows[ZONES.table].append(_row(ZONES, "", site, links) | {"procedure_id": row_id})
    if form.table == "diary_entries":
        entry = rows[form.table][-1]
        for item in resource["item"]:
            if item["linkId"] in ANSWERS:
                owner = {owner_column(TABLES[item["linkId"]], form.table): row_id}
                rows[item["linkId"]].append(_group_row(item["linkId"], item, links) | owner)
            else:
                entry.update(_cell(form.table, item, links))


def _group_row(name: str, group: Json, links: Links) -> Row:
    row = dict.fromkeys((one.name for one in TABLES[name].columns), "")
    for item in group["item"]:
        row |= _cell(name, item, links)
    return row


def _cell(name: str, item: Json, links: Links) -> Row:
    table, _, column = item["linkId"].partition(".")
    if table != name:
        raise Foreign("an answer to a question that nobody asks")
    [answer] = item["answer"]
    return {column: _text(TABLES[name].columns[column], answer, links)}
