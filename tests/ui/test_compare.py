import json
import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analysis import Zone
from tests.factories import a_procedure, days_ago, picture_bytes, pixels
from tests.ui.conftest import OpenPage, assert_on_page, words_on
from tracker.domain.records.kept import BodyArea, PhotoRole, TreatedZone
from tracker.services.photos.keeping import add_photo
from tracker.services.photos.marking import Mark, keep_marks, list_marks
from tracker.services.recovery.procedures import log_procedure
from tracker.ui import routes


def test_without_two_photos_it_says_which_one_is_missing(store, ada, open_page: OpenPage):
    log_procedure(store, a_procedure(ada.id))
    app = open_page(routes.COMPARE, "Compare")
    assert "a photo from before" in words_on(app)
    app.button(key="next_step").click().run()
    assert_on_page(app, "Photos")


def viewer_on(app: AppTest) -> dict[str, Any]:
    """What the viewer of two photos was given."""
    parts = (element.proto for element in app.get("bidi_component"))
    (viewer,) = (part for part in parts if part.component_name == "viewer")
    given: dict[str, Any] = json.loads(viewer.json)
    return given


def film_on(app: AppTest) -> list[dict[str, str]]:
    """The pictures of a film with their captions."""
    parts = (element.proto for element in app.get("bidi_component"))
    (film,) = (part for part in parts if part.component_name == "film")
    frames: list[dict[str, str]] = json.loads(film.json)["frames"]
    return frames


def test_the_pair_is_shown_with_its_labels_value_and_changes(open_demo_page: OpenPage):
    app = open_demo_page(routes.COMPARE, "Compare")
    viewer = viewer_on(app)
    assert viewer["labels"]["before"][0] == "Before"
    name, _, value = viewer["labels"]["after"]
    assert name == "Day 5" and re.fullmatch(
        r"Redness of the whole face \+\d+\.\d ± \d+\.\d EI: .+", value
    )
    assert [mode for mode, _ in viewer["modes"]] == ["divider", "side", "hold", "map"]
    words = words_on(app)
    assert "Whole face: **" in words and "**Redness**" in words and "**Texture**" in words
    figures = app.table[0].value
    assert figures.loc["Redness", "Figure"] in value
    assert {"Flakes", "Visible pores", "Fine lines"} <= set(figures.index)
    assert "Left and right are your own" in words


def test_it_says_how_sure_the_alignment_is_and_what_told_the_light(open_demo_page: OpenPage):
    words = words_on(open_demo_page(routes.COMPARE, "Compare"))
    assert re.search(r"On \d+ % of the skin .* confirms the place", words)
    assert re.search(r"typically off by about 0\.\d+ mm", words)
    assert re.search(r"What the light changed was read from .*the neck", words)


def test_the_same_exposure_can_be_switched_off(open_demo_page: OpenPage):
    app = open_demo_page(routes.COMPARE, "Compare")
    matched = viewer_on(app)["pictures"]
    app.toggle(key="compare_exposure").set_value(False).run()
    taken = viewer_on(app)["pictures"]
    assert taken["before"] == matched["before"] and taken["after"] != matched["after"]


def test_the_map_of_redness_has_a_legend(open_demo_page: OpenPage):
    legend = viewer_on(open_demo_page(routes.COMPARE, "Compare"))["legend"]
    words = " ".join(row["words"] for row in legend)
    for step in ("just visible", "clearly visible", "strong", "nothing can be said"):
        assert step in words
    assert len([row for row in legend if "colour" in row]) == len(legend) - 1


def begun_with(controls, key: str):
    """The one control whose key begins so."""
    return next(one for one in controls if (one.key or "").startswith(key))


def test_photos_of_two_sessions_are_compared_in_the_order_they_were_taken(
    open_demo_page: OpenPage,
):
    app = open_demo_page(routes.COMPARE, "Compare")
    assert begun_with(app.selectbox, "with-").options[0] == "Before"
    begun_with(app.toggle, "elsewhere-").set_value(True).run()
    assert len(begun_with(app.selectbox, "other_session-").options) == 1
    elsewhere = begun_with(app.selectbox, "with-").options[0]
    assert elsewhere.endswith("(Before)")
    assert not app.exception
    viewer = viewer_on(app)
    assert viewer["labels"]["before"][0] == elsewhere
    assert viewer["labels"]["after"][0] == "Day 5"
    assert "redness says more of the day" in words_on(app)


def test_another_day_and_zone_can_be_chosen(open_demo_page: OpenPage):
    app = open_demo_page(routes.COMPARE, "Compare")
    last = app.table[0].value.loc["Redness", "Figure"]
    days = next(group for group in app.button_group if group.key.startswith("compare_day-"))
    first_photo = days.value - (len(days.options) - 2)  # stored in the days' order, after "Before"
    days.set_value(first_photo).run()
    assert not app.exception
    figure = app.table[0].value.loc["Redness", "Figure"]
    assert figure != last
    zone = next(box for box in app.selectbox if (box.key or "").startswith("zone-"))
    zone.set_value(Zone.NOSE).run()
    assert app.table[0].value.loc["Redness", "Figure"] != figure


def test_a_film_stays_when_it_is_cut_and_is_there_at_the_second_look(open_demo_page: OpenPage):
    app = open_demo_page(routes.COMPARE, "Compare")
    for chosen in ("Time-lapse over sessions", None, "Time-lapse over sessions"):
        app.pills(key="over_time").set_value(chosen).run()
        assert not app.exception
    whole = film_on(app)
    first, second = (frame["caption"] for frame in whole)
    assert first.endswith(" (Before)") and second.startswith("Before · ")
    app.selectbox(key="film_zone").set_value(Zone.NOSE).run()
    assert not app.exception
    assert len(film_on(app)) == len(whole) and film_on(app) != whole


@pytest.mark.benchmark  # by hand: it takes long
def test_a_limb_that_is_not_recognised_asks_for_marks(store, ada, open_page: OpenPage):
    zones = (TreatedZone(zone=Zone.LEGS, needle_length_mm=0.5),)
    session = a_procedure(ada.id, started_at=days_ago(7, 18), zones=zones)
    procedure = log_procedure(store, session)
    before, after = (
        add_photo(
            store,
            picture_bytes(pixels(seed, 300, 400)),
            procedure_id=procedure.id,
            role=role,
            area=BodyArea.LEGS,
            taken_at=taken_at,
        ).photo
        for seed, role, taken_at in (
            (1, PhotoRole.BEFORE, days_ago(7, 17)),
            (2, PhotoRole.FOLLOW_UP, days_ago(5, 8)),
        )
    )
    app = open_page(routes.COMPARE, "Compare")
    words = words_on(app)
    assert "could not be laid over each other" in words
    assert "Mark two to four spots" in words
    asked = next(one for one in app.expander if one.label == "Mark common spots by hand")
    assert asked.proto.expanded

    keep_marks(store, after, before, [Mark((0.2, 0.3), (0.2, 0.3)), Mark((0.8, 0.7), (0.8, 0.7))])
    app.run()
    assert "these marks the two photos still do not lie" in words_on(app)
    app.button(key="remove_marks").click().run()
    assert not app.exception
    assert list_marks(store, after, before) == ()


def test_texture_is_compared_between_sessions_on_demand(open_demo_page: OpenPage):
    app = open_demo_page(routes.COMPARE, "Compare")
    words = words_on(app)
    assert "Texture over the months" in words
    assert "flaking and swelling, not new collagen" in words
    step = next(group for group in app.button_group if group.key == "long_term_step")
    tables = len(app.table)
    step.set_value(step.options[0] if isinstance(step.options[0], str) else step.options[0].content)
    app.run()
    assert not app.exception
    assert len(app.table) == tables + 1


def test_the_sides_of_the_face_are_compared(open_demo_page: OpenPage):
    words = words_on(open_demo_page(routes.COMPARE, "Compare"))
    assert "Redness, left against right" in words
    assert "Left cheek / Right cheek" in words


def draw_zone_changes(value: float, mdc95: float) -> None:  # a script of its own
    from analysis import Zone
    from tracker.domain.records.kept import Measurement
    from tracker.domain.words.measure_names import DELTA_EI
    from tracker.ui.components.photos.zone_changes import show_zone_changes

    one = Measurement(
        photo_id=1, zone=Zone.FACE, measure=DELTA_EI, value=value, unit="EI", mdc95=mdc95,
        method="m", method_version="3", reference="lids", baseline_photo_id=2,
    )  # fmt: skip
    show_zone_changes([one], [DELTA_EI], key="drawn")


@pytest.mark.parametrize(
    ("mdc95", "said"), [(2.0, None), (5.0, "Clear redness"), (9.5, "Even strong redness")]
)
def test_redness_that_could_hide_in_the_error_is_named_beside_it(
    mdc95: float, said: str | None
) -> None:
    words = words_on(AppTest.from_function(draw_zone_changes, args=(1.0, mdc95)).run(timeout=30))
    assert ("could hide in the error" in words) is (said is not None)
    assert said is None or said in words
