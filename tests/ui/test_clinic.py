"""A clinic's pages: a client opens and closes a record, a practitioner sees it for as long."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.clinics import Clinic, a_clinic, an_identity
from tests.ui.conftest import TIMEOUT_S, words_on
from tracker.domain.access.accounts import Account, NewAccount, Role
from tracker.domain.access.consents import Scope
from tracker.services.access.consenting import list_consents
from tracker.services.access.inviting import list_invitations
from tracker.store.repository import Store
from tracker.store.seen import SeenStore
from tracker.ui import bootstrap, routes
from tracker.ui.entry import SCRIPT

Open = Callable[[Role, str], AppTest]


@pytest.fixture
def clinic(store: Store) -> Clinic:
    return a_clinic(store)


@pytest.fixture
def open_as(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open a page as somebody in a role; what they may is asked of the store, as ever."""

    def account_of(role: Role) -> Account:
        with clinic.store.reading() as records:
            found = records.access.find_account(an_identity(role.value))
        assert found is not None
        return found

    def open_page(role: Role, route: str) -> AppTest:
        monkeypatch.setattr(bootstrap, "get_whole_store", lambda: clinic.store)
        monkeypatch.setattr(bootstrap, "get_settings", lambda: clinic.store.settings)
        monkeypatch.setattr(bootstrap, "get_account", lambda: account_of(role))
        monkeypatch.setattr(bootstrap, "begin", lambda: account_of(role))
        monkeypatch.setattr(
            bootstrap, "get_store", lambda: SeenStore(clinic.store, clinic.viewers[role])
        )
        app = AppTest.from_file(SCRIPT, default_timeout=TIMEOUT_S)
        if (role, route) != (Role.ADMINISTRATOR, routes.ACCOUNTS):  # that is the first screen
            app.switch_page(route)
        app.run()
        assert not app.exception
        return app

    return open_page


def test_a_client_opens_a_record_and_takes_it_back(clinic: Clinic, open_as: Open):
    app = open_as(Role.CLIENT, routes.CONSENTS)
    assert "open to nobody but you" in words_on(app)
    app.button(key="consent_give").click().run()
    (given,) = list_consents(clinic.seen_by(Role.CLIENT), clinic.ada.id)
    assert given.scope is Scope.LOOK and given.text.startswith("Practitioner may see my record")
    assert given.text in words_on(app)
    practitioner = open_as(Role.PRACTITIONER, routes.INVITATIONS)
    assert "Ada" in words_on(practitioner) and "Ben" not in words_on(practitioner)
    app = open_as(Role.CLIENT, routes.CONSENTS)
    app.button(key=f"revoke_{given.id}").click().run()
    assert not app.exception and "open to nobody but you" in words_on(app)
    assert not list_consents(clinic.seen_by(Role.CLIENT), clinic.ada.id)[0].holds


def test_to_look_at_the_accounts_changes_none(clinic: Clinic, open_as: Open):
    strange = [  # as nobody adds them any more, but an earlier version may have
        NewAccount(identity=an_identity(name), name=name, role=role, person_id=None)
        for name, role in (("without a record", Role.CLIENT), ("closed", None))
    ]
    with clinic.store.writing() as records:
        for one in strange:
            records.access.add_account(one)
        before = records.access.list_accounts()
    app = open_as(Role.ADMINISTRATOR, routes.ACCOUNTS)
    assert "without a record" in words_on(app)
    with clinic.store.reading() as records:
        assert records.access.list_accounts() == before


def test_a_page_that_is_open_shows_nothing_more_once_a_consent_is_gone(
    clinic: Clinic, open_as: Open
):
    given = clinic.consent(clinic.ben, Scope.LOOK)
    app = open_as(Role.PRACTITIONER, routes.HISTORY)
    assert [one.value for one in app.title] == ["History"]
    with clinic.store.writing() as records:
        records.access.revoke_consent(given.id, given.given_at)
    app.run()
    assert not app.exception and "No record is open to you" in words_on(app)
    assert len(app.button) == 1  # to sign out


def test_a_practitioner_invites(clinic: Clinic, open_as: Open):
    app = open_as(Role.PRACTITIONER, routes.INVITATIONS)
    app.text_input(key="invited_name").set_value("Cleo")
    next(one for one in app.button if one.label == "Make a link").click().run()
    assert not app.exception and "/?invitation=" in words_on(app)
    account = clinic.viewers[Role.PRACTITIONER].account_id
    assert len(list_invitations(clinic.seen_by(Role.PRACTITIONER), account)) == 1
    assert "Cleo" not in words_on(
        open_as(Role.PRACTITIONER, routes.INVITATIONS)
    )  # not open to them


def test_an_administrator_closes_an_account_and_sees_no_record(clinic: Clinic, open_as: Open):
    app = open_as(Role.ADMINISTRATOR, routes.ACCOUNTS)
    account = clinic.viewers[Role.PRACTITIONER].account_id
    app.selectbox(key=f"role_{account}_{Role.PRACTITIONER}").select_index(3).run()
    assert not app.exception
    with clinic.store.reading() as records:
        assert {one.id: one.role for one in records.access.list_accounts()}[account] is None
    said = words_on(open_as(Role.ADMINISTRATOR, routes.TODAY))
    assert "Ada" not in said and "Ben" not in said


@pytest.mark.parametrize("route", [routes.BRING_IN, routes.LOCK, routes.PHONE, routes.ACCOUNTS])
def test_what_is_about_the_server_is_no_page_of_a_client(open_as: Open, route: str):
    assert [one.value for one in open_as(Role.CLIENT, route).title] == ["Today"]
