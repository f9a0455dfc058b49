"""While the diary is locked nothing answers but the keyhole; afterwards only who has the cookie."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.tracker.vault.test_vault import CHEAP, CODE
from tracker import clock
from tracker.config import Settings
from tracker.store.lock.once import give_word
from tracker.store.lock.tries import TooSoon, count_try, forget_tries, wait_after
from tracker.store.lock.vault_file import NAME, write_vault
from tracker.ui.bare_page import language_of
from tracker.ui.doors import Doors, Lock, Unlocking
from tracker.ui.doors.hosts import AllowedHosts
from tracker.ui.doors.keyhole import PATH
from tracker.vault import Key, State, Vault

KEY, PASSPHRASE = Key.new(), "four plain words here"
LOCKED = replace(Vault.new(KEY, PASSPHRASE, CODE, CHEAP), state=State.CLOSED)
ORIGIN = "http://localhost:8501"


@pytest.fixture
def lock(settings: Settings) -> Lock:
    settings.data_dir.mkdir(parents=True)
    write_vault(settings.data_dir, LOCKED)
    return Lock(lambda: settings)


async def _inside(scope: Any, receive: Any, send: Any) -> None:
    """What is behind: it answers everything."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            await send({"type": "websocket.send", "bytes": b"a face"})
        await send({"type": "websocket.send", "bytes": b"a face after all"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"a face"})


def ask(
    lock: Lock,
    path: str = "/",
    *,
    kind: str = "http",
    method: str = "GET",
    cookie: str | None = None,
    body: bytes = b"",
    accept: str = "text/html",
    query: str = "",
) -> list[Message]:
    headers = {"host": "localhost:8501", "origin": ORIGIN, "accept": accept}
    if cookie:
        headers["cookie"] = f"_streamlit_xsrf=x; fifthday={cookie}"
    scope = {
        "type": kind,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    } | ({"method": method} if kind == "http" else {})
    sent: list[Message] = []
    said: list[Message] = (
        [{"type": "http.request", "body": body}]
        if kind == "http"
        else [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}]
    )

    async def receive() -> Message:
        return said.pop(0) if said else await asyncio.Event().wait()  # type: ignore[return-value]

    async def send(message: Message) -> None:
        sent.append(message)

    run(lambda: Doors(Unlocking(_inside, lock), AllowedHosts())(scope, receive, send))
    return sent


def run(make: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        await asyncio.wait_for(make(), 20)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, bounded()).result()


def answers(messages: list[Message]) -> bool:
    """Whether anything from behind came through."""
    return any(
        message["type"] in {"websocket.accept", "websocket.send"}
        or b"a face" in message.get("body", b"")
        or message.get("status") == 200
        for message in messages
    )


def unlock(lock: Lock, words: str = PASSPHRASE) -> tuple[int, str]:
    """Type words into the keyhole; return the status and the cookie's header."""
    begin = ask(lock, PATH, method="POST", body=f"words={words.replace(' ', '+')}".encode())[0]
    headers = {name.decode(): value.decode() for name, value in begin["headers"]}
    return begin["status"], headers.get("set-cookie", "")


def token_of(cookie: str) -> str:
    return cookie.partition("fifthday=")[2].partition(";")[0]


def assert_all_refused(lock: Lock, app_routes: list[str], cookie: str | None) -> None:
    for path in app_routes:
        assert not answers(ask(lock, path, kind="websocket", cookie=cookie)), path
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
            for accept in ("text/html", "*/*"):
                said = ask(lock, path, method=method, cookie=cookie, accept=accept)
                assert not answers(said), (method, path)


def test_nothing_answers_before_unlocking_and_after_locking(lock: Lock, app_routes: list[str]):
    assert_all_refused(lock, app_routes, None)
    assert_all_refused(lock, app_routes, "guessed")
    status, cookie = unlock(lock)
    assert status == 303
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    token = token_of(cookie)
    assert answers(ask(lock, "/media/x.png", cookie=token))
    assert answers(ask(lock, "/_stcore/stream", kind="websocket", cookie=token))
    assert_all_refused(lock, app_routes, None)  # another user's browser
    lock.lock()
    assert lock.key is None
    assert_all_refused(lock, app_routes, token)
    assert token_of(unlock(lock)[1]) not in {token, ""}
    assert_all_refused(lock, app_routes, token)  # an old cookie


def test_a_download_under_way_is_cut(lock: Lock):
    token, sent = token_of(unlock(lock)[1]), list[Message]()

    async def download(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for part in range(1000):
            await send({"type": "http.response.body", "body": b"a face", "more_body": True})
            if part == 3:
                await asyncio.to_thread(lock.lock)
            await asyncio.sleep(0)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"cookie", f"fifthday={token}".encode())]
    scope = {"type": "http", "path": "/media/x", "method": "GET", "headers": headers}
    run(lambda: Unlocking(download, lock)(scope, asyncio.Event().wait, send))
    assert 4 <= len(sent) - 1 < 20 and sent[-1]["more_body"]


def test_the_keyhole_says_nothing_of_what_is_behind(lock: Lock):
    start, body = ask(lock, PATH)
    assert start["status"] == 200 and b"<form" in body["body"]
    policy = dict(start["headers"])[b"content-security-policy"].decode()
    assert "form-action 'self'" in policy and "frame-ancestors 'none'" in policy
    assert ask(lock, "/")[0]["status"] == 303
    assert ask(lock, "/", accept="*/*")[0]["status"] == 401


def test_a_diary_without_a_lock_is_open(settings: Settings):
    lock = Lock(lambda: settings)
    assert answers(ask(lock)) and answers(ask(lock, "/_stcore/stream", kind="websocket"))
    settings.data_dir.mkdir(parents=True)
    write_vault(settings.data_dir, replace(LOCKED, state=State.OPEN))
    assert answers(ask(lock))
    write_vault(settings.data_dir, LOCKED)  # by another program
    assert not answers(ask(lock))


def test_a_vault_that_cannot_be_read_lets_nobody_in(lock: Lock, settings: Settings):
    token = token_of(unlock(lock)[1])
    (settings.data_dir / NAME).write_bytes(b"{}")
    assert not answers(ask(lock, cookie=token))
    assert not answers(ask(lock, "/_stcore/stream", kind="websocket", cookie=token))
    assert ask(lock, PATH)[0]["status"] == 200


@pytest.mark.parametrize("words", ["wrong", "", "%00", "a" * 9000, "four+plain+words+her"])
def test_wrong_words_open_nothing(lock: Lock, words: str):
    status, cookie = unlock(lock, words)
    assert status == 403 and not cookie and lock.key is None


def test_the_code_opens_by_itself(lock: Lock):
    assert unlock(lock, CODE.lower())[0] == 303 and lock.key == KEY


def test_wrong_tries_slow_down_also_after_a_restart(lock: Lock, settings: Settings):
    for _ in range(4):
        unlock(lock, "wrong")
    again = Lock(lambda: settings)
    assert unlock(again)[0] == 403, "the right words, but too soon"
    assert b"Please wait" in ask(again, PATH, method="POST", body=b"words=x")[1]["body"]
    forget_tries(settings.data_dir)
    assert unlock(again)[0] == 303


def test_the_time_to_wait_doubles_and_ends(settings: Settings):
    settings.data_dir.mkdir(parents=True)
    now = clock.now()
    assert [wait_after(tries).total_seconds() for tries in (0, 2, 3, 4, 5)] == [0, 0, 1, 2, 4]
    assert wait_after(10**6) == timedelta(minutes=15)
    for tries in range(30):
        count_try(settings.data_dir, now)
        now += wait_after(tries + 1)
    for moment in (now - timedelta(seconds=5), now - timedelta(days=900)):
        with pytest.raises(TooSoon):  # also where the clock was set back
            count_try(settings.data_dir, moment)
    (settings.data_dir / "tries.json").write_bytes(b"")
    count_try(settings.data_dir, clock.now() + timedelta(seconds=2))


def test_it_locks_itself_after_a_while(lock: Lock):
    token = token_of(unlock(lock)[1])
    for clocks in ((-1e4, 0.0), (0.0, -1e4)):  # one stands still while a computer sleeps
        lock.touch()
        assert answers(ask(lock, cookie=token))
        lock._pause._begun = tuple(  # type: ignore[assignment]
            now + gone for now, gone in zip(lock._pause._begun, clocks, strict=True)
        )
        assert not answers(ask(lock, cookie=token)) and lock.key is None
        token = token_of(unlock(lock)[1])


def test_locking_closes_what_is_open_and_forgets(lock: Lock):
    token, forgotten, sent = token_of(unlock(lock)[1]), list[str](), list[Message]()
    lock.when_locking(lambda: forgotten.append("all"))
    headers = [
        (b"host", b"localhost:8501"),
        (b"origin", ORIGIN.encode()),
        (b"cookie", f"fifthday={token}".encode()),
    ]
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers}
    said: list[Message] = [
        {"type": "websocket.connect"},
        {"type": "websocket.receive", "bytes": BackMsg().SerializeToString() or b"\n\0"},
    ]

    async def receive() -> Message:
        if said:
            return said.pop(0)
        lock.lock()
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    run(lambda: Doors(Unlocking(_inside, lock), AllowedHosts())(scope, receive, send))
    assert [message["type"] for message in sent] == [
        *("websocket.accept", "websocket.send", "websocket.close")
    ]
    assert sent[-1]["code"] == 4423 and forgotten == ["all"]


def test_the_keyhole_speaks_the_browsers_language():
    assert [language_of(asked) for asked in ("de-AT,de;q=0.9", "fr", "", "en-GB,de", "x;;,")] == [
        *("de", "en", "en", "en", "en")
    ]


def test_no_secret_is_written_anywhere(lock: Lock, settings: Settings):
    unlock(lock, "nearly " + PASSPHRASE)
    token = token_of(unlock(lock)[1])
    for path in Path(settings.data_dir).rglob("*"):
        for secret in (PASSPHRASE, CODE, token, KEY.reveal().hex()):
            assert secret.encode() not in path.read_bytes()


def test_the_key_ring_opens_for_the_owners_browser_once(
    lock: Lock, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tracker.services.lock.opening.find_key", lambda _vault: KEY)
    word = give_word(settings.data_dir, clock.now())
    assert ask(lock, PATH, query="once=guessed")[0]["status"] == 303 and lock.key is None
    assert ask(lock, PATH, query=f"once={word}")[0]["status"] == 303 and lock.key is None
    word = give_word(settings.data_dir, clock.now())
    begin, body = ask(lock, PATH, query=f"once={word}")
    assert begin["status"] == 200 and b"url=/" in body["body"] and lock.key == KEY
    cookie = {name.decode(): value.decode() for name, value in begin["headers"]}["set-cookie"]
    assert answers(ask(lock, "/media/x.png", cookie=token_of(cookie)))
    assert not answers(ask(lock, "/media/x.png"))
