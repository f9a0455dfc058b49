"""After a session on Today: the day's care, products, and what they may have to do with a drift."""

from datetime import datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from tests.factories import a_procedure, an_entry, days_ago, today
from tests.ui.conftest import OpenPage, errors_on, words_on
from tracker import clock
from tracker.domain.guidance.aftercare import (
    NewProductUse,
    ProductKind,
    shipped_aftercare,
)
from tracker.domain.guidance.words import BY_TIMING_ONLY, KEEP_TAKING, NOT_SIGNED_OFF
from tracker.domain.records.kept import Person, Procedure
from tracker.domain.records.scales import Symptom
from tracker.services.guidance.aftercare import list_products, note_product, ticked_items
from tracker.services.recovery.procedures import log_procedure
from tracker.store.repository import Store
from tracker.ui import routes


def log(store: Store, person: Person, days: int) -> Procedure:
    return log_procedure(store, a_procedure(person.id, started_at=days_ago(days, 0)))


@pytest.fixture
def procedure(store: Store, ada: Person) -> Procedure:
    return log(store, ada, days=1)


def care_boxes(app: AppTest) -> dict[str, object]:
    return {
        str(box.key).rsplit("-", 1)[1]: box
        for box in app.checkbox
        if str(box.key).startswith("care-")
    }


def test_today_lists_what_to_do_and_what_to_leave_off_until_when(procedure, open_page: OpenPage):
    app = open_page(routes.TODAY, "Today")
    boxes = care_boxes(app)
    assert {"mineral_sunscreen", "gentle_care", "retinoids"} <= boxes.keys()
    assert "cool_compress" not in boxes  # over after eight hours
    exercise = boxes["exercise"].label
    ends_at = procedure.started_at + timedelta(hours=72)
    assert shipped_aftercare()["exercise"].title in exercise
    assert f"(until {ends_at:%a} {ends_at.day} {ends_at:%b}, 00:00)" in exercise
    assert KEEP_TAKING in words_on(app)
    assert NOT_SIGNED_OFF in words_on(app)


def test_what_is_over_is_gone_and_what_begins_later_today_says_when(
    store: Store, ada: Person, open_page: OpenPage, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 27, 16).astimezone())
    log_procedure(store, a_procedure(ada.id, started_at=datetime(2026, 11, 26, 23, 50)))
    boxes = care_boxes(open_page(routes.TODAY, "Today"))
    assert "nothing_on_skin" not in boxes  # over since 07:50
    assert "(from Fri 27 Nov, 23:50, until 10 Dec)" in boxes["mineral_sunscreen"].label
    assert "(until Fri 27 Nov, 23:50)" in boxes["sunscreen_wait"].label


def test_the_whole_plan_names_every_row_with_its_sources(procedure, open_page: OpenPage):
    words = words_on(open_page(routes.TODAY, "Today"))
    for item in shipped_aftercare().values():
        assert f"**{item.title}**. {item.text}" in words
        assert all(source.title in words for source in item.sources)


def test_a_tick_is_kept_for_today_and_can_be_taken_back(
    store: Store, procedure, open_page: OpenPage
):
    app = open_page(routes.TODAY, "Today")
    care_boxes(app)["sun"].check().run()
    assert ticked_items(store, procedure.id, today()) == {"sun"}
    app = open_page(routes.TODAY, "Today")
    assert care_boxes(app)["sun"].value is True
    care_boxes(app)["sun"].uncheck().run()
    assert ticked_items(store, procedure.id, today()) == frozenset()


def test_strong_products_stay_off_while_the_skin_peels(
    store: Store, ada: Person, open_page: OpenPage
):
    log(store, ada, days=8)
    assert "retinoids" not in care_boxes(open_page(routes.TODAY, "Today"))
    with store.writing() as records:
        records.save_entry(an_entry(ada.id, ratings={Symptom.REDNESS: 0, Symptom.DRYNESS: 3}))
    boxes = care_boxes(open_page(routes.TODAY, "Today"))
    assert "(until the skin no longer peels)" in boxes["retinoids"].label


def test_care_ends_with_its_last_row(store: Store, ada: Person, open_page: OpenPage):
    log(store, ada, days=15)
    app = open_page(routes.TODAY, "Today")
    assert care_boxes(app) == {}
    assert "Care today" not in words_on(app)


def test_a_product_is_noted_and_deleted(store: Store, procedure, open_page: OpenPage):
    app = open_page(routes.TODAY, "Today")
    app.selectbox(key="product_kind").set_value(ProductKind.VITAMIN_C)
    app.text_input(key="product_name").set_value(" Glow ")
    app.button(key="note_product").click().run()
    (use,) = list_products(store, procedure.person_id, days_ago(2))
    assert (use.name, use.kind) == ("Glow", ProductKind.VITAMIN_C)
    assert "Glow (Vitamin C)" in words_on(app)
    assert "left off at that time by the after-care" in words_on(app)
    app.button(key=f"delete_use_{use.id}").click().run()
    assert list_products(store, procedure.person_id, days_ago(2)) == ()


def test_a_product_needs_its_kind(store: Store, procedure, open_page: OpenPage):
    app = open_page(routes.TODAY, "Today")
    app.button(key="note_product").click().run()
    assert errors_on(app) == ["Please choose a kind of product, and when it was used."]
    assert list_products(store, procedure.person_id, days_ago(2)) == ()


@pytest.mark.parametrize(
    ("route", "heading"), [(routes.TODAY, "Today"), (routes.RECOVERY, "Recovery")]
)
def test_a_drift_names_products_by_their_timing(
    store: Store, ada: Person, route, heading, open_page: OpenPage
):
    log(store, ada, days=4)
    with store.writing() as records:
        for ago, level in zip(range(4, -1, -1), (6, 4, 2, 4, 7), strict=True):
            ratings = {Symptom.REDNESS: level, Symptom.PAIN: max(level - 2, 0)}
            records.save_entry(an_entry(ada.id, day=days_ago(ago).date(), ratings=ratings))
    assert BY_TIMING_ONLY not in words_on(open_page(route, heading))
    used = {"name": "Glow", "kind": ProductKind.VITAMIN_C, "used_at": days_ago(3, 8)}
    note_product(store, ada.id, NewProductUse(**used))
    words = words_on(open_page(route, heading))
    assert "**Contact allergy.**" in words
    assert "Glow (Vitamin C)" in words
    assert BY_TIMING_ONLY in words
