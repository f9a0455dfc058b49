from datetime import UTC, datetime

import pytest

from tests.factories import a_measurement
from tracker.domain.guidance.walk import WalkAction, begin_walk
from tracker.domain.guidance.zone_guide import walk_order
from tracker.domain.records.kept import Setting, TreatedZone, Zone
from tracker.drawing.face_map import PLAIN, draw_face
from tracker.drawing.map_marks import (
    length_marks,
    note_marks,
    redness_marks,
    walk_marks,
)

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)


def lightness(colour: str) -> int:
    return sum(int(colour[start : start + 2], 16) for start in (1, 3, 5))


def test_each_zone_shows_its_highest_length() -> None:
    home, clinic = length_marks(Setting.HOME, {}), length_marks(Setting.PROFESSIONAL, {})
    assert set(home) == set(clinic) == set(walk_order())
    assert (home[Zone.CHEEK_LEFT].label, clinic[Zone.CHEEK_LEFT].label) == ("≤ 0.5", "≤ 1.5")
    assert home[Zone.NOSE].description == "at most 0.25 mm"


def test_a_length_that_was_chosen_stands_before_the_highest() -> None:
    marks = length_marks(Setting.HOME, {Zone.NOSE: 0.2})
    assert marks[Zone.NOSE].label == "0.2"
    assert marks[Zone.NOSE].description == "0.2\N{NO-BREAK SPACE}mm, at most 0.25 mm"
    assert marks[Zone.NOSE].fill != marks[Zone.CHIN].fill == PLAIN


def test_longer_needles_are_darker() -> None:
    chosen = {Zone.NOSE: 0.25, Zone.FOREHEAD: 1.0, Zone.CHIN: 2.5}
    marks = length_marks(Setting.PROFESSIONAL, chosen)
    nose, forehead, chin = (lightness(marks[zone].fill) for zone in chosen)
    assert nose > forehead > chin


def test_the_walk_shows_what_is_done_and_what_is_due() -> None:
    zones = (Zone.FOREHEAD, Zone.NOSE, Zone.CHIN)
    walk = begin_walk(tuple(TreatedZone(zone=zone, needle_length_mm=0.25) for zone in zones), NOW)
    for action in (WalkAction.PASS_DONE, WalkAction.PASS_DONE, WalkAction.NEXT_ZONE):
        walk = walk.act(action, NOW)
    marks = walk_marks(walk.act(WalkAction.SKIP, NOW, "a sore spot"))
    assert (marks[Zone.FOREHEAD].label, marks[Zone.FOREHEAD].description) == (
        "2×",
        "passes done: 2",
    )
    assert marks[Zone.NOSE].description == "left out"
    assert marks[Zone.CHIN].is_current
    assert marks[Zone.CHIN].label == "0.25"


@pytest.mark.parametrize(
    ("value", "mdc95", "description"),
    [
        (4.2, 3.6, "redder than before"),
        (-4.2, 3.6, "paler than before"),
        (3.5, 3.6, "no change that can be told from error"),
        (9.0, None, "no change that can be told from error"),
    ],
)
def test_redness_is_coloured_only_beyond_its_error(
    value: float, mdc95: float | None, description: str
) -> None:
    change = a_measurement(1, zone=Zone.NOSE, value=value, mdc95=mdc95)
    (mark,) = redness_marks([change, a_measurement(1, zone=Zone.FACE)]).values()
    assert mark.description == description
    assert mark.label == f"{value:+.1f}"
    assert (mark.fill == PLAIN) == description.startswith("no change")


def test_zones_with_notes_show_their_days() -> None:
    marks = note_marks({Zone.CHIN: 4, Zone.NOSE: 1}, [Zone.CHIN])
    drawn = draw_face(marks)
    assert "Chin: days with a note: 4; keeps breaking out" in drawn
    assert "Nose: days with a note: 1<" in drawn
    assert marks[Zone.CHIN].fill != marks[Zone.NOSE].fill == PLAIN
