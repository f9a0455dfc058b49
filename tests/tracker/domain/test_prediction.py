import numpy as np

from tracker.domain.cohort import CohortDesign, simulate_cohort
from tracker.domain.course import DIARY_CHANNELS, DeviceGroup, shipped_course
from tracker.domain.healing import Plan, common_prior
from tracker.domain.prediction import predict, predictive_band
from tracker.domain.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.scales import Symptom
from tracker.domain.seen import by_day

PLAN = RecoveryPlan(needle_length_mm=1.0)
SLOW = (8, 7, 6, 5, 4, 3, 2, 2)


def _days(*redness: int) -> list[RecoveryDay]:
    return [
        RecoveryDay(day=day, ratings={Symptom.REDNESS: value, Symptom.PAIN: 0})
        for day, value in enumerate(redness)
    ]


def test_the_band_covers_the_days_to_come_and_narrows_around_what_was_seen() -> None:
    before, after = predictive_band([], PLAN), predictive_band(_days(5, 3, 2), PLAN)
    assert list(before.bands[Symptom.REDNESS]) == list(range(15))
    assert list(after.bands[Symptom.REDNESS]) == list(range(3, 15))
    wide, narrow = before.bands[Symptom.REDNESS][4], after.bands[Symptom.REDNESS][4]
    assert narrow.high - narrow.low < wide.high - wide.low
    assert 0 <= narrow.low <= narrow.median <= narrow.high <= 10


def test_a_slow_start_moves_the_band_up_and_back_to_normal_later() -> None:
    slow, quick = predictive_band(_days(8, 7, 6), PLAN), predictive_band(_days(4, 1, 0), PLAN)
    assert slow.bands[Symptom.REDNESS][4].median > quick.bands[Symptom.REDNESS][4].median + 2
    assert slow.back_to_normal.median is None or (
        quick.back_to_normal.median is not None
        and slow.back_to_normal.median > quick.back_to_normal.median
    )


def test_earlier_recoveries_move_the_band_before_the_first_entry() -> None:
    earlier = [Recovery(plan=PLAN, days=_days(*SLOW))] * 2
    own = predictive_band([], PLAN, earlier).bands[Symptom.REDNESS][3]
    common = predictive_band([], PLAN).bands[Symptom.REDNESS][3]
    assert own.median > common.median + 1


def test_probabilities_sum_to_one_and_calm_grows_towards_the_end() -> None:
    cohort = simulate_cohort(CohortDesign(people=20, last_day=4, seed=3), shipped_course())
    plan = Plan(1.0, DeviceGroup.MECHANICAL, 1.0)
    shares, calm = predict(by_day(cohort.diaries), shipped_course(), plan, common_prior(20))
    assert shares.shape == (20, len(DIARY_CHANNELS), 15, 11)
    np.testing.assert_allclose(shares.sum(axis=3), 1, atol=1e-6)
    assert (calm[:, 14] >= calm[:, 5] - 1e-6).all()


def test_what_is_still_rated_today_is_not_expected_to_be_over_today() -> None:
    still, over = predictive_band(_days(2, 2, 2), PLAN), predictive_band(_days(2, 1, 0), PLAN)
    assert still.back_to_normal.earliest >= 3
    assert over.back_to_normal.earliest == 2
