"""The audit's chain as it is kept: whatever is done to it is found, but for an erasure."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from tests.clinics import Clinic, a_clinic
from tests.factories import an_entry
from tracker.config import Settings
from tracker.domain.access.accounts import Role
from tracker.domain.access.chain import Act, Flaw, Found
from tracker.domain.access.consents import Scope
from tracker.errors import Refused, StoreUnavailable
from tracker.store.access.log import KEY_FILE, AuditLog
from tracker.store.access.tables import AuditDetailRow, AuditHeadRow
from tracker.store.repository import Store

ENTRIES = 8


@pytest.fixture
def clinic(store: Store) -> Clinic:
    """A clinic with eight entries: looks at two people, a change, and two refusals."""
    clinic = a_clinic(store)
    clinic.consent(clinic.ben, Scope.RECORD)
    client, practitioner = clinic.seen_by(Role.CLIENT), clinic.seen_by(Role.PRACTITIONER)
    for seen, person in ((client, clinic.ada), (practitioner, clinic.ben)):
        look(seen, person.id)
    with practitioner.writing() as records:
        records.save_entry(an_entry(clinic.ben.id))
    for _ in range(2):
        with pytest.raises(Refused):
            look(practitioner, clinic.ada.id)
    look(clinic.seen_by(Role.CLIENT), clinic.ada.id)
    look(clinic.seen_by(Role.PRACTITIONER), clinic.ben.id)
    with client.writing() as records:
        records.save_entry(an_entry(clinic.ada.id))
    return clinic


def look(seen: Store, person_id: int) -> None:
    with seen.reading() as records:
        records.list_entries(person_id)


@pytest.fixture
def database(clinic: Clinic) -> Iterator[Session]:
    """The database itself, past all records."""
    with Session(clinic.store._home.writer) as session:
        yield session


def acts(store: Store) -> list[tuple[str, int | None, str]]:
    with store.reading() as records:
        log = AuditLog(records._session)
        said = log._details()
        return [
            (one.act, said[one.number].person_id, said[one.number].what)
            for one in log._entries()
            if one.number in said
        ]


def test_each_look_and_each_change_is_one_entry(clinic: Clinic):
    ada, ben = clinic.ada.id, clinic.ben.id
    assert acts(clinic.store) == [
        ("LOOK", ada, "record"),
        ("LOOK", ben, "record"),
        ("CHANGE", ben, "save_entry"),
        ("REFUSED", None, "record"),
        ("REFUSED", None, "record"),
        ("LOOK", ada, "record"),
        ("LOOK", ben, "record"),
        ("CHANGE", ada, "save_entry"),
    ]
    assert clinic.flaws() == []


def test_one_page_is_one_look(store: Store):
    clinic = a_clinic(store)
    seen = clinic.seen_by(Role.CLIENT)
    for _ in range(3):
        look(seen, clinic.ada.id)
    with seen.reading() as records:
        (digest, *_) = (one.digest for one in records.list_all_photos(clinic.ada.id))
        seen.photos.read(digest)  # noted once the transaction around it is over
    ada = clinic.ada.id
    assert acts(store) == [("LOOK", ada, "record"), ("LOOK", ada, "photo")]


def test_what_was_not_kept_was_not_changed(store: Store):
    clinic = a_clinic(store)
    seen = clinic.seen_by(Role.CLIENT)
    with pytest.raises(ZeroDivisionError), seen.writing() as records:
        records.save_entry(an_entry(clinic.ada.id))
        _ = 1 / 0
    assert acts(store) == [] and clinic.flaws() == []


def test_a_laptop_keeps_no_audit(store: Store):
    with store.writing() as records:
        person = a_clinic  # nobody is signed in: the records are open as ever
        assert person and records.list_people() == ()
    assert acts(store) == []
    assert not (store.settings.data_dir / KEY_FILE).exists()


CHANGES = [
    *(f"UPDATE audit_entries SET {name} = 'x' WHERE number = 3" for name in ("at", "act")),
    *(f"UPDATE audit_entries SET {name} = '1-3' WHERE number = 4" for name in ("erased", "at")),
    *(
        f"UPDATE audit_entries SET {name} = '{'1' * 64}' WHERE number = {number}"
        for name in ("commitment", "previous", "digest")
        for number in (1, ENTRIES)
    ),
    *(f"UPDATE audit_details SET {one} WHERE number = 2" for one in ("person_id = 1", "salt = ''")),
    *(
        f"UPDATE audit_details SET {one} WHERE number = 2"
        for one in ("account_id = 1", "role = 'client'", "what = 'nothing'")
    ),
    *(f"DELETE FROM audit_details WHERE number = {number}" for number in (1, 3, ENTRIES)),
    *(f"DELETE FROM audit_entries WHERE number = {number}" for number in (1, 3, ENTRIES)),
    "DELETE FROM audit_entries WHERE number > 5",
    "DELETE FROM audit_entries",
    "DELETE FROM audit_head",
    "UPDATE audit_head SET count = 7",
    "INSERT INTO audit_details VALUES (99, '', NULL, NULL, '', '')",
    "INSERT INTO audit_entries SELECT 9, at, act, erased, commitment, digest, digest "
    "FROM audit_entries WHERE number = 8",
]


def flaws_after(store: Store, *changes: str) -> list[Found]:
    """Return what is found after some changes, which are taken back then."""
    with suppress(ZeroDivisionError), store.writing() as records:
        for change in changes:
            assert records._session.execute(text(change)).rowcount > 0, change
        found = list(AuditLog(records._session).find_flaws())
        _ = 1 / 0
    return found


def test_whatever_is_changed_is_found(clinic: Clinic):
    for change in CHANGES:
        assert flaws_after(clinic.store, change), change


def test_two_entries_that_changed_places_are_found(clinic: Clinic):
    for first, second in ((1, 2), (3, 6), (7, 8)):
        changes = [
            f"UPDATE {table} SET number = {new} WHERE number = {old}"
            for table in ("audit_entries", "audit_details")
            for old, new in ((first, 99), (second, first), (99, second))
        ]
        assert flaws_after(clinic.store, *changes), (first, second)


def test_a_chain_that_is_cut_and_given_its_old_head_back_is_found_by_a_noted_end(
    clinic: Clinic, database: Session
):
    old = dict(database.execute(text("SELECT * FROM audit_head")).mappings().one())
    database.rollback()  # or it would hold the head
    look(clinic.seen_by(Role.CLIENT), clinic.ada.id)
    with clinic.store.reading() as records:
        count, digest = AuditLog(records._session).head()
    for table in ("audit_entries", "audit_details"):
        database.execute(text(f"DELETE FROM {table} WHERE number > {ENTRIES}"))
    database.execute(text("DELETE FROM audit_head"))
    database.execute(insert(AuditHeadRow).values(old))
    database.commit()
    assert clinic.flaws() == []  # nothing in the store can tell
    with clinic.store.reading() as records:
        assert AuditLog(records._session).digest_at(count) != digest


def test_a_chain_written_anew_without_the_key_is_found(clinic: Clinic):
    key = clinic.store.settings.data_dir / KEY_FILE
    key.write_text("00" * 32)
    assert {one.flaw for one in clinic.flaws()} >= {Flaw.CHANGED, Flaw.CUT}


def test_nobody_is_let_in_while_the_key_is_missing(clinic: Clinic):
    (clinic.store.settings.data_dir / KEY_FILE).unlink()
    with pytest.raises(StoreUnavailable, match=r"audit\.key"):
        look(clinic.seen_by(Role.CLIENT), clinic.ada.id)


def test_after_an_erasure_the_chain_holds_and_says_nothing_of_who_was_erased(clinic: Clinic):
    account = clinic.viewers[Role.CLIENT].account_id
    with clinic.seen_by(Role.ADMINISTRATOR).writing() as records:
        records.delete_person(clinic.ada.id)
    assert clinic.flaws() == []
    with clinic.store.reading() as records:
        log = AuditLog(records._session)
        said, entries = log._details().values(), list(log._entries())
        assert account not in {one.id for one in records.access.list_accounts()}
    assert all(one.person_id != clinic.ada.id and one.account_id != account for one in said)
    assert [one.act for one in entries[-1:]] == [Act.ERASED.name]
    assert entries[-1].erased == "1,6,8"  # that something happened then stays
    look(clinic.seen_by(Role.PRACTITIONER), clinic.ben.id)
    assert clinic.flaws() == []


@pytest.mark.about_files
def test_nothing_of_who_was_erased_is_left_in_the_file(clinic: Clinic):
    path: Path = clinic.store.settings.database_path
    with clinic.store.reading() as records:
        salts = {one.salt for one in AuditLog(records._session)._details().values()}
    with clinic.store.writing() as records:
        records.delete_person(clinic.ada.id)
    content = path.read_bytes()
    assert sum(salt.encode() in content for salt in salts) == ENTRIES - 3


def test_an_erasure_that_was_not_noted_is_found(clinic: Clinic, database: Session):
    database.execute(text("DELETE FROM audit_details WHERE person_id = 1"))
    database.commit()
    assert {one.flaw for one in clinic.flaws()} == {Flaw.EMPTIED}


def test_what_was_erased_does_not_come_back(clinic: Clinic, database: Session):
    query = text("SELECT * FROM audit_details WHERE person_id = 1")
    row = dict(database.execute(query).mappings().first() or {})
    database.rollback()
    with clinic.store.writing() as records:
        records.delete_person(clinic.ada.id)
    database.execute(insert(AuditDetailRow).values(row))
    database.commit()
    assert Flaw.STRAY in {one.flaw for one in clinic.flaws()}


def test_an_empty_log_verifies(settings: Settings, store: Store):
    with store.reading() as records:
        assert list(AuditLog(records._session).find_flaws()) == []
