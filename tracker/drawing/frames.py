"""What charts of a recovery show, as plain frames."""

from collections.abc import Mapping, Sequence

import pandas as pd

from tracker.domain.course.outlook.prediction import PersonalCourse
from tracker.domain.course.recovery import RecoveryDay, RecoveryPlan
from tracker.domain.course.reference import (
    LAST_DAY,
    Band,
    CourseReference,
    expected_band,
    expected_photo_band,
)
from tracker.domain.records.circumstances import SpecialEvent
from tracker.domain.records.scales import Symptom, severity_of
from tracker.domain.words.changes import grade_redness
from tracker.domain.words.labels import SPECIAL_EVENTS
from tracker.locale import Translate, as_written

LAST_USUAL_DAY = 7
NO_BAND = pd.DataFrame(columns=["day", "low", "median", "high"])
"""Where nothing is expected of a person yet."""


def last_day_shown(days: Sequence[RecoveryDay], course: PersonalCourse | None = None) -> int:
    """Return the last day of the time axis: 7, or later where there is something later.

    A person's own course is shown until it is expected to be over.
    """
    end = [course.back_to_normal.latest or LAST_DAY] if course else []
    return max([LAST_USUAL_DAY, *(day.day for day in days), *end])


def rating_points(days: Sequence[RecoveryDay], symptom: Symptom) -> pd.DataFrame:
    """Return a person's ratings of one symptom.

    Returns
    -------
    DataFrame
        `day` (days since the session), `value` (0–10), `word` (its verbal anchor).
    """
    rated = [(day.day, day.ratings[symptom]) for day in days if symptom in day.ratings]
    return pd.DataFrame(
        [(day, rating, severity_of(rating).value) for day, rating in rated],
        columns=["day", "value", "word"],
    )


def event_points(days: Sequence[RecoveryDay], translate: Translate = as_written) -> pd.DataFrame:
    """Return what a person noted that may explain a day.

    Returns
    -------
    DataFrame
        `day`, `events` (their names, in one text).
    """
    names = {
        day.day: [translate(SPECIAL_EVENTS[one]) for one in SpecialEvent if one in day.special]
        for day in days
    }
    rows = [(day, ", ".join(events)) for day, events in names.items() if events]
    return pd.DataFrame(rows, columns=["day", "events"])


def photo_points(days: Sequence[RecoveryDay]) -> pd.DataFrame:
    """Return the redness change in a recovery's photos, with its error.

    Returns
    -------
    DataFrame
        `day`, `value` (change of the erythema index, EI), `error` (the smallest change that can be
        told from error, 95 %), `low` and `high` (how low and how high it may be), `word` (what an
        eye would see).
    """
    rows = [
        (
            *(day.day, value, error, value - (error if too_high is None else too_high)),
            *(value + error, grade_redness(value, error, too_high).value),
        )
        for day in days
        for too_high in (day.photo_too_high,)
        if (value := day.photo_delta_ei) is not None and (error := day.photo_mdc95) is not None
    ]
    return pd.DataFrame(rows, columns=["day", "value", "error", "low", "high", "word"])


def usual_ratings(
    plan: RecoveryPlan, symptom: Symptom, last_day: int, reference: CourseReference | None = None
) -> pd.DataFrame:
    """Return the usual range of a symptom: `day`, `low`, `median`, `high`; empty if unknown."""
    length, device = plan.needle_length_mm, plan.device
    bands = {
        day: band
        for day in range(last_day + 1)
        if (band := expected_band(symptom, day, length, device, reference=reference))
    }
    return _band_frame(bands)


def usual_photo_redness(
    plan: RecoveryPlan, last_day: int, reference: CourseReference | None = None
) -> pd.DataFrame:
    """Return the usual range of photo redness in EI: `day`, `low`, `median`, `high`."""
    length, device = plan.needle_length_mm, plan.device
    days = range(last_day + 1)
    return _band_frame(
        {day: expected_photo_band(day, length, device, reference=reference) for day in days}
    )


def expected_ratings(
    course: PersonalCourse | None, points: pd.DataFrame, symptom: Symptom, last_day: int
) -> pd.DataFrame:
    """Return what is expected of this person: `day`, `low`, `median`, `high`; empty if unknown.

    The range opens from the rating of the day before it, where there is one in `points`.
    """
    return _opened(course.bands.get(symptom, {}) if course else {}, points, last_day)


def expected_photo_redness(
    course: PersonalCourse | None, points: pd.DataFrame, last_day: int
) -> pd.DataFrame:
    """Return the same for the redness in photos, in EI."""
    return _opened(course.photo if course else {}, points, last_day)


def _opened(bands: Mapping[int, Band], points: pd.DataFrame, last_day: int) -> pd.DataFrame:
    frame = _band_frame({day: band for day, band in bands.items() if day <= last_day})
    start = points[points["day"] == frame["day"].min() - 1]
    opening = start[["day"]].assign(low=start["value"], median=start["value"], high=start["value"])
    whole: pd.DataFrame = pd.concat([opening, frame], ignore_index=True)
    return whole


def recovery_points(recoveries: Mapping[str, Sequence[RecoveryDay]]) -> pd.DataFrame:
    """Return the ratings of redness of several recoveries by their names, in their order.

    Returns
    -------
    DataFrame
        `recovery` (its name), `day`, `value` (0–10), `word` (its verbal anchor).
    """
    frames = [
        rating_points(days, Symptom.REDNESS).assign(recovery=name)
        for name, days in recoveries.items()
    ]
    columns = ["recovery", "day", "value", "word"]
    return pd.concat(frames, ignore_index=True)[columns] if frames else NO_BAND


def _band_frame(bands: Mapping[int, Band]) -> pd.DataFrame:
    rows = [(day, band.low, band.median, band.high) for day, band in bands.items()]
    return pd.DataFrame(rows, columns=["day", "low", "median", "high"])
