from dataclasses import replace
from typing import Any

import altair as alt
import pandas as pd
import pytest

from tests.marks import by_hand
from tracker.domain.course.outlook.prediction import predictive_band
from tracker.domain.course.recovery import RecoveryDay, RecoveryPlan
from tracker.domain.course.reference import expected_band, expected_photo_band, shipped_course
from tracker.domain.records.scales import Symptom
from tracker.drawing import charts, frames
from tracker.locale import translator

PLAN = RecoveryPlan(needle_length_mm=1.0)
DAYS = (
    RecoveryDay(day=0, ratings={Symptom.REDNESS: 5}, photo_delta_ei=10.0, photo_mdc95=3.5),
    RecoveryDay(day=1, ratings={Symptom.PAIN: 1}, photo_delta_ei=2.0, photo_mdc95=3.5),
    RecoveryDay(day=3, ratings={Symptom.REDNESS: 0}),
)


def checked(chart: alt.LayerChart) -> dict[str, Any]:
    """A chart as Vega-Lite reads it, held against its schema."""
    return alt.LayerChart.to_dict(chart)


def rows(frame: pd.DataFrame) -> list[tuple]:
    return list(frame.itertuples(index=False, name=None))


def test_ratings_become_points_with_their_word():
    points = frames.rating_points(DAYS, Symptom.REDNESS)
    assert list(points.columns) == ["day", "value", "word"]
    assert rows(points) == [(0, 5, "moderate"), (3, 0, "none")]


def test_photos_become_points_with_their_error():
    points = frames.photo_points(DAYS)
    assert list(points.columns) == ["day", "value", "error", "low", "high", "word"]
    assert rows(points) == [
        (0, 10.0, 3.5, 6.5, 13.5, "strong"),
        (1, 2.0, 3.5, -1.5, 5.5, "no change that this photo can show"),
    ]


def test_the_usual_range_covers_every_day():
    band = frames.usual_ratings(PLAN, Symptom.REDNESS, 7)
    expected = [expected_band(Symptom.REDNESS, day, 1.0) for day in range(8)]
    assert rows(band) == [(day, b.low, b.median, b.high) for day, b in enumerate(expected)]


def test_the_usual_range_of_photos_covers_every_day():
    band = frames.usual_photo_redness(PLAN, 1)
    expected = [expected_photo_band(day, 1.0) for day in range(2)]
    assert rows(band) == [(day, b.low, b.median, b.high) for day, b in enumerate(expected)]


def test_the_usual_range_is_that_of_the_version_in_use():
    tables = {
        key: replace(table, centiles=table.centiles / 2)
        for key, table in shipped_course().tables.items()
    }
    other = replace(shipped_course(), version="other", tables=tables)
    for usual in (
        frames.usual_photo_redness,
        lambda plan, last, ref=None: frames.usual_ratings(plan, Symptom.REDNESS, last, ref),
    ):
        shipped, halved = usual(PLAN, 7), usual(PLAN, 7, other)
        assert halved["high"].tolist() == pytest.approx((shipped["high"] / 2).tolist())


def test_bruising_has_no_usual_range():
    assert frames.usual_ratings(PLAN, Symptom.BRUISING, 7).empty


def test_the_own_range_opens_from_the_last_rating_and_ends_with_the_axis():
    course = predictive_band(DAYS, PLAN)
    points = frames.rating_points(DAYS, Symptom.REDNESS)
    bands = {day: course.bands[Symptom.REDNESS][day] for day in range(4, 10)}
    assert rows(frames.expected_ratings(course, points, Symptom.REDNESS, 9)) == [
        (3, 0, 0, 0),
        *((day, b.low, b.median, b.high) for day, b in bands.items()),
    ]


def test_the_own_range_of_photos_is_that_of_the_course():
    course = predictive_band(DAYS, PLAN)
    own = frames.expected_photo_redness(course, frames.photo_points(DAYS), 9)
    assert rows(own) == [
        (day, b.low, b.median, b.high) for day, b in course.photo.items() if day <= 9
    ]
    assert frames.expected_photo_redness(None, frames.photo_points(DAYS), 9).empty


def test_without_a_rating_on_the_day_before_the_own_range_stands_alone():
    points = frames.rating_points(DAYS, Symptom.PAIN)
    own = frames.expected_ratings(predictive_band(DAYS, PLAN), points, Symptom.PAIN, 9)
    assert own["day"].tolist() == list(range(4, 10))


@pytest.mark.parametrize(
    ("course", "symptom"),
    [(None, Symptom.REDNESS), (predictive_band(DAYS, PLAN), Symptom.BRUISING)],
)
def test_nothing_is_expected_of_what_is_not_known(course, symptom):
    assert frames.expected_ratings(course, frames.rating_points(DAYS, symptom), symptom, 9).empty


def test_the_axis_reaches_to_the_end_of_the_own_course():
    course = predictive_band(DAYS, PLAN)
    for latest, shown in ((5, 7), (11, 11), (None, 14)):
        ending = replace(course, back_to_normal=replace(course.back_to_normal, latest=latest))
        assert frames.last_day_shown(DAYS, ending) == shown


@pytest.mark.parametrize(("days", "last"), [((), 7), (DAYS, 7), ((RecoveryDay(day=12),), 12)])
def test_the_axis_is_a_week_or_as_long_as_the_diary(days, last):
    assert frames.last_day_shown(days) == last


@pytest.mark.parametrize("symptom", list(Symptom))
@pytest.mark.parametrize("days", [(), DAYS])
@pytest.mark.parametrize("today", [3, by_hand(60)])
def test_every_chart_can_be_drawn(symptom, days, today):
    points, band = (
        frames.rating_points(days, symptom),
        frames.usual_ratings(PLAN, symptom, 7),
    )
    own = frames.expected_ratings(predictive_band(days, PLAN), points, symptom, 7)
    drawn = checked(charts.draw_ratings(points, band, own, "Title", today=today, last_day=7))
    texts = str(drawn)
    assert drawn["title"] == "Title"
    assert ("'text': 'today'" in texts) == (today == 3)


def test_the_photo_chart_can_be_drawn():
    points, band = frames.photo_points(DAYS), frames.usual_photo_redness(PLAN, 7)
    own = frames.expected_photo_redness(predictive_band(DAYS, PLAN), points, 7)
    drawn = charts.draw_photo_redness(points, band, own, "Photos", today=3, last_day=7)
    texts = str(checked(drawn))
    assert "just visible" in texts
    assert "'field': 'low'" in texts


def test_every_word_of_a_chart_is_translated():
    symptom, german = Symptom.REDNESS, translator("de")
    points, band = (
        frames.rating_points(DAYS, symptom),
        frames.usual_ratings(PLAN, symptom, 7),
    )
    own = frames.expected_ratings(predictive_band(DAYS, PLAN), points, symptom, 7)
    options = {"today": 3, "last_day": 7, "translate": german}
    ratings = charts.draw_ratings(points, band, own, german("Redness"), **options)
    usual = frames.usual_photo_redness(PLAN, 7)
    photos = charts.draw_photo_redness(frames.photo_points(DAYS), usual, own, "Fotos", **options)
    texts = str(checked(ratings)) + str(checked(photos))
    said = (
        *("Tag 0", "heute", "Üblich von", "Für dich erwartet von", "In Worten"),
        "gerade noch sichtbar",
    )
    assert all(word in texts for word in said)
    for english in ("Day", "today", "Usual", "Own value", "In words", "just visible", "mild"):
        assert f"'{english}" not in texts


def test_no_line_or_area_stands_without_words_before_a_screen_reader():
    points, band = frames.photo_points(DAYS), frames.usual_photo_redness(PLAN, 7)
    own = frames.expected_photo_redness(predictive_band(DAYS, PLAN), points, 7)
    drawn = checked(charts.draw_photo_redness(points, band, own, "Photos", today=3, last_day=7))
    silent = [one["mark"] for one in drawn["layer"] if one["mark"]["type"] in ("area", "line")]
    assert silent
    assert not any(mark.get("aria", True) for mark in silent)
    assert drawn["description"] == "Photos"


def test_several_recoveries_lie_over_each_other_by_day():
    points = frames.recovery_points({"first": DAYS, "second": DAYS[:1]})
    assert set(points["recovery"]) == {"first", "second"}
    drawn = checked(charts.draw_recoveries(points, "Redness", last_day=7))
    told_apart = set().union(*(layer["encoding"].keys() for layer in drawn["layer"]))
    assert {"color", "strokeDash", "shape"} <= told_apart  # not by colour alone
