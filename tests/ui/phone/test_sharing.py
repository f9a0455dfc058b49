"""The listeners of the home network, with real sockets at 127.0.0.2."""

import asyncio
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.tracker.vault.test_vault import CHEAP, CODE
from tracker.config import Settings
from tracker.locale import languages
from tracker.store.lock.vault_file import write_vault
from tracker.ui.doors import AllowedHosts, Lock
from tracker.ui.phone import Gate, Sharing
from tracker.ui.phone.explained import draw_explained
from tracker.vault import Key, State, Vault

ADDRESS = "127.0.0.2"
FACE = b"a face"
NOTHING = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nConnection: close\r\n\r\n"


async def _inside(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": FACE})


@contextmanager
def running(sharing: Sharing) -> Iterator[None]:
    """Run a loop as Streamlit does, and the sharing in it."""
    loop, ready, ended = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    gate = Gate(_inside, sharing.phones, sharing.pairing, sharing._hosts)

    async def live() -> None:
        async with sharing.lifespan(gate):
            ready.set()
            await ended.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(live(),))
    thread.start()
    assert ready.wait(20)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(20)
        loop.close()


@pytest.fixture
def shared(settings: Settings) -> Settings:
    return replace(settings, share_address=ADDRESS)


@pytest.fixture
def sharing(shared: Settings) -> Iterator[Sharing]:
    made = Sharing(lambda: shared, Lock(lambda: shared), AllowedHosts())
    with running(made):
        yield made


def ask(
    url: str, target: str = "/", context: ssl.SSLContext | None = None, more: str = ""
) -> bytes:
    """Everything that comes back for a request, byte by byte; nothing where the line breaks."""
    parts = urlsplit(url)
    assert parts.hostname and parts.port
    head = f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n{more}\r\n"
    answered = b""
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as plain:
        line = context.wrap_socket(plain, server_hostname=parts.hostname) if context else plain
        try:
            line.sendall(head.encode())
            while part := line.recv(4096):
                answered += part
        except (ConnectionResetError, ssl.SSLError):
            pass
        finally:
            line.close()
    return answered


def trusting(sharing: Sharing) -> ssl.SSLContext:
    kept = sharing.phones.kept
    assert kept is not None
    return ssl.create_default_context(cadata=kept.authority.certificate.decode())


def test_it_is_off_until_it_is_switched_on(sharing: Sharing):
    assert not sharing.is_on and sharing.phones.kept is None
    sharing.switch_on()
    assert sharing.app_url is not None and sharing.setup_url is not None
    answered = ask(sharing.app_url, context=trusting(sharing))
    assert answered == NOTHING
    upgrade = (
        f"Origin: {sharing.app_url}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
    )
    websocket = ask(sharing.app_url, "/_stcore/stream", trusting(sharing), upgrade)
    assert websocket.startswith(b"HTTP/1.1 404") and websocket.endswith(b"\r\n\r\n")
    plain = sharing.app_url.replace("https", "http")
    assert ask(plain) == b""  # plain http gets not a byte
    url = sharing.app_url
    sharing.switch_off()
    assert not sharing.is_on
    with pytest.raises(OSError):
        ask(url)


def test_a_paired_phone_is_answered_over_tls(sharing: Sharing):
    sharing.switch_on()
    assert sharing.app_url is not None
    token = sharing.phones.pair("x", "2580")
    cookie = f"Cookie: __Host-fifthday-phone={token}\r\n"
    assert ask(sharing.app_url, "/media/x", trusting(sharing), cookie).count(FACE) == 1
    assert FACE not in ask(sharing.app_url.replace("https", "http"), "/media/x", more=cookie)
    (device,) = sharing.phones.kept.devices  # type: ignore[union-attr]
    sharing.phones.revoke(device.device_id)
    assert FACE not in ask(sharing.app_url, "/media/x", trusting(sharing), cookie)


def test_the_page_over_plain_http_is_there_while_the_door_is_open(sharing: Sharing):
    sharing.switch_on()
    url = sharing.setup_url
    assert url is not None
    assert ask(url) == ask(url, "/fifthday.crt") == NOTHING
    secret = sharing.pairing.open()
    page, authority = ask(url), ask(url, "/fifthday.crt")
    assert b"<svg" in page and secret.encode() not in page and b"<script" not in page
    kept = sharing.phones.kept
    assert kept is not None and authority.endswith(kept.authority.der())
    for path in ("/pair", f"/pair?key={secret}", "/code", "/media/x", "/_stcore/health", "/x"):
        assert ask(url, path) == NOTHING
    assert FACE not in ask(url, more="Host: evil.example\r\n")
    sharing.pairing.shut()
    assert ask(url) == NOTHING


def test_it_is_on_again_only_if_kept_on(shared: Settings):
    for is_kept in (False, True, False):
        made = Sharing(lambda: shared, Lock(lambda: shared), AllowedHosts())
        with running(made):
            made.switch_on()
            made.keep_on(is_kept=is_kept)
        again = Sharing(lambda: shared, Lock(lambda: shared), AllowedHosts())
        with running(again):
            assert again.is_on == is_kept


def test_a_locked_diary_is_shared_once_it_is_open(shared: Settings):
    key, words = Key.new(), "four plain words here"
    shared = replace(shared, is_shared=True)
    shared.data_dir.mkdir(parents=True)
    vault = replace(Vault.new(key, words, CODE, CHEAP), state=State.CLOSED)
    write_vault(shared.data_dir, vault)
    lock = Lock(lambda: shared)
    made = Sharing(lambda: shared, lock, AllowedHosts())
    with running(made):
        assert not made.is_on
        lock.unlock(words)
        made.resume()
        assert made.is_on and b"PRIVATE" not in (shared.data_dir / "sharing").read_bytes()
        made.pairing.open()
        lock.lock()
        assert made.pairing.secret is None and made.is_on


@pytest.mark.parametrize("language", languages())
def test_the_page_explains_both_ways_without_asking_anybody_else(language: str):
    page = draw_explained(language)
    assert page.count("<svg") == 10 and f'lang="{language}"' in page
    assert re.findall(r'(?:href|src|action)="([^"]*)"', page) == ["/fifthday.crt"]
    assert "http" not in page.replace("http-equiv", "")
