from datetime import date
from decimal import Decimal

import pytest

from tracker.domain.guidance.outcomes import (
    Scale,
    SessionOutlay,
    Verdict,
    check_schedule,
    compare_settings,
    judge,
    shipped_goals,
    shipped_scar_grades,
    verdict_from,
)
from tracker.domain.records.kept import Setting
from tracker.errors import InvalidEntry

FIRST, LAST = date(2026, 5, 4), date(2026, 8, 3)
TWELVE_WEEKS_ON = date(2026, 10, 26)


# goal, scale, a figure of the literature (clinical reference 5), its source
@pytest.mark.parametrize(
    ("id", "scale", "figure", "source"),
    [
        ("texture", Scale.IMPROVEMENT, "1.54", "ablon_2018"),
        ("acne_scars", Scale.GOODMAN_BARON, "0.91", "dalwig_nolda_2020"),
        ("acne_scars", Scale.GOODMAN_BARON, "45 %", "dogra_2014"),
        ("wrinkles", Scale.IMPROVEMENT, "1.23", "ablon_2018"),
        ("wrinkles", Scale.IMPROVEMENT, "0.86", "neck_study"),
        ("pores", Scale.IMPROVEMENT, "No figure", "none_found"),
        ("dark_spots", Scale.IMPROVEMENT, "5 of 36", "dogra_2014"),
        ("stretch_marks", Scale.IMPROVEMENT, "No figure", "none_found"),
        ("evenness", Scale.IMPROVEMENT, "+102 %", "wamsley_2021"),
        ("hair", Scale.IMPROVEMENT, "No figure", "none_found"),
    ],
)
def test_each_goal_promises_what_its_source_found(
    id: str, scale: Scale, figure: str, source: str
) -> None:
    goal = shipped_goals()[id]
    assert goal.scale is scale
    assert figure in goal.expected
    assert source in goal.source


def test_there_are_eight_goals() -> None:
    assert len(shipped_goals()) == 8


@pytest.mark.parametrize(
    ("grade", "words"),
    [(1, "flat marks"), (2, "do not show"), (3, "flatten when"), (4, "do not flatten")],
)
def test_scar_grades_are_goodman_and_barons(grade: int, words: str) -> None:
    row = shipped_scar_grades()[grade]
    assert words in row.text.lower()
    assert row.source == ("goodman_baron",)


def test_photos_are_compared_before_and_4_12_and_24_weeks_after() -> None:
    schedule = check_schedule(FIRST, LAST)
    assert [(point.week, point.on) for point in schedule] == [
        (0, FIRST),
        (4, date(2026, 8, 31)),
        (12, TWELVE_WEEKS_ON),
        (24, date(2027, 1, 18)),
    ]
    assert [point.verdict_allowed for point in schedule] == [False, False, True, True]
    assert verdict_from(LAST) == TWELVE_WEEKS_ON


@pytest.mark.parametrize(
    ("goal", "before", "now", "on", "verdict"),
    [
        # never sooner than twelve weeks after the last session, however good it looks
        ("acne_scars", 4, 1, date(2026, 10, 25), Verdict.TOO_EARLY),
        ("texture", None, 1, date(2026, 8, 31), Verdict.TOO_EARLY),
        # scars: before against after, a lower grade is better
        ("acne_scars", 3, 2, TWELVE_WEEKS_ON, Verdict.BETTER),
        ("acne_scars", 3, 3, TWELVE_WEEKS_ON, Verdict.SAME),
        ("acne_scars", 2, 3, TWELVE_WEEKS_ON, Verdict.WORSE),
        # improvement: 4 is no change
        ("texture", None, 3, TWELVE_WEEKS_ON, Verdict.BETTER),
        ("texture", None, 4, TWELVE_WEEKS_ON, Verdict.SAME),
        ("texture", None, 5, TWELVE_WEEKS_ON, Verdict.WORSE),
    ],
)
def test_a_course_is_judged_late_and_on_its_scale(
    goal: str, before: int | None, now: int, on: date, verdict: Verdict
) -> None:
    row = shipped_goals()[goal]
    assert judge(row, now=now, before=before, last_session=LAST, on=on) is verdict


@pytest.mark.parametrize(
    ("goal", "before", "now", "message"),
    [
        ("acne_scars", None, 2, "photo from before"),
        ("acne_scars", 2, 5, "from 1 to 4"),
        ("acne_scars", 0, 2, "from 1 to 4"),
        ("texture", None, 6, "from 1 to 5"),
    ],
)
def test_a_grade_off_the_scale_is_refused(
    goal: str, before: int | None, now: int, message: str
) -> None:
    with pytest.raises(InvalidEntry, match=message):
        judge(shipped_goals()[goal], now=now, before=before, last_session=LAST, on=TWELVE_WEEKS_ON)


def outlay(
    setting: Setting, cost: str | None, days: int | None, worst: int | None
) -> SessionOutlay:
    return SessionOutlay(
        setting=setting,
        cost=None if cost is None else Decimal(cost),
        days_of_recovery=days,
        worst_rating=worst,
    )


def test_home_and_professional_stand_side_by_side_in_the_persons_own_figures() -> None:
    summaries = compare_settings(
        [
            outlay(Setting.HOME, "25.00", 2, 3),
            outlay(Setting.HOME, "0", 1, 2),
            outlay(Setting.HOME, "0", None, None),
            outlay(Setting.PROFESSIONAL, "240.50", 5, 7),
        ],
        [(Setting.PROFESSIONAL, Verdict.BETTER), (Setting.HOME, Verdict.SAME)],
    )
    home, clinic = summaries[Setting.HOME], summaries[Setting.PROFESSIONAL]
    assert (home.sessions, home.total_cost, home.cost_per_session) == (
        3,
        Decimal(25),
        Decimal("8.33"),
    )
    assert (home.days_of_recovery, home.worst_rating) == (1.5, 2.5)
    assert home.verdicts == {Verdict.SAME: 1}
    assert (clinic.total_cost, clinic.days_of_recovery) == (Decimal("240.50"), 5)


def test_a_setting_without_sessions_is_left_out() -> None:
    only_home = compare_settings([outlay(Setting.HOME, "10", None, None)])
    assert list(only_home) == [Setting.HOME]
    assert only_home[Setting.HOME].days_of_recovery is None


def test_sessions_without_a_cost_are_left_out_of_the_cost_only() -> None:
    known, unknown = outlay(Setting.HOME, "30", 1, 2), outlay(Setting.HOME, None, 3, 4)
    home = compare_settings([known, unknown])[Setting.HOME]
    assert (home.sessions, home.total_cost, home.cost_per_session) == (2, 30, 30)
    assert home.days_of_recovery == 2
    free = compare_settings([unknown])[Setting.HOME]
    assert (free.total_cost, free.cost_per_session) == (None, None)


@pytest.mark.parametrize("cost", ["-1", "NaN", "Infinity"])
def test_a_cost_below_nothing_is_refused(cost: str) -> None:
    with pytest.raises(InvalidEntry, match="0 or more"):
        outlay(Setting.HOME, cost, None, None)
