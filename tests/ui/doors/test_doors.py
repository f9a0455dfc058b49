import asyncio
import base64
import hashlib
import re
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.types import ASGIApp, Message

from tracker.ui.doors import AllowedHosts, Doors
from tracker.ui.doors.hosts import share

HERE = {"host": "localhost:8501"}
ELSEWHERE = "http://evil.example"


async def _content(_scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"a photo"})


def ask(
    headers: dict[str, str] | list[tuple[str, str]],
    path: str = "/",
    kind: str = "http",
    hosts: AllowedHosts | None = None,
    method: str = "GET",
    is_shared: bool = False,
) -> list[Message]:
    pairs = headers.items() if isinstance(headers, dict) else headers
    scope = {
        "type": kind,
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in pairs],
    } | ({"method": method} if kind == "http" else {})
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": f"{kind}.request" if kind == "http" else "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    doors: ASGIApp = Doors(_content, hosts or AllowedHosts())
    _run((share(doors) if is_shared else doors)(scope, receive, send))
    return sent


def _run(answering: Awaitable[None]) -> None:
    """Run in a thread of its own: another test of this process may have left a loop running."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, _awaited(answering)).result()


async def _awaited(answering: Awaitable[None]) -> None:
    await answering


def enters(*args: Any, **kwargs: Any) -> bool:
    return any(message.get("body") == b"a photo" for message in ask(*args, **kwargs))


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8501", "LOCALHOST:1", "127.0.0.1:8501", "[::1]:8501"]
)
def test_this_machine_is_answered(host: str):
    assert enters({"host": host})
    assert enters({"host": host, "origin": f"http://{host}"})


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "localhost.evil.example", "evil.example:8501", "192.168.1.5:8501", ""),
        *("127.0.0.1.evil.example", "user@localhost", "localhost:8501@evil.example", "localhost:"),
        *("localhost evil.example", "localhost/x", "[::2]", "0.0.0.0:8501", "localhost:99999999"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/media/x.png", "/_stcore/health", "/component/x"])
def test_another_name_is_not(host: str, path: str):
    assert not enters({"host": host}, path)
    assert not enters({"host": host, "origin": f"http://{host}"}, path, "websocket")


def test_a_request_without_a_name_or_with_two_is_not_answered():
    assert not enters({})
    assert not enters([("host", "localhost"), ("host", "evil.example")])


@pytest.mark.parametrize(
    "origin",
    [ELSEWHERE, "null", "http://localhost:3000", "http://127.0.0.1:8501", "file://", "", "x",
     "http://localhost:8501.evil.example", "chrome-extension://localhost:8501"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_another_origin_is_not_answered(origin: str, kind: str):
    assert not enters(HERE | {"origin": origin}, kind=kind)


def test_a_websocket_says_where_it_comes_from():
    assert not enters(HERE, "/_stcore/stream", "websocket")
    (refusal,) = ask(HERE, "/_stcore/stream", "websocket")
    assert refusal == {"type": "websocket.close", "code": 1008}
    assert enters(HERE | {"origin": "http://localhost:8501"}, "/_stcore/stream", "websocket")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(("mode", "to"), [("no-cors", "image"), ("navigate", "iframe"), ("", "")])
def test_no_other_site_embeds_the_app(site: str, mode: str, to: str):
    fetched = {"sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": to}
    assert not enters(HERE | fetched, "/media/x.png")


def test_a_link_on_another_site_opens_a_page_only():
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"} | {
        "sec-fetch-dest": "document"
    }
    assert enters(HERE | link)
    assert not enters(HERE | link, method="POST")


@pytest.mark.parametrize(
    "path",
    ["/_stcore/agent/interact", "/_stcore/agent/mcp", "/_stcore/agent/openapi.json",
     "/_stcore/metrics", "/x/_stcore/agent/mcp", "/_stcore/agent", "//_stcore/agent/mcp/"],
)  # fmt: skip
def test_the_programming_interface_is_off(path: str):
    sent = ask(HERE, path)
    assert sent[0]["status"] == 404 and "body" not in sent[1]


def test_the_home_network_asks_by_the_shared_name_only():
    hosts, number = AllowedHosts(), {"host": "192.168.1.5:8502"}
    assert not enters(number, hosts=hosts, is_shared=True)
    hosts.share_as("192.168.1.5")
    assert enters(number, hosts=hosts, is_shared=True)
    assert not enters(HERE, hosts=hosts, is_shared=True)
    assert enters(HERE, hosts=hosts) and not enters(number, hosts=hosts)
    hosts.share_as()
    assert not enters(number, hosts=hosts, is_shared=True)


def test_every_answer_says_what_a_page_may_do():
    headers = {name.decode(): value.decode() for name, value in ask(HERE)[0]["headers"]}
    policy = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'" and policy["frame-ancestors"] == "'none'"
    scripts = policy["script-src"].split()
    assert scripts[:2] == ["'self'", "blob:"]
    assert all(source.startswith("'sha256-") for source in scripts[2:]) and len(scripts) == 4
    assert "unsafe-eval" not in headers["content-security-policy"]
    hosts = {source for sources in policy.values() for source in sources.split() if "//" in source}
    assert hosts == {"ws://localhost:8501", "wss://localhost:8501"}
    assert headers["cache-control"] == "no-store" and headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    ("kind", "is_page"), [("text/html; charset=utf-8", True), ("text/x", False)]
)
def test_a_page_has_no_web_assembly_to_ask_for(kind: str, is_page: bool):
    async def page(_scope: Any, _receive: Any, send: Any) -> None:
        headers = [(b"content-type", kind.encode()), (b"content-length", b"26")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"<html><head>", "more_body": True})
        await send({"type": "http.response.body", "body": b"</head></html>"})

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "path": "/", "method": "GET", "headers": [(b"host", b"localhost")]}
    _run(Doors(page, AllowedHosts())(scope, None, send))  # type: ignore[arg-type]
    body = b"".join(message.get("body", b"") for message in sent)
    headers = dict(sent[0]["headers"])
    assert int(headers[b"content-length"]) == len(body)
    assert body.startswith(b"<html><head>") and body.endswith(b"</head></html>")
    (script,) = re.findall(rb"<script>(.*)</script>", body, re.DOTALL) or [b""]
    assert script.startswith(b"delete self.WebAssembly") == is_page
    digest = base64.b64encode(hashlib.sha256(script).digest())
    assert (b"'sha256-" + digest + b"'" in headers[b"content-security-policy"]) == is_page


def test_streamlit_does_not_see_the_origin():
    seen: list[Any] = []

    async def inside(scope: Any, _receive: Any, _send: Any) -> None:
        seen.extend(scope["headers"])

    scope = {"type": "http", "path": "/", "method": "GET"} | {
        "headers": [(b"host", b"[::1]:1"), (b"origin", b"http://[::1]:1"), (b"x", b"y")]
    }
    _run(Doors(inside, AllowedHosts())(scope, None, None))  # type: ignore[arg-type]
    assert seen == [(b"host", b"[::1]:1"), (b"x", b"y")]
