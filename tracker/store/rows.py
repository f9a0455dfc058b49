"""Adding and finding rows; what is gone is said in words."""

from typing import TypeVar

from sqlalchemy.orm import Session

from tracker.errors import NotFound
from tracker.store.guidance_tables import NeedleSetRow, PlannedSessionRow
from tracker.store.tables import Base, PersonRow, PhotoRow, ProcedureRow

Row = TypeVar("Row", bound=Base)

_GONE: dict[type[Base], str] = {
    PersonRow: "This person is no longer in the diary. Please choose another one.",
    ProcedureRow: "This session is no longer in the diary. Please choose another one.",
    PhotoRow: "This photo is no longer in the diary. Please choose another one.",
    PlannedSessionRow: "This plan is no longer in the diary. Please plan the session anew.",
    NeedleSetRow: "These needles are no longer in the diary. Please choose others.",
}
_GONE_ELSE = "This is no longer in the diary. Please load the page anew."


def add_row(session: Session, row: Row) -> Row:
    """Add a row; it has its id afterwards."""
    session.add(row)
    session.flush()
    return row


def get_row(session: Session, kind: type[Row], row_id: int) -> Row:
    """Return a row.

    Raises
    ------
    NotFound
        If there is none, or no longer.
    """
    row = session.get(kind, row_id)
    if row is None:
        raise NotFound(gone(kind))
    return row


def gone(kind: type[Base]) -> str:
    """Say that something is no longer there."""
    return _GONE.get(kind, _GONE_ELSE)
