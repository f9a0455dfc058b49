"""A recovery on paper: every symptom and the photos over one axis of days, as SVG text.

Drawn for print: told apart by shape and lightness, not by colour, and every value is written beside
its point. The picture has no words for a screen reader of its own; whoever shows it describes it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from xml.etree import ElementTree

from tracker.domain.course.reference import Band

WIDTH = 720
_LEFT, _RIGHT, _TOP = 158, 14, 8
_PANEL, _GAP, _MARKS, _AXIS = 46, 9, 20, 22
_INK, _GREY, _BAND, _OWN = "#1c2430", "#5b6672", "#d5dae0", "#1f5f93"
_FONT = "Libertinus Serif, Georgia, serif"
_MOST_TICKS = 15
_CROWDED = 22
"""From so many days on values are no longer written beside their points (chosen: 25 px a day)."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """One value, with its error where it has one."""

    day: int
    value: float
    label: str
    error: float = 0.0
    too_high: float | None = None
    """How much too high it may be, where that is less than its error."""

    @property
    def span(self) -> tuple[float, float]:
        """How low and how high the value may be."""
        below = self.error if self.too_high is None else self.too_high
        return self.value - below, self.value + self.error


@dataclass(frozen=True, kw_only=True)
class Panel:
    """What is followed over the days."""

    title: str
    domain: tuple[float, float]
    points: Sequence[Point]
    usual: Mapping[int, Band] = field(default_factory=dict)
    """The usual range by day."""
    levels: Sequence[float] = ()
    """Values at which a line is drawn across."""


@dataclass(frozen=True, kw_only=True)
class Marks:
    """A row of signs on days: photos, warning signs, what may explain a day."""

    title: str
    days: Sequence[int]
    sign: str
    """One character."""


def draw_course_strip(
    panels: Sequence[Panel], marks: Sequence[Marks], last_day: int, axis_title: str
) -> str:
    """Return panels and rows of signs, one below the other, over the same days.

    Parameters
    ----------
    panels, marks
        From top to bottom.
    last_day : int
        Last day of the axis; it begins at 0.
    axis_title : str
        Stands before the numbers of the days.
    """
    height = _TOP + len(panels) * (_PANEL + _GAP) + len(marks) * _MARKS + _AXIS
    svg = ElementTree.Element(
        "svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {height}"
    )
    svg.set("font-family", _FONT)
    days = _Days(last_day)
    top = float(_TOP)
    for panel in panels:
        _draw_panel(svg, panel, days, top)
        top += _PANEL + _GAP
    for row in marks:
        _text(svg, (0, top + 13), row.title)
        for day in row.days:
            _text(svg, (days.at(day), top + 13), row.sign, size=13, anchor="middle")
        top += _MARKS
    _draw_axis(svg, days, top, axis_title)
    return ElementTree.tostring(svg, encoding="unicode")


@dataclass(frozen=True)
class _Days:
    last: int

    def at(self, day: float) -> float:
        room = WIDTH - _LEFT - _RIGHT - 20
        return _LEFT + 10 + room * min(day, self.last) / max(self.last, 1)

    def ticks(self) -> Iterable[int]:
        step = next(
            step
            for step in (1, 2, 7, 14, 28, 91, 364, self.last + 1)
            if self.last / step <= _MOST_TICKS
        )
        return range(0, self.last + 1, step)


def _draw_panel(svg: ElementTree.Element, panel: Panel, days: _Days, top: float) -> None:
    at = partial(_height_of, panel.domain, top)
    _draw_frame(svg, panel, top)
    for run in _runs(panel.usual):
        corners = [(days.at(d), at(panel.usual[d].high)) for d in run]
        corners += [(days.at(d), at(panel.usual[d].low)) for d in reversed(run)]
        _element(svg, "polygon", points=_pairs(corners), fill=_BAND)
    for value in panel.levels:
        _line(svg, (_LEFT, at(value)), (WIDTH - _RIGHT, at(value)), _GREY, dash="2 4")
    places = [(days.at(point.day), at(point.value)) for point in panel.points]
    for before, after in pairwise(places):
        _line(svg, before, after, _OWN)
    for point in panel.points:
        low, high = map(at, point.span)
        _draw_point(svg, point, days, at(point.value), (low, high), top)


def _height_of(domain: tuple[float, float], top: float, value: float) -> float:
    low, high = domain
    return top + _PANEL * (high - min(max(value, low), high)) / (high - low)


def _draw_frame(svg: ElementTree.Element, panel: Panel, top: float) -> None:
    """Draw a panel's border, its title and the ends of its axis."""
    _element(
        svg,
        "rect",
        x=_LEFT,
        y=top,
        width=WIDTH - _LEFT - _RIGHT,
        height=_PANEL,
        fill="none",
        stroke="#c3c9d0",
    )
    _text(svg, (0, top + _PANEL / 2 + 4), panel.title)
    for value, below in zip(panel.domain, (0, 9), strict=True):
        place = (_LEFT - 4, _height_of(panel.domain, top, value) + below)
        _text(svg, place, f"{value:g}", size=9, anchor="end", colour=_GREY)


def _draw_point(
    svg: ElementTree.Element,
    point: Point,
    days: _Days,
    y: float,
    error: tuple[float, float],
    top: float,
) -> None:
    x = days.at(point.day)
    if point.error:
        _line(svg, (x, error[0]), (x, error[1]), _OWN)
    _element(svg, "circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=3, fill=_OWN)
    if days.last <= _CROWDED:
        above = y - 5 if y - top > 12 else y + 12
        _text(svg, (x + 5, above), point.label, size=10)


def _runs(usual: Mapping[int, Band]) -> Iterator[list[int]]:
    """Yield stretches of days that follow each other."""
    run: list[int] = []
    for day in sorted(usual):
        if run and day != run[-1] + 1:
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def _draw_axis(svg: ElementTree.Element, days: _Days, top: float, title: str) -> None:
    _text(svg, (0, top + 14), title)
    for day in days.ticks():
        _line(svg, (days.at(day), top), (days.at(day), top + 4), _GREY)
        _text(svg, (days.at(day), top + 15), str(day), size=10, anchor="middle")


def _element(svg: ElementTree.Element, kind: str, **look: object) -> None:
    ElementTree.SubElement(svg, kind, {name: str(value) for name, value in look.items()})


def _line(
    svg: ElementTree.Element,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    dash: str = "",
) -> None:
    ends = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
    line = ElementTree.SubElement(svg, "line", {name: f"{v:.1f}" for name, v in ends.items()})
    line.set("stroke", colour)
    line.set("stroke-width", "1.4")
    if dash:
        line.set("stroke-dasharray", dash)


def _pairs(corners: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def _text(
    svg: ElementTree.Element,
    at: tuple[float, float],
    words: str,
    *,
    size: int = 12,
    anchor: str = "start",
    colour: str = _INK,
) -> None:
    text = ElementTree.SubElement(svg, "text", x=f"{at[0]:.1f}", y=f"{at[1]:.1f}", fill=colour)
    text.set("font-size", str(size))
    text.set("text-anchor", anchor)
    text.text = words
