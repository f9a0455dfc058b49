"""From the questions to the first check-in on a phone, without a keyboard."""

import math
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from analysis import Zone
from tests.browser.conftest import (
    ACTION_MS,
    PHONE,
    OpenWindow,
    keyed,
    serve,
    settled,
    wait_until_ready,
)
from tests.factories import a_person, a_plan, answer_all
from tracker.config import Settings
from tracker.services.guidance.planning import plan_session
from tracker.services.guidance.readying import load_readiness
from tracker.services.recovery.procedures import list_procedures
from tracker.store.repository import Store

pytestmark = pytest.mark.browser

NUMBING_S = 30 * 60
TOLERANCE_S = 1
ZONES = 11
STEP_MS = 20_000  # a step of the walk; a long walk that fails says so soon

_OVERFLOW = """() => { const main = document.querySelector('[data-testid=stMain]');
    return [main.scrollHeight - main.clientHeight, main.scrollWidth - main.clientWidth] }"""
_HIDDEN = """() => [...document.querySelectorAll('[data-testid=stMain] :is(button, h1, p)')]
    .map(one => [one.innerText, one.getBoundingClientRect()])
    .filter(([_, box]) => box.width && (box.bottom > innerHeight || box.right > innerWidth))
    .map(([text, _]) => text)"""


@pytest.fixture
def ada_store(tmp_path: Path):
    store = Store(Settings(data_dir=tmp_path))
    with store.writing() as records:
        records.add_person(a_person("Ada"))
    yield store
    store.close()


@pytest.fixture
def address(browser: Browser, ada_store: Store, tmp_path: Path, request):
    with serve(tmp_path, request) as url:
        yield url


@pytest.fixture
def short_waits(browser: Browser):
    expect.set_options(timeout=STEP_MS)
    yield
    expect.set_options(timeout=ACTION_MS)


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).tap()
    wait_until_ready(page)


def give_length(page: Page, length: str) -> None:
    keyed(page, "plan-1-length").get_by_text(length, exact=True).tap()
    wait_until_ready(page)


def do_pass(page: Page, number: int) -> None:
    tap(page, "Pass done")
    expect(page.get_by_text(f"Passes: {number}")).to_be_visible()
    assert_fits(page)


def see(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    wait_until_ready(page)


def assert_fits(page: Page) -> None:
    """A step of the walk needs no scrolling."""
    wait_until_ready(page)
    hidden, overflow = settled(page, lambda: (page.evaluate(_HIDDEN), page.evaluate(_OVERFLOW)))
    assert hidden == []
    assert max(overflow) <= 0


@pytest.mark.benchmark  # by hand: over a minute; tests/ui/test_walk.py goes through each step
@pytest.mark.usefixtures("short_waits")
def test_a_session_from_the_questions_to_the_first_check_in(
    address: str, ada_store: Store, open_window: OpenWindow
):
    """A first session at home, with taps only.

    1. Say no to the questions that are left, one by one.
    2. Give the whole face a needle length, and the nose, on the map, a shorter one.
    3. Take new needles, tick the first line, go to the guided session.
    4. Walk through every zone: passes, evenly red, one zone left out. No step scrolls.
    5. One last stroke, rinse, cool, leave the skin alone; record.
    6. The first check-in is there, and so is the session.
    """
    left = ("rash", "rosacea", "waxing")  # one of each kind; the others are answered already
    answer_all(ada_store, 1, but=left)
    page = open_window(f"{address}/plan", PHONE, has_touch=True)
    page.set_default_timeout(STEP_MS)

    # 1
    for item in left:
        keyed(page, f"screening-1-{item}").get_by_role("radio", name="No", exact=True).tap()
        wait_until_ready(page)
    expect(page.get_by_text("Nothing in your answers speaks against a session")).to_be_visible()

    # 2
    tap(page, "Whole face")
    give_length(page, "0.25")
    page.locator("[data-zone=NOSE]").tap()
    wait_until_ready(page)
    give_length(page, "0.2")
    expect(page.get_by_role("button", name="Nose: 0.2", exact=True)).to_be_visible()
    tap(page, "Plan this session")

    # 3
    see(page, "Is everything ready?")
    page.get_by_text("New needles").tap()
    tap(page, "Use these")
    expect(page.get_by_text("Sessions with these needles so far: 0.")).to_be_visible()
    page.get_by_text("Everything is within reach").tap()
    page.get_by_text("It is done, only not ticked").tap()
    tap(page, "To the guided session")

    # 4
    see(page, "Guided session")
    assert_fits(page)
    tap(page, "Begin")
    for zone in range(1, ZONES + 1):
        expect(page.get_by_text(f"Zone {zone} of {ZONES}")).to_be_visible()
        assert_fits(page)
        if zone == 2:
            tap(page, "Leave this zone out")
            see(page, "Leave this zone out")
            assert_fits(page)
            tap(page, "Active spots here")
            continue
        do_pass(page, 1)
        if zone % 2:
            do_pass(page, 2)  # now with the most buttons
            page.reload()
            tap(page, "Next zone")
        else:
            tap(page, "Evenly red: next zone")

    # 5
    for heading in (
        *("One last light stroke upwards between the eyebrows", "Rinse and pat dry", "Cool it"),
        "Only the gel that came with it, or nothing",
    ):
        see(page, heading)
        assert_fits(page)
        tap(page, "Done")
    see(page, "Done")
    assert_fits(page)
    tap(page, "Record it and check in")

    # 6
    see(page, "Check in")
    expect(page.get_by_text(re.compile(r"^Today, .+ · day 0$"))).to_be_visible()
    expect(page.get_by_role("button", name="On to the warning signs")).to_be_visible()
    (procedure,) = list_procedures(ada_store, 1)
    passes = [treated.passes for treated in procedure.zones]
    assert passes == [2, 2, 1, 2, 1, 2, 1, 2, 1, 2]
    assert "Active spots here" in procedure.notes
    assert procedure.needle_set_id is not None
    lengths = {treated.zone: treated.needle_length_mm for treated in procedure.zones}
    assert (lengths.pop(Zone.NOSE), set(lengths.values())) == (0.2, {0.25})


def shown_seconds(page: Page) -> int:
    text = page.get_by_role("timer").inner_text()
    minutes, seconds = re.fullmatch(r"(\d+):(\d\d)", text).groups()
    return int(minutes) * 60 + int(seconds)


def left_seconds(store: Store, plan_id: int) -> int:
    started_at = load_readiness(store, plan_id).plan.numbing_started_at
    return math.ceil(NUMBING_S - (datetime.now(UTC) - started_at).total_seconds())


def start_timer(address: str, store: Store, open_window: OpenWindow) -> tuple[Page, int]:
    """Plan a session, start its numbing timer, and return the page and the plan's id."""
    answer_all(store, 1)
    plan_id = plan_session(store, a_plan(1)).id
    page = open_window(f"{address}/ready")
    page.get_by_role("button", name="Start the timer").click()
    expect(page.get_by_role("timer")).to_be_visible()
    return page, plan_id


@pytest.mark.benchmark  # by hand: it waits as long as a timer runs
def test_the_timer_is_right_after_a_reload_and_after_a_closed_tab(
    address: str, ada_store: Store, open_window: OpenWindow
):
    page, plan_id = start_timer(address, ada_store, open_window)

    def is_right(window: Page) -> None:
        expect(window.get_by_role("timer")).to_have_text(re.compile(r"\d\d:\d\d"))
        difference = shown_seconds(window) - left_seconds(ada_store, plan_id)
        assert abs(difference) <= TOLERANCE_S

    is_right(page)
    time.sleep(2.3)
    is_right(page)  # it runs on

    page.reload()
    wait_until_ready(page)
    is_right(page)

    page.context.close()
    time.sleep(3.1)
    is_right(open_window(f"{address}/ready"))


@pytest.mark.benchmark  # by hand: it waits as long as a timer runs
def test_the_timer_does_not_trust_the_clock_of_the_phone(
    address: str, ada_store: Store, open_window: OpenWindow
):
    page, plan_id = start_timer(address, ada_store, open_window)
    page.context.add_init_script("const now = Date.now; Date.now = () => now() + 600_000")
    page.reload()
    wait_until_ready(page)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"\d\d:\d\d"))
    assert abs(shown_seconds(page) - left_seconds(ada_store, plan_id)) <= TOLERANCE_S
