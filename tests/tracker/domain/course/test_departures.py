"""Evidence of departures: monotone, open-ended, silent where nothing was answered."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.course import weighing
from tracker.domain.course.arrays import FloatArray
from tracker.domain.course.belief import common_start
from tracker.domain.course.cohort import CohortDesign, Disturbance, simulate_cohort
from tracker.domain.course.departures import KINDS, Departure, Kind, evidence_above
from tracker.domain.course.diaries import MISSING
from tracker.domain.course.expectation import follow
from tracker.domain.course.reference import shipped_course
from tracker.domain.course.weighing import compare, weigh
from tracker.domain.records.circumstances import SpecialEvent

COURSE = shipped_course()


def weigh_all(patch: pytest.MonkeyPatch) -> None:
    """Let every recovery be weighed for every kind that anybody's entries can speak for."""

    def everywhere(
        kind: Kind,
        surprise: FloatArray,
        day: npt.NDArray[np.int16],
        can: npt.NDArray[np.bool_],
        rows: npt.NDArray[np.intp],
    ) -> npt.NDArray[np.bool_]:
        return np.ones(len(rows), np.bool_)

    patch.setattr(weighing, "may_suffice", everywhere)


@given(st.floats(0.0625, 8, width=32))
def test_evidence_never_falls_when_a_rating_rises_and_has_no_end(least: float) -> None:
    surprise = np.linspace(-40, 40, 321, dtype=np.float32)
    evidence = evidence_above(surprise, np.float32(least))
    assert (np.diff(evidence) >= -1e-5).all()
    assert evidence[0] < 0 < evidence[-1]
    assert evidence[-1] > evidence[-20]


def test_evidence_is_the_log_ratio_of_students_t() -> None:
    (evidence,) = evidence_above(np.array([1.0], np.float32), np.array([2.0], np.float32))
    assert evidence == pytest.approx(0, abs=1e-6)  # halfway between none and the least shift
    (evidence,) = evidence_above(np.array([2.0], np.float32), np.array([2.0], np.float32))
    assert evidence == pytest.approx(2.5 * np.log(1 + 4 / 4), rel=1e-5)


def test_an_answer_left_out_says_nothing_and_the_mildest_speaks_against() -> None:
    cohort = simulate_cohort(CohortDesign(people=50, missing=0.0, seed=1), COURSE)
    diaries = cohort.diaries
    start = common_start(diaries, COURSE)
    diaries.ratings[:, -1] = MISSING
    left_out = weigh(diaries, compare(follow(diaries, COURSE, start)))
    diaries.ratings[:, -1] = 0
    mildest = weigh(diaries, compare(follow(diaries, COURSE, start)))
    for departure in KINDS:
        assert (mildest[departure].total[:, -1] <= left_out[departure].total[:, -1]).all()


def test_what_explains_a_flare_quiets_redness_and_never_pain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    weigh_all(monkeypatch)
    cohort = simulate_cohort(CohortDesign(people=50, missing=0.0, seed=1), COURSE)
    diaries = cohort.diaries
    diaries.ratings[:, 5, 0] = 9
    diaries.ratings[:, 5, 1] = diaries.ratings[:, 5, 3] = 1  # pain or swelling is never explained
    start = common_start(diaries, COURSE)
    plain = weigh(diaries, compare(follow(diaries, COURSE, start)))
    diaries.special[:, 5] = 1 << list(SpecialEvent).index(SpecialEvent.SUN)
    explained = weigh(diaries, compare(follow(diaries, COURSE, start)))
    reddening, pain = Departure.REDDENING, Departure.PAIN
    assert (explained[reddening].total[:, 5] < 3).mean() > 0.9
    assert (plain[reddening].total[:, 5] > 3).mean() > 0.8
    np.testing.assert_array_equal(explained[pain].total, plain[pain].total)


def test_an_infection_is_told_from_a_normal_course() -> None:
    design = CohortDesign(people=300, seed=3)
    sick = CohortDesign(people=300, seed=3, disturbance=Disturbance.INFECTION)
    found = []
    for one in (design, sick):
        diaries = simulate_cohort(one, COURSE).diaries
        followed = follow(diaries, COURSE, common_start(diaries, COURSE))
        total = weigh(diaries, compare(followed))[Departure.INFECTION].total
        found.append((total >= KINDS[Departure.INFECTION].alarm).any(axis=1).mean())
    assert found[0] < 0.02 < 0.97 < found[1]
