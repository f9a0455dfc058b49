"""A page with hundreds of photos is light on a phone, however grainy they are."""

import sys
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Response

from tests.browser.conftest import PHONE, new_window, serve, wait_until_ready
from tests.factories import a_photo, a_procedure, days_ago, picture_bytes
from tracker.config import Settings
from tracker.domain.records.kept import PhotoRole
from tracker.services.data.people import add_person
from tracker.services.photos.thumbnails import make_thumbnail
from tracker.services.recovery.procedures import log_procedure
from tracker.store.repository import Store

pytestmark = [pytest.mark.browser, pytest.mark.benchmark]

PHOTOS, MOST = 200, 2_000_000
PER_DAY = 10


def fill(folder: Path) -> None:
    store = Store(Settings(folder))
    session = log_procedure(
        store, a_procedure(add_person(store, "Ada").id, started_at=days_ago(21, 9))
    )
    grain = np.random.default_rng(1)
    for number in range(PHOTOS):
        content = picture_bytes(grain.integers(0, 256, (320, 240, 3)).astype(np.uint8))
        role = PhotoRole.FOLLOW_UP if number else PhotoRole.BEFORE
        taken_at = days_ago(21 - number // PER_DAY, 10 if number else 8).replace(
            minute=number % PER_DAY
        )
        photo = a_photo(content, session.person_id, session.id, taken_at=taken_at, role=role)
        with store.writing() as records:
            kept = records.add_photo(photo, content)
        make_thumbnail(store, kept, content)
    store.close()


def test_a_page_with_two_hundred_photos_is_light(
    browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
):
    fill(tmp_path / "data")
    sent: list[int] = []
    frames: list[int] = []

    def count(response: Response) -> None:
        if "/media/" in response.url and "/static/" not in response.url:
            sent.append(len(response.body()))

    with serve(tmp_path / "data", request) as address:
        page = new_window(browser, PHONE, is_mobile=True, has_touch=True, device_scale_factor=3)
        page.on("response", count)
        page.on("websocket", lambda one: one.on("framereceived", lambda of: frames.append(len(of))))
        page.goto(f"{address}/photos")
        wait_until_ready(page)
        page.wait_for_load_state("networkidle")
        at_first = sum(sent) + sum(frames)
        more = page.locator("[class*='st-key-show_photos-'] button")
        while more.count():
            left = more.inner_text()
            more.click()
            page.wait_for_function(
                "left => document.querySelector(\"[class*='st-key-show_photos-'] button\")"
                "?.innerText !== left",
                arg=left,
            )
            wait_until_ready(page)
        assert page.locator("[data-testid='stImage'] img").count() == PHOTOS
        page.wait_for_load_state("networkidle")
        sys.stdout.write(
            f"bytes at first {at_first}, with all {PHOTOS} photos {sum(sent)} + {sum(frames)}\n"
        )
        page.context.close()
    assert at_first <= MOST / 4
    assert sum(sent) + sum(frames) <= MOST
