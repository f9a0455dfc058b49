"""A drawn face with its zones, as SVG text: neutral in sex and skin tone, no library needed.

The face looks at the reader, so that the person's right is drawn on the left; `mirrored` shows it
as a mirror does. Points are drawn for the person's right half and the middle, and reflected.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from tracker.domain.guidance.words import FACE_MAP_SIDES, FACE_MAP_TITLE, KEEP_OUT
from tracker.domain.records.kept import Zone
from tracker.domain.words.labels import ZONES
from tracker.locale import Translate, as_written

Point = tuple[float, float]

SIZE = (400, 510)
PLAIN = "#e3e6ea"
"""Fill of a zone without a mark."""
_LINE = "#6b7280"
_CURRENT = "#1d4ed8"
_KEEP_OUT = "#b91c1c"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

# The person's right half (x < 200); the left half is its reflection.
_RIGHT_HALF: Mapping[Zone, Sequence[Point]] = {
    Zone.UNDER_EYE_RIGHT: [(112, 230), (143, 240), (172, 234), (170, 249), (144, 257), (114, 247)],
    Zone.CHEEK_RIGHT: [
        (104, 252), (143, 264), (171, 256), (166, 292), (152, 318), (132, 328), (110, 308),
        (99, 280),
    ],
    Zone.JAWLINE_RIGHT: [
        (94, 292), (106, 316), (130, 336), (152, 330), (158, 352), (156, 388), (128, 368),
        (103, 338),
    ],
}  # fmt: skip
# Half of a zone in the middle, from the top downwards; the other half is its reflection.
_MIDDLE: Mapping[Zone, Sequence[Point]] = {
    Zone.FOREHEAD: [
        (200, 78), (158, 82), (122, 104), (104, 144), (112, 166), (160, 160), (200, 158),
    ],
    Zone.GLABELLA: [(200, 163), (184, 166), (182, 184), (188, 200), (200, 202)],
    Zone.NOSE: [(200, 207), (190, 208), (184, 246), (172, 278), (180, 294), (200, 298)],
    Zone.UPPER_LIP: [(200, 304), (178, 302), (162, 318), (166, 325), (186, 320), (200, 323)],
    Zone.CHIN: [(200, 354), (172, 354), (162, 374), (170, 398), (200, 408)],
    Zone.NECK: [(200, 418), (170, 412), (148, 402), (144, 448), (128, 492), (200, 500)],
}  # fmt: skip
_HEAD = [(200, 38), (128, 56), (84, 130), (82, 230), (90, 312), (130, 382), (200, 414)]
_EAR = [(81, 212), (68, 206), (66, 236), (76, 266), (84, 268)]
_EYE = [(116, 212), (142, 200), (170, 214), (142, 224)]
_ORBIT = [(106, 208), (140, 186), (178, 206), (174, 229), (143, 234), (112, 225)]
_BROW = [(108, 189), (140, 173), (176, 183), (140, 178)]
_LIPS = [(200, 328), (184, 325), (160, 334), (184, 348), (200, 349)]


@dataclass(frozen=True, kw_only=True)
class ZoneMark:
    """How a zone is drawn: its colour, a short text on it, and what is read out."""

    fill: str = PLAIN
    label: str = ""
    """A few characters, such as a needle length."""
    description: str = ""
    """Spoken after the zone's name; the label where it is empty."""
    is_current: bool = False

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.fill):
            raise ValueError(f"A colour is written #rrggbb, not {self.fill!r}.")


def draw_face(
    marks: Mapping[Zone, ZoneMark] | None = None,
    *,
    mirrored: bool = False,
    tappable: bool = False,
    id_prefix: str = "zone",
    translate: Translate = as_written,
) -> str:
    """Return the facial map as SVG.

    Parameters
    ----------
    marks : mapping, optional
        Colours and labels by zone; zones without one stay plain.
    mirrored : bool
        Draw the person's left on the left, as in a mirror.
    tappable : bool
        Make each zone a button that the keyboard reaches; its `data-zone` names it.
    id_prefix : str
        Each zone's path has the id `{id_prefix}-{zone}`; another one for a second map on a page.
    """
    marks = marks or {}
    width, height = SIZE
    svg = ElementTree.Element(
        "svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width} {height}"
    )
    svg.set("role", "group" if tappable else "img")
    svg.set("aria-label", translate(FACE_MAP_TITLE))
    _draw_features(svg, translate(KEEP_OUT))
    for zone, points in zone_outlines(mirrored=mirrored).items():
        mark = marks.get(zone, ZoneMark())
        path = _path(svg, points, fill=mark.fill, **_stroke(mark))
        path.set("id", f"{id_prefix}-{zone}")
        path.set("data-zone", zone)
        _describe(path, translate(ZONES[zone]), mark, tappable)
        _label(svg, _middle(points), mark.label)
    _draw_sides(svg, [translate(side) for side in FACE_MAP_SIDES], mirrored)
    return ElementTree.tostring(svg, encoding="unicode")


def zone_outlines(*, mirrored: bool = False) -> Mapping[Zone, Sequence[Point]]:
    """Return the outline of each zone of the map, as points in the drawing's units."""
    outlines: dict[Zone, Sequence[Point]] = {zone: _whole(half) for zone, half in _MIDDLE.items()}
    for zone, points in _RIGHT_HALF.items():
        other = Zone(zone.replace("_RIGHT", "_LEFT"))
        outlines[zone], outlines[other] = points, _reflect(points)
    if mirrored:
        outlines = {zone: _reflect(points) for zone, points in outlines.items()}
    return outlines


def _draw_features(svg: ElementTree.Element, keep_out: str) -> None:
    _path(svg, _whole(_HEAD), fill="none", stroke=_LINE)
    for points in (_EAR, _reflect(_EAR)):
        _path(svg, points, fill="none", stroke=_LINE)
    _path(svg, _whole(_LIPS), fill="none", stroke=_LINE)
    for points in (_EYE, _reflect(_EYE)):
        _path(svg, points, fill="none", stroke=_LINE)
    for points in (_ORBIT, _reflect(_ORBIT)):
        ring = _path(svg, points, fill="none", stroke=_KEEP_OUT)
        ring.set("stroke-dasharray", "4 4")
        ElementTree.SubElement(ring, "title").text = keep_out
    for points in (_BROW, _reflect(_BROW)):
        _path(svg, points, fill=_LINE)


def _draw_sides(svg: ElementTree.Element, sides: Sequence[str], mirrored: bool) -> None:
    for x, words in zip((350, 50) if mirrored else (50, 350), sides, strict=True):
        _text(svg, (x, 470), words, _LINE)


def _describe(path: ElementTree.Element, name: str, mark: ZoneMark, tappable: bool) -> None:
    said = mark.description or mark.label
    text = f"{name}: {said}" if said else name
    ElementTree.SubElement(path, "title").text = text
    path.set("aria-label", text)
    if tappable:
        path.set("role", "button")
        path.set("tabindex", "0")


def _label(svg: ElementTree.Element, at: Point, words: str) -> None:
    if words:
        label = _text(svg, (at[0], at[1] + 5), words, "#111827")
        label.set("stroke", "#ffffff")  # a halo, so that it can be read on every colour
        label.set("stroke-width", "3")
        label.set("paint-order", "stroke")
        label.set("pointer-events", "none")


def _text(svg: ElementTree.Element, at: Point, words: str, colour: str) -> ElementTree.Element:
    text = ElementTree.SubElement(svg, "text", x=f"{at[0]:g}", y=f"{at[1]:g}", fill=colour)
    text.set("text-anchor", "middle")
    text.set("font-family", "sans-serif")
    text.set("font-size", "14")
    text.text = words
    return text


def _stroke(mark: ZoneMark) -> dict[str, str]:
    if mark.is_current:
        return {"stroke": _CURRENT, "stroke-width": "4"}
    return {"stroke": _LINE, "stroke-width": "1"}


def _path(svg: ElementTree.Element, points: Sequence[Point], **look: str) -> ElementTree.Element:
    return ElementTree.SubElement(svg, "path", {"d": _smooth(points), **look})


def _smooth(points: Sequence[Point]) -> str:
    """Return a closed Catmull–Rom curve through the points, as Bézier segments."""
    count = len(points)
    parts = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for i in range(count):
        before, start, end, after = (points[(i + step) % count] for step in (-1, 0, 1, 2))
        first = _towards(start, before, end)
        second = _towards(end, after, start)
        parts.append("C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in (first, second, end)))
    return "".join(parts) + "Z"


def _towards(point: Point, origin: Point, target: Point) -> Point:
    return (point[0] + (target[0] - origin[0]) / 6, point[1] + (target[1] - origin[1]) / 6)


def _whole(half: Sequence[Point]) -> list[Point]:
    """Close a half that begins and ends on the middle line with its reflection."""
    return [*half, *reversed(_reflect(half[1:-1]))]


def _reflect(points: Iterable[Point]) -> list[Point]:
    return [(SIZE[0] - x, y) for x, y in points]


def _middle(points: Sequence[Point]) -> Point:
    xs, ys = zip(*points, strict=True)
    return ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
