import numpy as np
import pytest

from tracker.domain.course.cohort import CohortDesign, simulate_cohort
from tracker.domain.course.healing import common_prior
from tracker.domain.course.personal import Memories
from tracker.domain.course.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.course.reference import shipped_course
from tracker.domain.course.suspicion import suspect
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.scales import Symptom
from tracker.domain.records.status import Status
from tracker.domain.verdict.assess import assess_recovery

PLAN = RecoveryPlan(needle_length_mm=2.0)
SLOW = (8, 8, 7, 7, 7, 6, 6, 5, 5, 4, 4)


def _days(redness: tuple[int, ...]) -> list[RecoveryDay]:
    return [
        RecoveryDay(
            day=day,
            ratings={Symptom.REDNESS: value, Symptom.PAIN: 0, Symptom.SWELLING: 0},
        )
        for day, value in enumerate(redness)
    ]


def test_a_slow_healers_third_recovery_is_normal() -> None:
    first = assess_recovery(_days(SLOW), PLAN)
    assert Pattern.STILL_RED in {assessment.pattern for assessment in first}
    earlier = [Recovery(plan=PLAN, days=_days(SLOW))] * 2
    third = assess_recovery(_days(SLOW), PLAN, earlier)
    assert all(assessment.status.rank < Status.OFF_COURSE.rank for assessment in third)


def test_an_infected_recovery_is_not_learned_as_normal() -> None:
    infected = Recovery(
        plan=PLAN,
        days=[
            RecoveryDay(day=day, ratings={Symptom.REDNESS: red, Symptom.PAIN: hurt})
            for day, (red, hurt) in enumerate(
                [(6, 2), (4, 1), (3, 0), (3, 1), (5, 3), (7, 5), (8, 6), (9, 7)]
            )
        ],
    )
    days = [
        RecoveryDay(day=day, ratings={Symptom.REDNESS: red, Symptom.PAIN: hurt})
        for day, (red, hurt) in enumerate([(6, 2), (4, 1), (3, 0), (3, 1), (5, 3)])
    ]
    calm = assess_recovery(days, PLAN)
    after = assess_recovery(days, PLAN, [infected, infected])
    assert after[-1].status.rank >= calm[-1].status.rank >= Status.OFF_COURSE.rank


def test_strangers_have_the_common_prior_and_memory_is_bounded() -> None:
    course = shipped_course()
    cohort = simulate_cohort(CohortDesign(people=5, seed=2), course)
    memories = Memories(course, limit=3)
    suspect(cohort.diaries, course, memories, list("abcde"))
    prior, common = memories.prior(["a", "e", None]), common_prior(3)
    np.testing.assert_array_equal(prior.pace[0], common.pace[0])  # forgotten
    np.testing.assert_array_equal(prior.pace[2], common.pace[2])  # a stranger
    assert np.abs(prior.pace[1] - common.pace[1]).max() > 0.01


@pytest.mark.parametrize("number", [1, 3])
def test_beliefs_stay_probabilities(number: int) -> None:
    course = shipped_course()
    cohort = simulate_cohort(CohortDesign(people=1, recoveries=number, seed=4), course)
    memories = Memories(course)
    suspect(cohort.diaries, course, memories, ["a"] * number)
    prior = memories.prior(["a"])
    for rows in (prior.pace, *prior.height.values()):
        assert rows.sum() == pytest.approx(1, abs=1e-4)
        assert rows.min() > 0
