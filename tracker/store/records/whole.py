"""Everything within one transaction: every table as texts, and back."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import JSON, Column, Table, select, type_coerce
from sqlalchemy.types import NullType

from tracker.store import mapping
from tracker.store.backend.sql import by_bytes
from tracker.store.clinic.standings import StandingRecords
from tracker.store.damage import said_when_damaged
from tracker.store.records.loading import Texts, exported_tables, load_rows, next_ids, people_in
from tracker.store.records.merging import Merged, Renamed, merge
from tracker.store.records.photos import PhotoRecords


@said_when_damaged
class WholeRecords(PhotoRecords):
    """All tables, and the photos."""

    standings: StandingRecords

    def dump_tables(self) -> Iterator[tuple[str, list[str], list[list[str]]]]:
        """Yield the name, column names and rows of every table, as texts for people."""
        for table in exported_tables():
            yield table.name, [column.name for column in table.columns], self._texts_of(table)

    def merge_tables(self, there: Mapping[str, Texts], rename_form: Renamed) -> Merged:
        """Return what another diary's tables add to this one; `merge` says how."""
        here = {name: (columns, rows) for name, columns, rows in self.dump_tables()}
        return merge(here, there, next_ids(self._session), rename_form)

    def load_tables(self, texts: Mapping[str, Texts], contents: Iterable[bytes]) -> None:
        """Add rows, and the files of photos; `load_rows` says what it raises."""
        load_rows(self._session, texts)
        self.standings.doubt(people_in(texts))
        for content in contents:
            self.put_back(content)

    def _texts_of(self, table: Table) -> list[list[str]]:
        order = by_bytes(self._session, table)
        try:
            rows = self._session.execute(select(table).order_by(*order))
            return [list(map(_text_of, table.columns, row)) for row in rows]
        except (ValueError, LookupError, TypeError, ArithmeticError):
            # A damaged value keeps nobody from the others: all are given as they are stored.
            stored = [type_coerce(column, NullType()) for column in table.columns]
            raw = self._session.execute(select(*stored).order_by(*order))
            return [list(map(mapping.to_text, row)) for row in raw]


def _text_of(column: Column[Any], value: object) -> str:
    if isinstance(column.type, JSON):  # a text in it is no text of its own
        return json.dumps(value, ensure_ascii=False)
    return mapping.to_text(value)
