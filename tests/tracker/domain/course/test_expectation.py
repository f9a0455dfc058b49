"""What is expected of an entry: calibrated, from the entries before it alone."""

import numpy as np
import pytest

from tracker.domain.course.belief import common_start
from tracker.domain.course.cohort import CohortDesign, simulate_cohort
from tracker.domain.course.diaries import MISSING, Diaries
from tracker.domain.course.expectation import Followed, follow
from tracker.domain.course.reference import DIARY_CHANNELS, shipped_course

COURSE = shipped_course()


def _followed(diaries: Diaries) -> Followed:
    return follow(diaries, COURSE, common_start(diaries, COURSE))


@pytest.mark.parametrize("noise", [0.3, 0.6, 0.9])
def test_surprises_are_about_as_large_as_stated(noise: float) -> None:
    design = CohortDesign(people=400, noise=noise, photos=True, missing=0.0, seed=8)
    followed = _followed(simulate_cohort(design, COURSE).diaries)
    surprise = (followed.entered - followed.own.mean) / followed.own.sd
    assert abs(np.nanmean(surprise[2:])) < 0.25
    assert 0.5 < np.nanstd(surprise[2:]) < 1.25


def test_nothing_of_today_enters_what_is_expected_of_today() -> None:
    diaries = simulate_cohort(CohortDesign(people=40, missing=0.0, seed=8), COURSE).diaries
    before = _followed(diaries)
    diaries.ratings[:, 4] = 10
    after = _followed(diaries)
    np.testing.assert_array_equal(before.own.mean[:5], after.own.mean[:5])
    np.testing.assert_array_equal(before.own.sd[:5], after.own.sd[:5])
    assert (before.own.mean[5] != after.own.mean[5]).any()


def test_an_ordinary_level_is_added_and_missing_answers_teach_nothing() -> None:
    diaries = simulate_cohort(CohortDesign(people=40, missing=0.0, seed=8), COURSE).diaries
    usual = _followed(diaries).usual.mean
    diaries.ordinary[:, 0] = 3
    np.testing.assert_allclose(_followed(diaries).usual.mean[:, 0], usual[:, 0] + 3, atol=1e-5)
    diaries.ratings[:] = MISSING
    silent = _followed(diaries)
    channels = len(DIARY_CHANNELS)
    np.testing.assert_allclose(
        silent.own.mean[:, :channels], silent.usual.mean[:, :channels], atol=0.05
    )


def test_who_rates_steadily_is_expected_more_exactly() -> None:
    spreads = []
    for noise in (0.2, 1.2):
        design = CohortDesign(people=300, noise=noise, coarse_share=0.0, missing=0.0, seed=5)
        spreads.append(_followed(simulate_cohort(design, COURSE).diaries).own.sd[6, 0].mean())
    assert spreads[0] < spreads[1]
