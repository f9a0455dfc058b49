from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from tests.factories import a_procedure, an_entry, days_ago, today
from tests.ui.conftest import OpenPage, assert_on_page, errors_on, go_to, words_on
from tracker import clock
from tracker.domain.records.circumstances import Circumstances, Outcome, SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import DeviceKind, DiaryEntry
from tracker.domain.records.scales import Symptom
from tracker.domain.words.flag_texts import flags_asked, shipped_flag_texts
from tracker.services.data.people import add_person, set_emergency_number
from tracker.services.recovery.book import open_book
from tracker.services.recovery.diary import entries_on, save_entry
from tracker.services.recovery.drafts import check_in_form, drop_draft
from tracker.services.recovery.procedures import log_procedure
from tracker.store.repository import Store
from tracker.ui import routes
from tracker.ui.state import rating_key

TODAY = today()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def ada(store, ada):
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(3, 18)))
    return ada


def find_entry(store: Store, person_id: int, day: date) -> DiaryEntry | None:
    """The latest entry of a day."""
    return next(iter(entries_on(store, person_id, day)[-1:]), None)


def rate(app: AppTest, person_id: int, symptom: Symptom, rating: int, day: date = TODAY) -> None:
    app.button_group(key=rating_key(person_id, day, symptom)).set_value(rating).run()


def to_signs(app: AppTest) -> None:
    """Go on to the warning signs, which come by themselves once everything is rated."""
    if any(button.key == "to_signs" for button in app.button):
        app.button(key="to_signs").click().run()


def save_none(app: AppTest) -> None:
    """Say that no warning sign applies, which saves."""
    to_signs(app)
    app.button(key="none_apply").click().run()
    assert not app.exception


def save(app: AppTest) -> None:
    to_signs(app)
    app.button(key="save_entry").click().run()
    assert not app.exception


def keys(app: AppTest) -> set[str | None]:
    return {button.key for button in app.button}


def labels(app: AppTest) -> list[str]:
    return [group.label for group in app.button_group]


def test_ratings_get_their_word_at_once(ada, open_page: OpenPage):
    app = open_page(routes.CHECK_IN, "Check in")
    rate(app, ada.id, Symptom.REDNESS, 6)
    assert "Redness: moderate" in labels(app)
    assert "Pain" in labels(app)  # not rated: no word, and no 0


def test_a_day_is_saved_and_judged(store, ada, open_page: OpenPage):
    app = open_page(routes.CHECK_IN, "Check in")
    rate(app, ada.id, Symptom.REDNESS, 1)
    rate(app, ada.id, Symptom.PAIN, 0)
    to_signs(app)
    app.text_area(key=rating_key(ada.id, TODAY, "note")).set_value("Flaky.").run()
    save_none(app)
    entry = find_entry(store, ada.id, TODAY)
    assert entry.ratings == {Symptom.REDNESS: 1, Symptom.PAIN: 0}
    assert entry.red_flags == frozenset()
    assert entry.note == "Flaky."
    assert "On course" in words_on(app)
    assert "Saved." in words_on(app)


def test_the_warning_signs_cannot_be_passed_over(store, ada, open_page: OpenPage):
    app = open_page(routes.CHECK_IN, "Check in")
    rate(app, ada.id, Symptom.REDNESS, 1)
    assert "save_entry" not in keys(app)
    to_signs(app)
    assert {"save_entry", "none_apply"} & keys(app) == {"none_apply"}
    app.button(key="to_ratings").click().run()
    assert "Redness: almost clear" in labels(app)  # what was entered is still there
    assert find_entry(store, ada.id, TODAY) is None


def test_six_ratings_and_one_tap_save_a_day(store, ada, open_page: OpenPage):
    app = open_page(routes.CHECK_IN, "Check in")
    for symptom in Symptom:
        rate(app, ada.id, symptom, 1)
    app.button(key="none_apply").click().run()  # the signs are there without a tap
    assert find_entry(store, ada.id, TODAY).ratings == dict.fromkeys(Symptom, 1)
    assert "On course" in words_on(app)
    assert "Redness: almost clear" not in labels(app)  # the verdict stands in place of the form


def test_a_day_without_any_rating_is_not_saved(store, ada, open_page: OpenPage):
    app = open_page(routes.CHECK_IN, "Check in")
    save_none(app)
    assert errors_on(app) == ["Please rate at least one of the six, for instance redness."]
    assert find_entry(store, ada.id, TODAY) is None


def test_every_warning_sign_of_the_day_is_asked(ada, open_page: OpenPage):
    app = open_page(routes.CHECK_IN, "Check in")
    to_signs(app)
    asked = {box.label for box in app.checkbox}
    assert asked == {shipped_flag_texts()[flag].question for flag in flags_asked(3, DeviceKind.PEN)}


def test_a_sign_that_is_not_asked_any_more_stays_where_it_was_ticked(
    store, ada, open_page: OpenPage
):
    save_entry(store, an_entry(ada.id, red_flags=frozenset({RedFlag.NUMBING_REACTION})))
    app = open_page(routes.CHECK_IN, "Check in")
    to_signs(app)
    assert app.checkbox(key=rating_key(ada.id, TODAY, RedFlag.NUMBING_REACTION)).value


@pytest.mark.parametrize(
    ("flag", "level", "status"),
    [
        (RedFlag.PURPLE_PATCHES, "Emergency", "Emergency: act now"),
        (RedFlag.FEVER, "Contact a clinician today", "Contact a clinician today"),
        (RedFlag.NUMBNESS, "Book a review", "Off course"),
    ],
)
def test_a_warning_sign_is_answered_before_and_after_saving(
    flag, level, status, store, ada, open_page: OpenPage
):
    app = open_page(routes.CHECK_IN, "Check in")
    to_signs(app)
    app.checkbox(key=rating_key(ada.id, TODAY, flag)).set_value(True).run()
    boxes = [box.value for box in (*app.error, *app.warning)]
    (box,) = [box for box in boxes if box.startswith(f"**{level}.**")]
    assert shipped_flag_texts()[flag].what_to_do in box
    assert find_entry(store, ada.id, TODAY) is None
    save(app)
    assert find_entry(store, ada.id, TODAY).red_flags == {flag}
    assert any(status in text.value and text.value.startswith("###") for text in app.markdown)
    assert shipped_flag_texts()[flag].what_to_do in words_on(app)


def test_an_earlier_day_brings_its_answers_and_can_be_corrected(store, ada, open_page: OpenPage):
    save_entry(
        store,
        an_entry(ada.id, day=YESTERDAY, ratings={Symptom.REDNESS: 5}, note="Warm."),
    )
    app = open_page(routes.CHECK_IN, "Check in")
    app.button_group(key="day_choice").set_value(YESTERDAY).run()
    assert "Redness: moderate" in labels(app)
    to_signs(app)
    assert app.text_area(key=rating_key(ada.id, YESTERDAY, "note")).value == "Warm."
    app.button(key="to_ratings").click().run()
    rate(app, ada.id, Symptom.REDNESS, 3, YESTERDAY)
    save_none(app)
    assert find_entry(store, ada.id, YESTERDAY).ratings == {Symptom.REDNESS: 3}
    assert find_entry(store, ada.id, TODAY) is None


def test_a_sign_that_was_ticked_stays_ticked_when_the_day_is_opened_again(
    store, ada, open_page: OpenPage
):
    save_entry(store, an_entry(ada.id, red_flags=frozenset({RedFlag.FEVER})))
    app = open_page(routes.CHECK_IN, "Check in")
    to_signs(app)
    assert app.checkbox(key=rating_key(ada.id, TODAY, RedFlag.FEVER)).value
    assert "none_apply" not in keys(app)


def test_an_entry_can_be_deleted(store, ada, open_page: OpenPage):
    save_entry(store, an_entry(ada.id))
    app = open_page(routes.CHECK_IN, "Check in")
    app.button(key="delete_entry").click().run()
    assert_on_page(app, "Today")
    assert find_entry(store, ada.id, TODAY) is None
    go_to(app, routes.CHECK_IN, "Check in")
    assert "Redness" in labels(app)  # nothing of the deleted entry is left in the form


def test_a_rating_that_points_to_a_sign_is_asked_back_once_before_the_verdict(
    store, ada, open_page: OpenPage
):
    app = open_page(routes.CHECK_IN, "Check in")
    rate(app, ada.id, Symptom.PAIN, 7)
    save_none(app)
    assert find_entry(store, ada.id, TODAY) is None
    words = words_on(app)
    assert "You said that none of the warning signs applies." in words
    back = app.segmented_control(key=rating_key(ada.id, TODAY, f"back-{RedFlag.RISING_PAIN}"))
    assert back.label == "**You rated Pain: 7.** Is it new, or is it growing?"
    back.set_value(True).run()
    assert shipped_flag_texts()[RedFlag.RISING_PAIN].what_to_do in words_on(app)
    save(app)
    assert find_entry(store, ada.id, TODAY).ratings == {Symptom.PAIN: 7}
    said = find_entry(store, ada.id, TODAY).circumstances
    assert said.answers == {RedFlag.RISING_PAIN: True}


def test_what_one_window_began_is_saved_beside_what_another_one_saved(
    store, ada, open_page: OpenPage
):
    """Neither an answer nor a rating of a form is lost, and the worse of both counts."""
    app = open_page(routes.CHECK_IN, "Check in")
    for symptom, rating in ((Symptom.REDNESS, 6), (Symptom.PAIN, 5)):
        rate(app, ada.id, symptom, rating)
    save_none(app)
    back = app.segmented_control(key=rating_key(ada.id, TODAY, f"back-{RedFlag.RISING_PAIN}"))
    back.set_value(True).run()
    save_entry(store, an_entry(ada.id, ratings={Symptom.REDNESS: 1, Symptom.PAIN: 0}))
    drop_draft(store, ada.id, check_in_form(TODAY))  # as the other window does when it saves
    save(app)
    kept = entries_on(store, ada.id, TODAY)
    assert [one.ratings for one in kept] == [
        {Symptom.REDNESS: 1, Symptom.PAIN: 0},
        {Symptom.REDNESS: 6, Symptom.PAIN: 5},
    ]
    assert kept[1].circumstances.answers == {RedFlag.RISING_PAIN: True}
    assert "Contact a clinician today" in words_on(app)


def test_today_says_what_was_typed_and_not_saved(store, ada, open_page: OpenPage):
    save_entry(store, an_entry(ada.id, day=TODAY - timedelta(days=1), ratings={Symptom.REDNESS: 2}))
    unsaved = "Typed and not saved yet: the check-in of today."
    app = open_page(routes.CHECK_IN, "Check in")
    assert unsaved not in words_on(open_page(routes.TODAY, "Today"))  # only looked at
    rate(app, ada.id, Symptom.REDNESS, 2)
    assert unsaved in words_on(open_page(routes.TODAY, "Today"))
    to_signs(app)
    save_none(app)
    assert unsaved not in words_on(open_page(routes.TODAY, "Today"))


def test_answers_that_were_moved_to_today_are_not_here_again_on_the_day_before(
    store, ada, open_page: OpenPage, monkeypatch
):
    app = open_page(routes.CHECK_IN, "Check in")
    rate(app, ada.id, Symptom.REDNESS, 6)
    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    app.run()
    app.button(key="move_day").click().run()
    go_to(app, routes.CHECK_IN, "Check in")
    assert "Redness: moderate" in labels(app)
    app.button_group(key="day_choice").set_value(TODAY).run()
    assert "Redness: moderate" not in labels(app)


def test_what_another_window_saved_is_corrected_with_its_own_values(
    store, ada, open_page: OpenPage
):
    app = open_page(routes.CHECK_IN, "Check in")
    rate(app, ada.id, Symptom.REDNESS, 6)
    other = save_entry(store, an_entry(ada.id, ratings={Symptom.REDNESS: 1}))
    app.run()
    assert "Redness: moderate" in labels(app)
    app.button_group(key=f"entry_choice-{ada.id}-{TODAY:%Y%m%d}").set_value(other.id).run()
    assert "Redness: almost clear" in labels(app)


def test_who_comes_back_hours_later_adds_an_entry_and_overwrites_none(
    store, ada, open_page: OpenPage
):
    earlier = clock.now() - timedelta(hours=2)  # before 6 o'clock that is of the day before
    rated = {Symptom.REDNESS: 6, Symptom.PAIN: 5}
    with store.writing() as records:
        records.save_entry(an_entry(ada.id, ratings=rated, recorded_at=earlier))
    assert "Check in once more" in [one.label for one in open_page(routes.TODAY, "Today").button]
    app = open_page(routes.CHECK_IN, "Check in")
    assert "Redness: moderate" not in labels(app)
    redness = next(one for one in app.button_group if one.label == "Redness")
    redness.set_value(0).run()
    save_none(app)
    assert len(entries_on(store, ada.id, TODAY)) == 2
    assert "On course" not in words_on(app)  # the worst counts


def test_an_unanswered_question_does_not_keep_an_entry_from_being_saved(
    store, ada, open_page: OpenPage
):
    app = open_page(routes.CHECK_IN, "Check in")
    rate(app, ada.id, Symptom.PAIN, 7)
    save_none(app)
    save(app)
    assert find_entry(store, ada.id, TODAY).ratings == {Symptom.PAIN: 7}
    assert find_entry(store, ada.id, TODAY).circumstances.answers == {}


def test_an_answer_holds_only_for_the_ratings_it_was_about(store, ada, open_page: OpenPage):
    no = Circumstances(answers={RedFlag.RISING_PAIN: False})
    save_entry(store, an_entry(ada.id, ratings={Symptom.PAIN: 4}), no)
    app = open_page(routes.CHECK_IN, "Check in")
    rate(app, ada.id, Symptom.PAIN, 8)
    save_none(app)
    assert "You rated Pain: 8." in "".join(group.label for group in app.button_group)
    assert find_entry(store, ada.id, TODAY).circumstances == no


def test_what_may_explain_a_day_is_one_tap_each_and_stays(store, ada, open_page: OpenPage):
    app = open_page(routes.CHECK_IN, "Check in")
    rate(app, ada.id, Symptom.REDNESS, 1)
    to_signs(app)
    key = rating_key(ada.id, TODAY, "special")
    app.pills(key=key).set_value([SpecialEvent.SUN, SpecialEvent.ALCOHOL]).run()
    save_none(app)
    assert find_entry(store, ada.id, TODAY).circumstances.special == {
        SpecialEvent.SUN,
        SpecialEvent.ALCOHOL,
    }
    again = open_page(routes.CHECK_IN, "Check in")
    to_signs(again)
    assert set(again.pills(key=key).value) == {SpecialEvent.SUN, SpecialEvent.ALCOHOL}


@pytest.mark.parametrize("outcome", Outcome)
def test_what_came_of_an_emergency_is_asked_and_kept(outcome, store, ada, open_page: OpenPage):
    save_entry(store, an_entry(ada.id, red_flags=frozenset({RedFlag.PURPLE_PATCHES})))
    app = open_page(routes.TODAY, "Today")
    assert "What came of it?" in words_on(app)
    (procedure,) = open_book(store, ada.id).procedures
    app.button(key=f"outcome_{outcome}_{procedure.id}_3").click().run()
    assert not app.exception
    assert find_entry(store, ada.id, TODAY).circumstances.outcome is outcome
    assert find_entry(store, ada.id, TODAY).red_flags == {RedFlag.PURPLE_PATCHES}
    assert ("What came of it?" in words_on(app)) is (outcome is Outcome.NOT_SEEN)
    assert any("Emergency: act now" in text.value for text in app.markdown)  # it stays visible


def test_each_sign_is_named_once_with_its_own_advice_and_a_call(store, ada, open_page: OpenPage):
    same = {RedFlag.EYE_MOVEMENT_OR_VISION, RedFlag.PURPLE_PATCHES}  # they ask for the same
    signs = {*same, RedFlag.FEVER, RedFlag.NUMBNESS}
    save_entry(store, an_entry(ada.id, red_flags=frozenset(signs)))
    app = open_page(routes.TODAY, "Today")
    said = words_on(app)
    for sign in signs:
        text = shipped_flag_texts()[sign]
        assert {said.count(one) for one in (text.question, text.what_to_do, text.why)} == {1}
    (call,) = (link for link in app.get("link_button") if link.proto.url.startswith("tel:"))
    assert call.proto.url == "tel:112"
    set_emergency_number(store, ada.id, "999")
    assert "tel:999" in {link.proto.url for link in app.run().get("link_button")}


def test_a_missed_day_that_is_filled_in_is_marked_as_late(store, ada, open_page: OpenPage):
    save_entry(store, an_entry(ada.id, day=YESTERDAY))
    save_entry(store, an_entry(ada.id))
    app = open_page(routes.CHECK_IN, "Check in")
    assert "filled in later" not in words_on(app)
    app.button_group(key="day_choice").set_value(YESTERDAY).run()
    assert "This entry was filled in later" in words_on(app)


def test_a_saved_day_of_one_person_does_not_stand_for_anothers(store, ada, open_page: OpenPage):
    other = add_person(store, "Bea")
    log_procedure(store, a_procedure(other.id, started_at=days_ago(3, 18)))
    app = open_page(routes.CHECK_IN, "Check in")
    rate(app, ada.id, Symptom.REDNESS, 1)
    save_none(app)
    assert "to_today" in keys(app)
    app.selectbox(key=f"followed-{ada.id}").set_value(other.id).run()
    assert_on_page(app, "Check in")
    assert "to_today" not in keys(app)
    assert entries_on(store, other.id, TODAY) == ()


def test_who_checked_in_before_a_session_of_the_day_adds_an_entry_after_it(
    store, ada, open_page: OpenPage
):
    now = clock.now()
    began = (now - timedelta(minutes=5)).replace(tzinfo=None)
    calm = {Symptom.REDNESS: 1, Symptom.PAIN: 0}
    save_entry(
        store, an_entry(ada.id, day=TODAY, ratings=calm, recorded_at=now - timedelta(minutes=14))
    )
    assert "Correct today’s check-in" in {
        button.label for button in open_page(routes.TODAY, "Today").button
    }
    log_procedure(store, a_procedure(ada.id, started_at=began))
    app = open_page(routes.TODAY, "Today")
    assert "Check in for today" in {button.label for button in app.button}
    app = open_page(routes.CHECK_IN, "Check in")
    next(one for one in app.button_group if one.label == "Redness").set_value(2).run()
    save_none(app)
    assert len(entries_on(store, ada.id, TODAY)) == 2
    assert open_book(store, ada.id).recoveries[-1].days[0].ratings[Symptom.REDNESS] == 2
