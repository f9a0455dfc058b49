"""What a phone keeps: an icon and one page, and nothing that anybody entered."""

import base64
import io
import json
import re

import pytest
from PIL import Image
from starlette.requests import Request

from tracker.locale import languages
from tracker.ui.home_screen import HOME_SCREEN, TAGS
from tracker.ui.home_screen.routes import draw_asleep


def answer(path: str, language: str = "en") -> str:
    (route,) = (one for one in HOME_SCREEN if one.path == path)
    headers = [(b"accept-language", language.encode())]
    asked = Request({"type": "http", "method": "GET", "path": path, "headers": headers})
    try:
        route.endpoint(asked).send(None)  # it waits for nothing
    except StopIteration as done:
        return str(done.value.body.decode())
    raise AssertionError("it waited")


def test_the_manifest_makes_an_app_of_its_own():
    manifest = json.loads(answer("/manifest.webmanifest"))
    assert manifest["display"] == "standalone" and manifest["start_url"] == "/"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        assert _size(icon["src"]) == (512, 512)
    assert _size(re.search(r'apple-touch-icon" href="([^"]+)"', TAGS)[1]) == (180, 180)  # type: ignore[index]


def _size(source: str) -> tuple[int, int]:
    content = base64.b64decode(source.removeprefix("data:image/png;base64,"), validate=True)
    return Image.open(io.BytesIO(content)).size


def test_nobody_else_is_asked():
    for text in (TAGS, answer("/manifest.webmanifest"), answer("/worker.js")):
        assert "//" not in re.sub(r"base64,[A-Za-z0-9+/=]+|\n *//.*|^//.*", "", text)


@pytest.mark.parametrize("language", languages())
def test_the_worker_holds_the_page_of_a_computer_that_sleeps(language: str):
    script = answer("/worker.js", language)
    (held,) = re.findall(r"const page = (.*)", script)
    assert json.loads(held) == draw_asleep(language)
    assert "caches" not in script and "indexedDB" not in script and "__PAGE__" not in script
