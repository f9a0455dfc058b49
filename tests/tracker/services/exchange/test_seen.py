"""What somebody who is signed in may take along: the own record, a client's, or pseudonyms."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clinics import Clinic, a_clinic
from tests.conftest import HOMES
from tests.factories import today
from tracker import clock
from tracker.domain.access.accounts import Role
from tracker.domain.access.chain import Act
from tracker.domain.access.consents import Consent, Scope
from tracker.domain.records.kept import Person
from tracker.errors import NotFound, Refused
from tracker.services.data.archive import export_as_zip
from tracker.services.data.export_source import Source
from tracker.services.exchange.fhir.exporting import fhir_to_download
from tracker.services.exchange.research.exporting import count_agreed, research_to_download
from tracker.store.access.log import AuditLog
from tracker.store.records.owned import texts_of
from tracker.store.repository import Store


@pytest.fixture(params=HOMES[::2])
def home(request: pytest.FixtureRequest) -> str:
    """With a second wall behind the guard, and without one."""
    return str(request.param)


@pytest.fixture
def clinic(store: Store) -> Clinic:
    return a_clinic(store)


def fhir_of(store: Store, person: Person) -> str:
    with fhir_to_download(store, person.id, with_photos=True) as bundle:
        return bundle.read().decode()


def zip_of(store: Store, person_id: int | None) -> bytes:
    with export_as_zip(store, person_id) as archive:
        return archive.read()


def research_of(store: Store) -> dict[str, bytes]:
    with research_to_download(store) as tables, zipfile.ZipFile(tables) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def revoke(clinic: Clinic, given: Consent) -> None:
    with clinic.store.writing() as records:
        records.access.revoke_consent(given.id, clock.now())


def test_a_client_takes_the_own_record_along_and_no_other(clinic: Clinic):
    seen = clinic.seen_by(Role.CLIENT)
    told = fhir_of(seen, clinic.ada)
    assert "of Ada" in told and "of Ben" not in told
    assert len(json.loads(told)["entry"]) == len(
        json.loads(fhir_of(clinic.store, clinic.ada))["entry"]
    )
    taken = zip_of(seen, clinic.ada.id)
    with zipfile.ZipFile(io.BytesIO(taken)) as archive:
        everything = b"".join(map(archive.read, archive.namelist()))
        assert sum(name.startswith("fifthday/photos/") for name in archive.namelist()) == 2
    assert b"of Ada" in everything and b"Ben" not in everything
    for person_id in (clinic.ben.id, None):
        with pytest.raises(Refused):
            zip_of(seen, person_id)
    with pytest.raises(Refused):
        fhir_of(seen, clinic.ben)
    with Source(Path("own.zip"), io.BytesIO(taken)) as source, clinic.store.reading() as records:
        assert source.tables == texts_of(records.list_rows(clinic.ada.id))
        digests = {one.digest for one in records.list_all_photos(clinic.ada.id)}
        assert set(source.photos) == digests


def test_a_practitioner_takes_a_clients_record_along_for_as_long_as_they_consent(clinic: Clinic):
    seen = clinic.seen_by(Role.PRACTITIONER)
    given = clinic.consent(clinic.ben, Scope.LOOK)
    assert "of Ben" in fhir_of(seen, clinic.ben) and zip_of(seen, clinic.ben.id)
    revoke(clinic, given)
    for take in (lambda: fhir_of(seen, clinic.ben), lambda: zip_of(seen, clinic.ben.id)):
        with pytest.raises(Refused):
            take()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RESEARCHER])
def test_nobody_else_takes_a_record_along(clinic: Clinic, role: Role):
    clinic.consent(clinic.ben, Scope.RESEARCH)
    seen = clinic.seen_by(role)
    for person in (clinic.ada, clinic.ben):
        with pytest.raises(Refused):
            fhir_of(seen, person)
        with pytest.raises(Refused):
            zip_of(seen, person.id)


def test_a_researcher_gets_pseudonyms_of_those_who_agreed_and_nothing_else(clinic: Clinic):
    seen = clinic.seen_by(Role.RESEARCHER)
    clinic.consent(clinic.ada, Scope.RECORD)  # to look is no research
    assert count_agreed(seen) == 0
    with pytest.raises(NotFound):
        research_to_download(seen)
    given = clinic.consent(clinic.ben, Scope.RESEARCH)
    files = research_of(seen)
    people = files["research/people.csv"].decode().splitlines()
    assert len(people) == 2 and people[1].startswith("P")
    told = b"".join(files.values())
    for word in (b"Ada", b"Ben", f"{today():%Y-%m}".encode()):
        assert word not in told
    assert people != research_of(seen)["research/people.csv"].decode().splitlines()
    assert ("LOOK", clinic.ben.id, "research") in list(noted(clinic.store))
    assert all(one != clinic.ada.id for _, one, _ in noted(clinic.store))
    revoke(clinic, given)
    with pytest.raises(NotFound):
        research_to_download(seen)
    for role in set(Role) - {Role.RESEARCHER}:
        with pytest.raises(Refused):
            research_to_download(clinic.seen_by(role))


def noted(store: Store) -> Iterator[tuple[str, int | None, str]]:
    with store.reading() as records:
        log = AuditLog(records._session)
        for entry in log._entries():
            details = log._details()[entry.number]
            yield entry.act, details.person_id, details.what


def test_a_copy_is_among_the_looks_at_a_record(clinic: Clinic):
    zip_of(clinic.seen_by(Role.CLIENT), clinic.ada.id)
    assert (Act.LOOK.name, clinic.ada.id, "record") in list(noted(clinic.store))
