from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from analysis import FACIAL_ZONES, Zone
from tests.factories import a_procedure, an_entry, days_ago, needles, today
from tests.marks import by_hand
from tests.ui.conftest import (
    OpenPage,
    assert_on_page,
    errors_on,
    give_length,
    map_on,
    words_on,
)
from tracker.domain.guidance.guards import shipped_guards
from tracker.domain.records.kept import DeviceKind, Setting, TreatedZone
from tracker.domain.records.scales import Symptom
from tracker.services.recovery.diary import list_entries, save_entry
from tracker.services.recovery.ordinary import find_ordinary
from tracker.services.recovery.procedures import (
    correct_procedure,
    list_procedures,
    log_procedure,
)
from tracker.ui import routes
from tracker.ui.state import PROCEDURE_TO_CORRECT


def fill(app: AppTest, key: str, **values: object) -> None:
    for name, value in values.items():
        element = next(
            one
            for kind in ("date_input", "time_input", "text_input", "text_area", "button_group")
            for one in app.get(kind)
            if one.key == f"{key}-{name}"
        )
        element.set_value(str(value) if isinstance(value, int | float) else value)
    app.run()
    assert not app.exception


def save(app: AppTest) -> None:
    app.button(key="save_session").click().run()
    assert not app.exception


@pytest.fixture
def key(ada):
    return f"session-{ada.id}-new"


def test_a_session_is_logged(store, ada, key, open_page: OpenPage):
    app = open_page(routes.SESSION, "Session")
    yesterday = today() - timedelta(days=1)
    fill(
        app,
        key,
        date=yesterday,
        time=time(18, 30),
        device=DeviceKind.ROLLER,
        setting=Setting.HOME,
        passes=3,
        products="Serum",
        notes="Evening",
    )
    give_length(app, key, 0.5, Zone.CHEEK_LEFT, Zone.BACK)
    give_length(app, key, 0.25, Zone.FOREHEAD)
    save(app)
    assert_on_page(app, "Today")
    (procedure,) = list_procedures(store, ada.id)
    assert procedure.started_at == datetime.combine(yesterday, time(18, 30))
    assert procedure.device is DeviceKind.ROLLER
    assert procedure.setting is Setting.HOME
    lengths = {one.zone: one.needle_length_mm for one in procedure.zones}
    assert lengths == {Zone.CHEEK_LEFT: 0.5, Zone.FOREHEAD: 0.25, Zone.BACK: 0.5}
    assert (procedure.passes, procedure.products, procedure.notes) == (3, "Serum", "Evening")


def test_the_whole_face_is_one_tap(store, ada, key, open_page: OpenPage):
    app = open_page(routes.SESSION, "Session")
    app.button(key=f"{key}-whole").click().run()
    app.segmented_control(key=f"{key}-length").set_value(1.0).run()
    save(app)
    assert list_procedures(store, ada.id)[0].treated_zones == frozenset(FACIAL_ZONES)


def test_ratings_of_an_ordinary_day_are_kept_with_the_session(store, ada, key, open_page: OpenPage):
    app = open_page(routes.SESSION, "Session")
    app.segmented_control(key=f"ordinary-{ada.id}-{Symptom.REDNESS}").set_value(2).run()
    app.button(key=f"{key}-whole").click().run()
    app.segmented_control(key=f"{key}-length").set_value(1.0).run()
    save(app)
    assert find_ordinary(store, ada.id).levels == {Symptom.REDNESS: 2}


def test_deep_needles_at_home_are_explained_and_can_be_recorded(
    store, ada, key, open_page: OpenPage
):
    app = open_page(routes.SESSION, "Session")
    fill(app, key, setting=Setting.HOME)
    give_length(app, key, 0.3, Zone.CHIN)
    assert "Please stop and read" not in words_on(app)
    give_length(app, key, 1.0, Zone.CHIN)
    guard = shipped_guards()["home_professional_depth"]
    assert "1 mm at home is a professional's needle length." in words_on(app)
    assert guard.why in words_on(app)
    assert all(source.title in words_on(app) for source in guard.sources)
    save(app)
    assert list_procedures(store, ada.id)[0].longest_needle_mm == 1.0


def test_needles_cost_and_passes_of_a_zone_are_kept(store, ada, open_page: OpenPage):
    with store.writing() as records:
        roller = records.plans.add_needles(needles(ada.id, name="my roller"))
    walked = TreatedZone(zone=Zone.CHIN, needle_length_mm=0.25, passes=3, reached_endpoint=True)
    kept = log_procedure(
        store,
        a_procedure(ada.id, zones=(walked,), device=DeviceKind.ROLLER, setting=Setting.HOME),
    )
    app = open_page(routes.SESSION, "Session")
    app.selectbox(key=PROCEDURE_TO_CORRECT).set_value(kept.id).run()
    key = f"session-{ada.id}-{kept.id}"
    app.selectbox(key=f"needles-{ada.id}-{DeviceKind.ROLLER}-{kept.id}").set_value(roller.id)
    app.text_input(key=f"{key}-currency").set_value("EUR")
    give_length(app, key, 0.3, Zone.CHIN)
    fill(app, key, cost=12.5)
    save(app)
    (corrected,) = list_procedures(store, ada.id)
    assert corrected.zones == (replace(walked, needle_length_mm=0.3),)
    assert (corrected.cost, corrected.currency) == (Decimal("12.50"), "EUR")
    assert corrected.needle_set_id == roller.id


def test_the_map_shows_the_length_of_each_treated_zone(store, ada, key, open_page: OpenPage):
    app = open_page(routes.SESSION, "Session")
    give_length(app, key, 0.3, Zone.CHIN, Zone.NOSE, Zone.NECK)
    give_length(app, key, 0.25, Zone.NOSE)
    drawn = map_on(app)
    for words in ("Chin: 0.3", "Nose: 0.25", "Neck: 0.3"):
        assert f"{words}\N{NO-BREAK SPACE}mm, at most" in drawn
    assert "Forehead: at most" in drawn


def test_the_currency_of_the_last_session_is_offered(store, ada, key, open_page: OpenPage):
    log_procedure(store, a_procedure(ada.id, cost=Decimal(80), currency="CHF"))
    app = open_page(routes.SESSION, "Session")
    assert app.text_input(key=f"{key}-currency").value == "CHF"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"passes": 0}, "Please enter between 1 and 20 passes."),
        (
            {"date": today() + timedelta(days=1), "time": time(23, 59)},
            "This session lies in the future. Please check its date and time.",
        ),
        ({"date": None}, "Please enter the date and the time of the session."),
        (
            {"notes": "x" * 5000},
            "The note is longer than 4000 characters. Please shorten it.",
        ),
    ],
)
def test_what_cannot_be_gets_one_sentence_and_loses_nothing(
    values, sentence, store, ada, key, open_page: OpenPage
):
    app = open_page(routes.SESSION, "Session")
    give_length(app, key, 1.0, Zone.CHIN)
    fill(app, key, **{"products": "Serum"} | values)
    save(app)
    assert errors_on(app) == [sentence]
    assert not list_procedures(store, ada.id)
    assert app.text_area(key=f"{key}-products").value == "Serum"
    assert "Chin: 1" in map_on(app)


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ([], "Please choose at least one treated zone."),
        ([Zone.LEGS], "Please choose a needle length for Legs."),
    ],
)
def test_a_session_needs_zones_and_their_lengths(
    chosen, sentence, store, ada, key, open_page: OpenPage
):
    app = open_page(routes.SESSION, "Session")
    app.pills(key=f"{key}-zones").set_value(chosen).run()
    save(app)
    assert errors_on(app) == [sentence]
    assert not list_procedures(store, ada.id)


@pytest.mark.parametrize(
    ("typed", "length_mm"), [("3.1", 3.1), ("0,3", 0.3), ("0,25 mm", 0.25), ("2", 2.0)]
)
def test_any_needle_length_can_be_entered(
    store, ada, key, typed: str, length_mm: float, open_page: OpenPage
):
    app = open_page(routes.SESSION, "Session")
    app.pills(key=f"{key}-zones").set_value([Zone.CHIN]).run()
    length = app.text_input(key=f"{key}-another-length")
    length.set_value(typed)
    app.button(key=f"{key}-another-taken").click().run()
    assert app.text_input(key=f"{key}-another-length").value == ""
    save(app)
    assert list_procedures(store, ada.id)[0].longest_needle_mm == length_mm


def test_two_sessions_at_one_time_are_refused(store, ada, key, open_page: OpenPage):
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(3, 18)))
    app = open_page(routes.SESSION, "Session")
    give_length(app, key, 1.0, Zone.CHIN)
    fill(app, key, date=days_ago(3).date(), time=time(18))
    save(app)
    assert "already a session at that date and time" in errors_on(app)[0]


def test_a_session_is_corrected(store, ada, open_page: OpenPage):
    kept = log_procedure(store, a_procedure(ada.id, products="Serum"))
    app = open_page(routes.SESSION, "Session")
    app.selectbox(key=PROCEDURE_TO_CORRECT).set_value(kept.id).run()
    key = f"session-{ada.id}-{kept.id}"
    give_length(app, key, 0.5, *kept.treated_zones)
    fill(app, key, passes=4)
    save(app)
    assert_on_page(app, "Today")
    (corrected,) = list_procedures(store, ada.id)
    assert corrected.id == kept.id
    assert (corrected.longest_needle_mm, corrected.passes) == (0.5, 4)
    assert corrected.products == "Serum"


def test_correcting_may_not_strand_the_diary(store, ada, open_page: OpenPage):
    kept = log_procedure(store, a_procedure(ada.id, started_at=days_ago(7, 18)))
    save_entry(store, an_entry(ada.id, day=days_ago(6).date()))
    app = open_page(routes.SESSION, "Session")
    app.selectbox(key=PROCEDURE_TO_CORRECT).set_value(kept.id).run()
    fill(app, f"session-{ada.id}-{kept.id}", date=days_ago(2).date())
    save(app)
    assert "would lie before the first session" in errors_on(app)[0]
    assert list_procedures(store, ada.id) == (kept,)


def test_a_session_is_deleted_with_its_days(store, ada, open_page: OpenPage):
    kept = log_procedure(store, a_procedure(ada.id))
    save_entry(store, an_entry(ada.id))
    app = open_page(routes.SESSION, "Session")
    app.selectbox(key=PROCEDURE_TO_CORRECT).set_value(kept.id).run()
    assert "photos: 0; diary days: 1 (1 entries)" in words_on(app)
    app.button(key="delete_session").click().run()
    assert_on_page(app, "History")
    assert not list_procedures(store, ada.id)
    assert not list_entries(store, ada.id)


def test_what_another_window_added_meanwhile_does_not_go_unnamed(store, ada, open_page: OpenPage):
    kept = log_procedure(store, a_procedure(ada.id))
    app = open_page(routes.SESSION, "Session")
    app.selectbox(key=PROCEDURE_TO_CORRECT).set_value(kept.id).run()
    entry = save_entry(store, an_entry(ada.id))  # in another window
    app.button(key="delete_session").click().run()
    assert "has changed since you read it" in app.warning[0].value
    assert "diary days: 1 (1 entries)" in words_on(app)
    assert list_procedures(store, ada.id) == (kept,) and list_entries(store, ada.id) == (entry,)
    app.button(key="delete_session").click().run()
    assert_on_page(app, "History")
    assert not list_procedures(store, ada.id)


@pytest.mark.parametrize("typed", ["1,234", "much", "30", "-1"])
def test_a_needle_length_that_cannot_be_read_is_told_beside_its_field(
    store, ada, key, typed: str, open_page: OpenPage
):
    app = open_page(routes.SESSION, "Session")
    app.pills(key=f"{key}-zones").set_value([Zone.CHIN]).run()
    app.text_input(key=f"{key}-another-length").set_value(typed)
    app.button(key=f"{key}-another-taken").click().run()
    assert app.text_input(key=f"{key}-another-length").value == typed
    assert any("Please" in sentence for sentence in errors_on(app))


@pytest.mark.parametrize(
    ("typed", "cost"),
    [("149,50", "149.50"), ("149.5", "149.50"), ("1.234,50", "1234.50"), ("149,50 €", "149.50")],
)
@pytest.mark.parametrize("language", ["en", by_hand("de")])
def test_a_cost_is_read_as_its_writer_means_it(
    store, ada, key, typed: str, cost: str, language: str, open_page: OpenPage
):
    with store.writing() as records:
        records.set_language(ada.id, language)
    app = open_page(routes.SESSION, "Session" if language == "en" else "Sitzung")
    app.session_state[f"{key}-lengths"] = {Zone.CHIN: 0.5}
    app.text_input(key=f"{key}-cost").set_value(typed).run()
    save(app)
    assert errors_on(app) == []
    assert list_procedures(store, ada.id)[0].cost == Decimal(cost)


def test_a_cost_that_may_be_two_is_asked_about(store, ada, key, open_page: OpenPage):
    app = open_page(routes.SESSION, "Session")
    app.pills(key=f"{key}-zones").set_value([Zone.CHIN]).run()
    app.text_input(key=f"{key}-another-length").set_value("0.5")
    app.button(key=f"{key}-another-taken").click().run()
    app.text_input(key=f"{key}-cost").set_value("1,234").run()
    save(app)
    assert "“1,234” cannot be read as one number." in errors_on(app)[0]
    assert not list_procedures(store, ada.id)


def test_two_windows_that_correct_one_session_are_both_shown(store, ada, open_page: OpenPage):
    """What one window alone changed is chosen at first; what both changed, the person chooses."""
    kept = log_procedure(store, a_procedure(ada.id, passes=2, notes="was"))
    app = open_page(routes.SESSION, "Session")
    app.selectbox(key=PROCEDURE_TO_CORRECT).set_value(kept.id).run()
    key = f"session-{ada.id}-{kept.id}"
    fill(app, key, passes=5, setting=Setting.HOME)
    there = correct_procedure(
        store,
        replace(kept, passes=3, products="Serum", device=DeviceKind.STAMP),
    )
    for reader in (app, open_page(routes.SESSION, "Session")):  # the same window, or a reload
        reader.selectbox(key=PROCEDURE_TO_CORRECT).set_value(kept.id).run()
        assert "Another window has changed this session meanwhile." in words_on(reader)
        assert "save_session" not in [button.key for button in reader.button]
    both = f"both-{kept.id}-{there.version}"
    fill(app, key, products="Cream")
    app.button(key="save_chosen").click().run()
    assert errors_on(app) == ["Please choose which to keep: Passes over each zone."]
    assert list_procedures(store, ada.id) == (there,)  # nothing was kept over it
    app.segmented_control(key=f"{both}-passes-None").set_value("here").run()
    app.button(key="save_chosen").click().run()
    assert_on_page(app, "Today")
    (saved,) = list_procedures(store, ada.id)
    assert (saved.passes, saved.setting, saved.device) == (5, Setting.HOME, DeviceKind.STAMP)
    assert (saved.products, saved.notes, saved.version) == ("Serum\nCream", "was", 3)


def test_zones_of_two_windows_are_told_apart(store, ada, open_page: OpenPage):
    kept = log_procedure(store, a_procedure(ada.id))
    app = open_page(routes.SESSION, "Session")
    app.selectbox(key=PROCEDURE_TO_CORRECT).set_value(kept.id).run()
    give_length(app, f"session-{ada.id}-{kept.id}", 0.5, Zone.BACK)
    neck = TreatedZone(zone=Zone.NECK, needle_length_mm=0.3)
    correct_procedure(store, replace(kept, zones=(*kept.zones, neck)))
    app.run()
    app.button(key="save_chosen").click().run()
    (saved,) = list_procedures(store, ada.id)
    assert saved.treated_zones == kept.treated_zones | {Zone.BACK, Zone.NECK}
