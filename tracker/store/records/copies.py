"""The copies that a person made of their data: where they are, not what is in them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.domain.records.copies import CopyMade
from tracker.store.damage import build, said_when_damaged
from tracker.store.tables import CopyMadeRow


@said_when_damaged
class CopyRecords:
    """The records of copies, within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, copy: CopyMade) -> None:
        """Remember that a copy was made."""
        self._session.add(CopyMadeRow(made_at=copy.made_at, place=copy.place))

    def list_all(self) -> tuple[CopyMade, ...]:
        """Return every copy that was made, the last one first."""
        rows = self._session.scalars(select(CopyMadeRow).order_by(CopyMadeRow.id.desc()))
        return tuple(build(CopyMade, {"made_at": row.made_at, "place": row.place}) for row in rows)
