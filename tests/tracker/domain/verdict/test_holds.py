"""What stays as it is stays what it was: no day becomes calmer by being like the one before."""

from itertools import product

import numpy as np
import pytest

from tests.marks import some_of
from tests.tracker.domain.verdict.test_order import COURSE, drawn
from tracker.domain.course.diaries import MISSING, pack
from tracker.domain.course.earlier import MOST_SETTLED
from tracker.domain.course.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.course.reference import DIARY_CHANNELS
from tracker.domain.records.scales import Symptom
from tracker.domain.records.status import Status
from tracker.domain.verdict.drift import find_drift

WATCH, OFF = Status.WATCH.rank, Status.OFF_COURSE.rank
LAST = 40
LENGTHS = (0.25, 1.0, 1.5, 3.0)


def _ranks(ratings: dict[Symptom, int], length: float, *, dip: int = 0) -> list[int]:
    """Judge days on which symptoms stand still, every other one lower by a dip."""
    lower = {one: value - dip for one, value in ratings.items()}
    days = [RecoveryDay(day=day, ratings=lower if day % 2 else ratings) for day in range(LAST + 1)]
    plan = RecoveryPlan(needle_length_mm=length)
    found = find_drift(pack([Recovery(plan=plan, days=days)], COURSE), COURSE)
    return [int(rank) for rank in found.rank[0]]


@pytest.mark.parametrize("length", some_of(LENGTHS, 2))
@pytest.mark.parametrize("symptom", [one for one in Symptom if one.value in DIARY_CHANNELS])
def test_a_symptom_that_never_falls_is_never_called_calmer(symptom: Symptom, length: float) -> None:
    for rating in range(3 if length > 2 else 2, 11):  # 2 is usual for long after 3 mm
        ranks = _ranks({symptom: rating}, length)[4:]  # from where no usual range widens any more
        most = OFF if rating > MOST_SETTLED else WATCH
        worst = [min(rank, most) for rank in np.maximum.accumulate(ranks).tolist()]
        assert [min(rank, most) for rank in ranks] == worst, (rating, ranks)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("symptom", [Symptom.REDNESS, Symptom.ITCHING])
def test_a_point_up_and_down_is_no_calm(symptom: Symptom, length: float) -> None:
    for rating in range(3, 11):
        ranks = _ranks({symptom: rating}, length, dip=1)[4:]
        off = [at for at, rank in enumerate(ranks) if rank >= OFF]
        assert off or rating < 5, ranks
        assert min(ranks[off[0] :] if off else [WATCH]) >= WATCH, (rating, ranks)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("symptom", [Symptom.REDNESS, Symptom.SWELLING, Symptom.PAIN])
def test_what_is_still_there_long_after_is_at_least_a_watch(
    symptom: Symptom, length: float
) -> None:
    assert min(_ranks({symptom: 2}, length)[16:]) >= WATCH
    assert max(_ranks({symptom: 1}, length)[16:]) < OFF


def test_what_one_entry_stood_at_ends_nothing_however_expected_it_has_become() -> None:
    for seed in range(8):
        diaries = drawn(np.random.default_rng(seed), 200)
        diaries.ordinary[:] = 0
        rank = find_drift(diaries, COURSE).rank
        rose = diaries.present[:, 1:] & (diaries.ratings[:, 1:] >= 10).any(axis=2)
        assert (rank[:, 1:][rose & (rank[:, :-1] >= OFF)] >= OFF).all()
        kept = (diaries.ratings[:, 1:] == diaries.ratings[:, :-1]) & (diaries.ratings[:, 1:] == 10)
        kept &= diaries.ratings[:, 1:] != MISSING
        stays = kept.any(axis=2) & diaries.present[:, 1:] & (rank[:, :-1] >= WATCH)
        assert (rank[:, 1:][stays] >= WATCH).all()


@pytest.mark.parametrize("symptom", [Symptom.REDNESS, Symptom.ITCHING, Symptom.DRYNESS])
def test_after_a_skin_has_settled_a_worse_day_is_never_milder(symptom: Symptom) -> None:
    plan = RecoveryPlan(needle_length_mm=1.0)
    for level, last in product(range(1, 6), (11, 12, 13, 15, 20)):
        known = [RecoveryDay(day=day, ratings={symptom: level}) for day in range(last)]
        swept = [RecoveryDay(day=last, ratings={symptom: rating}) for rating in range(11)]
        recoveries = [Recovery(plan=plan, days=[*known, one]) for one in swept]
        ranks = find_drift(pack(recoveries, COURSE), COURSE).rank[:, last]
        assert (np.diff(ranks) >= 0).all(), (level, last, ranks)


@pytest.mark.parametrize("ordinary", [0, 2])
@pytest.mark.parametrize("length", LENGTHS)
def test_who_is_back_to_normal_is_never_off_course(length: float, ordinary: int) -> None:
    """Ratings of 0 and 1 that come and go are what normal skin is rated at."""
    rng = np.random.default_rng(round(100 * length) + ordinary)
    told = dict.fromkeys((Symptom.REDNESS, Symptom.ITCHING), ordinary)
    plan = RecoveryPlan(needle_length_mm=length, ordinary=told if ordinary else {})
    first = {Symptom.REDNESS: 5 + ordinary, Symptom.SWELLING: 2, Symptom.PAIN: 2}

    def drawn_days() -> list[RecoveryDay]:
        later = [
            {one: int(rng.integers(0, 2)) + told.get(one, 0) for one in Symptom}
            for _ in range(LAST // 2)
        ]
        rated = [first | {Symptom.ITCHING: ordinary}, *later]
        return [RecoveryDay(day=day, ratings=one) for day, one in enumerate(rated)]

    many = [Recovery(plan=plan, days=drawn_days()) for _ in range(60)]
    assert find_drift(pack(many, COURSE), COURSE).rank.max() < OFF
