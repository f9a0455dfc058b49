"""The camera in a real browser: by itself, at full size, refused. By hand: it renders faces."""

import io
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from analysis.simulate import Shot, SkinState, generate_person, render_face
from tests.browser.conftest import PHONE, find_browser, new_window, serve, wait_until_ready
from tests.conftest import PROJECT
from tests.factories import a_procedure, days_ago
from tracker.config import Settings
from tracker.domain.records.kept import Photo, View
from tracker.services.data.people import add_person
from tracker.services.photos.album import load_album
from tracker.services.recovery.procedures import log_procedure
from tracker.store.repository import Store

pytestmark = [pytest.mark.browser, pytest.mark.benchmark]

FACE = PROJECT / "sample_images" / "normal" / "before.jpg"
FULL = (4032, 3024)
MOST_TAPS = 5
FRAMES_A_SECOND, SHOWN_S = 30, 5
_COUNT_TAPS = "addEventListener('click', () => (window.taps = (window.taps ?? 0) + 1), true)"
_TIME_HINTS = """
window.hints = [];
new PerformanceObserver((list) => list.getEntries().forEach(
  (one) => one.name === "camera-hint" && window.hints.push(one.duration))
).observe({ type: "measure" });
"""


@contextmanager
def at_the_camera(browser: Browser, video: Path | None, address: str) -> Iterator[Page]:
    """Open the start page in a browser whose camera shows a film; None for one that refuses it."""
    arguments = ["--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream"]
    if video is not None:
        arguments.append(f"--use-file-for-fake-video-capture={video}")
    own = browser.browser_type.launch(executable_path=find_browser(), args=arguments)
    try:
        page = new_window(own, PHONE, permissions=["camera"] if video is not None else [])
        page.add_init_script(_COUNT_TAPS + ";" + _TIME_HINTS)
        page.goto(address)
        wait_until_ready(page)
        yield page
    finally:
        own.close()


@pytest.fixture
def app(
    browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[tuple[str, Path]]:
    """The address of an app in which a photo is due, and its data folder."""
    folder = tmp_path / "data"
    store = Store(Settings(data_dir=folder))
    ada = add_person(store, "Ada")
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(3, 18)))
    store.close()
    with serve(folder, request) as address:
        yield address, folder


def photos_in(folder: Path) -> tuple[Photo, ...]:
    store = Store(Settings(data_dir=folder))
    with store.reading() as records:
        found = load_album(records, 1).photos
    store.close()
    return found


def film(path: Path, *pictures: bytes) -> Path:
    """Write a film that shows pictures one after the other, again and again."""
    path.write_bytes(b"".join(one * FRAMES_A_SECOND * SHOWN_S for one in pictures))
    return path


def test_three_sides_are_taken_by_themselves_and_saved(
    app: tuple[str, Path], browser: Browser, tmp_path: Path
) -> None:
    person, faces = generate_person(4711, 0.06), []
    for yaw in (0, -37, 37):
        shot = Shot(yaw_deg=yaw, light_azimuth_deg=10)
        file = io.BytesIO()
        Image.fromarray(render_face(person, SkinState(), shot, (1280, 960))).save(
            file, "JPEG", quality=92
        )
        faces.append(file.getvalue())
    address, folder = app
    with at_the_camera(browser, film(tmp_path / "faces.mjpeg", *faces), address) as page:
        page.get_by_role("button", name="Photo of today").click()
        page.get_by_text("Camera", exact=True).click()
        taps = page.evaluate("window.taps")
        page.get_by_role("button", name="Start the camera").click()
        page.get_by_role("button", name="Save 3 photos").click()
        expect(page.get_by_text("was added")).to_have_count(3)
        taps = page.evaluate("window.taps") or taps + 2
        lags = page.evaluate("window.hints")
    assert {photo.view for photo in photos_in(folder)} == {
        View.FRONT,
        View.LEFT_THREE_QUARTER,
        View.RIGHT_THREE_QUARTER,
    }
    lag = statistics.median(lags)
    sys.stdout.write(f" {taps} taps; hint on the screen after {lag:.0f} ms (median) ")
    assert taps <= MOST_TAPS


def test_a_photo_has_the_full_size_of_the_device(
    app: tuple[str, Path], browser: Browser, tmp_path: Path
) -> None:
    file = io.BytesIO()
    with Image.open(FACE) as picture:
        picture.resize(FULL[::-1]).save(file, "JPEG", quality=90)
    video = tmp_path / "large.mjpeg"
    video.write_bytes(file.getvalue() * 3)
    address, folder = app
    with at_the_camera(browser, video, f"{address}/photos") as page:
        page.get_by_text("Camera", exact=True).click()
        page.get_by_role("button", name="Start the camera").click()
        page.get_by_role("button", name="Takes it by itself").click()
        page.get_by_role("button", name="Take it now").click()
        page.get_by_role("button", name="Save this photo").click()
        expect(page.get_by_text("was added")).to_be_visible()
    (photo,) = photos_in(folder)
    assert (photo.height_px, photo.width_px) == FULL


def test_a_refused_camera_says_how_to_allow_it_and_the_file_control_remains(
    app: tuple[str, Path], browser: Browser
) -> None:
    address, folder = app
    with at_the_camera(browser, None, f"{address}/photos") as page:
        page.get_by_text("Camera", exact=True).click()
        page.get_by_role("button", name="Start the camera").click()
        expect(page.get_by_role("alert").filter(has_text="allow the camera")).to_be_visible()
        page.locator(".file input").set_input_files(FACE)
        page.get_by_role("button", name="Save this photo").click()
        expect(page.get_by_text("was added")).to_be_visible()
    assert len(photos_in(folder)) == 1
