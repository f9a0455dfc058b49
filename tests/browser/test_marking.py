"""Mark common spots in two photos of a limb, by finger and by keyboard, on a phone."""

import re
from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from analysis import Zone
from tests.benchmark.limb import common_points, generate_limb, photograph
from tests.browser.conftest import OpenWindow, boxes, serve, wait_until_ready
from tests.factories import days_ago, picture_bytes, store_procedure
from tracker.config import load_settings
from tracker.domain.records.kept import BodyArea, PhotoRole, TreatedZone
from tracker.services.photos.keeping import add_photo
from tracker.store.repository import Store

pytestmark = pytest.mark.browser

STEP, FINE_STEP = 0.01, 0.001

Spot = tuple[float, float]


@pytest.fixture(scope="module")
def limb() -> tuple[bytes, bytes, list[tuple[Spot, Spot]]]:
    """A limb, the same limb from too far away, and where three spots lie in both photos."""
    skin = generate_limb(3)
    first, second = (photograph(skin, 3, moved=moved) for moved in (False, True))
    from_afar = cv2.resize(second.pixels, None, fx=0.1, fy=0.1, interpolation=cv2.INTER_AREA)
    before, after, _ = common_points(skin, first, second)
    size = np.array(first.pixels.shape[:2])
    chosen = [0, len(before) - 1, len(before) // 2]
    spots = [
        tuple(tuple(((points[i] + 0.5) / size).tolist()) for points in (before, after))
        for i in chosen
    ]
    return picture_bytes(first.pixels, "PNG"), picture_bytes(from_afar, "PNG"), spots


@pytest.fixture(scope="module")
def limb_url(browser, limb, tmp_path_factory, request) -> Iterator[str]:
    """The address of an app in which a limb was not recognised."""
    folder = tmp_path_factory.mktemp("limb")
    store = Store(load_settings(folder))
    zones = (TreatedZone(zone=Zone.LEGS, needle_length_mm=0.5),)
    procedure = store_procedure(store, started_at=days_ago(7, 18), zones=zones)
    for content, role, taken_at in (
        (limb[0], PhotoRole.BEFORE, days_ago(7, 17)),
        (limb[1], PhotoRole.FOLLOW_UP, days_ago(4, 9)),
    ):
        add_photo(
            store,
            content,
            procedure_id=procedure.id,
            role=role,
            area=BodyArea.LEGS,
            taken_at=taken_at,
        )
    store.close()
    with serve(folder, request) as address:
        yield address


def tap(photo: Locator, spot: Spot) -> None:
    (box,) = boxes(photo, 1)
    photo.tap(position={"x": spot[1] * box["width"], "y": spot[0] * box["height"]})


def steer(photo: Locator, spot: Spot) -> None:
    """Move the spot there from the middle of the photo by arrow keys alone."""
    photo.focus()
    for at, keys in zip(spot, (("ArrowUp", "ArrowDown"), ("ArrowLeft", "ArrowRight")), strict=True):
        key = keys[int(at > 0.5)]
        for step, prefix in ((STEP, ""), (FINE_STEP, "Shift+")):
            distance = abs(at - 0.5)
            steps = int(distance / STEP) if step == STEP else round(distance % STEP / FINE_STEP)
            for _ in range(steps):
                photo.press(prefix + key)


def photos_of(page: Page) -> tuple[Locator, Locator]:
    return page.locator(".before .photo"), page.locator(".after .photo")


@pytest.mark.benchmark  # by hand: the test command has fifteen minutes
def test_spots_are_marked_by_finger_and_keyboard_and_lead_the_alignment(
    limb, limb_url: str, open_window: OpenWindow
):
    page = open_window(f"{limb_url}/compare", has_touch=True, is_mobile=True)
    expect(page.get_by_text("Too little of the same skin was recognised")).to_be_visible()
    done = page.get_by_role("button", name="Lay the photos over each other")
    expect(done).to_be_disabled()
    for number, (spots, mark) in enumerate(zip(limb[2], (tap, tap, steer), strict=True), start=1):
        if number > 1:
            page.get_by_role("button", name="Mark another spot").tap()
        for photo, spot in zip(photos_of(page), spots, strict=True):
            mark(photo, spot)
            expect(photo.locator(".mark")).to_have_count(number)
    expect(page.get_by_role("status").filter(has_text="3 of 2 to 4")).to_be_visible()
    done.tap()
    expect(page.get_by_text("It follows the 3 spots that you marked.")).to_be_visible()
    expect(page.get_by_text(re.compile("Too little of the same skin"))).to_have_count(0)

    page.reload()  # kept, not only in this window
    wait_until_ready(page)
    page.get_by_text("Spots that you marked: 3").tap()
    expect(photos_of(page)[0].locator(".mark")).to_have_count(3)
    page.get_by_role("button", name="Remove all marks").tap()
    expect(page.get_by_text("Too little of the same skin was recognised")).to_be_visible()


@pytest.mark.benchmark
def test_a_spot_can_be_set_exactly_in_the_enlarged_part(limb_url: str, open_window: OpenWindow):
    page = open_window(f"{limb_url}/compare", has_touch=True, is_mobile=True)
    photo, _ = photos_of(page)
    tap(photo, (0.5, 0.5))
    loupe = page.locator(".before .loupe")
    (before,), (box,) = boxes(photo.locator(".mark"), 1), boxes(loupe, 1)
    loupe.tap(position={"x": box["width"] / 2 + 50, "y": box["height"] / 2})
    (after,) = boxes(photo.locator(".mark"), 1)
    assert after["x"] - before["x"] == pytest.approx(10, abs=1)  # five times enlarged
    assert after["y"] == pytest.approx(before["y"], abs=1)
