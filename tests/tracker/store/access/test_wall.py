"""The second wall: whatever is asked past the guard, a server's rows of strangers are not there."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Table, delete, func, inspect, select, text, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from tests.clinics import Clinic, a_clinic
from tracker import clock
from tracker.domain.access.accounts import Role
from tracker.domain.access.consents import Scope
from tracker.store.access.tables import CLINIC_TABLES
from tracker.store.access.wall import stand_before
from tracker.store.repository import Store
from tracker.store.tables import Base

STATES = {"copies_made", "person_states", "store_state"}
OPEN = {*CLINIC_TABLES, *STATES, "people"} - {"standings", "triage_acts"}
"""Tables that the guard answers for alone: names, accounts and what is nobody's."""


@pytest.fixture
def home() -> str:
    return "postgresql"


@pytest.fixture
def clinic(store: Store) -> Clinic:
    return a_clinic(store)


@pytest.fixture
def session(clinic: Clinic) -> Iterator[Session]:
    """A transaction past the guard, which is not kept."""
    with Session(clinic.store._home.writer) as session:
        yield session


def walled() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if table.name not in OPEN]


def counts(session: Session) -> dict[str, int]:
    return {
        one.name: session.scalar(select(func.count()).select_from(one)) or 0 for one in walled()
    }


def sees(session: Session, clinic: Clinic, role: Role) -> dict[str, int]:
    stand_before(session, clinic.viewers[role].account_id)
    try:
        return counts(session)
    finally:
        session.rollback()


def test_every_table_of_a_record_stands_behind_the_wall(session: Session):
    query = text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    behind = set(session.scalars(query))
    assert behind == {table.name for table in walled()}
    assert set(inspect(session.connection()).get_table_names()) >= behind


def test_who_may_see_nobody_finds_no_row(session: Session, clinic: Clinic):
    everything = counts(session)
    assert sum(everything.values()) > 40
    for role in (Role.PRACTITIONER, Role.ADMINISTRATOR, Role.RESEARCHER):
        assert not any(sees(session, clinic, role).values())
    own = sees(session, clinic, Role.CLIENT)
    assert all(2 * own[name] == number for name, number in everything.items())


def test_consent_opens_the_wall_and_taking_it_back_shuts_it(session: Session, clinic: Clinic):
    research = clinic.consent(clinic.ben, Scope.RESEARCH)
    assert not any(sees(session, clinic, Role.PRACTITIONER).values())
    given = clinic.consent(clinic.ben, Scope.LOOK)
    assert sees(session, clinic, Role.PRACTITIONER) == sees(session, clinic, Role.CLIENT)
    with clinic.store.writing() as records:
        records.access.revoke_consent(given.id, clock.now())
    assert not any(sees(session, clinic, Role.PRACTITIONER).values())
    assert research.id != given.id


def test_a_role_that_was_taken_away_opens_nothing(session: Session, clinic: Clinic):
    clinic.consent(clinic.ben, Scope.RECORD)
    with clinic.store.writing() as records:
        records.access.set_role(clinic.viewers[Role.PRACTITIONER].account_id, None)
    assert not any(sees(session, clinic, Role.PRACTITIONER).values())


def test_rows_of_strangers_are_not_changed_deleted_or_made(session: Session, clinic: Clinic):
    before = counts(session)
    stand_before(session, clinic.viewers[Role.CLIENT].account_id)
    for table in reversed(walled()):
        if "person_id" not in table.c:
            continue
        strange = table.c.person_id == clinic.ben.id
        same = {"person_id": table.c.person_id}
        assert session.execute(update(table).where(strange).values(same)).rowcount == 0
        assert session.execute(delete(table).where(strange)).rowcount == 0
    session.rollback()
    assert counts(session) == before
    stand_before(session, clinic.viewers[Role.CLIENT].account_id)
    drafts = Base.metadata.tables["drafts"]
    one = dict(session.execute(select(drafts)).mappings().one())
    stolen = one | {"id": 999, "person_id": clinic.ben.id, "procedure_id": None}
    with pytest.raises(ProgrammingError, match="row-level security"):
        session.execute(drafts.insert().values(stolen))


def test_an_administrator_erases_what_they_may_not_see(clinic: Clinic):
    with clinic.seen_by(Role.ADMINISTRATOR).writing() as records:
        records.delete_person(clinic.ben.id)
    with clinic.store.reading() as records:
        assert [one.name for one in records.list_people()] == ["Ada"]
        assert len(records.list_digests()) == 2
    assert clinic.store.photos.count_strangers([]) == 2


def test_what_nobody_asks_for_is_whole(session: Session, clinic: Clinic):
    before = counts(session)
    session.rollback()
    with clinic.seen_by(Role.CLIENT).reading() as records:
        assert len(records.list_people()) == 1
    # The connection comes back from the pool, and nobody's wall stands before it.
    assert counts(session) == before
