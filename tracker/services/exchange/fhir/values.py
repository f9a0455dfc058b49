"""One cell of a table as a value of FHIR, and back to the very same text."""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Boolean, Column, Date, Float, Integer, LargeBinary
from sqlalchemy import Enum as EnumByName

from tracker.services.data.export_source import Foreign
from tracker.services.exchange.fhir.codes import EXACT, TEXT, system_of
from tracker.store.columns import ZonedMoment

Json = dict[str, Any]
_LARGEST_INTEGER = 2**31
_CODE = re.compile(r"[^\s]+(\s[^\s]+)*")
_DAY = re.compile(r"[1-9]\d{3}-\d\d-\d\d")
_MOMENT = re.compile(r"[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-](0\d|1[0-3]):[0-5]\d")
_UNFIT = re.compile(r"[^\S \r\n\t]|[\x00-\x08\x0e-\x1f]")
_BLANK = "(blank)"


def value_of(column: Column[Any], text: str) -> Json:
    """Return a cell as the one value that an extension or an answer has."""
    for key in _keys(column):
        value = _native(key, column, text)
        if value is not None and text_of(column, {key: value}) == text:
            return {key: value}
    return string_of("valueString", text)


def text_of(column: Column[Any], element: Mapping[str, Any]) -> str:
    """Return the cell that a value was made of.

    Raises
    ------
    Foreign
        If it is no value that a cell is written as.
    """
    key = next((one for one in element if one.startswith("value")), "")
    if not key and (exact := _exact_in(element)) is not None:
        return exact
    match key, element.get(key):
        case "valueBoolean", bool(value):
            return str(value)
        case "valueInteger", int(value):
            return str(value)
        case "valueDecimal", int(value) | float(value):
            return str(float(value))
        case "valueDate" | "valueDateTime", str(value):
            return value
        case "valueCoding", {"code": str(value)}:
            return value.upper() if isinstance(column.type, EnumByName) else value
        case "valueString", str():
            return string_in(element, "valueString")
        case "valueAttachment", {"data": str(value)}:
            return value
    raise Foreign(f"a value of “{column.name}” that it cannot have")


def code_of(column: Column[Any], text: str) -> str | None:
    """Return a cell as a code; None where it cannot be one."""
    code = text.lower() if isinstance(column.type, EnumByName) else text
    is_same = not isinstance(column.type, EnumByName) or code.upper() == text
    return code if is_same and _CODE.fullmatch(code) else None


def moment_of(text: str) -> str | None:
    """Return a moment as FHIR writes it; None where it cannot."""
    return text if _MOMENT.fullmatch(text) else None


def day_of(text: str) -> str | None:
    """Return a day as FHIR writes it; None where it cannot."""
    return text if _DAY.fullmatch(text) else None


def string_of(key: str, text: str) -> Json:
    """Return a text under a name, and beside it its bytes where FHIR cannot hold them."""
    fit = _UNFIT.sub(" ", text)
    fit = fit if fit.strip() else _BLANK
    if fit == text:
        return {key: text}
    exact = {"url": EXACT, "valueBase64Binary": base64.b64encode(text.encode()).decode()}
    return {key: fit, f"_{key}": {"extension": [exact]}}


def string_in(element: Mapping[str, Any], key: str) -> str:
    """Return the text that `string_of` was given."""
    exact = _exact_in(element.get(f"_{key}", {}))
    return str(element[key]) if exact is None else exact


def extension_of(url: str, value: Json) -> Json:
    """Return an extension; in one, a text's bytes stand beside it, for a value has no more."""
    if "_valueString" not in value:
        return {"url": url, **value}
    text = {"url": TEXT, "valueString": value["valueString"]}
    return {"url": url, "extension": [text, *value["_valueString"]["extension"]]}


def _exact_in(element: Mapping[str, Any]) -> str | None:
    try:
        for one in element.get("extension", ()):
            if one.get("url") == EXACT:
                return base64.b64decode(one["valueBase64Binary"], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Foreign("a text whose bytes are none") from error
    return None


def _keys(column: Column[Any]) -> tuple[str, ...]:
    kind = column.type
    if isinstance(kind, EnumByName):
        return ("valueCoding",)
    kinds = {Boolean: "valueBoolean", Integer: "valueInteger", Float: "valueDecimal"}
    kinds |= {Date: "valueDate", ZonedMoment: "valueDateTime", LargeBinary: "valueAttachment"}
    return tuple(key for one, key in kinds.items() if isinstance(kind, one))


def _native(key: str, column: Column[Any], text: str) -> Any:
    try:
        match key:
            case "valueBoolean":
                return {"True": True, "False": False}[text]
            case "valueInteger":
                return int(text) if abs(int(text)) < _LARGEST_INTEGER else None
            case "valueDecimal":
                return _finite(float(text))
            case "valueDate":
                return day_of(text)
            case "valueDateTime":
                return moment_of(text)
            case "valueAttachment":
                return {"contentType": _kind_of(text), "data": text} if text else None
    except (ValueError, LookupError):
        return None  # damaged: it stays the text that it is
    code = code_of(column, text)
    return code and {"system": system_of(column.name), "code": code}


def _kind_of(encoded: str) -> str:
    begin = base64.b64decode(encoded[:16], validate=True)
    kinds = {b"\xff\xd8": "image/jpeg", b"\x89P": "image/png"}
    return kinds.get(begin[:2], "application/octet-stream")


def _finite(value: float) -> float | None:
    return value if abs(value) < float("inf") else None
