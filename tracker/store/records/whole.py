"""Everything within one transaction: every table as texts, and back."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Table, select, type_coerce
from sqlalchemy.types import NullType

from tracker.store import mapping
from tracker.store.damage import said_when_damaged
from tracker.store.records.loading import Texts, exported_tables, load_rows
from tracker.store.records.photos import PhotoRecords


@said_when_damaged
class WholeRecords(PhotoRecords):
    """All tables, and the photos."""

    def dump_tables(self) -> Iterator[tuple[str, list[str], list[list[str]]]]:
        """Yield the name, column names and rows of every table, as texts for people."""
        for table in exported_tables():
            texts = [[mapping.to_text(value) for value in row] for row in self._rows_of(table)]
            yield table.name, [column.name for column in table.columns], texts

    def load_export(self, texts: Mapping[str, Texts], contents: Iterable[bytes]) -> None:
        """Add what `dump_tables` gave, and the photos' files; `load_rows` says what it raises."""
        load_rows(self._session, texts)
        for content in contents:
            self.put_back(content)

    def _rows_of(self, table: Table) -> list[tuple[Any, ...]]:
        order = list(table.primary_key)
        try:
            return [tuple(row) for row in self._session.execute(select(table).order_by(*order))]
        except (ValueError, LookupError, TypeError, ArithmeticError):
            # A damaged value keeps nobody from the others: all are given as they are stored.
            stored = [type_coerce(column, NullType()) for column in table.columns]
            raw = self._session.execute(select(*stored).order_by(*order))
            return [tuple(row) for row in raw]
