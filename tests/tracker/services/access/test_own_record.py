"""The main job by whoever is signed in: nothing of the own record is refused."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.clinics import PLACES, Clinic, clinic_in
from tests.factories import a_procedure, days_ago
from tests.tracker.services.access.main_job import (
    DAYS,
    NECK,
    care,
    check_in,
    look_back,
    open_to_another,
    settle,
    take_along,
    take_one,
    walk_through,
)
from tracker.domain.access.accounts import Role
from tracker.domain.access.consents import Scope
from tracker.errors import Refused
from tracker.services.data import people
from tracker.services.photos import keeping
from tracker.services.recovery import procedures
from tracker.services.recovery.book import open_book


@pytest.fixture(scope="module", params=PLACES)
def clinic(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clinic]:
    folder, empty = tmp_path_factory.mktemp("clinic"), lambda *_: None
    with clinic_in(request.param, request, folder, empty) as clinic:
        yield clinic


@contextmanager
def refusing_nothing() -> Iterator[None]:
    """Find also refusals that a service passes over, as it does other errors for users."""
    refusals, usual = [], Refused.__init__

    def noted(self: Refused) -> None:
        refusals.append(traceback.format_stack())
        usual(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Refused, "__init__", noted)
        yield
    assert refusals == []


def test_a_client_is_refused_nothing_of_the_own_record(clinic: Clinic, tmp_path: Path):
    own, ada = clinic.seen_by(Role.CLIENT), clinic.ada.id
    with refusing_nothing():
        settle(own, ada)
        walk_through(own, ada, tmp_path)
        open_to_another(own, ada)
        people.delete_person(own, ada)
    with pytest.raises(Refused):
        people.get_person(own, ada)
    assert clinic.flaws() == []


def test_who_may_look_may_not_record_and_who_may_record_may(clinic: Clinic, tmp_path: Path):
    seen, ben = clinic.seen_by(Role.PRACTITIONER), clinic.ben.id
    done = a_procedure(ben, zones=NECK, started_at=days_ago(DAYS, 18))
    clinic.consent(clinic.ben, Scope.LOOK)
    assert open_book(seen, ben).procedures == ()
    with pytest.raises(Refused):
        procedures.log_procedure(seen, done)
    clinic.consent(clinic.ben, Scope.RECORD)
    with refusing_nothing():
        session = procedures.log_procedure(seen, done)
        check_in(seen, ben, session)
        care(seen, ben, session)
        look_back(seen, ben, session)
        (photo,) = take_one(seen, session, 0)
        take_along(seen, ben, session, tmp_path)
        keeping.delete_photo(seen, photo.id)
        procedures.delete_procedure(seen, session.id)
    with pytest.raises(Refused):
        people.delete_person(seen, ben)
