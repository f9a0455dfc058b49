"""Of the home network only paired phones are answered; everybody else gets the same nothing."""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.types import ASGIApp, Message

from tests.tracker.vault.test_vault import CHEAP, CODE
from tracker import clock
from tracker.config import Settings
from tracker.services.sharing.kept import prepare
from tracker.store.lock.vault_file import write_vault
from tracker.store.sharing.shared_file import seal_shared, shared_path
from tracker.ui.doors import AllowedHosts, Doors, Lock, Unlocking, pause
from tracker.ui.doors.hosts import share
from tracker.ui.phone import Gate, gate
from tracker.ui.phone.pairing import Pairing
from tracker.ui.phone.phones import IDLE_S, MOST_WRONG_CODES, Phones
from tracker.vault import Key, State, Vault

NUMBER = "192.168.1.5"
HOST = f"{NUMBER}:8543"
ORIGIN = f"https://{HOST}"
SHORT = "2580"
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")
NOTHING = [
    {"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]},
    {"type": "http.response.body"},
]
NO_SOCKET = [{"type": "websocket.close", "code": 1008}]
FACE = b"a face"


async def _inside(scope: Any, receive: Any, send: Any) -> None:
    """What is behind: it answers everything, and says who asks."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            await send({"type": "websocket.send", "bytes": FACE})
        await send({"type": "websocket.send", "bytes": b"a face after all"})
        return
    who = dict(scope["headers"]).get(gate.DEVICE.encode(), b"")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": FACE + b" for " + who})


@dataclass
class Asked:
    """A request or a websocket of the home network."""

    path: str = "/"
    kind: str = "http"
    method: str = "GET"
    query: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    hosts: tuple[str, ...] = (HOST,)
    origin: str | None = ORIGIN
    more: dict[str, str] = field(default_factory=dict)

    def scope(self) -> dict[str, Any]:
        headers = [("host", host) for host in self.hosts] + [("accept", "text/html")]
        headers += list(self.more.items())
        if self.origin is not None:
            headers.append(("origin", self.origin))
        if self.cookies:
            headers.append(("cookie", "; ".join(f"{n}={v}" for n, v in self.cookies.items())))
        method = {"method": self.method} if self.kind == "http" else {}
        return method | {
            "type": self.kind,
            "scheme": "https",
            "path": self.path,
            "query_string": self.query.encode(),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
        }


@dataclass
class Home:
    """The app, its doors, and a computer in the home network."""

    app: ASGIApp
    phones: Phones
    pairing: Pairing
    hosts: AllowedHosts
    lock: Lock
    settings: Settings
    clocks: list[float]

    def ask(self, asked: Asked) -> list[Message]:
        return self.ask_all([asked])[0]

    def ask_all(self, all_asked: list[Asked], app: ASGIApp | None = None) -> list[list[Message]]:
        async def answers() -> list[list[Message]]:
            return [await _answer(app or share(self.app), asked) for asked in all_asked]

        return run(answers)

    def pair(self, name: str = "Ada’s phone") -> str:
        """Pair a phone as a person does, and return its cookie."""
        secret = self.pairing.open()
        asked = Asked("/pair", query=f"key={secret}", origin=None)
        assert b"<form" in body_of(self.ask(asked))
        token = self.knock(secret, name)
        wait = Asked("/pair/wait", cookies={gate.PENDING: token}, origin=None)
        asking = self.pairing.asking
        assert asking is not None and asking.number.encode() in body_of(self.ask(wait))
        self.pairing.let_in(asking)
        came = self.ask(wait)
        assert came[0]["status"] == 303
        return cookie_of(came, gate.COOKIE)

    def knock(self, secret: str, name: str = "x", code: str = SHORT) -> str:
        typed = urlencode({"name": name, "code": code}).encode()
        said = self.ask(Asked("/pair", method="POST", query=f"key={secret}", body=typed))
        assert said[0]["status"] == 303, said
        return cookie_of(said, gate.PENDING)

    def later(self, seconds: float) -> None:
        self.clocks[0] += seconds


async def _answer(app: ASGIApp, asked: Asked) -> list[Message]:
    sent: list[Message] = []
    said: list[Message] = (
        [{"type": "http.request", "body": asked.body}]
        if asked.kind == "http"
        else [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}]
    )

    async def receive() -> Message:
        return said.pop(0) if said else await asyncio.Event().wait()  # type: ignore[return-value]

    async def send(message: Message) -> None:
        sent.append(message)

    await asyncio.wait_for(app(asked.scope(), receive, send), 20)
    return sent


def run(make: Callable[[], Awaitable[Any]]) -> Any:
    async def awaited() -> Any:
        return await make()

    with ThreadPoolExecutor(1) as pool:  # another test may have left a loop running
        return pool.submit(asyncio.run, awaited()).result()


def body_of(sent: list[Message]) -> bytes:
    return b"".join(message.get("body", b"") or message.get("bytes", b"") for message in sent)


def cookie_of(sent: list[Message], name: str) -> str:
    set_cookies = [value.decode() for key, value in sent[0]["headers"] if key == b"set-cookie"]
    (found,) = (one for one in set_cookies if one.startswith(f"{name}="))
    assert {"HttpOnly", "SameSite=strict", "Secure", "Path=/"} <= set(found.split("; "))
    return re.sub(r"^[^=]*=([^;]*);.*$", r"\1", found)


@pytest.fixture
def home(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    clocks, lock, hosts = [1000.0], Lock(lambda: settings), AllowedHosts()
    monkeypatch.setattr(pause, "_both_clocks", lambda: (clocks[0], clocks[0]))
    phones, pairing = Phones(lambda: settings, lock), Pairing()
    phones.keep(prepare(None, IPv4Address(NUMBER), clock.now()))
    hosts.share_as(NUMBER)
    doors = Doors(Unlocking(_inside, lock), hosts)
    yield Home(Gate(doors, phones, pairing, hosts), phones, pairing, hosts, lock, settings, clocks)


def attacks(home: Home, app_routes: list[str], paired: str, revoked: str) -> list[Asked]:
    """Everything that is to get nothing: who asks, how, and what for."""
    wrong = [
        {"cookies": {}},
        {"cookies": {gate.COOKIE: "guessed"}},
        {"cookies": {gate.COOKIE: revoked}},
        {"cookies": {gate.COOKIE: paired[:-1]}},
        {"cookies": {gate.PENDING: paired}},
        {"cookies": {gate.PENDING: "x" * 43}},
        {"cookies": {gate.COOKIE: ""}, "more": {gate.DEVICE: device_of(home)}},
        {"cookies": {gate.COOKIE: paired}, "hosts": ("evil.example",), "origin": None},
        {"cookies": {gate.COOKIE: paired}, "hosts": ("evil.example",),
         "origin": "https://evil.example"},
        {"cookies": {gate.COOKIE: paired}, "hosts": ("localhost:8501",), "origin": None},
        {"cookies": {gate.COOKIE: paired}, "hosts": (HOST, "evil.example")},
        {"cookies": {gate.COOKIE: paired}, "hosts": ()},
        {"cookies": {gate.COOKIE: paired}, "origin": "https://evil.example"},
        {"cookies": {gate.COOKIE: paired}, "origin": f"https://{NUMBER}:1"},
        {"cookies": {gate.COOKIE: paired}, "origin": "null"},
        {"cookies": {gate.COOKIE: paired}, "more": {"sec-fetch-site": "cross-site"}},
        {"query": "key=guessed"},
        {"query": "key=", "cookies": {gate.PENDING: ""}},
    ]  # fmt: skip
    paths = [*app_routes, "/pair", "/pair/wait", "/code", "/fifthday.crt", "/manifest.webmanifest"]
    kinds = [("http", method) for method in METHODS] + [("websocket", "GET")]
    return [
        Asked(path, kind, method, **how)  # type: ignore[arg-type]
        for path in paths
        for kind, method in kinds
        for how in wrong
    ]


def device_of(home: Home) -> str:
    kept = home.phones.kept
    assert kept is not None
    return kept.devices[0].device_id


def assert_all_get_nothing(home: Home, app_routes: list[str], count: int) -> None:
    revoked = home.pair("Old phone")
    home.phones.revoke(device_of(home))
    paired = home.pair()
    tried = random.Random(18).sample(attacks(home, app_routes, paired, revoked), count)
    for asked, sent in zip(tried, home.ask_all(tried), strict=True):
        assert sent == (NOTHING if asked.kind == "http" else NO_SOCKET), asked
    assert FACE in body_of(home.ask(Asked(cookies={gate.COOKIE: paired})))
    websocket = Asked("/_stcore/stream", "websocket", cookies={gate.COOKIE: paired})
    assert home.ask(websocket)[0] == {"type": "websocket.accept"}


def test_nobody_but_a_paired_phone_gets_a_byte(home: Home, app_routes: list[str]):
    assert_all_get_nothing(home, app_routes, 150)


@pytest.mark.benchmark  # by hand: thousands of tries
def test_of_thousands_of_tries_none_gets_a_byte(home: Home, app_routes: list[str]):
    assert_all_get_nothing(home, app_routes, 4000)


def test_an_open_door_changes_nothing_for_others(home: Home, app_routes: list[str]):
    home.pairing.open()
    asked = [Asked(path, origin=None) for path in app_routes]
    assert all(sent == NOTHING for sent in home.ask_all(asked))


def test_a_secret_lets_in_once(home: Home):
    secret = home.pairing.open()
    home.knock(secret)
    again = Asked("/pair", query=f"key={secret}", origin=None)
    assert home.ask(again) == NOTHING
    asking = home.pairing.asking
    assert asking is not None
    home.pairing.let_in(asking)
    wait = Asked("/pair/wait", cookies={gate.PENDING: asking.token}, origin=None)
    assert home.ask(wait)[0]["status"] == 303
    assert home.ask(wait) == NOTHING == home.ask(again)
    kept = home.phones.kept
    assert kept is not None and len(kept.devices) == 1


def test_a_look_at_the_address_uses_nothing_up(home: Home):
    """Messengers and browsers fetch an address before anybody taps it."""
    secret = home.pairing.open()
    for _ in range(3):
        home.ask(Asked("/pair", query=f"key={secret}", origin=None))
    assert home.knock(secret)


def test_a_form_that_another_site_sends_uses_nothing_up(home: Home):
    secret = home.pairing.open()
    typed = urlencode({"name": "x", "code": SHORT}).encode()
    said = home.ask(
        Asked(
            "/pair", method="POST", query=f"key={secret}", body=typed, origin="https://evil.example"
        )
    )
    assert said[0]["status"] == 404 and home.pairing.asking is None
    assert home.knock(secret)


@pytest.mark.parametrize("code", ["", "12", "1111", "12a4", "１２３４", "1" * 13])
def test_a_code_that_cannot_be_uses_nothing_up(home: Home, code: str):
    secret = home.pairing.open()
    typed = urlencode({"name": "x", "code": code}).encode()
    said = home.ask(Asked("/pair", method="POST", query=f"key={secret}", body=typed))
    assert said[0]["status"] == 400 and b"short code" in body_of(said)
    assert home.knock(secret)


def test_a_late_secret_opens_nothing(home: Home):
    secret = home.pairing.open()
    home.later(299)
    asked = Asked("/pair", query=f"key={secret}", origin=None)
    assert b"<form" in body_of(home.ask(asked))
    home.later(2)
    assert home.ask(asked) == NOTHING


def test_who_was_let_in_has_a_minute(home: Home):
    for seconds, is_in in ((59, True), (61, False)):
        token = home.knock(home.pairing.open())
        asking = home.pairing.asking
        assert asking is not None
        home.pairing.let_in(asking)
        home.later(seconds)
        said = home.ask(Asked("/pair/wait", cookies={gate.PENDING: token}, origin=None))
        assert (said[0]["status"] == 303) == is_in and (said == NOTHING) != is_in


def test_who_is_not_let_in_waits_and_gets_nothing_in_the_end(home: Home):
    token = home.knock(home.pairing.open())
    wait = Asked("/pair/wait", cookies={gate.PENDING: token}, origin=None)
    assert home.ask(wait)[0]["status"] == 200
    assert home.ask(Asked("/media/x", cookies={gate.PENDING: token})) == NOTHING
    asking = home.pairing.asking
    assert asking is not None
    home.pairing.refuse(asking)
    assert home.ask(wait) == NOTHING


def test_too_many_tries_shut_the_door_and_are_called_so(home: Home):
    secret = home.pairing.open()
    for guess in range(4):
        assert home.ask(Asked("/pair", query=f"key={guess}", origin=None)) == NOTHING
    for key in ("guessed", secret, "another"):
        said = home.ask(Asked("/pair", query=f"key={key}", origin=None))
        assert said[0]["status"] == 429 and b"too many wrong tries" in body_of(said)
        assert FACE not in body_of(said) and b"<form" not in body_of(said)
    home.later(301)
    assert home.ask(Asked("/pair", query=f"key={secret}", origin=None)) == NOTHING
    assert home.pair()


def test_secrets_are_compared_in_constant_time(home: Home, monkeypatch: pytest.MonkeyPatch):
    compared: list[tuple[Any, Any]] = []
    real = gate.Pairing.knows.__globals__["hmac"].compare_digest
    monkeypatch.setattr("hmac.compare_digest", lambda a, b: compared.append((a, b)) or real(a, b))
    home.pairing.open()
    home.ask(Asked("/pair", query="key=guessed", origin=None))
    assert any(b"guessed" in pair for pair in compared)
    before = len(compared)
    home.phones.find("guessed")  # no phone is paired
    paired = home.pair()
    home.phones.find(paired)
    assert len(compared) > before


def test_a_phone_is_told_to_the_pages_and_cannot_be_claimed(home: Home):
    paired = home.pair()
    said = home.ask(Asked(cookies={gate.COOKIE: paired}, more={gate.DEVICE: "another"}))
    assert body_of(said) == FACE + b" for " + device_of(home).encode()
    local = Asked(hosts=("localhost:8501",), origin=None, more={gate.DEVICE: device_of(home)})
    assert body_of(home.ask_all([local], home.app)[0]) == FACE + b" for "


def test_this_machine_is_asked_nothing(home: Home):
    local = Asked(hosts=("localhost:8501",), origin=None)
    foreign = Asked(hosts=(HOST,), origin=None)  # by the listener of this machine
    said = home.ask_all([local, foreign], home.app)
    assert FACE in body_of(said[0]) and said[1] == NOTHING


def test_a_revoked_phone_is_cut_off_at_once(home: Home):
    paired, sent = home.pair(), list[Message]()

    async def talk() -> None:
        said = [{"type": "websocket.connect"}, {"type": "websocket.receive", "bytes": b"\xff"}]

        async def receive() -> Message:
            if said:
                return said.pop(0)
            home.phones.revoke(device_of(home))
            return await asyncio.Event().wait()  # type: ignore[return-value]

        async def send(message: Message) -> None:
            sent.append(message)

        scope = Asked("/_stcore/stream", "websocket", cookies={gate.COOKIE: paired}).scope()
        await asyncio.wait_for(share(home.app)(scope, receive, send), 20)

    run(talk)
    assert [message["type"] for message in sent] == [
        "websocket.accept", "websocket.send", "websocket.close"
    ]  # fmt: skip
    assert sent[-1]["code"] == gate.CLOSED
    assert home.ask(Asked(cookies={gate.COOKIE: paired})) == NOTHING


def test_after_a_pause_a_phone_asks_for_its_code(home: Home):
    paired = {gate.COOKIE: home.pair()}
    home.later(IDLE_S - 1)
    assert FACE in body_of(home.ask(Asked(cookies=paired)))
    home.later(2)
    assert home.ask(Asked(cookies=paired, origin=None))[0]["status"] == 303
    assert home.ask(Asked("/media/x", cookies=paired, more={"accept": "*/*"}))[0]["status"] in {
        303,
        401,
    }
    assert home.ask(Asked("/_stcore/stream", "websocket", cookies=paired)) == NO_SOCKET
    form = Asked("/code", cookies=paired, origin=None)
    assert b"<form" in body_of(home.ask(form))
    wrong = Asked("/code", method="POST", cookies=paired, body=b"code=0852")
    assert home.ask(wrong)[0]["status"] == 403
    right = Asked("/code", method="POST", cookies=paired, body=f"code={SHORT}".encode())
    assert home.ask(right)[0]["status"] == 303
    assert FACE in body_of(home.ask(Asked(cookies=paired)))


def test_an_open_page_closes_after_the_pause(home: Home):
    paired = {gate.COOKIE: home.pair()}
    home.later(IDLE_S - 0.5)

    async def watch() -> list[Message]:
        sent: list[Message] = []
        said = [{"type": "websocket.connect"}]

        async def receive() -> Message:
            return said.pop(0) if said else await asyncio.Event().wait()  # type: ignore[return-value]

        async def send(message: Message) -> None:
            sent.append(message)
            home.later(1)

        scope = Asked("/_stcore/stream", "websocket", cookies=paired).scope()
        await asyncio.wait_for(share(home.app)(scope, receive, send), 20)
        return sent

    assert run(watch)[-1] == {"type": "websocket.close", "code": gate.CLOSED}


def test_after_five_wrong_codes_a_phone_is_not_paired_any_more(home: Home):
    paired = {gate.COOKIE: home.pair()}
    home.later(IDLE_S + 1)
    for _ in range(MOST_WRONG_CODES):
        home.ask(Asked("/code", method="POST", cookies=paired, body=b"code=0852"))
    right = Asked("/code", method="POST", cookies=paired, body=f"code={SHORT}".encode())
    assert home.ask(right) == NOTHING == home.ask(Asked(cookies=paired))
    kept = home.phones.kept
    assert kept is not None and kept.devices == ()


def test_after_a_start_a_phone_is_known_and_asks_for_its_code(home: Home):
    paired = {gate.COOKIE: home.pair()}
    phones = Phones(lambda: home.settings, home.lock)
    app = share(Gate(_inside, phones, Pairing(), home.hosts))
    assert home.ask_all([Asked(cookies=paired, origin=None)], app)[0][0]["status"] == 303
    shared_path(home.settings.data_dir).unlink()
    assert home.ask_all([Asked(cookies=paired)], app)[0] == NOTHING  # without the file nobody is


@pytest.mark.parametrize("content", [b"", b"{}", b"{", b'{"devices": 1}', b"\xff" * 9])
def test_a_file_that_cannot_be_used_lets_nobody_in(home: Home, content: bytes):
    paired = {gate.COOKIE: home.pair()}
    path = shared_path(home.settings.data_dir)
    path.unlink()
    path.write_bytes(content)
    assert home.ask(Asked(cookies=paired)) == NOTHING


def test_no_secret_lies_in_the_file(home: Home):
    paired = home.pair()
    content = shared_path(home.settings.data_dir).read_bytes()
    assert paired.encode() not in content and SHORT.encode() + b'"' not in content


def test_a_locked_diary_shows_a_phone_its_keyhole_only(home: Home):
    paired = {gate.COOKIE: home.pair("Wilhelmine")}
    key, words = Key.new(), "four plain words here"
    vault = replace(Vault.new(key, words, CODE, CHEAP), state=State.CLOSED)
    write_vault(home.settings.data_dir, vault)
    seal_shared(home.settings.data_dir, None, key)
    assert b"Wilhelmine" not in shared_path(home.settings.data_dir).read_bytes()
    assert home.ask(Asked(cookies=paired)) == NOTHING  # sealed anew: nobody, until it is opened
    home.lock.unlock(words)
    assert b"<form" in body_of(home.ask(Asked("/unlock", cookies=paired, origin=None)))
    assert FACE not in body_of(home.ask(Asked("/media/x", cookies=paired)))
    home.lock.lock()
    assert b"<form" in body_of(home.ask(Asked("/unlock", cookies=paired, origin=None)))
    assert home.ask(Asked("/unlock", origin=None)) == NOTHING  # who is not paired
    typed = f"words={words.replace(' ', '+')}".encode()
    opened = home.ask(Asked("/unlock", method="POST", cookies=paired, body=typed))
    cookies = paired | {"fifthday": cookie_of(opened, "fifthday")}
    assert FACE in body_of(home.ask(Asked(cookies=cookies)))
