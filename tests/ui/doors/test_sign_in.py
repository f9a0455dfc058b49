"""Signing in with a real provider, and what opens nothing: tampered, expired, replayed."""

import json
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.auth_util import encode_provider_token
from streamlit.runtime.secrets import AttrDict, Secrets
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_auth_routes import create_auth_routes
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from tests.clinics import Clinic, a_clinic, an_identity
from tests.conftest import PROJECT
from tracker import clock
from tracker.domain.access.accounts import Account, Identity, NewAccount, Role
from tracker.domain.access.consents import Scope
from tracker.services.access.signing_in import SIGNED_IN_FOR, sign_out
from tracker.services.exchange.research.exporting import research_to_download
from tracker.store.repository import Store
from tracker.store.seen import SeenStore
from tracker.ui.doors import sign_in as door
from tracker.ui.doors.camera import FRAME, PHOTO
from tracker.ui.doors.sign_in import SignIn, SigningIn

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
HERE = "http://localhost:8501"
SECRET = "s" * 40


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """A provider on this machine that signs for real; who types a name is that person."""
    mock = pytest.importorskip("oidc_provider_mock")
    with mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def configured(provider: str, monkeypatch: pytest.MonkeyPatch) -> str:
    auth = {
        "redirect_uri": f"{HERE}/oauth2callback",
        "cookie_secret": SECRET,
        "client_id": "fifthday",
        "client_secret": "secret",
        "server_metadata_url": f"{provider}/.well-known/openid-configuration",
    }
    monkeypatch.setattr(Secrets, "load_if_toml_exists", lambda _: True)
    monkeypatch.setattr(Secrets, "get", lambda *_: AttrDict(auth))
    return provider


@pytest.fixture
def clinic(store: Store) -> Clinic:
    return a_clinic(store)


@pytest.fixture
def account(clinic: Clinic, configured: str) -> Account:
    """The account of whoever the provider calls `li`: a practitioner."""
    identity = Identity(issuer=configured, subject="li")
    with clinic.store.writing() as records:
        return records.access.add_account(
            NewAccount(identity=identity, name="Dr Li", role=Role.PRACTITIONER)
        )


@pytest.fixture
def sign_in(clinic: Clinic) -> SignIn:
    served = SignIn()
    served.serve(lambda: clinic.store)
    return served


@pytest.fixture
def browser(sign_in: SignIn, configured: str) -> Iterator[TestClient]:
    async def answered(request: Request) -> Response:
        return PlainTextResponse("a picture")

    app = Starlette(
        routes=[
            *create_auth_routes(""),
            Route("/{path:path}", answered, methods=["GET", "POST", "PUT", "DELETE", "OPTIONS"]),
        ],
        middleware=[
            Middleware(SigningIn, sign_in=sign_in),
            Middleware(SessionMiddleware, secret_key=SECRET),
        ],
    )
    with TestClient(app, base_url=HERE, follow_redirects=False) as client:
        yield client


def go_through(browser: TestClient, subject: str) -> str:
    """Sign in as a person does, and return the address that the provider sent them back to."""
    import httpx2

    asked = browser.get("/auth/login", params={"provider": encode_provider_token("default")})
    answered = httpx2.post(asked.headers["location"], data={"sub": subject})
    back = answered.headers["location"]
    browser.get(back)
    return back


def claims_of(browser: TestClient) -> dict[str, Any]:
    scope = {"type": "http", "headers": [(b"cookie", cookie_header(browser).encode())]}
    return dict(door._claims_in(scope) or {})


def cookie_header(browser: TestClient) -> str:
    return "; ".join(f"{one.name}={one.value}" for one in browser.cookies.jar)


def test_whoever_signs_in_is_let_in_by_their_account(browser, account):
    assert browser.get("/camera/frame").status_code == 404
    go_through(browser, "li")
    assert claims_of(browser)["sub"] == "li"
    assert browser.get("/camera/frame").status_code == 200


def test_whoever_has_no_account_is_not(browser, account):
    go_through(browser, "somebody")
    assert claims_of(browser)["sub"] == "somebody"
    assert browser.get("/camera/frame").status_code == 404


def test_a_callback_that_is_replayed_signs_nobody_in(browser, account):
    back = go_through(browser, "li")
    browser.cookies.clear()
    browser.get(back)
    assert claims_of(browser) == {}
    assert browser.get("/camera/frame").status_code == 404


def test_a_callback_in_another_browser_signs_nobody_in(browser, sign_in, account):
    import httpx2

    asked = browser.get("/auth/login", params={"provider": encode_provider_token("default")})
    back = httpx2.post(asked.headers["location"], data={"sub": "li"}).headers["location"]
    with TestClient(browser.app, base_url=HERE, follow_redirects=False) as other:
        other.get(back)
        assert claims_of(other) == {}


def signed(claims: dict[str, Any], secret: str = SECRET) -> str:
    return create_signed_value(secret, USER_COOKIE_NAME, json.dumps(claims)).decode()


@pytest.fixture
def good(configured: str, account: Account) -> dict[str, Any]:
    return {"iss": configured, "sub": "li", "iat": time.time(), "origin": HERE}


def admits(browser: TestClient, cookie: str) -> bool:
    browser.cookies.clear()
    browser.cookies.set(USER_COOKIE_NAME, cookie)
    return browser.get("/camera/frame").status_code == 200


def test_a_cookie_that_was_tampered_with_opens_nothing(browser, good):
    whole = signed(good)
    assert admits(browser, whole)
    for place in range(0, len(whole), 7):
        letter = "A" if whole[place] != "A" else "B"
        assert not admits(browser, whole[:place] + letter + whole[place + 1 :]), place
    assert not admits(browser, signed(good, "t" * 40))
    assert not admits(browser, "") and not admits(browser, json.dumps(good))


@pytest.mark.parametrize(
    "change",
    [
        {"iat": time.time() - SIGNED_IN_FOR.total_seconds() - 1},
        {"iat": time.time() + 3600},
        {"iat": None},
        {"iat": "now"},
        {"iat": True},
        {"iat": 1e300},
        {"sub": "somebody"},
        {"iss": "https://elsewhere.example"},
        {"sub": ["li"]},
        {"origin": "http://elsewhere.example"},
    ],
)
def test_what_was_signed_long_ago_or_for_others_opens_nothing(browser, good, change):
    assert not admits(browser, signed(good | change))


def test_a_cookie_that_was_kept_opens_nothing_after_signing_out(browser, good, clinic, account):
    cookie = signed(good)
    assert admits(browser, cookie)
    sign_out(clinic.store, account)
    assert not admits(browser, cookie)
    later = clock.now() + timedelta(seconds=2)
    assert admits(browser, signed(good | {"iat": later.timestamp()}))


def test_an_account_that_was_closed_opens_nothing(browser, good, clinic, account):
    with clinic.store.writing() as records:
        records.access.set_role(account.id, None)
    assert not admits(browser, signed(good))


def test_a_picture_given_out_before_is_refused_once_the_consent_is_gone(
    browser, good, clinic, account, sign_in, monkeypatch
):
    monkeypatch.setattr(door, "_windows_with", lambda file_id: ["window"] * (file_id == "face"))
    given = give_consent(clinic, account)
    viewer = door.viewer_of(account)
    sign_in.begin("window")
    with SeenStore(clinic.store, viewer, sign_in.looks("window", viewer)).reading() as records:
        records.list_entries(clinic.ben.id)
    browser.cookies.set(USER_COOKIE_NAME, signed(good))
    assert browser.get("/media/face.jpg").status_code == 200
    assert browser.get("/media/another.jpg").status_code == 404  # no window of theirs shows it
    with clinic.store.writing() as records:
        records.access.revoke_consent(given, clock.now())
    assert browser.get("/media/face.jpg").status_code == 404
    give_consent(clinic, account)
    assert browser.get("/media/face.jpg").status_code == 200
    with clinic.store.writing() as records:
        records.access.set_role(account.id, Role.ADMINISTRATOR)
    assert browser.get("/media/face.jpg").status_code == 404


def test_a_picture_is_no_other_accounts(browser, good, clinic, account, sign_in, monkeypatch):
    monkeypatch.setattr(door, "_windows_with", lambda _: ["window"])
    viewer = clinic.viewers[Role.CLIENT]
    with SeenStore(clinic.store, viewer, sign_in.looks("window", viewer)).reading() as records:
        records.list_entries(clinic.ada.id)
    cookies = {role: signed(claims_as(role)) for role in Role} | {None: signed(good)}
    open_to = {role: fetches(browser, cookie) for role, cookie in cookies.items()}
    assert open_to == dict.fromkeys(cookies, False) | {Role.CLIENT: True}


def claims_as(role: Role) -> dict[str, Any]:
    identity = an_identity(role.value)
    return {"iss": identity.issuer, "sub": identity.subject, "iat": time.time(), "origin": HERE}


def fetches(browser: TestClient, cookie: str) -> bool:
    browser.cookies.clear()
    browser.cookies.set(USER_COOKIE_NAME, cookie)
    return browser.get("/media/face.jpg").status_code == 200


def test_tables_for_research_are_fetched_for_as_long_as_all_in_them_agree(
    browser, clinic, configured, sign_in, monkeypatch
):
    monkeypatch.setattr(door, "_windows_with", lambda _: ["window"])
    viewer, cookie = clinic.viewers[Role.RESEARCHER], signed(claims_as(Role.RESEARCHER))
    given = clinic.consent(clinic.ben, Scope.RESEARCH)
    sign_in.begin("window")
    seen = SeenStore(clinic.store, viewer, sign_in.looks("window", viewer))
    research_to_download(seen).close()
    assert fetches(browser, cookie)
    with clinic.store.writing() as records:
        records.access.revoke_consent(given.id, clock.now())
    assert not fetches(browser, cookie)
    clinic.consent(clinic.ben, Scope.RESEARCH)
    assert fetches(browser, cookie)
    with clinic.store.writing() as records:
        records.access.set_role(viewer.account_id, Role.PRACTITIONER)
    assert not fetches(browser, cookie)


AGENT = ("interact", "mcp", "openapi.json")
BEHIND = {
    *("/media/{file_id:path}", "/_stcore/upload_file/{session_id}/{file_id}"),
    *(FRAME, PHOTO),
    # Nobody's: `Doors` answers nobody there.
    *(f"/_stcore/agent/{name}" for name in AGENT),
    "/_stcore/metrics",
}
OPEN = {
    # The page itself, which says how to sign in, with its parts, and the way in.
    *("/_stcore/health", "/_stcore/host-config", "/_stcore/stream", "/component/{path:path}"),
    *("/_stcore/bidi-components/{path:path}", "/auth/login", "/auth/logout", "/oauth2callback"),
    *("/manifest.webmanifest", "/worker.js"),
}
"""Who may ask for what is decided here of every address of the app."""


def test_who_may_ask_is_decided_of_every_address(app_routes: list[str]):
    pages = {one for one in app_routes if one.strip("/") in page_names()}
    others = {"/unlock/", "//", "/unlock/../media/x", "/static/x.js"}  # asked for, and not there
    assert {*app_routes} - pages - others == BEHIND | OPEN
    assert {one for one in app_routes if not door.is_open(one)} == BEHIND


def page_names() -> set[str]:
    return {"", *(page.stem for page in (PROJECT / "tracker" / "ui" / "pages").rglob("*.py"))}


@pytest.mark.parametrize("how", ["nobody", "tampered", "expired", "closed", "without an account"])
def test_nothing_behind_answers_whoever_may_not_come_in(browser, good, clinic, account, how: str):
    whole = signed(good)
    cookie = {
        "nobody": "",
        # Not the last letter: some of its bits belong to no byte.
        "tampered": whole[:-5] + ("A" if whole[-5] != "A" else "B") + whole[-4:],
        "expired": signed(good | {"iat": time.time() - SIGNED_IN_FOR.total_seconds() - 1}),
        "without an account": signed(good | {"sub": "somebody"}),
    }.get(how, whole)
    if how == "closed":
        with clinic.store.writing() as records:
            records.access.set_role(account.id, None)
    browser.cookies.clear()
    browser.cookies.set(USER_COOKIE_NAME, cookie)
    for path in BEHIND:
        for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
            assert browser.request(method, path).status_code == 404, path
    assert browser.get("/today").status_code == 200  # the page says how to sign in


def give_consent(clinic: Clinic, account: Account) -> int:
    practitioners = {**clinic.viewers, Role.PRACTITIONER: door.viewer_of(account)}
    return (
        Clinic(clinic.store, clinic.ada, clinic.ben, practitioners)
        .consent(clinic.ben, Scope.LOOK)
        .id
    )


def test_an_invitation_is_kept_while_somebody_signs_in(browser):
    assert "set-cookie" not in browser.get("/").headers
    kept = browser.get("/", params={"invitation": "abc-_1"}).headers["set-cookie"]
    assert re.fullmatch("invitation=abc-_1; .*HttpOnly; SameSite=Lax", kept)
    assert "set-cookie" not in browser.get("/", params={"invitation": "a; Domain=x"}).headers


def test_a_server_without_sign_in_opens_to_nobody(monkeypatch):
    monkeypatch.setattr(Secrets, "load_if_toml_exists", lambda _: False)
    assert not door.is_needed()
    monkeypatch.setenv("FIFTHDAY_HOST", "clinic.example")
    with pytest.raises(door.StoreUnavailable, match="sign-in is not set up"):
        door.is_needed()


def test_the_secret_of_an_invitation_goes_over_tls_alone_where_there_is_tls(browser, monkeypatch):
    monkeypatch.setenv("FIFTHDAY_HOST", "clinic.example.org")
    kept = browser.get("/", params={"invitation": "abc-_1"}).headers["set-cookie"]
    assert kept.endswith("SameSite=Lax; Secure")
