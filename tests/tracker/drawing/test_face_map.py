from collections.abc import Sequence
from itertools import combinations
from xml.etree import ElementTree

import pytest

from tracker.domain.guidance.zone_guide import walk_order
from tracker.domain.records.kept import Zone
from tracker.drawing.face_map import PLAIN, SIZE, Point, ZoneMark, draw_face, zone_outlines

SVG = "{http://www.w3.org/2000/svg}"


def zone_paths(svg: str) -> dict[str, ElementTree.Element]:
    root = ElementTree.fromstring(svg)
    return {path.get("data-zone", ""): path for path in root.iter(f"{SVG}path") if path.get("id")}


def mean_x(zone: Zone, mirrored: bool = False) -> float:
    points = zone_outlines(mirrored=mirrored)[zone]
    return sum(x for x, _ in points) / len(points)


def test_every_zone_of_the_walk_is_drawn_once() -> None:
    assert set(zone_paths(draw_face())) == {zone.value for zone in walk_order()}


def test_the_persons_right_is_drawn_on_the_left_and_in_a_mirror_on_the_right() -> None:
    assert mean_x(Zone.CHEEK_RIGHT) < SIZE[0] / 2 < mean_x(Zone.CHEEK_LEFT)
    assert mean_x(Zone.CHEEK_LEFT, mirrored=True) < mean_x(Zone.CHEEK_RIGHT, mirrored=True)


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_sides_are_named_where_they_are(mirrored: bool) -> None:
    texts = ElementTree.fromstring(draw_face(mirrored=mirrored)).iter(f"{SVG}text")
    placed = {text.text: float(text.get("x", "")) for text in texts}
    assert (placed["your left"] < placed["your right"]) == mirrored


def test_the_halves_reflect_each_other() -> None:
    outlines = zone_outlines()
    for right in (zone for zone in outlines if zone.endswith("_RIGHT")):
        left = outlines[Zone(right.replace("_RIGHT", "_LEFT"))]
        assert [(SIZE[0] - x, y) for x, y in outlines[right]] == list(left)


def test_outlines_stay_on_the_drawing_and_apart() -> None:
    outlines = zone_outlines()
    for points in outlines.values():
        assert all(0 < x < SIZE[0] and 0 < y < SIZE[1] for x, y in points)
    for one, other in combinations(outlines, 2):
        assert not any(inside(point, outlines[other]) for point in outlines[one]), (one, other)


def inside(point: Point, outline: Sequence[Point]) -> bool:
    """Even-odd rule, hand-made so that the drawing is checked by other code than its own."""
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in zip(outline, [*outline[1:], outline[0]], strict=True):
        crossings += (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1)
    return crossings % 2 == 1


def test_a_mark_colours_labels_and_describes_its_zone() -> None:
    marks = {Zone.NOSE: ZoneMark(fill="#a0c4ff", label="0.25", description="0.25 mm")}
    paths = zone_paths(draw_face(marks))
    nose = paths["NOSE"]
    assert nose.get("fill") == "#a0c4ff"
    assert nose.get("aria-label") == nose.findtext(f"{SVG}title") == "Nose: 0.25 mm"
    assert paths["CHIN"].get("fill") == PLAIN
    assert ">0.25</text>" in draw_face(marks)


def test_words_cannot_break_the_drawing() -> None:
    marks = {Zone.NOSE: ZoneMark(label="<b>", description='"&')}
    nose = zone_paths(draw_face(marks))["NOSE"]
    assert nose.findtext(f"{SVG}title") == 'Nose: "&'


def test_a_colour_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        ZoneMark(fill='red" onload="x')


def test_zones_become_buttons_when_they_can_be_tapped() -> None:
    nose = zone_paths(draw_face(tappable=True, id_prefix="walk"))["NOSE"]
    assert (nose.get("role"), nose.get("tabindex"), nose.get("id")) == ("button", "0", "walk-NOSE")
    assert zone_paths(draw_face())["NOSE"].get("role") is None


def test_the_zone_that_is_due_is_outlined() -> None:
    paths = zone_paths(draw_face({Zone.CHIN: ZoneMark(is_current=True)}))
    assert paths["CHIN"].get("stroke-width") == "4"
    assert paths["NOSE"].get("stroke-width") == "1"


def test_the_rim_of_the_eye_is_marked_as_out_of_bounds() -> None:
    assert draw_face().count("Inside the bony rim of the eye and on the lids: never.") == 2
