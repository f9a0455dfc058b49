"""Every page, asked for by everybody, about a stranger: from the app's own list of pages."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.clinics import PLACES, Clinic, an_identity, clinic_in
from tests.conftest import PROJECT
from tests.ui.conftest import TIMEOUT_S
from tracker import clock
from tracker.domain.access.accounts import Role
from tracker.domain.access.consents import Scope
from tracker.services.access.signing_in import SIGNED_IN_FOR, sign_out
from tracker.ui import bootstrap, routes
from tracker.ui.doors import sign_in
from tracker.ui.entry import SCRIPT

EVERYBODY = frozenset(Role)
OF_RECORDS = frozenset({Role.CLIENT, Role.PRACTITIONER})
WHO_HAS: Mapping[str, frozenset[Role]] = {
    **dict.fromkeys(
        (
            *(routes.TODAY, routes.CHECK_IN, routes.PHOTOS, routes.RECOVERY, routes.COMPARE),
            *(routes.REPORT, routes.CARD, routes.PLAN, routes.READY, routes.WALK, routes.SPOTS),
            *(routes.SESSION, routes.LEARN, routes.OUTCOMES, routes.HISTORY),
        ),
        OF_RECORDS,
    ),
    routes.SETTINGS: EVERYBODY,
    routes.CLIENTS: frozenset({Role.PRACTITIONER}),
    routes.FIGURES: frozenset({Role.PRACTITIONER}),
    routes.INVITATIONS: frozenset({Role.PRACTITIONER, Role.ADMINISTRATOR}),
    routes.ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
    routes.RESEARCH: frozenset({Role.RESEARCHER}),
    routes.CONSENTS: frozenset({Role.CLIENT}),
    # The whole server's, or a laptop's.
    **dict.fromkeys((routes.BRING_IN, routes.LOCK, routes.PHONE, routes.WELCOME), frozenset()),
    routes.SIGN_IN: frozenset(),  # of whoever is not signed in
}
"""Who has a page: what is not decided here fails."""
FIRST = {
    Role.CLIENT: routes.TODAY,
    Role.PRACTITIONER: routes.CLIENTS,
    Role.ADMINISTRATOR: routes.ACCOUNTS,
    Role.RESEARCHER: routes.RESEARCH,
}
"""The first page of each."""
PARAMETERS = {"IN_ADDRESS", "INVITED", "signing_in.INVITED", "ONCE"} | {
    *('"by_itself"', '"enlarged"', '"side"', '"key"'),
}
"""Query parameters that are read: whom a window follows, invitations, the camera, the lock."""


@pytest.fixture(scope="module", params=PLACES)
def clinic(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clinic]:
    with clinic_in(request.param, request, tmp_path_factory.mktemp("clinic")) as clinic:
        yield clinic


@pytest.fixture
def claims(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the provider signed of whoever uses the window; empty if nobody is signed in."""
    claims: dict[str, Any] = {}
    monkeypatch.setattr(bootstrap, "get_whole_store", lambda: clinic.store)
    monkeypatch.setattr(bootstrap, "get_settings", lambda: clinic.store.settings)
    monkeypatch.setattr(sign_in, "is_needed", lambda: True)
    monkeypatch.setattr(sign_in, "claims", lambda: claims)
    return claims


def signed(role: Role) -> dict[str, Any]:
    identity = an_identity(role.value)
    return {"iss": identity.issuer, "sub": identity.subject, "iat": clock.now().timestamp()}


def ask(app: AppTest, route: str, person_id: int) -> tuple[str, str]:
    """Ask for a page about a person; return its heading, and all that goes to the browser."""
    app.query_params["person"] = str(person_id)
    app.session_state["person_id"] = person_id
    app.switch_page(route).run()
    return said(app)


def said(app: AppTest) -> tuple[str, str]:
    assert not app.exception
    drawn = "\n".join(str(getattr(one, "proto", "")) for one in app._tree)
    return app.title[0].value, drawn


def tells_of(text: str, name: str) -> bool:
    return re.search(rf"\b{name}\b", text) is not None


def new_window() -> AppTest:
    return AppTest.from_file(SCRIPT, default_timeout=TIMEOUT_S)


def test_who_has_a_page_is_decided_of_every_page():
    named = {value for name, value in vars(routes).items() if name.isupper()}
    pages = PROJECT / "tracker" / "ui" / "pages"
    files = {f"../pages/{one.relative_to(pages)}" for one in pages.rglob("*.py")}
    assert set(WHO_HAS) == named - {"../pages"}
    assert set(WHO_HAS) == {one for one in files if not one.endswith("__init__.py")}


def test_every_query_parameter_is_known():
    files = (PROJECT / "tracker" / "ui").rglob("*.py")
    read = re.compile(r"query_params(?:\.(?:get|pop)\(|\[)([\w.\"]+)")
    found = {name for file in files for name in read.findall(file.read_text())}
    assert found == PARAMETERS


def walk(clinic: Clinic, claims: dict[str, Any], role: Role) -> None:
    claims |= signed(role)
    window = new_window()
    ask(window, FIRST[role], clinic.ben.id)
    for route, roles in WHO_HAS.items():
        if role not in roles:
            with pytest.raises(ValueError, match="navigation page"):
                window.switch_page(route)
            continue
        _, drawn = ask(window, route, clinic.ben.id)
        assert not tells_of(drawn, "Ben"), route
        assert tells_of(drawn, "Ada") <= (role is Role.CLIENT), route
        followed = "".join(window.query_params.get("person", ""))
        assert followed == (str(clinic.ada.id) if role is Role.CLIENT else ""), route


def test_a_practitioner_finds_no_stranger_on_any_page(clinic: Clinic, claims):
    walk(clinic, claims, Role.PRACTITIONER)


@pytest.mark.benchmark
@pytest.mark.parametrize("role", sorted(EVERYBODY - {Role.PRACTITIONER}, key=str))
def test_nobody_finds_a_stranger_on_any_page(clinic: Clinic, claims, role: Role):
    walk(clinic, claims, role)


def test_whoever_is_not_signed_in_finds_the_way_in_alone(clinic: Clinic, claims):
    window = new_window().run()
    for route in set(WHO_HAS) - {routes.SIGN_IN}:
        with pytest.raises(ValueError, match="navigation page"):
            window.switch_page(route)
    heading, drawn = said(window)
    assert heading == "Fifth Day" and [one.key for one in window.button] == ["sign_in"]
    assert not tells_of(drawn, "Ben") and not tells_of(drawn, "Ada")


def test_a_page_that_is_open_shows_nothing_more_at_the_next_action(clinic: Clinic, claims):
    """Signed in too long ago, or out, a role that is gone, a consent that was taken back."""
    claims |= signed(Role.PRACTITIONER)
    account = clinic.viewers[Role.PRACTITIONER].account_id
    window = new_window()

    def opened() -> None:
        given.append(clinic.consent(clinic.ben, Scope.LOOK).id)
        window.run()  # signed in again, the menu is there again
        assert tells_of(ask(window, routes.SETTINGS, clinic.ben.id)[1], "Ben")

    def shut(heading: str) -> None:
        found, drawn = said(window.run())
        assert found == heading and not tells_of(drawn, "Ben")

    given: list[int] = []
    opened()
    with clinic.store.writing() as records:
        records.access.revoke_consent(given[-1], clock.now())
    shut("Settings and data")
    opened()
    claims["iat"] -= SIGNED_IN_FOR.total_seconds() + 1
    shut("Fifth Day")
    claims |= signed(Role.PRACTITIONER)
    for role, heading in ((None, "Fifth Day"), (Role.RESEARCHER, "Settings and data")):
        opened()
        with clinic.store.writing() as records:
            records.access.set_role(account, role)
        shut(heading)
        with clinic.store.writing() as records:
            records.access.set_role(account, Role.PRACTITIONER)
    opened()
    with clinic.store.reading() as records:
        known = records.access.find_account(an_identity(Role.PRACTITIONER.value))
    assert known is not None
    sign_out(clinic.store, known)
    shut("Fifth Day")
    claims |= {"iat": (clock.now() + timedelta(seconds=1)).timestamp()}
    opened()
    with clinic.store.writing() as records:
        records.access.revoke_consent(given[-1], clock.now())
