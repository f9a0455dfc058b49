"""Reference tables in TOML as frozen rows: every row says how sure it is and where it is from."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from enum import Enum, StrEnum
from functools import cache
from importlib.resources.abc import Traversable
from types import MappingProxyType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from tracker.errors import InvalidReference
from tracker.reference import read_toml, reference_file


class Basis(StrEnum):
    """How a figure or a claim came about."""

    PUBLISHED = "published"
    """A source states it."""
    DERIVED = "derived"
    """Worked out here from sources that state something near it."""


class SourceKind(StrEnum):
    """How much a source weighs."""

    REGULATOR = "regulator"
    STUDY = "study"
    REVIEW = "review"
    CLINIC = "clinic"
    VENDOR = "vendor"
    ARTICLE = "article"
    NONE = "none"
    """No source was found; the row says so."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a row is from. `url` is empty for what has none."""

    id: str
    title: str
    kind: SourceKind
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a reference table. `source` holds ids of sources.toml, the weightiest first."""

    id: str
    basis: Basis
    source: tuple[str, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources with title and address, for a person to look up."""
        known = shipped_sources()
        return tuple(known[source] for source in self.source)


AnyRow = TypeVar("AnyRow", bound=Row)
_Kind = TypeVar("_Kind")


@cache
def shipped_sources() -> Mapping[str, Source]:
    """Return every source that a row may name, by its id."""
    file = reference_file("sources.toml")
    entries = read_toml(file)
    return MappingProxyType({id: parse_row(Source, id, entries[id], file.name) for id in entries})


def read_table(file: Traversable, kind: type[AnyRow]) -> Mapping[str, AnyRow]:
    """Read a table of rows in the order of its file.

    Parameters
    ----------
    file : Traversable
        TOML with one `[id]` section a row.
    kind : type
        The dataclass of a row; its annotations decide how values are read.

    Raises
    ------
    InvalidReference
        If a row lacks a value, has one too many or one that cannot be, or names no known source.
    """
    entries = read_toml(file)
    if not entries:
        raise InvalidReference(f"The reference file {file.name} has no rows.")
    rows = {id: parse_row(kind, id, entry, file.name) for id, entry in entries.items()}
    for row in rows.values():
        _check_sources(row, file.name)
    return MappingProxyType(rows)


def parse_row(kind: type[_Kind], id: str, entry: Any, name: str) -> _Kind:
    """Turn one section of a reference file into its dataclass.

    Raises
    ------
    InvalidReference
        If the section does not fit, with the reason.
    """
    try:
        return kind(**_converted(kind, {"id": id} | entry))
    except (ValueError, TypeError) as error:
        raise InvalidReference(f"[{id}] in {name} cannot be used: {error}.") from None


def _check_sources(row: Row, name: str) -> None:
    unknown = [source for source in row.source if source not in shipped_sources()]
    if unknown or not row.source:
        what = f"the unknown source {unknown[0]!r}" if unknown else "no source"
        raise InvalidReference(f"[{row.id}] in {name} names {what}; sources.toml lists them all.")
    weightless = {SourceKind.ARTICLE, SourceKind.NONE}
    if row.basis is Basis.PUBLISHED and all(one.kind in weightless for one in row.sources):
        raise InvalidReference(
            f"[{row.id}] in {name} is called published, but names no source that published it."
        )


def _converted(kind: Any, entry: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    known = {field.name: field for field in fields(kind)}
    if unknown := entry.keys() - known.keys():
        raise ValueError(f"{min(unknown)!r} is not known here")
    needed = {
        name
        for name, field in known.items()
        if field.default is MISSING and field.default_factory is MISSING
    }
    if missing := needed - entry.keys():
        raise ValueError(f"{min(missing)!r} is missing")
    return {name: _convert(hints[name], value, name) for name, value in entry.items()}


def _convert(hint: Any, value: Any, name: str) -> Any:
    if isinstance(hint, UnionType):  # `float | None`: what is written is never None
        hint = get_args(hint)[0]
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise ValueError(f"{name!r} must be a list")
        return tuple(_convert(get_args(hint)[0], item, name) for item in value)
    if issubclass(hint, Enum):
        return hint(value)
    if hint is float and type(value) is int:
        return float(value)
    if type(value) is not hint or (hint is str and not value.strip()):
        raise ValueError(f"{name!r} cannot be {value!r}")
    return value
