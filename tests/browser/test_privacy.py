from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import OpenWindow, wait_until_ready
from tests.browser.test_layout import PAGES

pytestmark = pytest.mark.browser

HERE = ("localhost", None)  # None: data: and blob: addresses, made on the page


def test_no_page_asks_another_machine_for_anything(demo_url, open_window: OpenWindow):
    page = open_window(demo_url)
    asked: set[str] = set()
    page.context.on("request", lambda request: asked.add(request.url))
    page.on("websocket", lambda socket: asked.add(socket.url))
    for name in PAGES:
        page.goto(f"{demo_url}/{name}")
        wait_until_ready(page)
        page.wait_for_load_state("networkidle")  # late requests: fonts, charts
    away = [url for url in asked if urlsplit(url).hostname not in HERE]
    assert asked
    assert not away
