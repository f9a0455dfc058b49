"""The page of the computer that lets phones in and takes them off."""

from collections.abc import Iterator
from ipaddress import IPv4Address

import pytest

from tests.ui.conftest import OpenPage, words_on
from tracker import clock
from tracker.domain.records.kept import Person
from tracker.services.sharing.kept import prepare
from tracker.store.repository import Store
from tracker.ui import routes
from tracker.ui.components import phone_here
from tracker.ui.doors import AllowedHosts, Lock
from tracker.ui.phone import SHARING, Sharing

HEADING, URL = "Use it on my phone", "https://192.168.1.5:8543"


@pytest.fixture
def sharing(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sharing]:
    """Sharing that is on, as the page sees it; listeners are tried elsewhere."""
    settings = store.settings
    made = Sharing(lambda: settings, Lock(lambda: settings), AllowedHosts())
    for name in ("phones", "pairing"):
        monkeypatch.setattr(SHARING, name, getattr(made, name))
    made.phones.keep(prepare(None, IPv4Address("192.168.1.5"), clock.now()))
    monkeypatch.setattr(SHARING, "app_url", URL)
    monkeypatch.setattr(SHARING, "setup_url", "http://192.168.1.5:8544")
    yield made


def test_it_is_off_at_first(ada: Person, open_page: OpenPage):
    app = open_page(routes.PHONE, HEADING)
    assert "It is off, and off again after each start" in words_on(app)
    assert not app.toggle[0].value and not app.button


def test_a_phone_is_let_in_and_taken_off(sharing: Sharing, ada: Person, open_page: OpenPage):
    app = open_page(routes.PHONE, HEADING)
    assert URL in words_on(app) and "None yet." in words_on(app)
    app.button(key="phone_open").click().run()
    secret = sharing.pairing.secret
    assert secret is not None and f"{URL}/pair?key={secret}" in words_on(app)
    asking = sharing.pairing.ask(secret, "Ada’s *phone*", "2580")
    assert asking is not None
    app.run()
    said = words_on(app) + app.info[0].value
    assert asking.number in said and "Ada’s" in said and secret not in said
    app.button(key="phone_let_in").click().run()
    assert sharing.pairing.collect(asking.token) is not None
    sharing.phones.pair(asking.name, asking.code)
    app.run()
    kept = sharing.phones.kept
    assert kept is not None
    (device,) = kept.devices
    app.button(key=f"phone_revoke_{device.device_id}").click().run()
    assert "None yet." in words_on(app) and sharing.phones.kept.devices == ()  # type: ignore[union-attr]


def test_a_refused_phone_and_too_many_tries_are_shown(
    sharing: Sharing, ada: Person, open_page: OpenPage
):
    asking = sharing.pairing.ask(sharing.pairing.open(), "x", "2580")
    app = open_page(routes.PHONE, HEADING)
    app.button(key="phone_refuse").click().run()
    assert asking is not None and sharing.pairing.find(asking.token) is None
    sharing.pairing.open()
    for _ in range(5):
        sharing.pairing.knows("guessed")
    assert "too many wrong tries" in app.run().warning[0].value
    assert sharing.pairing.secret is None


def test_on_a_phone_the_page_lets_nobody_in(
    sharing: Sharing, ada: Person, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
):
    sharing.phones.pair("Ada’s phone", "2580")
    kept = sharing.phones.kept
    assert kept is not None
    headers = {phone_here.DEVICE: kept.devices[0].device_id}
    monkeypatch.setattr("streamlit.context", replace_headers(headers))
    app = open_page(routes.PHONE, HEADING)
    assert [button.key for button in app.button] == ["phone_off"] and not app.toggle
    assert "The camera was refused?" in words_on(app)
    app.button(key="phone_off").click().run()
    assert sharing.phones.kept.devices == ()  # type: ignore[union-attr]


def replace_headers(headers: dict[str, str]) -> object:
    import streamlit as st

    context = st.context

    class Given:
        def __getattr__(self, name: str) -> object:
            return headers if name == "headers" else getattr(context, name)

    return Given()
