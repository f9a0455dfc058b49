"""Names of resources, new in every bundle, and what they are names of."""

from uuid import UUID, uuid5

from tracker.domain.records.texts import Rows
from tracker.services.data.export_source import Foreign
from tracker.services.exchange.fhir.forms import FORMS


class Links:
    """The rows that a bundle has resources of.

    Parameters
    ----------
    bundle : UUID
        The bundle's own name, which all others are made from.
    rows : dict
        The rows that are written, or the ids that were read.
    """

    def __init__(self, bundle: UUID, rows: Rows) -> None:
        self._bundle = bundle
        formed = {form.table for form in FORMS}
        owned = [(name, row["id"]) for name in rows if name in formed for row in rows[name]]
        self._rows = {self.address(*one): one for one in owned}

    def address(self, table: str, row_id: str) -> str:
        """Return the address of a resource."""
        return uuid5(self._bundle, f"{table}/{row_id}").urn

    def find(self, table: str, row_id: str) -> str | None:
        """Return the address of a row's resource; None where it has none."""
        address = self.address(table, row_id)
        return address if address in self._rows else None

    def row_id(self, address: object, table: str) -> str:
        """Return the id of the row that an address leads to.

        Raises
        ------
        Foreign
            If it leads to none, or to one of another table.
        """
        found, row_id = self._rows.get(str(address), ("", ""))
        if found != table:
            raise Foreign("a reference that leads nowhere in it")
        return row_id
