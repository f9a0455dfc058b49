import random

import pytest

from analysis import Zone
from tracker.domain.course.recovery import RecoveryDay, RecoveryPlan
from tracker.domain.records.scales import Symptom
from tracker.domain.records.shown import Change
from tracker.domain.records.status import Status
from tracker.domain.verdict.assess import assess_recovery
from tracker.services.photos.counting import worst_of

EI = "delta_erythema_index"


def status_with(change: Change, redness: int, day: int) -> Status:
    """What is said of a day of falling redness with this photo."""
    days = [RecoveryDay(day=at, ratings={Symptom.REDNESS: max(5 - at, 0)}) for at in range(day)]
    last = RecoveryDay(
        day=day,
        ratings={Symptom.REDNESS: redness},
        photo_delta_ei=change.value,
        photo_mdc95=change.mdc95,
    )
    return assess_recovery((*days, last), RecoveryPlan(needle_length_mm=1.0))[-1].status


@pytest.mark.parametrize("seed", range(40))
def test_a_second_photo_of_a_day_never_makes_it_milder(seed: int):
    draw = random.Random(seed)
    one, other = (
        Change(number, Zone.FACE, EI, draw.uniform(-4, 22), draw.uniform(1, 12))
        for number in range(2)
    )
    redness, day = draw.randint(0, 4), draw.randint(1, 8)
    alone = [status_with(change, redness, day).rank for change in (one, other)]
    assert status_with(worst_of(one, other), redness, day).rank >= max(alone)


def test_an_error_that_is_not_known_takes_none_away():
    known, unknown = Change(1, Zone.FACE, EI, 4.0, 3.0), Change(2, Zone.FACE, EI, 9.0, None)
    assert (
        worst_of(known, unknown) == worst_of(unknown, known) == Change(2, Zone.FACE, EI, 9.0, 3.0)
    )
