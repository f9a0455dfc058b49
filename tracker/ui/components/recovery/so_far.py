"""How the redness went so far, and how others stood on this day after this needle length."""

import streamlit as st

from tracker.domain.course.reference import expected_band
from tracker.domain.records.scales import Symptom
from tracker.domain.words.labels import SYMPTOMS
from tracker.drawing import charts, frames
from tracker.services.recovery.overview import RecoveryOverview
from tracker.ui import words
from tracker.ui.language import _, write_number

_HEIGHT = 150


def so_far(overview: RecoveryOverview, today: int) -> None:
    """Draw the redness up to today, and say where others stood."""
    with st.container(key="so_far", gap="xxsmall"):
        if overview.days:
            _draw(overview, today)
        _say_others(overview, today)


def _draw(overview: RecoveryOverview, today: int) -> None:
    last_day = frames.last_day_shown(overview.days)
    chart = charts.draw_ratings(
        frames.rating_points(overview.days, Symptom.REDNESS),
        frames.usual_ratings(overview.plan, Symptom.REDNESS, last_day, overview.reference),
        frames.NO_BAND,
        _(SYMPTOMS[Symptom.REDNESS]),
        today=today,
        last_day=last_day,
        events=frames.event_points(overview.days, _),
        translate=_,
        height=_HEIGHT,
    )
    st.altair_chart(chart, width="stretch", key="chart-so-far")


def _say_others(overview: RecoveryOverview, today: int) -> None:
    plan = overview.plan
    band = expected_band(
        Symptom.REDNESS, today, plan.needle_length_mm, plan.device, reference=overview.reference
    )
    if band is None:
        return
    said = (
        _(
            "Others on day {day} after {length} needles: half rate redness {median} or less, 9 in "
            "10 from {low} to {high}. Derived from published durations, not counted people."
        )
        if round(band.median)
        else _(
            "Others on day {day} after {length} needles: half rate no redness any more, 9 in 10 "
            "from {low} to {high}. Derived from published durations, not counted people."
        )
    )
    st.caption(
        said.format(
            day=today,
            length=words.say_needle_length(plan.needle_length_mm),
            **{name: write_number(getattr(band, name), "0") for name in ("median", "low", "high")},
        )
    )
