"""People's lines for research within one transaction: names and true days stay behind."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.domain.access.consents import Scope
from tracker.domain.research.pseudonyms import Pseudonyms
from tracker.domain.research.tables import TABLES, Line, lines_of, notes_of
from tracker.store.access.tables import AccountRow, ConsentRow
from tracker.store.damage import said_when_damaged
from tracker.store.records.owned import rows_of
from tracker.store.tables import PersonRow


def list_agreed(session: Session) -> tuple[int, ...]:
    """Return the ids of all who may be in research; an invented person never is.

    Where accounts are kept it is those whose consent to research holds, else everybody: who agreed
    is named by whoever asks.
    """
    query = select(PersonRow.id).where(PersonRow.is_demo.is_(False)).order_by(PersonRow.id)
    if session.scalar(select(func.count(AccountRow.id))):
        agreed = (ConsentRow.scope == Scope.RESEARCH, ConsentRow.revoked_at.is_(None))
        query = query.where(PersonRow.id.in_(select(ConsentRow.person_id).where(*agreed)))
    return tuple(session.scalars(query))


class Picture(NamedTuple):
    """A photo of somebody who is asked for, under another name."""

    name: str
    """Of a file: the pseudonym and the photo's number, as in the tables."""
    digest: str


@said_when_damaged
class ResearchRecords:
    """What research may be told of people."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list_agreed(self) -> tuple[int, ...]:
        """Return the ids of all who may be in it, as `list_agreed` says."""
        return list_agreed(self._session)

    def count_agreed(self) -> int:
        """Return how many may be in it."""
        return len(self.list_agreed())

    def list_lines(
        self, pseudonyms: Pseudonyms, person_ids: Collection[int] | None = None
    ) -> dict[str, list[Line]]:
        """Return the lines of every table, people in the order of their pseudonyms.

        Parameters
        ----------
        person_ids : collection of int, optional
            Who is wanted of those who agreed; by default all of them.
        """
        agreed = self.list_agreed()
        wanted = agreed if person_ids is None else set(agreed) & set(person_ids)
        found: dict[str, list[Line]] = {name: [] for name in TABLES}
        for person_id in sorted(wanted, key=pseudonyms.name):
            for name, line in lines_of(rows_of(self._session, person_id), pseudonyms):
                found[name].append(line)
        return found

    def list_pictures(self, pseudonyms: Pseudonyms, person_id: int) -> list[Picture]:
        """Return a person's photos."""
        photos = rows_of(self._session, person_id)["photos"]
        who = pseudonyms.name(person_id)
        return [
            Picture(f"{who}-{number}.{row['media_type'].rpartition('/')[2]}", row["digest"])
            for number, row in enumerate(photos, 1)
        ]

    def list_notes(self, pseudonyms: Pseudonyms, person_id: int) -> list[Line]:
        """Return a person's notes, word for word."""
        return list(notes_of(rows_of(self._session, person_id), pseudonyms))
