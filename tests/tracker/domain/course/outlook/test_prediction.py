import numpy as np

from tracker.domain.course.cohort import CohortDesign, simulate_cohort
from tracker.domain.course.healing import Plan, common_prior
from tracker.domain.course.outlook.by_day import by_day
from tracker.domain.course.outlook.prediction import (
    PHOTO_CHANGES,
    predict,
    predict_photo,
    predictive_band,
)
from tracker.domain.course.ratings import NOT_ANSWERED
from tracker.domain.course.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.course.reference import DIARY_CHANNELS, DeviceGroup, shipped_course
from tracker.domain.records.scales import Symptom

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


def _photos(*changes: float, mdc95: float = 2.0) -> list[RecoveryDay]:
    return [
        RecoveryDay(day=day, photo_delta_ei=change, photo_mdc95=mdc95)
        for day, change in enumerate(changes)
    ]


def test_redder_photos_than_usual_move_the_band_of_the_photos_to_come() -> None:
    assert predictive_band(_days(5, 3), PLAN).photo == {}
    pale, red = (predictive_band(_photos(*seen), PLAN).photo for seen in ((7, 4), (16, 13)))
    assert list(pale) == list(range(2, 15))
    assert red[2].median > pale[2].median + 2
    assert pale[2].low < pale[2].median < pale[2].high


def test_a_band_of_photos_is_no_narrower_than_their_error() -> None:
    sure, unsure = (
        predictive_band(_photos(9, 6, 3, mdc95=error), PLAN).photo[14] for error in (1.5, 6.0)
    )
    assert unsure.high - unsure.low > 2 * 0.8 * 6.0  # 90 of 100 within 0.84 of the 95 % error
    assert sure.high - sure.low < unsure.high - unsure.low


def test_nine_in_ten_normal_photos_lie_in_their_band() -> None:
    design = CohortDesign(people=300, last_day=5, seed=5, photos=True)
    cohort = simulate_cohort(design, shipped_course())
    seen = by_day(cohort.diaries)
    hidden = np.flatnonzero(~np.isnan(seen.photo[:, 4]))
    truth = seen.photo[hidden, 4].copy()
    shown = seen.rows(hidden)
    shown.photo[:, 4:] = np.nan
    shown.ratings[:, 4:] = NOT_ANSWERED
    plan = Plan(design.length_mm, DeviceGroup.MECHANICAL, 1.0)
    below = predict_photo(shown, shipped_course(), plan, common_prior(len(hidden)))
    ranks = [
        np.interp(value, PHOTO_CHANGES, row) for value, row in zip(truth, below[:, 4], strict=True)
    ]
    assert 0.85 < np.mean([0.05 < rank < 0.95 for rank in ranks]) < 0.96
