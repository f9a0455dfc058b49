import random

import pytest

from analysis import Zone
from tracker.domain.course.recovery import RecoveryDay, RecoveryPlan
from tracker.domain.records.scales import Symptom
from tracker.domain.records.shown import Change
from tracker.domain.records.status import Status
from tracker.domain.verdict.assess import assess_recovery
from tracker.domain.words.changes import RednessChange, grade_redness
from tracker.services.photos.counting import worst_of

EI = "delta_erythema_index"
VISIBLE = [RednessChange.JUST_VISIBLE, RednessChange.CLEAR, RednessChange.STRONG]


def status_with(change: Change, redness: int, day: int) -> Status:
    """What is said of a day of falling redness with this photo."""
    days = [RecoveryDay(day=at, ratings={Symptom.REDNESS: max(5 - at, 0)}) for at in range(day)]
    last = RecoveryDay(
        day=day,
        ratings={Symptom.REDNESS: redness},
        photo_delta_ei=change.value,
        photo_mdc95=change.mdc95,
        photo_too_high=change.too_high,
    )
    return assess_recovery((*days, last), RecoveryPlan(needle_length_mm=1.0))[-1].status


def drawn(draw: random.Random, number: int) -> Change:
    """A photo in which redness may hide, or not."""
    mdc95 = draw.uniform(1, 12)
    too_high = draw.choice([None, mdc95 * draw.uniform(0.2, 1)])
    return Change(number, Zone.FACE, EI, draw.uniform(-4, 22), mdc95, too_high)


@pytest.mark.parametrize("seed", range(400))
def test_nothing_that_a_photo_says_is_taken_back_by_another_of_the_day(seed: int):
    draw = random.Random(seed)
    one, other = (drawn(draw, number) for number in range(2))
    worst = worst_of(one, other)
    assert worst == worst_of(other, one)
    assert (worst.too_high or 0) < worst.mdc95
    for change in (one, other):
        said, of_day = (grade_redness(*two[-3:]) for two in (change, worst))
        if said in VISIBLE:
            assert VISIBLE.index(of_day) >= VISIBLE.index(said)
        assert worst.value + worst.mdc95 >= change.value + change.mdc95 - 1e-9


@pytest.mark.parametrize("seed", range(40))
def test_a_second_photo_of_a_day_never_makes_it_milder(seed: int):
    draw = random.Random(seed)
    one, other = (drawn(draw, number) for number in range(2))
    redness, day = draw.randint(0, 4), draw.randint(1, 8)
    alone = [status_with(change, redness, day).rank for change in (one, other)]
    assert status_with(worst_of(one, other), redness, day).rank >= max(alone)


def test_an_error_that_is_not_known_takes_none_away():
    known, unknown = Change(1, Zone.FACE, EI, 4.0, 3.0), Change(2, Zone.FACE, EI, 9.0, None)
    assert (
        worst_of(known, unknown) == worst_of(unknown, known) == Change(2, Zone.FACE, EI, 9.0, 3.0)
    )
