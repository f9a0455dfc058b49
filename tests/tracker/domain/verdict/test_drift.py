"""Verdicts on whole cohorts: nothing from the future, no alarm too soon, flags above all."""

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from tracker.domain.course.cohort import CohortDesign, Disturbance, simulate_cohort
from tracker.domain.course.diaries import MISSING, PADDING, Diaries
from tracker.domain.course.reference import DIARY_CHANNELS, Channel, shipped_course
from tracker.domain.course.suspicion import Suspicion
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.status import Status
from tracker.domain.verdict.drift import find_drift
from tracker.domain.verdict.rules.evidence import two_together
from tracker.domain.verdict.rules.plain import NONE

DESIGN = CohortDesign(people=80, photos=True, missing=0.2, seed=31)
REDNESS = DIARY_CHANNELS.index(Channel.REDNESS)


def _cohort(disturbance: Disturbance, **details: object) -> Diaries:
    design = replace(DESIGN, disturbance=disturbance, **details)  # type: ignore[arg-type]
    return simulate_cohort(design, shipped_course()).diaries


def _without_after(diaries: Diaries, entries: int) -> Diaries:
    cut = diaries.rows(np.arange(len(diaries.day)))
    cut.day[:, entries:] = PADDING
    cut.ratings[:, entries:] = MISSING
    cut.photo[:, entries:] = np.nan
    return cut


@pytest.mark.parametrize("disturbance", Disturbance)
@pytest.mark.parametrize("entries", [3, 5, 8])
def test_no_verdict_knows_what_came_later(disturbance: Disturbance, entries: int) -> None:
    diaries = _cohort(disturbance)
    whole = find_drift(diaries, shipped_course())
    by_then = find_drift(_without_after(diaries, entries), shipped_course())
    known = diaries.day[:, :entries] != PADDING
    for name in ("rank", "pattern"):
        np.testing.assert_array_equal(
            getattr(whole, name)[:, :entries][known], getattr(by_then, name)[:, :entries][known]
        )


@pytest.mark.parametrize("length_mm", [0.25, 1.0, 1.5])
def test_redness_of_3_on_day_7_is_off_course_in_every_cohort(length_mm: float) -> None:
    diaries = _cohort(Disturbance.SLOW_ALL, length_mm=length_mm, strength=5.0)
    red = (diaries.day == 7) & (diaries.ratings[:, :, REDNESS] >= 3)
    assert red.any()
    rank = find_drift(diaries, shipped_course()).rank
    assert (rank[red] >= Status.OFF_COURSE.rank).all()


def test_mild_itching_is_a_watch_at_most() -> None:
    diaries = _cohort(Disturbance.NONE, noise=1.5)
    verdicts = find_drift(diaries, shipped_course())
    climbs = verdicts.pattern == tuple(Pattern).index(Pattern.ITCH_CLIMBING)
    itching = diaries.ratings[:, :, DIARY_CHANNELS.index(Channel.ITCHING)]
    assert climbs.any()
    assert (itching[climbs] >= 3).all()


def test_a_flag_keeps_its_rank_whatever_the_ratings_say() -> None:
    diaries = _cohort(Disturbance.NONE)
    rng = np.random.default_rng(0)
    flagged = rng.choice([0, 2, 3, 4], diaries.day.shape) * (diaries.day != PADDING)
    diaries.flag_rank[:] = flagged
    assert (find_drift(diaries, shipped_course()).rank >= flagged).all()


def test_an_infection_is_off_course_until_the_ratings_are_usual_again() -> None:
    diaries = _cohort(Disturbance.INFECTION, missing=0.0)
    rank = find_drift(diaries, shipped_course()).rank
    assert (rank[:, -1] >= Status.OFF_COURSE.rank).all()


@pytest.mark.parametrize(
    ("points", "is_off"),
    [((0, 3), True), ((0, 2), False), ((3, 0), True), ((1, 1), False), ((0, 0), False)],
)
def test_pain_that_rises_much_in_skin_that_stays_red_is_off_course(
    points: tuple[int, int], is_off: bool
) -> None:
    """Redness lies 2.1 points above what was expected, pain 3; which of them rose decides."""
    above = {channel: np.zeros((1, 1), np.float32) for channel in DIARY_CHANNELS}
    above |= {Channel.REDNESS: np.array([[2.1]]), Channel.PAIN: np.array([[3.0]])}
    suspicion = cast(Suspicion, SimpleNamespace(above=above, surprise=above))
    grown = np.zeros((1, 1, len(DIARY_CHANNELS)), np.int8)
    grown[0, 0, [DIARY_CHANNELS.index(Channel.REDNESS), DIARY_CHANNELS.index(Channel.PAIN)]] = (
        points
    )
    assert bool(two_together(suspicion, grown)[0, 0] != NONE) is is_off
