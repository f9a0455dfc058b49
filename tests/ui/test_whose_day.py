"""Which day it is depends on the person: who works at night is still on the day before."""

import re
from datetime import datetime, time, timedelta

import pytest

from tests.conftest import PROJECT
from tests.factories import a_procedure, answer_all
from tests.ui.conftest import OpenPage, words_on
from tracker import clock
from tracker.domain.guidance.outcomes import VERDICT_WEEKS
from tracker.domain.guidance.zone_notes import NewZoneNote, SkinMark
from tracker.domain.records.kept import Person, Zone
from tracker.errors import InvalidEntry
from tracker.services.data.people import add_person, set_day_end
from tracker.services.guidance.overview import earliest_next_session
from tracker.services.guidance.skin_notes import add_note
from tracker.services.recovery.procedures import delete_procedure, log_procedure
from tracker.store.repository import Store
from tracker.ui import routes

EIGHT = datetime.combine(datetime.now().date(), time(8))
_DAYS_OF_A_CLOCK = re.compile(r"date\.today\(|(wall|now)\(.*\)\.date\(\)|diary_day\(clock\.")


@pytest.fixture
def owl(store: Store, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Somebody who goes to bed at ten in the morning; now it is eight."""
    monkeypatch.setattr(clock, "now", lambda: EIGHT.astimezone())
    return set_day_end(store, add_person(store, "Owl").id, 10)


def test_today_needs_a_person(owl: Person):
    """Nothing asks the clock for a day but in this one way, and that needs a person."""
    assert clock.today(owl) == EIGHT.date() - timedelta(days=1)
    places = [path for path in (PROJECT / "tracker").rglob("*.py") if path.name != "clock.py"]
    found = [path.name for path in places if _DAYS_OF_A_CLOCK.search(path.read_text())]
    assert found == []


def test_a_pause_is_over_on_the_persons_day(store: Store, owl: Person, open_page: OpenPage):
    kept = log_procedure(store, a_procedure(owl.id, started_at=EIGHT - timedelta(days=90)))
    pause = earliest_next_session(store, owl.id) - kept.diary_day
    delete_procedure(store, kept.id)
    for days, is_over in ((1, False), (2, True)):
        began = EIGHT.replace(hour=12) - pause - timedelta(days=days - 1)
        kept = log_procedure(store, a_procedure(owl.id, started_at=began))
        app = open_page(routes.TODAY, "Today")
        assert ("go_plan" in [button.key for button in app.button]) is is_over
        delete_procedure(store, kept.id)


def test_answers_and_verdicts_of_the_day_hold_until_the_person_goes_to_bed(
    store: Store, owl: Person, open_page: OpenPage
):
    answer_all(store, owl.id)  # as given on the factories' day, that of most people
    with store.writing() as records:
        given = records.plans.list_answers(owl.id)
        records.plans.save_answers(owl.id, given, clock.today(owl))
    app = open_page(routes.PLAN, "Plan a session")
    assert "to answer" not in " ".join(one.label for one in app.expander)

    for days, is_early in ((1, True), (0, False)):  # after noon of the day before, or of that day
        began = EIGHT.replace(hour=12) - timedelta(weeks=VERDICT_WEEKS, days=1 - days)
        kept = log_procedure(store, a_procedure(owl.id, started_at=began))
        outcomes = open_page(routes.OUTCOMES, "Is it worth it?")
        assert ("It is too early to say." in words_on(outcomes)) is is_early
        delete_procedure(store, kept.id)


def test_a_spot_of_tomorrow_is_refused(store: Store, owl: Person):
    note = NewZoneNote(person_id=owl.id, zone=Zone.CHIN, mark=SkinMark.SPOT, noted_on=EIGHT.date())
    with pytest.raises(InvalidEntry, match="future"):
        add_note(store, note)
