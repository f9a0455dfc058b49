"""A p-chart: the rate of each group, what chance alone leaves, and the base rate."""

import altair as alt
import pandas as pd

from tracker.domain.clinic.figures import Chart
from tracker.drawing.charts import BAND_COLOUR, EVENT_COLOUR, OWN_COLOUR
from tracker.locale import Translate, as_written
from tracker.said import Said

_GROUP, _RATE = Said("Group"), Said("Rate")
_EVENTS, _RECOVERIES = Said("Events"), Said("Recoveries")
_ROW = 34


def draw_control_chart(
    chart: Chart, names: dict[str, str], translate: Translate = as_written
) -> alt.LayerChart:
    """Draw the groups one below the other; one beyond the limits has another form and colour.

    Parameters
    ----------
    names : dict
        What groups are called, by their names in the chart.
    """
    rows = [
        {**vars(group), "called": names[group.name], "is_beyond": group.is_beyond}
        for group in chart.groups
    ]
    base = alt.Chart(pd.DataFrame(rows)).encode(
        y=alt.Y("called:N", title=None, sort=None, axis=alt.Axis(aria=False, labelLimit=140))
    )
    limits = base.mark_bar(color=BAND_COLOUR, opacity=0.35, height=18, aria=False).encode(
        x=alt.X("lower_limit:Q", title=None), x2="upper_limit:Q"
    )
    interval = base.mark_rule(color=OWN_COLOUR, strokeWidth=2, aria=False).encode(
        x=alt.X("low:Q", title=None), x2="high:Q"
    )
    middle = (
        alt.Chart(pd.DataFrame([{"base": chart.base.value}]))
        .mark_rule(strokeDash=[4, 4], color=BAND_COLOUR, aria=False)
        .encode(x="base:Q")
    )
    layers = alt.LayerChart(layer=[limits, middle, interval, _points(base, translate)])
    return layers.properties(height=_ROW * len(rows) + _ROW)


def _points(base: alt.Chart, translate: Translate) -> alt.Chart:
    points: alt.Chart = base.mark_point(filled=True, size=90, opacity=1).encode(
        x=alt.X("value:Q", title=None, axis=alt.Axis(format="%", aria=False)),
        shape=alt.condition("datum.is_beyond", alt.value("diamond"), alt.value("circle")),
        color=alt.condition("datum.is_beyond", alt.value(EVENT_COLOUR), alt.value(OWN_COLOUR)),
        tooltip=[
            alt.Tooltip("called:N", title=translate(_GROUP)),
            alt.Tooltip("value:Q", title=translate(_RATE), format=".1%"),
            alt.Tooltip("events:Q", title=translate(_EVENTS)),
            alt.Tooltip("recoveries:Q", title=translate(_RECOVERIES)),
        ],
    )
    return points
