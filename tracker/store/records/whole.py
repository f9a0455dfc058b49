"""Everything within one transaction: every table as texts, and back."""

from collections.abc import Iterable, Iterator, Mapping

from tracker.domain.records.texts import Rows
from tracker.store.clinic.standings import StandingRecords
from tracker.store.damage import said_when_damaged
from tracker.store.records.loading import Texts, exported_tables, load_rows, next_ids, people_in
from tracker.store.records.merging import Merged, Renamed, merge
from tracker.store.records.owned import rows_of, texts_about, texts_in
from tracker.store.records.photos import PhotoRecords
from tracker.store.rows import get_row
from tracker.store.tables import PersonRow


@said_when_damaged
class WholeRecords(PhotoRecords):
    """All tables, and the photos."""

    standings: StandingRecords

    def dump_tables(self) -> Iterator[tuple[str, list[str], list[list[str]]]]:
        """Yield the name, column names and rows of every table, as texts for people."""
        for table in exported_tables():
            yield (
                table.name,
                [column.name for column in table.columns],
                texts_in(self._session, table),
            )

    def list_rows(self, person_id: int) -> Rows:
        """Return all that is kept of a person, every table as texts."""
        get_row(self._session, PersonRow, person_id)  # or it says that it is gone
        return rows_of(self._session, person_id)

    def merge_tables(self, there: Mapping[str, Texts], rename_form: Renamed) -> Merged:
        """Return what another diary's tables add to this one; `merge` says how."""
        columns, people = there["people"]
        here = texts_about(self._session, {row[columns.index("name")] for row in people})
        return merge(here, there, next_ids(self._session), rename_form)

    def load_tables(self, texts: Mapping[str, Texts], contents: Iterable[bytes]) -> None:
        """Add rows, and the files of photos; `load_rows` says what it raises."""
        load_rows(self._session, texts)
        self.standings.doubt(people_in(texts))
        for content in contents:
            self.put_back(content)
