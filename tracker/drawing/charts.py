"""Charts of a recovery, drawn from the frames of `frames`.

Colours are told apart by lightness too (Okabe-Ito blue on grey) and hold on light and dark.
"""

import json
from typing import Any, Literal

import altair as alt
import pandas as pd

from tracker.domain.records.scales import MAX_RATING
from tracker.domain.words.changes import CLEAR_EI, JUST_VISIBLE_EI, RednessChange
from tracker.drawing.frames import LAST_USUAL_DAY
from tracker.locale import Translate, as_written
from tracker.said import Said

OWN_COLOUR = "#2b86c5"
BAND_COLOUR = "#8d99a8"
EVENT_COLOUR = "#9a5b00"
EVENTS_NAME = Said("may explain it")
TODAY_COLOUR = "#c77700"
BAND_NAME = Said("usual range (derived)")
EXPECTED_COLOUR = "#62b5a5"
EXPECTED_NAME = Said("expected for you from day {day} on (derived)")

_SEVERAL_COLOURS = ("#2b86c5", "#c77700", "#1f8a70", "#a8558b")
"""Blue, orange, green and purple of Okabe and Ito, darkened or lightened for both backgrounds."""
_RECOVERY = Said("Recovery")
_DAY, _DAY_0, _TODAY = Said("Day"), Said("Day 0"), Said("today")
_TO, _OWN_VALUE, _IN_WORDS = Said("to"), Said("Own value"), Said("In words")
_USUAL = (BAND_COLOUR, Said("Usual from"))
_EXPECTED = (EXPECTED_COLOUR, Said("Expected for you from"))
_HEIGHT = 210
_SILENT = False
"""Lines and areas have no words for a screen reader: each point says its day and value, and the
numbers stand in a table below."""


def draw_ratings(
    points: pd.DataFrame,
    band: pd.DataFrame,
    expected: pd.DataFrame,
    title: str,
    *,
    today: int,
    last_day: int,
    events: pd.DataFrame | None = None,
    translate: Translate = as_written,
    height: int = _HEIGHT,
) -> alt.LayerChart:
    """Draw a symptom over the days, 0–10; behind it the usual range, then the person's own."""
    value = alt.Y(
        "value:Q",
        title=None,
        scale=alt.Scale(domain=[0, MAX_RATING]),
        axis=alt.Axis(values=[0, 5, 10], aria=_SILENT),
    )
    layers = [
        *_band_layers(band, _days(last_day, translate), _USUAL, translate),
        *_band_layers(expected, _days(last_day, translate), _EXPECTED, translate),
        *_today_layers(today, last_day, translate),
        *_point_layers(points, value, last_day, translate),
        *_event_layers(events, last_day, translate),
    ]
    return _finish(layers, title, height)


def draw_recoveries(
    points: pd.DataFrame, title: str, *, last_day: int, translate: Translate = as_written
) -> alt.LayerChart:
    """Draw several recoveries over each other by day, told apart by colour, dashes and shapes."""
    names = list(dict.fromkeys(points["recovery"]))
    legend = alt.Legend(title=None, orient="bottom", columns=1, symbolSize=90)
    base = alt.Chart(_said(points, translate)).encode(
        x=_days(last_day, translate),
        y=alt.Y(
            "value:Q",
            title=None,
            scale=alt.Scale(domain=[0, MAX_RATING]),
            axis=alt.Axis(aria=_SILENT),
        ),
        color=alt.Color(
            "recovery:N", sort=names, scale=alt.Scale(range=_SEVERAL_COLOURS), legend=legend
        ),
        tooltip=[
            alt.Tooltip("recovery:N", title=translate(_RECOVERY)),
            alt.Tooltip("day:Q", title=translate(_DAY)),
            alt.Tooltip("value:Q", title=translate(_OWN_VALUE)),
            alt.Tooltip("word:N", title=translate(_IN_WORDS)),
        ],
    )
    lines = base.mark_line(strokeWidth=2, aria=_SILENT).encode(
        strokeDash=alt.StrokeDash("recovery:N", sort=names, legend=legend)
    )
    marks = base.mark_point(filled=True, size=70, opacity=1).encode(
        shape=alt.Shape("recovery:N", sort=names, legend=legend), description="said:N"
    )
    return _finish([lines, marks], title)


def draw_photo_redness(
    points: pd.DataFrame,
    band: pd.DataFrame,
    expected: pd.DataFrame,
    title: str,
    *,
    today: int,
    last_day: int,
    events: pd.DataFrame | None = None,
    translate: Translate = as_written,
) -> alt.LayerChart:
    """Draw the redness change in photos with its error; behind it both ranges as for a symptom."""
    value = alt.Y("value:Q", title=None, axis=alt.Axis(aria=_SILENT))
    bars = (
        alt.Chart(points)
        .mark_rule(color=OWN_COLOUR, strokeWidth=2, aria=_SILENT)
        .encode(x=_days(last_day, translate), y=alt.Y("low:Q", title=None), y2="high:Q")
    )
    layers = [
        *_band_layers(band, _days(last_day, translate), _USUAL, translate),
        *_band_layers(expected, _days(last_day, translate), _EXPECTED, translate),
        *_level_layers(translate),
        *_today_layers(today, last_day, translate),
        bars,
        *_point_layers(points, value, last_day, translate),
        *_event_layers(events, last_day, translate),
    ]
    return _finish(layers, title)


def _days(last_day: int, translate: Translate) -> alt.X:
    step = 1 if last_day <= 2 * LAST_USUAL_DAY else LAST_USUAL_DAY
    label = f"datum.value == 0 ? {json.dumps(translate(_DAY_0))} : format(datum.value, 'd')"
    return alt.X(
        "day:Q",
        title=None,
        scale=alt.Scale(domain=[-0.3, last_day + 0.3], nice=False),
        axis=alt.Axis(
            values=list(range(0, last_day + 1, step)), grid=False, labelExpr=label, aria=_SILENT
        ),
    )


def _band_layers(
    band: pd.DataFrame, days: alt.X, look: tuple[str, str], translate: Translate
) -> list[alt.Chart]:
    colour, name = look
    base = alt.Chart(band).encode(x=days)
    tooltip = [
        alt.Tooltip("day:Q", title=translate(_DAY)),
        alt.Tooltip("low:Q", title=translate(name), format=".1f"),
        alt.Tooltip("high:Q", title=translate(_TO), format=".1f"),
    ]
    area = base.mark_area(color=colour, opacity=0.35, aria=_SILENT).encode(
        y=alt.Y("low:Q", title=None), y2="high:Q", tooltip=tooltip
    )
    middle = base.mark_line(color=colour, strokeDash=[5, 4], strokeWidth=1.5, aria=_SILENT)
    layers = [area, middle.encode(y=alt.Y("median:Q", title=None))]
    if look is _EXPECTED:  # told apart by its edges, too, not by colour alone
        edge = base.mark_line(color=colour, strokeWidth=1.5, aria=_SILENT)
        layers += [edge.encode(y=alt.Y(f"{end}:Q", title=None)) for end in ("low", "high")]
    return layers


def _level_layers(translate: Translate) -> list[alt.Chart]:
    """Name the changes from which an eye sees one, and from which clearly."""
    layers = []
    levels: tuple[tuple[RednessChange, float, Literal["top", "bottom"], int], ...] = (
        (RednessChange.JUST_VISIBLE, JUST_VISIBLE_EI, "top", 2),  # below its line, and so apart
        (RednessChange.CLEAR, CLEAR_EI, "bottom", -2),
    )
    for grade, level, side, away in levels:
        mark = pd.DataFrame({"level": [level], "name": [translate(grade)]})
        line = alt.Chart(mark).encode(y=alt.Y("level:Q", title=None))
        name = line.mark_text(
            align="right", baseline=side, dy=away, color=BAND_COLOUR, fontSize=11, aria=_SILENT
        )
        layers += [
            line.mark_rule(strokeDash=[2, 4], color=BAND_COLOUR, aria=_SILENT),
            name.encode(text="name:N", x=alt.value("width")),
        ]
    return layers


def _today_layers(today: int, last_day: int, translate: Translate) -> list[alt.Chart]:
    if not 0 <= today <= last_day:
        return []
    base = alt.Chart(pd.DataFrame({"day": [today]})).encode(x=_days(last_day, translate))
    rule = base.mark_rule(color=TODAY_COLOUR, strokeWidth=1.5, aria=_SILENT)
    name = base.mark_text(
        text=translate(_TODAY),
        color=TODAY_COLOUR,
        align="left",
        baseline="top",
        dx=4,
        fontSize=11,
        aria=_SILENT,
    )
    return [rule, name.encode(y=alt.value(0))]


def _point_layers(
    points: pd.DataFrame, value: alt.Y, last_day: int, translate: Translate
) -> list[alt.Chart]:
    tooltip = [
        alt.Tooltip("day:Q", title=translate(_DAY)),
        alt.Tooltip("value:Q", title=translate(_OWN_VALUE), format=".3~g"),
        alt.Tooltip("word:N", title=translate(_IN_WORDS)),
    ]
    base = alt.Chart(_said(points, translate)).encode(
        x=_days(last_day, translate), y=value, tooltip=tooltip
    )
    return [
        base.mark_line(color=OWN_COLOUR, strokeWidth=2, aria=_SILENT),
        base.mark_point(color=OWN_COLOUR, filled=True, size=70, opacity=1).encode(
            description="said:N"
        ),
    ]


def _said(points: pd.DataFrame, translate: Translate) -> pd.DataFrame:
    """Add what a screen reader says of each point, in the language of the page."""
    day, words = translate(_DAY), points["word"].map(translate)
    said = [
        f"{day} {one.day}: {one.value:.3g}, {word}"
        for one, word in zip(points.itertuples(), words, strict=True)
    ]
    return points.assign(word=words, said=pd.Series(said, index=points.index, dtype=object))


def _event_layers(
    events: pd.DataFrame | None, last_day: int, translate: Translate
) -> list[alt.Chart]:
    if events is None or events.empty:
        return []
    tooltip = [
        alt.Tooltip("day:Q", title=translate(_DAY)),
        alt.Tooltip("events:N", title=translate(EVENTS_NAME)),
    ]
    mark = alt.Chart(events).mark_point(
        shape="triangle-down", filled=True, size=90, color=EVENT_COLOUR, opacity=1
    )
    place = {"x": _days(last_day, translate), "y": alt.value(5)}
    return [mark.encode(**place, tooltip=tooltip, description="events:N")]


class _Finished(alt.LayerChart):
    """A chart. Tests hold it against its schema: whenever it is shown, that took half the time."""

    def to_dict(self, validate: bool = True, **options: Any) -> dict[str, Any]:
        """Return the chart as Vega-Lite reads it, unchecked."""
        return super().to_dict(validate=False, **options)


def _finish(layers: list[alt.Chart], title: str, height: int = _HEIGHT) -> alt.LayerChart:
    return _Finished(layer=layers, height=height, title=title, description=title)
