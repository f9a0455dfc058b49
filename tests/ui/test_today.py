from datetime import timedelta

import pytest

from tests.factories import a_measurement, a_photo, a_procedure, an_entry, as_new, days_ago, today
from tests.ui.conftest import OpenPage, assert_on_page, words_on
from tracker.domain.records.circumstances import Outcome
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import TreatedZone, Zone
from tracker.domain.records.patterns import NOBODY_WATCHES
from tracker.domain.records.scales import Symptom
from tracker.domain.records.status import Status
from tracker.domain.verdict.advice import MISSING_AFTER
from tracker.domain.words.labels import OUTCOMES
from tracker.services.recovery.book import open_book
from tracker.services.recovery.diary import delete_entry, list_entries, save_entry, say_outcome
from tracker.services.recovery.procedures import log_procedure
from tracker.ui import routes


def test_the_day_is_counted_and_nothing_is_said_of_an_empty_diary(store, ada, open_page: OpenPage):
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(3, 18)))
    app = open_page(routes.TODAY, "Today")
    assert "Day 3 after your session on" in words_on(app)
    assert "1.0\N{NO-BREAK SPACE}mm" in words_on(app)
    assert "Usual on day 3: Flaking" in {one.label for one in app.expander}
    assert "Others on day 3 after 1.0" in words_on(app)
    assert "nothing can be said about it" in words_on(app)


def test_on_course_always_says_that_nobody_is_watching(store, ada, open_page: OpenPage):
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(2, 18)))
    save_entry(store, an_entry(ada.id, ratings={Symptom.REDNESS: 2}))
    words = words_on(open_page(routes.TODAY, "Today"))
    assert "On course" in words
    assert NOBODY_WATCHES in words
    assert "Day 2, today" in words


def test_an_older_verdict_names_its_day_and_a_gap_after_it_is_no_comfort(
    store, ada, open_page: OpenPage
):
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(6, 18)))
    yesterday = today() - timedelta(days=1)
    save_entry(store, an_entry(ada.id, day=yesterday, red_flags=frozenset({RedFlag.FEVER})))
    words = words_on(open_page(routes.TODAY, "Today"))
    assert "Contact a clinician today" in words
    assert "Day 5, yesterday" in words
    assert MISSING_AFTER[Status.URGENT] in words


def test_a_photo_does_not_stand_in_for_the_missing_entry(store, ada, open_page: OpenPage):
    procedure = log_procedure(store, a_procedure(ada.id, started_at=days_ago(6, 18)))
    before_yesterday = today() - timedelta(days=2)
    save_entry(store, an_entry(ada.id, day=before_yesterday, red_flags=frozenset({RedFlag.FEVER})))
    with store.writing() as records:
        photo = a_photo(b"today", ada.id, procedure.id, taken_at=days_ago(0), usable=True)
        kept = records.add_photo(photo, b"today")
        records.save_analysis(kept, [a_measurement(kept.id)])
    assert MISSING_AFTER[Status.URGENT] in words_on(open_page(routes.TODAY, "Today"))


def test_after_a_calm_day_nothing_is_asked_for(store, ada, open_page: OpenPage):
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(6, 18)))
    save_entry(store, an_entry(ada.id, day=days_ago(2).date(), ratings={Symptom.REDNESS: 1}))
    assert MISSING_AFTER[Status.URGENT] not in words_on(open_page(routes.TODAY, "Today"))


def test_its_buttons_lead_on(open_demo_page: OpenPage):
    for key, heading in (
        ("go_check_in", "Check in"),
        ("go_photos", "Photos"),
        ("go_recovery", "Recovery"),
    ):
        app = open_demo_page(routes.TODAY, "Today")
        app.button(key=key).click().run()
        assert_on_page(app, heading)


def test_between_sessions_it_says_when_the_next_is_possible_and_how_the_last_went(
    store, ada, open_page: OpenPage
):
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(20, 18)))
    for day in (1, 2, 3, 4):
        ratings = dict.fromkeys(Symptom, 5 if day == 1 else 0)
        save_entry(store, an_entry(ada.id, day=days_ago(20 - day).date(), ratings=ratings))
    words = words_on(open_page(routes.TODAY, "Today"))
    assert "**The next session** is possible in 8 days" in words
    assert "highest redness 5 of 10, calm from day" in words


@pytest.mark.parametrize("flag", [None, RedFlag.FEVER, RedFlag.PURPLE_PATCHES])
def test_two_recoveries_may_have_the_same_status(flag, store, ada, open_page: OpenPage):
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(4, 18)))
    back = (TreatedZone(zone=Zone.BACK, needle_length_mm=1.0),)
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(2, 18), zones=back))
    flags = frozenset({flag} if flag else ())
    save_entry(store, an_entry(ada.id, ratings={Symptom.REDNESS: 1}, red_flags=flags))
    app = open_page(routes.TODAY, "Today")
    told = [one.value for one in app.markdown if one.value.startswith("### ")]
    assert len(told) == 2 and len(set(told)) == 1
    assert "Day 2, today" in words_on(app) and "Day 4, today" in words_on(app)


@pytest.mark.benchmark
def test_the_most_urgent_recovery_stands_first_and_no_new_session_ends_what_it_asks(
    store, ada, open_page: OpenPage
):
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(6, 18)))
    flagged = frozenset({RedFlag.FACIAL_WEAKNESS})
    save_entry(store, an_entry(ada.id, day=today() - timedelta(days=4), red_flags=flagged))
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(2, 18)))
    words = words_on(open_page(routes.TODAY, "Today"))
    assert words.index("Emergency") < words.index("Nothing has been entered for this session")
    entry = save_entry(store, an_entry(ada.id, ratings={Symptom.REDNESS: 2}))
    for outcome, is_open in ((Outcome.NOT_SEEN, True), (Outcome.SEEN, False)):
        say_outcome(store, ada.id, entry.day, outcome)
        latest = open_book(store, ada.id).recoveries[-1].latest
        assert (latest.status is Status.EMERGENCY) is is_open


def test_silence_of_two_days_is_named_and_that_of_one_is_not(store, ada, open_page: OpenPage):
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(6, 18)))
    save_entry(store, an_entry(ada.id, day=days_ago(2).date(), ratings={Symptom.REDNESS: 1}))
    assert "Nothing was entered for" not in words_on(open_page(routes.TODAY, "Today"))
    (entry,) = list_entries(store, ada.id)
    delete_entry(store, entry)
    save_entry(store, as_new(entry, day=days_ago(3).date(), version=0))
    assert "Nothing was entered for 2 days" in words_on(open_page(routes.TODAY, "Today"))


def test_after_the_end_of_a_calm_recovery_it_says_that_it_no_longer_asks(
    store, ada, open_page: OpenPage
):
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(15, 18)))
    for ago in (13, 12, 11):
        entry = an_entry(ada.id, day=days_ago(ago).date(), ratings=dict.fromkeys(Symptom, 0))
        save_entry(store, entry)
    words = words_on(open_page(routes.TODAY, "Today"))
    assert "The 14 days after this session are over, and the app no longer asks." in words
    assert "Nothing was entered for" not in words


def test_sessions_of_one_day_and_of_several_areas_are_told_apart(store, ada, open_page: OpenPage):
    back = (TreatedZone(zone=Zone.BACK, needle_length_mm=1.0),)
    for hour, zones in ((9, None), (19, back)):
        details = {"zones": zones} if zones else {}
        log_procedure(store, a_procedure(ada.id, started_at=days_ago(2, hour), **details))
    for route, heading in ((routes.TODAY, "Today"), (routes.HISTORY, "History")):
        words = words_on(open_page(route, heading))
        assert "09:00, Face**" in words and "19:00, Back**" in words


@pytest.mark.parametrize("zone", [Zone.CHEEK_LEFT, Zone.NECK, Zone.CHIN, Zone.BACK])
def test_no_session_takes_an_open_emergency_off_the_page(
    zone: Zone, store, ada, open_page: OpenPage
):
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(21, 18)))
    flags = frozenset({RedFlag.EYE_MOVEMENT_OR_VISION})
    save_entry(store, an_entry(ada.id, day=days_ago(4).date(), red_flags=flags))
    zones = (TreatedZone(zone=zone, needle_length_mm=1.0),)
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(2, 18), zones=zones))
    save_entry(store, an_entry(ada.id, day=today(), ratings={Symptom.REDNESS: 4}))
    app = open_page(routes.TODAY, "Today")
    words = words_on(app)
    statuses = [line for line in words.splitlines() if line.startswith("### :material/")]
    assert "Emergency: act now" in statuses[0]
    assert words.count("What came of it?") == 1
    next(one for one in app.button if one.label == OUTCOMES[Outcome.SEEN]).click().run()
    assert "What came of it?" not in words_on(app)
