"""The audit as it is kept: adding to its chain, emptying what it says of somebody, reading it."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from tracker import clock
from tracker.domain.access.chain import (
    BEFORE_ALL,
    Act,
    Details,
    Entry,
    Found,
    Head,
    find_flaws,
    written_numbers,
)
from tracker.errors import StoreUnavailable
from tracker.store.access.tables import AuditDetailRow, AuditEntryRow, AuditHeadRow
from tracker.store.backend.sql import upsert
from tracker.store.disk.private import write_private

KEY_FILE = "audit.key"
_KEY_BYTES = 32
_HEAD = 1
FOLDER = "audit_folder"
"""Under which a session names the folder that the key lies in."""
Said = tuple[Act, int | None, str]
"""What happened, to whose record, and what was looked at or changed."""


class AuditLog:
    """The chain within one transaction.

    Parameters
    ----------
    session : Session
        It names the folder of the key: who can write the database alone cannot write the chain.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, said: Iterable[Said], *, account_id: int | None, role: str) -> None:
        """Add an entry for each thing that happened, by somebody in a role."""
        happened = list(said)
        if not happened:
            return
        head = self._hold_head()
        key = self._key(may_make=True)  # by one at a time
        for act, person_id, what in happened:
            details = Details(
                salt=secrets.token_hex(_KEY_BYTES),
                person_id=person_id,
                account_id=account_id,
                role=role,
                what=what,
            )
            self._append(head, act, details, "", key)
        self._session.flush()

    def erase(self, person_id: int, account_id: int | None) -> None:
        """Empty what is said of a person, also as who did something; that it happened stays."""
        about = [AuditDetailRow.person_id == person_id]
        if account_id is not None:
            about.append(AuditDetailRow.account_id == account_id)
        head = self._hold_head()
        gone = set(self._session.scalars(select(AuditDetailRow.number).where(or_(*about))))
        if not gone:
            return
        self._session.execute(delete(AuditDetailRow).where(or_(*about)))
        nobody = Details(
            salt=secrets.token_hex(_KEY_BYTES), person_id=None, account_id=None, role="", what=""
        )
        self._append(head, Act.ERASED, nobody, written_numbers(gone), self._key(may_make=True))
        self._session.flush()

    def find_flaws(self) -> Iterator[Found]:
        """Go through the chain and yield everything that is wrong with it."""
        head = self._session.get(AuditHeadRow, _HEAD)
        entries = self._entries()
        if head is None and self._session.scalar(select(func.count(AuditEntryRow.number))) == 0:
            return
        kept = Head(head.count, head.digest, head.seal) if head else None
        yield from find_flaws(entries, self._details(), kept, self._key(may_make=False))

    def head(self) -> tuple[int, str]:
        """Return how many entries there are, and the digest of the last one."""
        head = self._session.get(AuditHeadRow, _HEAD)
        return (head.count, head.digest) if head else (0, BEFORE_ALL)

    def digest_at(self, number: int) -> str | None:
        """Return the digest of an entry, None where there is none."""
        query = select(AuditEntryRow.digest).where(AuditEntryRow.number == number)
        return BEFORE_ALL if number == 0 else self._session.scalar(query)

    def list_about(self, person_id: int, most: int) -> tuple[tuple[Entry, Details], ...]:
        """Return the last entries about a person, the latest first."""
        query = (
            select(AuditEntryRow, AuditDetailRow)
            .join(AuditDetailRow, AuditDetailRow.number == AuditEntryRow.number)
            .where(AuditDetailRow.person_id == person_id)
            .order_by(AuditEntryRow.number.desc())
            .limit(most)
        )
        return tuple((_entry(one), _said(more)) for one, more in self._session.execute(query))

    def _entries(self) -> Iterator[Entry]:
        query = select(AuditEntryRow).order_by(AuditEntryRow.number)
        for row in self._session.scalars(query.execution_options(yield_per=1000)):
            yield _entry(row)

    def _details(self) -> dict[int, Details]:
        rows = self._session.scalars(select(AuditDetailRow))
        return {row.number: _said(row) for row in rows}

    def _hold_head(self) -> AuditHeadRow:
        """Return the head, held until the transaction ends: entries are added one by one."""
        none = {"id": _HEAD, "count": 0, "digest": BEFORE_ALL, "seal": ""}
        first = upsert(self._session, AuditHeadRow).values(none).on_conflict_do_nothing()
        query = select(AuditHeadRow).where(AuditHeadRow.id == _HEAD).with_for_update()
        query = query.execution_options(populate_existing=True)
        if (head := self._session.scalar(query)) is None:  # two may come first at once
            self._session.execute(first)
            head = self._session.scalars(query).one()
        return head

    def _append(
        self, head: AuditHeadRow, act: Act, details: Details, erased: str, key: bytes
    ) -> None:
        blank = Entry(
            number=head.count + 1,
            at=clock.now().isoformat(),
            act=act.name,
            erased=erased,
            commitment=details.commitment(),
            previous=head.digest,
            digest="",
        )
        entry = replace(blank, digest=blank.sealed(key))
        self._session.add(AuditEntryRow(**vars(entry)))
        self._session.add(AuditDetailRow(number=entry.number, **vars(details)))
        sealed = Head.of(entry.number, entry.digest, key)
        head.count, head.digest, head.seal = sealed.count, sealed.digest, sealed.seal

    def _key(self, *, may_make: bool) -> bytes:
        """Return what the chain is sealed with; it is made for the first entry only."""
        place = Path(self._session.info[FOLDER]) / KEY_FILE
        if (kept := _read_key(place)) is not None:
            return kept
        if not may_make or self.head()[0]:
            raise StoreUnavailable(
                "The key of the audit is missing: {path}. Please put it back from a backup of the "
                "data folder; until then nobody's record can be opened.",
                path=place,
            )
        key = secrets.token_bytes(_KEY_BYTES)
        write_private(place, key.hex().encode())
        return key


def _read_key(place: Path) -> bytes | None:
    try:
        key = bytes.fromhex(place.read_text())
    except (OSError, ValueError):
        return None
    return key if len(key) == _KEY_BYTES else None


def _entry(row: AuditEntryRow) -> Entry:
    return Entry(**{name: getattr(row, name) for name in Entry.__dataclass_fields__})


def _said(row: AuditDetailRow) -> Details:
    return Details(**{name: getattr(row, name) for name in Details.__dataclass_fields__})
