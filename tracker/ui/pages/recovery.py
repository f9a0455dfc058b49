"""How a recovery goes: what is said of it, and one chart for each thing that is followed."""

import pandas as pd
import streamlit as st

from tracker import clock
from tracker.domain.course.outlook.prediction import BACK_TO_NORMAL
from tracker.domain.records.scales import Symptom
from tracker.domain.words.labels import SYMPTOMS
from tracker.drawing import charts, frames
from tracker.services.recovery.outlook import Outlook, look_ahead
from tracker.services.recovery.overview import RecoveryOverview
from tracker.ui import bootstrap, routes, words
from tracker.ui.components.current import (
    current_book,
    day_reached,
    require_person,
    require_procedure,
)
from tracker.ui.components.messages import empty_state
from tracker.ui.components.recovery.causes_card import causes_card
from tracker.ui.components.recovery.legend import draw_legend
from tracker.ui.components.recovery.photo_reading import photo_reading
from tracker.ui.components.recovery.published_card import published_card
from tracker.ui.components.recovery.reminders_card import reminders_card
from tracker.ui.components.recovery.status_card import status_card
from tracker.ui.components.recovery.usual import usual_card
from tracker.ui.components.recovery.zone_results import zone_results
from tracker.ui.language import _


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title(_("Recovery"))
    person = require_person(store)
    procedure = require_procedure(store, person)
    overview = current_book(store).recovery(procedure.id)
    today = day_reached(overview, clock.today(person))
    st.markdown(words.say_day(today, procedure))
    if overview.latest is None:
        empty_state(
            _("Nothing to draw yet"),
            _("The first check-in gives the first points."),
            routes.CHECK_IN,
            _("Check in"),
        )
        reminders_card(procedure)
        return
    status_card(overview, overview.latest)
    causes_card(store, overview)
    usual_card(today, overview.plan)
    _draw_course(overview, today)
    published_card(overview)
    with st.expander(_("The same in numbers")):
        st.table(_numbers(overview))
    reminders_card(procedure)


def _draw_course(overview: RecoveryOverview, today: int) -> None:
    outlook = look_ahead(overview, today)
    if outlook is not None:
        st.markdown(_say_outlook(outlook, overview, today))
    events = frames.event_points(overview.days, _)
    draw_legend(outlook.from_day if outlook else None, has_events=not events.empty)
    last_day = frames.last_day_shown(overview.days, outlook.course if outlook else None)
    _draw_photo_redness(overview, outlook, today, last_day)
    zone_results(overview)
    _draw_symptoms(overview, outlook, today, last_day)


def _say_outlook(outlook: Outlook, overview: RecoveryOverview, today: int) -> str:
    if outlook.is_off_course:
        return _(
            "This recovery is off course, so no day of “back to normal” is given. The charts show "
            "what was expected of you before."
        )
    start = overview.procedure.diary_day
    rated = [day.ratings for day in overview.days if day.ratings]
    is_calm = bool(rated) and max(rated[-1].values()) <= BACK_TO_NORMAL
    return words.say_back_to_normal(outlook.course.back_to_normal, start, today, is_calm=is_calm)


def _draw_symptoms(
    overview: RecoveryOverview, outlook: Outlook | None, today: int, last_day: int
) -> None:
    course = outlook.course if outlook else None
    symptoms = list(Symptom)
    for pair in zip(symptoms[::2], symptoms[1::2], strict=True):  # a row holds two on wide screens
        for column, symptom in zip(st.columns(2), pair, strict=True):
            points = frames.rating_points(overview.days, symptom)
            usual = frames.usual_ratings(overview.plan, symptom, last_day, overview.reference)
            chart = charts.draw_ratings(
                points,
                usual,
                frames.expected_ratings(course, points, symptom, last_day),
                _(SYMPTOMS[symptom]),
                today=today,
                last_day=last_day,
                events=frames.event_points(overview.days, _),
                translate=_,
            )
            column.altair_chart(chart, width="stretch", key=f"chart-{symptom}")
            if usual.empty:
                column.caption(_("No source gives a usual range for this."))


def _draw_photo_redness(
    overview: RecoveryOverview, outlook: Outlook | None, today: int, last_day: int
) -> None:
    points = frames.photo_points(overview.shown_days)
    if points.empty:
        st.caption(_("Photos from before and after add a chart of measured redness here."))
        return
    usual = frames.usual_photo_redness(overview.plan, last_day, overview.reference)
    expected = frames.expected_photo_redness(outlook.course if outlook else None, points, last_day)
    chart = charts.draw_photo_redness(
        points,
        usual,
        expected,
        _("Redness in photos, change in EI"),
        today=today,
        last_day=last_day,
        events=frames.event_points(overview.days, _),
        translate=_,
    )
    st.altair_chart(chart, width="stretch", key="chart-photo")
    photo_reading(overview)


def _numbers(overview: RecoveryOverview) -> pd.DataFrame:
    """One column a day, which fits a week on a phone."""
    columns = {
        str(day.day): {
            **{_(SYMPTOMS[symptom]): str(day.ratings.get(symptom, "–")) for symptom in Symptom},
            _("Photo, EI"): "–" if day.photo_delta_ei is None else f"{day.photo_delta_ei:+.0f}",
        }
        for day in overview.days
    }
    return pd.DataFrame(columns).rename_axis(_("Day"))


show()
