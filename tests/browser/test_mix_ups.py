"""Eight journeys of people whose diaries have been mixed up by other programs.

One app for all of them, each with a person of their own; its clock is told by a file.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from analysis import Zone
from tests.browser.conftest import DESKTOP, PHONE, OpenWindow, keyed, serve, wait_until_ready
from tests.factories import a_photo, a_procedure, an_entry, days_ago
from tracker.config import Settings
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import BodyArea, Procedure, TreatedZone
from tracker.domain.records.scales import Symptom
from tracker.services.data.people import add_person
from tracker.services.recovery.book import open_book
from tracker.services.recovery.diary import save_entry
from tracker.services.recovery.procedures import log_procedure
from tracker.store.repository import Store

pytestmark = pytest.mark.browser

_NUMBERS = count(1)  # a journey that is tried again has another person

_TELL_TIME = """\
from datetime import timedelta
from pathlib import Path

from tracker import clock

_real = clock.now
clock.now = lambda: _real() + timedelta(minutes=int(Path({file!r}).read_text()))
"""


class House(NamedTuple):
    """An app, its store, and the file that says by how many minutes its clock is ahead."""

    url: str
    store: Store
    ahead: Path

    def be_at(self, moment: datetime) -> None:
        minutes = (moment - datetime.now()) / timedelta(minutes=1)
        self.ahead.write_text(str(round(minutes)))

    def page(self, name: str, person_id: int) -> str:
        return f"{self.url}/{name}?person={person_id}"


@pytest.fixture(scope="module")
def house(browser, tmp_path_factory, request) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    ahead = folder / "ahead"
    (folder / "sitecustomize.py").write_text(_TELL_TIME.format(file=str(ahead)))
    ahead.write_text("0")
    data = folder / "data"
    store = Store(Settings(data_dir=data))
    with serve(data, request, modules=folder) as url:
        yield House(url, store, ahead)
    store.close()


@pytest.fixture(autouse=True)
def the_clock_is_right(house: House) -> None:
    house.ahead.write_text("0")


@pytest.fixture
def somebody(house: House, request: pytest.FixtureRequest) -> int:
    return add_person(house.store, f"{request.node.name[5:60]} {next(_NUMBERS)}").id


def session(house: House, person: int, started_at: datetime, *zones: Zone) -> Procedure:
    treated = tuple(TreatedZone(zone=zone, needle_length_mm=1.0) for zone in zones or [Zone.CHIN])
    return log_procedure(house.store, a_procedure(person, started_at=started_at, zones=treated))


def tap(page: Page, key: str) -> None:
    keyed(page, key).get_by_role("button").first.click()
    wait_until_ready(page)


def rate(page: Page, symptom: str, rating: int) -> None:
    row = page.locator(f"[class*='st-key-check_in-'][class*='-{symptom}']")
    row.get_by_role("radio", name=str(rating), exact=True).click()
    wait_until_ready(page)


def save_calm(page: Page) -> None:
    page.get_by_role("button", name="On to the warning signs").click()
    page.get_by_role("button", name="None of these applies: save").click()
    expect(keyed(page, "to_today")).to_be_visible()


def assert_no_traceback(page: Page) -> None:
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.benchmark
def test_of_two_sessions_of_one_day_the_evening_one_goes(house, somebody, open_window: OpenWindow):
    """The list showed both alike, and deleting the evening deleted the morning with its photo."""
    morning = session(house, somebody, days_ago(2, 9))
    evening = session(house, somebody, days_ago(2, 19))
    with house.store.writing() as records:
        records.add_photo(a_photo(b"1", somebody, morning.id, taken_at=days_ago(2, 8)), b"1")
    page = open_window(house.page("history", somebody))
    tap(page, f"correct_{evening.id}")
    tap(page, "ask_delete_session")
    expect(page.get_by_text("photos: 0; diary days: 0")).to_be_visible()
    page.get_by_role("button", name=re.compile("Delete the session of .* 19:00")).click()
    expect(page.get_by_role("heading", name="History", level=1)).to_be_visible()
    expect(keyed(page, f"session_{evening.id}")).to_have_count(0)
    book = open_book(house.store, somebody)
    assert [one.id for one in book.procedures] == [morning.id]
    assert len(book.photos) == 1


@pytest.mark.benchmark
def test_the_back_on_day_3_leaves_the_face_its_diary(house, somebody, open_window: OpenWindow):
    """A second session took the diary of the first, and deleting it deleted the diary."""
    face = session(house, somebody, days_ago(4, 18))
    save_entry(house.store, an_entry(somebody, day=days_ago(3).date()))
    back = session(house, somebody, days_ago(1, 18), Zone.BACK)
    page = open_window(house.page("check_in", somebody))
    page.get_by_role("button", name="Redness", exact=True).first.click()  # what differs
    wait_until_ready(page)
    rate(page, "redness-face", 1)
    rate(page, "redness-back", 6)
    rate(page, "pain", 1)
    save_calm(page)
    book = open_book(house.store, somebody)
    seen = [
        {day: one.ratings[Symptom.REDNESS] for day, one in recovery.entries.items()}
        for recovery in book.recoveries
    ]
    assert seen == [{1: 4, 4: 1}, {1: 6}]
    page.goto(house.page("history", somebody))
    wait_until_ready(page)
    tap(page, f"correct_{back.id}")
    tap(page, "ask_delete_session")
    expect(page.get_by_text("that another session needs, and that stay: 1")).to_be_visible()
    page.get_by_role(
        "button", name=re.compile("Delete the session of .*back", re.IGNORECASE)
    ).click()
    expect(page.get_by_role("heading", name="History", level=1)).to_be_visible()
    (left,) = open_book(house.store, somebody).recoveries
    assert left.procedure.id == face.id
    assert sorted(left.entries) == [1, 4]


@pytest.mark.benchmark
def test_a_session_that_is_there_already_is_asked_about(house, somebody, open_window: OpenWindow):
    session(house, somebody, days_ago(0, 9), Zone.CHIN)
    page = open_window(house.page("session", somebody))
    page.get_by_role("button", name="Chin", exact=True).last.click()
    wait_until_ready(page)
    keyed(page, f"session-{somebody}-new-length").get_by_text("1.0", exact=True).click()
    expect(page.get_by_text("Was this one entered twice?")).to_be_visible()
    tap(page, "save_session")
    expect(page.get_by_text("This looks like a session that is there already.")).to_be_visible()
    assert len(open_book(house.store, somebody).procedures) == 1


@pytest.mark.benchmark
def test_a_night_is_one_day_and_a_page_knows_in_the_morning(
    house, somebody, open_window: OpenWindow
):
    """A session at 23:50, a check-in at 00:10, and the same page at seven."""
    evening = datetime.combine(date.today() - timedelta(days=1), datetime.min.time())
    session(house, somebody, evening.replace(hour=23, minute=50))
    house.be_at(evening + timedelta(days=1, minutes=10))
    page = open_window(house.page("check_in", somebody))
    expect(page.get_by_text("day 0").first).to_be_visible()
    rate(page, "redness", 3)
    house.be_at(evening + timedelta(days=1, hours=7))
    rate(page, "pain", 1)
    expect(page.get_by_text("Which day are your answers about?")).to_be_visible()
    expect(keyed(page, "none_apply")).to_have_count(0)  # nothing is saved before that
    tap(page, "keep_day")
    save_calm(page)
    (entry,) = open_book(house.store, somebody).entries
    assert (entry.day, entry.ratings[Symptom.REDNESS]) == (evening.date(), 3)
    assert entry.is_late()


@pytest.mark.benchmark
def test_a_clock_that_was_set_back_is_pointed_out(house, somebody, open_window: OpenWindow):
    """Three pages failed where today lies before the session."""
    session(house, somebody, days_ago(1, 18))
    house.be_at(datetime.now() - timedelta(days=3))
    page = open_window(house.page("", somebody))
    for name in ("", "recovery", "check_in", "photos"):
        page.goto(house.page(name, somebody))
        wait_until_ready(page)
        assert_no_traceback(page)
        if name in ("", "recovery"):
            expect(page.get_by_text("ahead of this computer’s clock")).to_be_visible()


def test_two_windows_follow_two_people_over_a_reload_and_in_a_new_tab(
    house, somebody, open_window: OpenWindow
):
    other = add_person(house.store, f"The other one {next(_NUMBERS)}").id
    for person in (somebody, other):
        session(house, person, days_ago(2, 18))
    first = open_window(house.page("", somebody), PHONE)
    second = open_window(house.page("", other), DESKTOP)
    for page, person in ((first, somebody), (second, other)):
        page.reload()
        wait_until_ready(page)
        expect(page).to_have_url(re.compile(f"person={person}"))
    mine = house.store
    expect(keyed(first, f"followed-{somebody}")).to_be_visible()
    expect(keyed(second, f"followed-{other}")).to_be_visible()
    keyed(first, "phone_bar").get_by_role("link", name="Check in", exact=True).click()
    expect(first.get_by_role("heading", name="Check in", level=1)).to_be_visible()
    rate(first, "redness", 5)
    save_calm(first)
    assert len(open_book(mine, somebody).entries) == 1
    assert open_book(mine, other).entries == ()


@pytest.mark.benchmark
def test_half_a_check_in_is_here_again(house, somebody, open_window: OpenWindow):
    """After a look at another page, a reload and a closed tab; a second tap erases nothing."""
    session(house, somebody, days_ago(2, 18))
    page = open_window(house.page("check_in", somebody))
    rate(page, "redness", 6)
    rate(page, "redness", 6)
    rate(page, "itching", 2)
    keyed(page, "phone_bar").get_by_role("link", name="Today", exact=True).click()
    expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()
    page.goto(house.page("check_in", somebody))
    wait_until_ready(page)
    expect(page.get_by_text("Redness: moderate")).to_be_visible()
    page.get_by_role("button", name="On to the warning signs").click()
    page.get_by_text("What may explain it, or a note").click()
    note = page.get_by_label("Note (optional)")
    note.press_sequentially("A long note that is never finished")
    page.wait_for_timeout(900)  # it is taken over half a second after the last letter
    page.close()
    again = open_window(house.page("check_in", somebody))
    expect(again.get_by_text("what you entered before is here again")).to_be_visible()
    expect(again.get_by_text("Redness: moderate")).to_be_visible()
    save_calm(again)
    (entry,) = open_book(house.store, somebody).entries
    assert entry.note == "A long note that is never finished"
    assert entry.ratings == {Symptom.REDNESS: 6, Symptom.ITCHING: 2}


@pytest.mark.benchmark
def test_the_fever_of_the_other_window_stays(house, somebody, open_window: OpenWindow):
    """Saving over a newer entry is noticed: both are shown, and the person chooses."""
    session(house, somebody, days_ago(2, 18))
    day = days_ago(0).date()
    kept = save_entry(house.store, an_entry(somebody, day=day, ratings={Symptom.REDNESS: 4}))
    page = open_window(house.page("check_in", somebody))
    rate(page, "redness", 2)
    fever = an_entry(
        somebody,
        day=day,
        ratings={Symptom.REDNESS: 4},
        red_flags=frozenset({RedFlag.FEVER}),
        id=kept.id,
        version=kept.version,
        areas=frozenset({BodyArea.FACE}),
    )
    save_entry(house.store, fever)
    page.get_by_role("button", name="On to the warning signs").click()
    wait_until_ready(page)
    expect(page.get_by_text("Another window has saved this day meanwhile")).to_be_visible()
    tap(page, "save_chosen")
    expect(keyed(page, "to_today")).to_be_visible()
    (entry,) = open_book(house.store, somebody).entries
    assert entry.red_flags == {RedFlag.FEVER}
    assert entry.ratings == {Symptom.REDNESS: 4}  # the worse is chosen unless the person says so
