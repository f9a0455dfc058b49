"""One journey through each room of the services, wherever records can be kept."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from tests.clinics import an_identity
from tests.conftest import HOMES, PROJECT
from tests.factories import (
    a_plan,
    a_procedure,
    an_entry,
    answer_all,
    days_ago,
    selected,
    skin_bytes,
    today,
)
from tracker import clock
from tracker.domain.access.accounts import Role, Viewer
from tracker.domain.access.consents import Scope
from tracker.domain.guidance.aftercare import CareTick
from tracker.domain.records.kept import BodyArea, Person, PhotoRole
from tracker.domain.records.scales import Symptom
from tracker.domain.records.status import Status
from tracker.errors import Refused
from tracker.services.access.accounts import add_account
from tracker.services.access.auditing import verify_audit
from tracker.services.access.consenting import give_consent, list_looks, revoke_consent
from tracker.services.access.inviting import invite
from tracker.services.access.signing_in import accept, viewer_of
from tracker.services.clinic.acting import answer
from tracker.services.clinic.triage import list_clients
from tracker.services.data.archive import export_as_zip
from tracker.services.data.importing import import_export
from tracker.services.data.people import add_person, delete_person, list_people
from tracker.services.exchange.fhir.exporting import fhir_to_download
from tracker.services.guidance.aftercare import tick_item, ticked_items
from tracker.services.guidance.planning import discard_plan, find_open_plan, plan_session
from tracker.services.photos.keeping import add_photo, delete_photo
from tracker.services.recovery.book import open_book
from tracker.services.recovery.diary import save_entry
from tracker.services.recovery.procedures import log_procedure
from tracker.services.report.asking import Asked, report_asked
from tracker.services.safety.checking import check_up
from tracker.store.repository import Store
from tracker.store.seen import SeenStore

ABOUT_FILES = {"lock", "safety", "sharing"}
"""Rooms that are about a data folder; the others are gone through here."""
WITHOUT_STORE = {"batch"}


@pytest.fixture(params=HOMES)
def home(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_no_room_of_the_services_is_left_out():
    rooms = {path.parent.name for path in (PROJECT / "tracker" / "services").glob("*/__init__.py")}
    text = Path(__file__).read_text()
    gone_through = {one for one in rooms if f"from tracker.services.{one}." in text}
    assert rooms == gone_through | ABOUT_FILES | WITHOUT_STORE


@pytest.mark.parametrize(
    ("home", "is_signed_in"), [*((one, False) for one in HOMES), (HOMES[2], True)]
)
def test_a_laptops_journey(store: Store, is_signed_in: bool, tmp_path: Path):
    """From a plan to a session, entries, photos, a report; out as files, deleted, and back."""
    whole, (store, person) = store, begun(store, is_signed_in)
    answer_all(store, person.id)
    plan = plan_session(store, a_plan(person.id))
    assert find_open_plan(store, person.id) == plan
    discard_plan(store, plan.id)
    session = log_procedure(store, a_procedure(person.id, started_at=days_ago(2, 18)))
    for day, redness in ((1, 4), (2, 9)):
        rated = {Symptom.REDNESS: redness, Symptom.PAIN: redness - 3}
        on = session.diary_day + timedelta(days=day)
        save_entry(store, an_entry(person.id, day=on, ratings=rated))
    tick_item(store, CareTick(procedure_id=session.id, day=today(), item="picking"), is_done=True)
    assert ticked_items(store, session.id, today()) == {"picking"}
    before, after = (
        add_photo(
            store, skin_bytes(redder), procedure_id=session.id, role=role, area=BodyArea.BACK,
            taken_at=taken_at,
        ).photo
        for redder, role, taken_at in (
            (0, PhotoRole.BEFORE, days_ago(2, 17)), (15, PhotoRole.FOLLOW_UP, days_ago(1, 17)),
        )
    )  # fmt: skip
    book = open_book(store, person.id)
    assert book.recoveries[0].latest.status is not Status.ON_COURSE
    assert {one.id for one in book.photos} == {before.id, after.id}
    report_asked(store, tmp_path / "report.html", Asked())
    assert (tmp_path / "report.html").read_bytes().startswith(b"<!doctype html>")
    with fhir_to_download(store, person.id, with_photos=True) as bundle:
        assert b"Ada" in bundle.read()
    with export_as_zip(store, person.id if is_signed_in else None) as archive:
        everything = archive.read()
    delete_photo(store, after.id)
    delete_person(store, person.id)
    assert list_people(whole) == () and selected(whole, "SELECT * FROM ratings") == []
    import_export(whole, Path("all.zip"), io.BytesIO(everything))
    back = open_book(whole, list_people(whole)[0].id)
    assert [one.ratings for one in back.entries] == [one.ratings for one in book.entries]
    assert {whole.photos.read(one.digest) for one in back.photos} == photos_in(everything)


def begun(store: Store, is_signed_in: bool) -> tuple[Store, Person]:
    """Whoever has the diary, and it; signed in, a client as far as they see it."""
    if not is_signed_in:
        return store, add_person(store, "Ada")
    client = accept(store, invite(store, "Ada", None), claims_of("ada"))
    own = SeenStore(store, viewer_of(client))
    return own, list_people(own)[0]


def claims_of(subject: str) -> dict[str, object]:
    return {
        "iss": an_identity(subject).issuer,
        "sub": subject,
        "iat": clock.now().timestamp(),
    }


def photos_in(archive: bytes) -> set[bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {opened.read(one) for one in opened.namelist() if "/photos/" in one}


def test_a_clinics_journey(store: Store):
    """Invited, signed in, consented to, seen, answered for, taken back; and all of it noted."""
    practitioner = add_account(store, an_identity("li"), "Dr Li", Role.PRACTITIONER)
    token = invite(store, "Ada", practitioner.id)
    client = accept(store, token, claims_of("ada"))
    assert client.person_id is not None
    own = SeenStore(store, Viewer(client.id, Role.CLIENT))
    seen = SeenStore(store, Viewer(practitioner.id, Role.PRACTITIONER))
    session = log_procedure(own, a_procedure(client.person_id, started_at=days_ago(1, 18)))
    ratings = {Symptom.REDNESS: 9, Symptom.PAIN: 8}
    save_entry(own, an_entry(client.person_id, day=today(), ratings=ratings))
    with pytest.raises(Refused):
        open_book(seen, client.person_id)
    given = give_consent(own, client.person_id, practitioner, Scope.LOOK, "Dr Li may see it.")
    assert open_book(seen, client.person_id).procedures == (session,)
    ((listed,),) = (part.clients for part in list_clients(seen).parts)
    answer(seen, listed.standing, practitioner.name, "called")
    revoke_consent(own, given)
    with pytest.raises(Refused):
        open_book(seen, client.person_id)
    looked = {details.account_id for _, details in list_looks(own, client.person_id)}
    assert looked == {client.id, practitioner.id}
    assert verify_audit(store).flaws == ()
    # Where there is a server, whoever runs it dumps it, and no command of the app could.
    noticed = [str(one.said) for one in check_up(store, clock.now())]
    assert any("no backup" in one for one in noticed) == (store.settings.database_url is None)
