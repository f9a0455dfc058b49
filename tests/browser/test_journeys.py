import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow, boxes, keyed, wait_until_ready
from tests.browser.test_privacy import HOSTILE
from tests.browser.watching import Watch
from tests.conftest import SHARED_FACES

pytestmark = pytest.mark.browser

SAMPLES = Path(__file__).parents[2] / "sample_images" / "normal"


def two_photos_of_one_person() -> list[Path]:
    """Two real photos where there are some, else two of the generated person."""
    real = [SHARED_FACES / name for name in ("002_neutral.jpg", "002_smile.jpg")]
    return (
        real
        if all(path.is_file() for path in real)
        else [SAMPLES / "before.jpg", SAMPLES / "day1.jpg"]
    )


def go_to(page: Page, name: str) -> None:
    """Tap a name in the bar at the bottom of the phone."""
    keyed(page, "phone_bar").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    wait_until_ready(page)


@pytest.mark.benchmark  # by hand: the test command has fifteen minutes
def test_first_use_on_a_phone(url: str, open_window: OpenWindow, tmp_path: Path):
    """All of it under a hostile name; nothing leaves the machine."""
    page = open_window(url)
    watch = Watch(page)
    page.reload()
    wait_until_ready(page)
    have_a_first_evening(page, url, tmp_path)
    watch.assert_all_stays_here("a first evening")


def have_a_first_evening(page: Page, url: str, tmp_path: Path) -> None:
    """A person's first evening.

    1. Begin with a name.
    2. Log the session of today: the whole face.
    3. Check in: rate redness and pain, say that no warning sign applies, save.
    4. Upload two photos at once: one from before, one of today.
    5. See the charts of the recovery, one of them from the photos.
    6. See both photos side by side, with what changed.
    7. Take everything away as a ZIP file.
    """
    # 1
    expect(page.get_by_role("heading", name="Welcome to Fifth Day")).to_be_visible()
    page.get_by_label("Your name").fill(HOSTILE[:100])
    page.get_by_role("button", name="Begin", exact=True).click()

    # 2
    expect(page.get_by_role("heading", name="Session", level=1)).to_be_visible()
    page.get_by_role("button", name="Whole face").click()
    wait_until_ready(page)
    keyed(page, "session-1-new-length").get_by_text("1.0", exact=True).click()
    expect(page.get_by_role("button", name="Nose: 1.0", exact=True)).to_be_visible()
    page.get_by_role("button", name="Log this session").click()

    # 3
    expect(page.get_by_role("heading", name="Check in", level=1)).to_be_visible()
    rate(page, "redness", 5)
    expect(page.get_by_text("Redness: moderate")).to_be_visible()
    rate(page, "pain", 1)
    page.get_by_role("button", name="On to the warning signs").click()
    page.get_by_role("button", name="None of these applies: save").click()
    expect(page.get_by_role("heading", name="On course")).to_be_visible()
    expect(page.get_by_text("Nobody is watching this diary")).to_be_visible()

    # 4
    go_to(page, "Photos")
    page.locator("input[type=file]").set_input_files(two_photos_of_one_person())
    page.get_by_role("button", name="Add 2 photos").click()
    expect(page.get_by_text("was added")).to_have_count(2)

    # 5
    go_to(page, "Recovery")
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(7)
    expect(page.get_by_text("Redness in photos, change in EI")).to_be_visible()
    expect(page.get_by_text("usual range (derived)")).to_be_visible()

    # 6
    go_to(page, "Compare")
    names = re.compile("^Before, "), re.compile("^Day 0, ")
    before, after = (page.get_by_role("img", name=name) for name in names)
    for picture in (before, after):  # a box has no height before its picture has come
        expect(picture).to_have_js_property("complete", True)
        expect(picture).not_to_have_js_property("naturalWidth", 0)
    (first,), (second,) = boxes(before, 1), boxes(after, 1)
    assert first == second and second["x"] + second["width"] <= 390  # one over the other
    expect(page.get_by_text("Whole face:").first).to_be_visible()

    # 7
    page.goto(f"{url}/settings")
    wait_until_ready(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Export everything").click()
    archive = tmp_path / "everything.zip"
    download.value.save_as(archive)
    names = zipfile.ZipFile(archive).namelist()
    assert "fifthday/tables/diary_entries.csv" in names
    assert len([name for name in names if name.endswith(".jpg")]) == 2


def rate(page: Page, symptom: str, rating: int) -> None:
    row = page.locator(f"[class*='st-key-check_in-'][class*='-{symptom}']")
    row.get_by_role("radio", name=str(rating), exact=True).click()
