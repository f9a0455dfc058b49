"""Whose error is stated beside a change, in words."""

from datetime import timedelta

from tests.factories import a_measurement, a_photo, days_ago, skin_bytes, store_procedure
from tests.ui.conftest import OpenPage
from tracker.domain.course.own_error import OwnError
from tracker.domain.records.kept import BodyArea, PhotoFinding, PhotoRole
from tracker.domain.words.measure_names import TONE
from tracker.services.photos.untreated.lights import Lesson
from tracker.services.recovery.book import load_recovery
from tracker.store.repository import Store
from tracker.ui import routes
from tracker.ui.components.photos.own_error import say_own_error
from tracker.ui.components.photos.zone_changes import say_figure


def test_the_general_one_until_there_are_pairs():
    assert say_own_error(OwnError()) == "**Error.** That of people and phones in general."


def test_an_own_one_says_from_how_many_pairs():
    said = say_own_error(OwnError(0.7, 5))
    assert "70 %" in said and ": 5. Which phone took a photo is not kept" in said
    assert "The status keeps to the general one" not in said


def test_a_larger_one_says_that_nothing_is_missed():
    assert say_own_error(OwnError(1.3, 2)).endswith("so that nothing is missed.")


def test_a_photos_own_value_has_no_figure_beside_others():
    """Only changes are comparable over cameras and people."""
    assert "41" not in say_figure(a_measurement(1, measure=TONE, value=41.0, mdc95=None, unit="°"))
    assert "41" in say_figure(a_measurement(1, value=41.0))


def test_a_tap_lets_a_retest_be_the_photo_from_before_and_another_tap_is_offered(
    store: Store, open_page: OpenPage
):
    """What was taken after the session is offered no such thing."""
    session, ids = store_procedure(store, started_at=days_ago(60, 18)), []
    doubt = (PhotoFinding("perhaps_another_person", "It may be somebody else."),)
    for role, days in ((PhotoRole.BEFORE, -0.2), (PhotoRole.RETEST, -0.1), (PhotoRole.RETEST, 30)):
        content, taken_at = skin_bytes(len(ids)), session.started_at + timedelta(days=days)
        photo = a_photo(
            content, session.person_id, session.id,
            role=role, area=BodyArea.BACK, taken_at=taken_at, findings=doubt if days == 30 else (),
        )  # fmt: skip
        with store.writing() as records:
            ids.append(records.add_photo(photo, content).id)
    app = open_page(routes.PHOTOS, "Photos")
    offered = {b.key for b in app.button if b.key and b.key.startswith("make_before_")}
    assert offered == {f"make_before_{ids[1]}"}
    assert any(Lesson.PERHAPS_ANOTHER.value in one.value for one in app.markdown)
    assert app.button(key=f"same_person_{ids[2]}")
    app.button(key=f"make_before_{ids[1]}").click().run()
    assert not app.exception
    shown = load_recovery(store, session.id)
    assert shown.before_photo(BodyArea.BACK).id == ids[1]
    assert {one.id for one in shown.retests} == {ids[0], ids[2]}
    assert app.button(key=f"make_before_{ids[0]}")
