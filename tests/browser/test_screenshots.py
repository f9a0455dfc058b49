"""Takes the README's pictures from the demo's data. Run by hand: pytest -m screenshots."""

import pytest

from tests.browser.conftest import PHONE, OpenWindow
from tests.conftest import PROJECT

pytestmark = [pytest.mark.browser, pytest.mark.screenshots]

FOLDER = PROJECT / "docs" / "screenshots"
PICTURES = {
    "today.png": ("", PHONE),
    "check_in.png": ("check_in", PHONE),
    "recovery.png": ("recovery", (1280, 1500)),
    "compare.png": ("compare", (1280, 1100)),
}


@pytest.mark.parametrize("picture", PICTURES)
def test_take(picture: str, demo_url: str, open_window: OpenWindow):
    name, size = PICTURES[picture]
    page = open_window(f"{demo_url}/{name}", size)
    page.wait_for_load_state("networkidle")  # pictures and charts come after the script
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=FOLDER / picture)
    assert (FOLDER / picture).stat().st_size > 10_000
