"""What is not judged rule by rule would have come to the same, in calm, odd and unreal diaries."""

import numpy as np
import numpy.typing as npt
import pytest

from tests.tracker.domain.course.test_departures import weigh_all
from tests.tracker.domain.verdict.test_order import CHANNELS, COURSE, Rng, drawn
from tracker.domain.course.arrays import FloatArray
from tracker.domain.course.belief import common_start
from tracker.domain.course.cohort import CohortDesign, simulate_cohort
from tracker.domain.course.departures import KINDS, Evidence
from tracker.domain.course.diaries import Diaries, band_high
from tracker.domain.course.expectation import follow
from tracker.domain.course.suspicion import Suspicion, _nothing, suspect
from tracker.domain.course.weighing import compare, weigh
from tracker.domain.verdict import drift
from tracker.domain.verdict.drift import find_drift

SEEDS, MANY_SEEDS = 6, 600
PEOPLE = 250


def _nearly_calm(rng: Rng, number: int) -> Diaries:
    """Return normal recoveries in which one symptom is higher, or lower, for some entries."""
    design = CohortDesign(
        people=number,
        last_day=int(rng.integers(3, 15)),
        length_mm=float(rng.choice([0.25, 0.5, 1.0, 1.5, 2.0, 3.0])),
        noise=float(rng.uniform(0.1, 0.7)),
        seed=int(rng.integers(1 << 30)),
    )
    diaries = simulate_cohort(design, COURSE).diaries
    diaries.is_rf[:] = rng.random(number) < 0.2
    channel, entry = rng.integers(0, CHANNELS, number), np.arange(diaries.day.shape[1])
    start, length = (
        rng.integers(-2, len(entry), (number, 1)),
        rng.choice([1, 2, 3, 20], (number, 1)),
    )
    is_moved = (entry >= start) & (entry < start + length) & diaries.present
    # All but the one move slowly, so that it alone is what a rule can ask about.
    diaries.ratings[:] = np.minimum(diaries.ratings, rng.integers(0, 5, (number, 1, 1)))
    ratings = diaries.ratings[np.arange(number), :, channel]
    moved = np.clip(ratings + rng.integers(-3, 6, (number, 1)), 0, 10)
    diaries.ratings[np.arange(number), :, channel] = np.where(is_moved, moved, ratings)
    late = rng.integers(0, 5, (number, 1)).astype(np.int16)
    diaries.day[:] = np.where(diaries.present, diaries.day + late, diaries.day)
    return diaries


def _check(seed: int) -> npt.NDArray[np.bool_]:
    """Return which recoveries were judged rule by rule."""
    rng = np.random.default_rng(seed)
    diaries = (_nearly_calm if seed % 4 else drawn)(rng, PEOPLE)
    suspicion = suspect(diaries, COURSE)
    band = band_high(diaries, COURSE)
    whole, screened = drift._judge(diaries, band, suspicion)[0], find_drift(diaries, COURSE)
    drift._name_what_stands_out(whole, diaries, band + suspicion.known[:, None])
    for name, values in vars(whole).items():
        np.testing.assert_array_equal(getattr(screened, name), values, err_msg=f"{name} {seed}")
    _check_evidence(diaries)
    silent = _nothing(diaries)
    for more in (0, 2, 4, 20):  # wider and wider ranges, so that each rule is the only one to speak
        _check_rules(diaries, band + np.float32(more), silent)
    return _check_rules(diaries, band, suspicion)


def _check_rules(diaries: Diaries, band: FloatArray, suspicion: Suspicion) -> npt.NDArray[np.bool_]:
    """Return which recoveries are asked about; in all others no rule finds anything."""
    high = band + suspicion.ordinary
    asked = drift.may_speak(diaries, high) | drift._may_depart(diaries, high, suspicion)
    found = (drift._judge(diaries, band, suspicion)[0].rank > 0).any(axis=1)
    assert not (found & ~asked).any()
    return np.asarray(asked)


def _check_evidence(diaries: Diaries) -> None:
    """What suffices for a status is the same whether or not all recoveries are weighed."""
    compared = compare(follow(diaries, COURSE, common_start(diaries, COURSE)))
    some = weigh(diaries, compared)
    with pytest.MonkeyPatch.context() as patch:
        weigh_all(patch)
        whole = weigh(diaries, compared)
    for departure, kind in KINDS.items():
        least = min(kind.alarm, kind.watch)
        for one, other in zip(
            _told(some[departure], least), _told(whole[departure], least), strict=True
        ):
            np.testing.assert_array_equal(one, other, err_msg=departure)


def _told(evidence: Evidence, least: float) -> tuple[npt.NDArray[np.float32], ...]:
    suffices = evidence.total >= least
    return np.where(suffices, evidence.total, 0), np.where(suffices, evidence.channel, 0)


def test_what_is_not_judged_rule_by_rule_would_have_come_to_the_same() -> None:
    asked = np.concatenate([_check(seed) for seed in range(SEEDS)])
    assert 0.2 < asked.mean() < 0.8  # both ways are taken


@pytest.mark.benchmark
def test_the_same_in_very_many_recoveries() -> None:
    for seed in range(SEEDS, MANY_SEEDS):
        _check(seed)
