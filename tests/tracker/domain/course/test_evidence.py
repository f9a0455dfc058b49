"""The grid's running products against a plain loop over its cells, and their invariances."""

import numpy as np
import pytest

from tracker.domain.course.by_day import Seen, by_day
from tracker.domain.course.cohort import CohortDesign, Disturbance, simulate_cohort
from tracker.domain.course.evidence import Evidence, log_ratio, weigh
from tracker.domain.course.healing import (
    EI_PER_POINT,
    Plan,
    common_prior,
    healing_model,
    level_weights,
    lift,
)
from tracker.domain.course.hypotheses import LAGS, RHYTHM, RISES, Rise
from tracker.domain.course.ratings import NOT_ANSWERED
from tracker.domain.course.reference import DIARY_CHANNELS, Channel, DeviceGroup, shipped_course
from tracker.domain.course.running_products import Grid

PLAN = Plan(1.0, DeviceGroup.MECHANICAL, 1.0)
SAME = 1e-4  # the products are kept in single precision


def _seen(people: int = 4, photos: bool = True, **details: object) -> Seen:
    design = CohortDesign(people=people, photos=photos, coarse_share=0.0, seed=5)
    cohort = simulate_cohort(
        CohortDesign(**{**vars(design), **details}),
        shipped_course(),
    )
    return by_day(cohort.diaries)


def _grid(seen: Seen, *days: int) -> Grid:
    """Return the grid of one recovery, asked on some days."""
    model = healing_model(shipped_course(), PLAN, 1)
    first = np.zeros(len(days), np.intp)
    return Grid(seen, [model], np.zeros(1, np.intp), common_prior(1), (first, np.array(days)))


def _weigh(seen: Seen) -> Evidence:
    number = len(seen.ratings)
    plan_of = np.zeros(number, np.intp)
    return weigh(seen, shipped_course(), [PLAN], plan_of, common_prior(number))


def _loop_likelihood(seen: Seen, rise: Rise | None, onset: int, last: int) -> float:
    """Sum over paces and levels of the product over channels of the sum over cells, one by one."""
    prior = common_prior(1)
    total = 0.0
    for pace, weight in enumerate(prior.pace[0]):
        cells = [_loop_cells(seen, channel, rise, onset, last, pace) for channel in DIARY_CHANNELS]
        for level, share in enumerate(level_weights()):
            product = float(weight * share)
            for channel, mine in zip(DIARY_CHANNELS, cells, strict=True):
                product *= float((mine * lift(channel)[:, level]).sum())
            total += product
    return total


def _loop_cells(
    seen: Seen, channel: Channel, rise: Rise | None, onset: int, last: int, pace: int
) -> np.ndarray:
    model, prior = healing_model(shipped_course(), PLAN, 1), common_prior(1)
    cells = prior.cells(channel)[0].astype(float)
    climbs = rise is not None and channel in rise.slopes
    for day in range(last + 1):
        days = max(day - onset, 0)
        added = min(rise.slopes[channel] * days, rise.most) if rise and climbs else 0.0
        table = model.likelihood(channel, added)[day].reshape(12, len(prior.pace[0]), -1)
        cells = cells * table[seen.ratings[0, day, DIARY_CHANNELS.index(channel)], pace]
    return cells


def test_the_normal_likelihood_equals_a_loop_over_every_cell() -> None:
    seen = _seen(people=1, photos=False)
    days = (0, 3, 7)
    for day, normal in zip(days, _grid(seen, *days).normal(), strict=True):
        assert normal == pytest.approx(_loop_likelihood(seen, None, 0, day), rel=SAME)


@pytest.mark.parametrize(
    "rise", [RISES[0], RISES[7], RHYTHM], ids=["infection", "allergy", "rhythm"]
)
def test_a_rise_equals_a_loop_over_every_cell_mixed_over_its_onsets(rise: Rise) -> None:
    seen = _seen(people=1, photos=False)
    day = 5
    rises, rhythm = _grid(seen, 3, day).rises(np.array([1]))
    onsets = np.arange(1, day)[-LAGS:]
    expected = rise.share * sum(
        weight * _loop_likelihood(seen, rise, int(onset), day)
        for onset, weight in zip(onsets, rise.onset_weights(onsets), strict=True)
    )
    found = rhythm[0] if rise is RHYTHM else rises[0, RISES.index(rise)]
    assert found == pytest.approx(expected, rel=SAME)


@pytest.mark.parametrize("channel", DIARY_CHANNELS)
def test_the_common_level_leaves_what_is_believed_of_one_symptom_alone(channel: Channel) -> None:
    np.testing.assert_allclose(lift(channel) @ level_weights(), 1, atol=1e-3)
    cells = common_prior(1).cells(channel)[0]
    np.testing.assert_allclose(cells @ lift(channel) / cells.sum(), 1, atol=1e-3)


def test_everything_high_is_likelier_than_one_symptom_high_and_one_low() -> None:
    alike = _seen(people=1, photos=False, missing=0.0)
    redness, pain = (DIARY_CHANNELS.index(c) for c in (Channel.REDNESS, Channel.PAIN))
    normal = []
    for painful in (5, 1):
        seen = Seen(np.full_like(alike.ratings, NOT_ANSWERED), alike.photo, alike.photo_mdc95)
        seen.ratings[0, 0, redness], seen.ratings[0, 0, pain] = 9, painful
        alone = Seen(seen.ratings.copy(), alike.photo, alike.photo_mdc95)
        alone.ratings[0, :, redness] = NOT_ANSWERED
        normal.append(_grid(seen, 0).normal()[0] / _grid(alone, 0).normal()[0])
    assert normal[0] > normal[1]


def test_ratings_that_all_climb_a_little_are_a_rhythm_and_two_of_them_are_not() -> None:
    calm = _seen(people=60, photos=False, missing=0.0, noise=0.2)
    ratios = []
    for channels in (DIARY_CHANNELS, (Channel.REDNESS, Channel.PAIN)):
        ratings = calm.ratings.copy()
        for channel in channels:
            ratings[:, 5:8, DIARY_CHANNELS.index(channel)] += 1
        seen = Seen(np.minimum(ratings, 10), calm.photo, calm.photo_mdc95)
        evidence = _weigh(seen)
        ratios.append(float(np.median(log_ratio(evidence.rhythm, evidence.normal)[:, 6])))
    assert ratios[0] > 0 > ratios[1]


def test_a_recovery_is_weighed_alike_alone_and_in_a_batch() -> None:
    seen = _seen(people=6)
    together = _weigh(seen)
    for row in range(6):
        alone = _weigh(seen.rows(slice(row, row + 1)))
        last = alone.normal.shape[1] - 1
        np.testing.assert_allclose(together.normal[row, last], alone.normal[0, last], rtol=SAME)
        np.testing.assert_allclose(together.rise[row], alone.rise[0], rtol=SAME)


def test_days_that_are_missing_do_not_enter() -> None:
    seen = _seen(people=1, photos=False, missing=0.0)
    seen.ratings[:, 5:] = 11
    by_then, at_the_end = _grid(seen, 4, 10).normal()
    assert by_then == pytest.approx(at_the_end, rel=SAME)


def test_evidence_of_a_rise_grows_with_the_rise() -> None:
    calm = _seen(people=1, photos=False, missing=0.0)
    ratios = []
    for slope in (0, 1, 2):
        ratings = calm.ratings.copy()
        for channel in (Channel.REDNESS, Channel.PAIN):
            ratings[0, 5:8, DIARY_CHANNELS.index(channel)] += slope * np.arange(1, 4, dtype=np.int8)
        seen = Seen(ratings, calm.photo, calm.photo_mdc95)
        evidence = _weigh(seen)
        ratios.append(log_ratio(evidence.rise, evidence.normal)[0, 7])
    assert ratios == sorted(ratios)
    assert ratios[-1] > 3


def test_photos_that_redden_speak_for_a_rise_and_photos_that_fade_against_it() -> None:
    infected = _seen(people=40, photos=False, disturbance=Disturbance.INFECTION, missing=0.0)
    level = healing_model(shipped_course(), PLAN, 1).level(Channel.REDNESS)[:, 3, 8]
    ratios = []
    for rise in (0.0, 2.0):
        photo = np.tile(EI_PER_POINT * level, (40, 1)).astype(np.float32)
        photo[:, 5:8] += EI_PER_POINT * rise * np.arange(1, 4)
        seen = Seen(infected.ratings, photo, np.full(photo.shape, 3.0, np.float32))
        evidence = _weigh(seen)
        ratios.append(log_ratio(evidence.rise[:, 7], evidence.normal[:, 7]).mean())
    assert ratios[1] > ratios[0] + 1
