"""Whose turn it is to write: one person's records, or everybody's.

Writers of one person come one after the other, and those of two people do not wait for each other;
who writes on everybody does so alone. A turn counts that somebody wrote, for what is remembered.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import ScalarSelect, SQLColumnExpression, event, literal, select, update
from sqlalchemy.orm import Session

from tracker.store.access.naming import BY_NAME, owner_query
from tracker.store.access.tables import AuditDetailRow
from tracker.store.backend.sql import upsert
from tracker.store.home.protocol import Home
from tracker.store.tables import Base, PersonRow, PersonStateRow, StoreStateRow
from tracker.store.turn.memory import Memory, Recollection, Stamp, StampOf, is_beside

_OWNER = "person_id"
"""What a column is called that says whose a row is. The audit's rows alone tell of others, too."""
_STAMPS = "stamps"
"""Under what a session keeps the stamps that were read in its transaction."""
_WHOLE = select(StoreStateRow.revision).scalar_subquery()
"""How often everybody's records were written, as part of a statement."""


class Turn(Protocol):
    """What one writing transaction may write, and what its end means for what is remembered."""

    recollection: Recollection

    def claim_photos(self, digests: Collection[str]) -> None:
        """Keep others from the files of photos that are about to be added or deleted."""

    def check(self, rows: Iterable[Base]) -> None:
        """Fail where rows are about to be written that are somebody else's."""

    def end(self, memory: Memory, changed: Collection[str]) -> None:
        """Remember what holds after it; these tables were changed."""

    def forget(self, memory: Memory) -> None:
        """Remember nothing of those whose turn it was: it was not brought to its end."""


def take_turn(session: Session, home: Home, memory: Memory, whose: Mapping[str, int]) -> Turn:
    """Wait until it is the turn of those whose records are to be written.

    Parameters
    ----------
    whose : mapping
        An id by its name, of a person or of a row of theirs; everybody's without any.
    """
    if not whose:
        return WholeTurn(session, home, memory)
    return PersonTurn(session, home, memory, owner_of(session, whose))


def owner_of(session: Session, whose: Mapping[str, int]) -> int | None:
    """Return whose row an id is of, which never changes; None where it is gone."""
    ((name, row_id),) = whose.items()
    row = BY_NAME[name]
    return row_id if row is PersonRow else session.scalar(owner_query(row, row_id))


def stamps_of(session: Session, whole: int | None = None) -> StampOf:
    """Return what tells the stamp of a person within a transaction, asked once for each.

    Parameters
    ----------
    whole : int, optional
        How often everybody's records were written, where that is about to change.
    """
    known: dict[int, Stamp] = session.info.setdefault(_STAMPS, {}) if whole is None else {}

    def stamp_of(person_id: int) -> Stamp:
        if person_id not in known:
            now = session.execute(select(_WHOLE, _own_of(literal(person_id)))).one()
            known[person_id] = Stamp(now[0] if whole is None else whole, now[1] or 0)
        return known[person_id]

    return stamp_of


def list_with_stamps(session: Session) -> Sequence[PersonRow]:
    """Return everybody, in the order of arrival; the stamps come along in the same statement."""
    query = select(PersonRow, _WHOLE, _own_of(PersonRow.id)).order_by(PersonRow.id)
    found = session.execute(query).all()
    stamps = session.info.setdefault(_STAMPS, {})
    stamps.update((row.id, Stamp(whole, own or 0)) for row, whole, own in found)
    return [row for row, _whole, _own in found]


def _own_of(person_id: SQLColumnExpression[int]) -> ScalarSelect[int]:
    """Return how often records of one person alone were written, as part of a statement."""
    own = select(PersonStateRow.revision).where(PersonStateRow.person_id == person_id)
    return own.scalar_subquery()


class WholeTurn:
    """Everybody's records are written, and by nobody else meanwhile."""

    def __init__(self, session: Session, home: Home, memory: Memory) -> None:
        home.lock_whole(session)
        bump = update(StoreStateRow).values(revision=StoreStateRow.revision + 1)
        self._whole = session.scalars(bump.returning(StoreStateRow.revision)).one()
        before, after = stamps_of(session, self._whole - 1), stamps_of(session, self._whole)
        self.recollection = Recollection(memory, before, after)

    def claim_photos(self, digests: Collection[str]) -> None:
        """Nothing is to be done: nobody else writes."""

    def check(self, rows: Iterable[Base]) -> None:
        """Any row may be written."""

    def end(self, memory: Memory, changed: Collection[str]) -> None:
        """Remember what holds after it."""
        memory.go_on_whole(self._whole, is_void=not is_beside(changed))
        self.recollection.keep_learned()

    def forget(self, memory: Memory) -> None:
        """Remember nothing."""
        memory.forget()


class PersonTurn:
    """One person's records are written, others' by others meanwhile.

    Parameters
    ----------
    person_id : int or None
        None where the person is not there: then nothing of anybody can be written.
    """

    def __init__(self, session: Session, home: Home, memory: Memory, person_id: int | None) -> None:
        self._session, self._home, self._person_id = session, home, person_id
        home.lock_person(session, person_id)
        event.listen(session.connection(), "before_cursor_execute", self._check_statement)
        self._after = None if person_id is None else _count_write(session, person_id)
        self.recollection = Recollection(memory, self._stamp_before, self._stamp_after)

    def claim_photos(self, digests: Collection[str]) -> None:
        """Keep others from the files: another person may have the same photo."""
        self._home.lock_photos(self._session, digests)

    def check(self, rows: Iterable[Base]) -> None:
        """Fail where a row names another person."""
        for row in rows:
            if not isinstance(row, AuditDetailRow):
                self._check({row.id if isinstance(row, PersonRow) else getattr(row, _OWNER, None)})

    def end(self, memory: Memory, changed: Collection[str]) -> None:
        """Remember what holds after it."""
        if self._person_id is not None and self._after is not None:
            memory.go_on(self._person_id, self._after, is_void=not is_beside(changed))
            self.recollection.keep_learned()

    def forget(self, memory: Memory) -> None:
        """Remember nothing of the person."""
        if self._person_id is not None:
            memory.forget(self._person_id)

    def _check_statement(self, *args: Any) -> None:
        """Fail where a statement that writes names another person."""
        context = args[4]
        if not (context.isinsert or context.isupdate or context.isdelete) or not context.compiled:
            return
        if context.compiled.statement.table is not AuditDetailRow.__table__:
            given = [one.items() for one in context.compiled_parameters]
            named = [value for one in given for key, value in one if key.startswith(_OWNER)]
            self._check({value for value in named if isinstance(value, int)})

    def _check(self, owners: set[int | None]) -> None:
        assert owners <= {None, self._person_id}, "a row of somebody whose turn it is not"

    def _stamp_before(self, person_id: int) -> Stamp | None:
        after = self._stamp_after(person_id)
        return None if after is None else after._replace(own=after.own - 1)

    def _stamp_after(self, person_id: int) -> Stamp | None:
        """Return it for whose turn it is: what others have may change meanwhile."""
        return self._after if person_id == self._person_id else None


def _count_write(session: Session, person_id: int) -> Stamp | None:
    """Count a write on a person; None if the person is gone."""
    row = PersonStateRow
    found = select(PersonRow.id, literal(1)).where(PersonRow.id == person_id)
    first = upsert(session, row).from_select(["person_id", "revision"], found)
    bump = first.on_conflict_do_update(
        index_elements=[row.person_id], set_={"revision": row.revision + 1}
    )
    counted = session.execute(bump.returning(_WHOLE, row.revision)).one_or_none()
    return None if counted is None else Stamp(*counted)
