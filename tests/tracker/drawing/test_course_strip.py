from xml.etree import ElementTree

import pytest

from tracker.domain.course.reference import Band, Basis
from tracker.drawing.course_strip import Marks, Panel, Point, draw_course_strip

SVG = "{http://www.w3.org/2000/svg}"


def drawn(last_day: int = 7, **panel) -> ElementTree.Element:
    points = [Point(day=day, value=value, label=str(value)) for day, value in ((0, 6), (7, 1))]
    one = Panel(**{"title": "Redness", "domain": (0, 10), "points": points} | panel)
    return ElementTree.fromstring(
        draw_course_strip([one], [Marks(title="Photos", days=[2], sign="o")], last_day, "Day")
    )


def test_a_higher_value_stands_higher_and_a_later_day_further_right():
    first, last = drawn().findall(f"{SVG}circle")
    assert float(first.get("cy")) < float(last.get("cy"))
    assert float(first.get("cx")) < float(last.get("cx"))


def test_a_gap_in_the_usual_range_is_left_open():
    band = Band(0, 1, 2, Basis.DERIVED)
    assert len(drawn(usual={0: band, 1: band, 4: band, 5: band}).findall(f"{SVG}polygon")) == 2


@pytest.mark.parametrize("last_day", [0, 7, 22, 60, 400, 4000])
def test_nothing_leaves_the_picture_and_ticks_stay_few(last_day):
    svg = drawn(last_day)
    width, height = map(float, svg.get("viewBox").split()[2:])
    for text in svg.findall(f"{SVG}text"):
        assert 0 <= float(text.get("x")) <= width and 0 <= float(text.get("y")) <= height
    assert len(svg.findall(f"{SVG}text")) < 40


def test_a_value_beyond_its_scale_stays_within_it():
    one = [Point(day=0, value=40.0, label="40", error=90.0)]
    svg = drawn(points=one)
    frame = svg.find(f"{SVG}rect")
    assert float(svg.find(f"{SVG}circle").get("cy")) >= float(frame.get("y"))
