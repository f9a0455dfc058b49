"""Two photos over each other: slid by mouse, finger and keyboard, zoomed, held; read out aloud."""

import statistics
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import (
    DESKTOP,
    PHONE,
    OpenWindow,
    boxes,
    new_window,
    wait_until_ready,
)

pytestmark = pytest.mark.browser

SLOWER = 4
FRAME_MS = 16  # what scrolls is told once a frame
MOST_ON_A_PHONE = 600_000
MOST_TO_PAINT_MS = 50
"""Half of what is felt as at once; measured by hand, on a processor slowed down."""


def open_viewer(open_window: OpenWindow, address: str, *size, **options) -> Page:
    page = open_window(f"{address}/compare", *size, **options)
    page.locator(".stage").scroll_into_view_if_needed()
    boxes(page.locator(".stage"), 1)
    return page


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    """One window for all tests on a phone: what it has loaded once it need not load again."""
    page = new_window(browser, PHONE, has_touch=True, is_mobile=True, color_scheme="dark")
    yield page
    page.context.close()


@pytest.fixture
def on_phone(demo_url: str, phone: Page) -> Page:
    def open_again(address: str) -> Page:
        phone.goto(address)
        wait_until_ready(phone)
        return phone

    return open_viewer(open_again, demo_url)


def slider_of(page: Page) -> Locator:
    return page.get_by_role("slider", name="Divider between the two photos")


def clip_of(page: Page) -> float:
    """Where the later photo begins, in shares of the picture, as the browser draws it."""
    clip = page.locator(".layer.after").evaluate("one => getComputedStyle(one).clipPath")
    return float(clip.split()[-1].rstrip("%)")) / 100


def touch(page: Page, *points: tuple[float, float]) -> None:
    """Move one finger from point to point."""
    session = page.context.new_cdp_session(page)
    for kind, at in (("touchStart", points[0]), *(("touchMove", one) for one in points[1:])):
        touches = [{"x": at[0], "y": at[1]}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
        page.wait_for_timeout(FRAME_MS)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_mouse_and_keyboard_slide_the_divider_and_each_half_keeps_its_label(
    demo_url: str, open_window: OpenWindow
):
    page = open_viewer(open_window, demo_url, DESKTOP)
    (box,) = boxes(page.locator(".stage"), 1)
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.5, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.2, middle, steps=4)
    page.mouse.up()
    assert clip_of(page) == pytest.approx(0.2, abs=0.01)
    slider = slider_of(page)
    expect(slider).to_have_attribute("aria-valuetext", "80 % after")
    (thumb,) = boxes(page.locator(".divider"), 1)
    assert thumb["x"] == pytest.approx(box["x"] + box["width"] * 0.2, abs=4)
    for key, share in (("Home", 0), ("End", 100), ("PageDown", 90), ("ArrowRight", 89)):
        slider.press(key)
        expect(slider).to_have_attribute("aria-valuetext", f"{share} % after")
        assert clip_of(page) == pytest.approx(1 - share / 100)
    # What cuts a photo cuts its label: it lies within the same layer.
    expect(page.locator(".layer.after .tag")).to_contain_text("Day 5")
    expect(page.locator(".layer.before .tag")).to_contain_text("Before")


def test_a_finger_slides_across_and_scrolls_down_the_page(on_phone: Page):
    (box,) = boxes(on_phone.locator(".stage"), 1)
    across = box["x"] + box["width"] * 0.5
    height = max(box["y"], 0) + 150
    touch(on_phone, *((across + step * 15, height + step) for step in range(8)))
    assert clip_of(on_phone) == pytest.approx((across + 105 - box["x"]) / box["width"], abs=0.03)
    kept = clip_of(on_phone)
    touch(on_phone, *((across, height - step * 10) for step in range(13)))
    (scrolled,) = boxes(on_phone.locator(".stage"), 1)
    assert scrolled["y"] < box["y"] - 60
    assert clip_of(on_phone) == kept


def test_a_screen_reader_finds_the_slider_with_its_value(on_phone: Page):
    session = on_phone.context.new_cdp_session(on_phone)
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    sliders = [node for node in tree if node.get("role", {}).get("value") == "slider"]
    (slider,) = (one for one in sliders if "Divider" in one["name"]["value"])
    assert slider["value"]["value"] == 50
    # The tree holds the number of a native slider; what is spoken of it stands beside.
    expect(slider_of(on_phone)).to_have_attribute("aria-valuetext", "50 % after")


@pytest.mark.benchmark
def test_both_sides_zoom_together_to_single_pixels_and_more_is_sent_then(
    demo_url: str, open_window: OpenWindow
):
    sent: list[int] = []
    page = open_window(f"{demo_url}", has_touch=True, is_mobile=True)
    page.on(
        "websocket", lambda socket: socket.on("framereceived", lambda one: sent.append(len(one)))
    )
    page.goto(f"{demo_url}/compare")
    boxes(page.locator(".stage"), 1)
    assert sum(sent) < MOST_ON_A_PHONE
    page.get_by_role("button", name="Side by side").tap()
    enlarge = page.get_by_role("button", name="Enlarge")
    while enlarge.is_enabled():
        enlarge.tap()
    moved = page.locator(".layer:not(.map) .moved")
    first, second = (one.evaluate("one => one.style.transform") for one in moved.all())
    assert first == second != ""
    tiles = page.locator(".layer:not(.map) .tile")
    expect(tiles.first).to_be_visible()
    expect(tiles.last).to_be_visible()
    drawn = tiles.first.evaluate("one => one.getBoundingClientRect().width / one.naturalWidth")
    assert drawn >= 3  # each pixel of the photo takes several of the screen
    stage = page.locator(".stage")
    stage.press("ArrowRight")
    assert moved.first.evaluate("one => one.style.transform") != first
    page.get_by_role("button", name="Whole picture").tap()
    expect(page.locator(".viewer")).to_have_attribute("data-zoomed", "no")


@pytest.mark.benchmark  # by hand: it takes long
def test_held_it_shows_the_other_photo_and_the_map_can_be_faded(on_phone: Page):
    on_phone.get_by_role("button", name="Hold", exact=True).tap()
    hold = on_phone.get_by_role("button", name="Hold to see")
    after = on_phone.locator(".layer.after")
    hold.focus()
    on_phone.keyboard.down("Space")
    expect(after).to_be_hidden()
    on_phone.keyboard.up("Space")
    expect(after).to_be_visible()
    on_phone.get_by_role("button", name="Redness", exact=True).tap()
    on_phone.get_by_role("slider", name="Opacity of the map").press("End")
    expect(on_phone.locator(".map .moved")).to_have_css("opacity", "1")
    expect(on_phone.locator(".legend li")).to_have_count(7)


@pytest.mark.benchmark
def test_it_follows_the_finger_on_a_slow_processor(on_phone: Page):
    on_phone.context.new_cdp_session(on_phone).send(
        "Emulation.setCPUThrottlingRate", {"rate": SLOWER}
    )
    (box,) = boxes(on_phone.locator(".stage"), 1)
    on_phone.evaluate(
        """() => { window.stamps = [];
        document.querySelectorAll('*').forEach(one => one.shadowRoot?.querySelector('.stage')
          ?.addEventListener('pointermove', event => requestAnimationFrame(() => {
            const painted = new MessageChannel();
            painted.port1.onmessage = () => stamps.push(performance.now() - event.timeStamp);
            painted.port2.postMessage(0); }))); }"""
    )
    start = box["x"] + 40
    session = on_phone.context.new_cdp_session(on_phone)
    height = max(box["y"], 0) + 150
    for step in range(60):
        kind = "touchStart" if step == 0 else "touchMove"
        touches = [{"x": start + step * 4, "y": height}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
    stamps = on_phone.evaluate("stamps")
    median = statistics.median(stamps)
    sys.stdout.write(f"{len(stamps)} moves, median {median:.1f} ms, most {max(stamps):.1f} ms\n")
    assert len(stamps) > 30
    assert median <= MOST_TO_PAINT_MS
