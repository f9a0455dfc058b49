from dataclasses import replace

import numpy as np
import pytest

from tracker.domain.course.cohort import CohortDesign, Decay, Disturbance, simulate_cohort
from tracker.domain.course.diaries import MISSING, PADDING
from tracker.domain.course.reference import DIARY_CHANNELS, Channel, shipped_course

REDNESS = DIARY_CHANNELS.index(Channel.REDNESS)


def _mean_redness(design: CohortDesign, day: int) -> float:
    diaries = simulate_cohort(design, shipped_course()).diaries
    return float(diaries.ratings[:, :, REDNESS][diaries.day == day].mean())


def test_the_same_design_gives_the_same_cohort() -> None:
    first, second = (simulate_cohort(CohortDesign(people=9), shipped_course()) for _ in range(2))
    np.testing.assert_array_equal(first.diaries.ratings, second.diaries.ratings)


@pytest.mark.parametrize("decay", Decay)
def test_every_law_starts_and_falls_to_almost_clear_like_the_reference(decay: Decay) -> None:
    design = CohortDesign(people=1500, decay=decay, height_cv=0.05, pace_cv=0.05, noise=0.2)
    assert _mean_redness(design, 0) == pytest.approx(5.0, abs=0.4)
    assert _mean_redness(design, 3) == pytest.approx(1.0, abs=0.4)


@pytest.mark.parametrize("missing", [0.0, 0.33])
def test_missing_days_are_taken_out_and_the_rest_stays_in_order(missing: float) -> None:
    diaries = simulate_cohort(CohortDesign(people=400, missing=missing), shipped_course()).diaries
    assert (diaries.day != PADDING).mean() == pytest.approx(1 - missing, abs=0.03)
    for days in diaries.day:
        kept = days[days != PADDING]
        assert (np.diff(kept) > 0).all() and (days[len(kept) :] == PADDING).all()
    assert (diaries.ratings[diaries.day == PADDING] == MISSING).all()


@pytest.mark.parametrize("disturbance", [Disturbance.INFECTION, Disturbance.ALLERGY])
def test_a_disturbance_begins_at_its_onset(disturbance: Disturbance) -> None:
    calm = simulate_cohort(CohortDesign(people=300, missing=0.0), shipped_course())
    sick = simulate_cohort(
        CohortDesign(people=300, missing=0.0, disturbance=disturbance), shipped_course()
    )
    assert (calm.onset == -1).all()
    assert set(sick.onset) <= set(range(2, 6))
    late = sick.diaries.day > sick.onset[:, None] + 2
    assert sick.diaries.ratings[late].mean() > calm.diaries.ratings[late].mean() + 0.5


def test_coarse_raters_use_their_steps_only() -> None:
    diaries = simulate_cohort(CohortDesign(people=300, coarse_share=0.8), shipped_course()).diaries
    answered = diaries.ratings != MISSING
    is_even = ((diaries.ratings % 2 == 0) | ~answered).all(axis=(1, 2))
    is_five = ((diaries.ratings % 5 == 0) | ~answered).all(axis=(1, 2))
    assert (is_even | is_five).mean() > 0.9


def test_a_disturbance_from_its_onset_adds_its_points_a_day_sooner() -> None:
    design = CohortDesign(people=300, missing=0.0, disturbance=Disturbance.ALLERGY, noise=0.1)
    itching = DIARY_CHANNELS.index(Channel.ITCHING)
    on_onset = []
    for from_onset in (False, True):
        cohort = simulate_cohort(replace(design, from_onset=from_onset), shipped_course())
        at = cohort.diaries.day == cohort.onset[:, None]
        on_onset.append(float(cohort.diaries.ratings[:, :, itching][at].mean()))
    assert on_onset[1] - on_onset[0] == pytest.approx(1.6, abs=0.3)


def test_noise_when_calm_and_between_people_shows_in_ratings_of_nothing() -> None:
    pain, late = DIARY_CHANNELS.index(Channel.PAIN), slice(7, None)
    shares, calm = [], CohortDesign(people=800, missing=0.0, bias_sd=0.0, noise_when_calm=0.2)
    for design in (calm, replace(calm, noise_when_calm=1.0), replace(calm, noise_sd=1.0)):
        ratings = simulate_cohort(design, shipped_course()).diaries.ratings[:, late, pain]
        shares.append(float((ratings > 0).mean()))
    assert shares[0] < 0.02 < shares[1]
    assert shares[0] < shares[2]
