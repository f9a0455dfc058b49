"""Two clients of one name, and a record that is closed: nobody is taken for somebody else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clinics import Clinic
from tests.ui.conftest import words_on
from tests.ui.test_clinic import Open
from tests.ui.test_clinic import clinic as clinic
from tests.ui.test_clinic import open_as as open_as
from tracker.domain.access.accounts import Role
from tracker.domain.access.consents import Scope
from tracker.domain.records.kept import Person
from tracker.ui import routes
from tracker.ui.components.told_apart import told_apart

_NAMES = st.sampled_from(["Anna", "anna", "Anna ", "Ａnna", "Anna (no. 2)", "Anna (no. 3)", "Bea"])


def _named(names: list[str]) -> list[Person]:
    return [Person(id=number, name=name) for number, name in enumerate(names, start=1)]


@settings(deadline=None)
@given(st.lists(_NAMES, min_size=2, max_size=8))
def test_no_two_are_called_alike(names: list[str]):
    called = told_apart(_named(names))
    assert len(set(called.values())) == len(names)


def test_both_of_two_who_read_alike_have_a_number_and_nobody_else_has():
    called = told_apart(_named(["Anna Berg", "Bea", "anna  berg"]))
    assert list(called.values()) == ["Anna Berg (no. 1)", "Bea", "anna  berg (no. 3)"]


def test_a_record_that_is_closed_is_not_replaced_by_another_one(clinic: Clinic, open_as: Open):
    clinic.consent(clinic.ada, Scope.RECORD)
    given_ = clinic.consent(clinic.ben, Scope.RECORD)
    app = open_as(Role.PRACTITIONER, routes.CHECK_IN)
    assert "Please choose whose record" in words_on(app)
    app.selectbox(key="followed-None").set_value(clinic.ben.id).run()
    assert [one.value for one in app.title] == ["Check in"] and len(app.button) > 1
    with clinic.store.writing() as records:
        records.access.revoke_consent(given_.id, given_.given_at)
    for _again in range(2):
        app.run()
        assert not app.exception and "Please choose whose record" in words_on(app)
    app.selectbox(key="followed-None").set_value(clinic.ada.id).run()
    assert "Please choose whose record" not in words_on(app)


@pytest.fixture
def namesakes(clinic: Clinic) -> Clinic:
    with clinic.store.writing() as records:
        records.rename_person(clinic.ben.id, "Ada")
    return clinic


def test_two_clients_of_one_name_are_told_apart_where_they_are_chosen(
    namesakes: Clinic, open_as: Open
):
    for person in (namesakes.ada, namesakes.ben):
        namesakes.consent(person, Scope.LOOK)
    names = [f"Ada (no. {one.id})" for one in (namesakes.ada, namesakes.ben)]
    app = open_as(Role.PRACTITIONER, routes.CLIENTS)
    assert app.selectbox(key="followed-None").options == names
    assert all(f"**{one}**" in words_on(app).replace("\\", "") for one in names)
