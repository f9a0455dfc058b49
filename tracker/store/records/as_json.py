"""All tables as one JSON document, and the JSON Schema that says what such a document holds."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
)
from sqlalchemy import Enum as EnumByName

from tracker.store.columns import Amount, Moment, ZonedMoment
from tracker.store.mapping import to_text
from tracker.store.records.loading import Texts, exported_tables

FORMAT = 1
_DAY = r"\d{4}-\d{2}-\d{2}"
_TIME = rf"{_DAY}T\d{{2}}:\d{{2}}(:\d{{2}}(\.\d{{1,6}})?)?"
_ZONE = r"[+-]\d{2}:\d{2}(:\d{2}(\.\d+)?)?"


def tables_as_json(texts: Mapping[str, Texts]) -> bytes:
    """Return all tables as one document; empty where nothing is known is null."""
    tables = {
        table.name: [
            {
                column.name: _value(column, text)
                for column, text in zip(table.columns, row, strict=True)
            }
            for row in texts[table.name][1]
        ]
        for table in exported_tables()
    }
    document = {"format": FORMAT, "tables": tables}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def tables_of_json(document: Mapping[str, Any]) -> dict[str, Texts]:
    """Return the tables of a document that the schema allows, as texts."""
    return {
        table.name: (
            [column.name for column in table.columns],
            [
                [_text(column, row[column.name]) for column in table.columns]
                for row in document["tables"][table.name]
            ],
        )
        for table in exported_tables()
    }


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the document."""
    tables = {
        table.name: {
            "type": "array",
            "items": _object({column.name: _rule(column) for column in table.columns}),
        }
        for table in exported_tables()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Everything that Fifth Day keeps, but the files of photos",
        **_object({"format": {"const": FORMAT}, "tables": _object(tables)}),
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _rule(column: Column[Any]) -> dict[str, Any]:
    rule = _rule_of(column.type)
    if not column.nullable:
        return rule
    if "enum" in rule:
        return {"enum": [*rule["enum"], None]}
    return rule | {"type": [rule["type"], "null"]}


def _rule_of(kind: Any) -> dict[str, Any]:
    match kind:
        case EnumByName():
            return {"enum": list(kind.enums)}
        case ZonedMoment() | Moment():
            return {"type": "string", "pattern": f"^{_TIME}{_ZONE}$"}
        case Amount():
            return {"type": "string", "pattern": r"^\d{1,12}(\.\d{1,6})?$"}
        case DateTime():
            return {"type": "string", "pattern": f"^{_TIME}$"}
        case Date():
            return {"type": "string", "pattern": f"^{_DAY}$"}
        case Boolean():
            return {"type": "boolean"}
        case Integer():
            return {"type": "integer"}
        case Float():
            return {"type": "number"}
        case LargeBinary():
            return {"type": "string", "contentEncoding": "base64"}
        case JSON():
            return {}
        case String(length=int(length)):
            return {"type": "string", "maxLength": length}
        case String():
            return {"type": "string"}
    raise TypeError(f"no rule for {kind!r}")


def _row(table: Table, row: list[str]) -> dict[str, object]:
    pairs = zip(table.columns, row, strict=True)
    return {column.name: _value(column, text) for column, text in pairs}


def _value(column: Column[Any], text: str) -> object:
    """Return a cell as JSON has it; a damaged one stays the text that it is."""
    kinds = (Boolean, Integer, Float, JSON)
    if not text and column.nullable:
        return None
    if isinstance(column.type, Boolean):
        return {"True": True, "False": False}.get(text, text)
    try:
        return json.loads(text) if isinstance(column.type, kinds) else text
    except ValueError:
        return text


def _text(column: Column[Any], value: object) -> str:
    if isinstance(column.type, JSON):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(column.type, Float) and isinstance(value, int):
        return str(float(value))
    return to_text(value)
