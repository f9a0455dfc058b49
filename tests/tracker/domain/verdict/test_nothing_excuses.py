"""What no history, no ordinary level and no explanation excuses: told by the ratings alone."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from tests.tracker.domain.verdict.test_order import COURSE, _last, drawn
from tracker.domain.course.diaries import MISSING, PADDING, Diaries, band_high, pack
from tracker.domain.course.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.records.circumstances import SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.scales import Symptom
from tracker.domain.records.status import Status
from tracker.domain.verdict.assess import Assessment, assess_recovery
from tracker.domain.verdict.drift import find_drift

WATCH, OFF, URGENT = Status.WATCH.rank, Status.OFF_COURSE.rank, Status.URGENT.rank
RATED = (Symptom.REDNESS, Symptom.SWELLING, Symptom.ITCHING, Symptom.PAIN, Symptom.DRYNESS)
USUAL = ((5, 2, 0, 2, 0), (3, 1, 1, 1, 1), (2, 0, 1, 0, 2), (1, 0, 1, 0, 2), (1, 0, 0, 0, 1))
FEW, MANY = 10, 300
PEOPLE = 150
Ranks = npt.NDArray[np.int8]


def _runs(above: npt.NDArray[np.bool_], rated: Ranks, channel: int) -> Iterator[tuple[int, float]]:
    """Yield each rated entry of one symptom, and how many ratings running held by then.

    An earlier one that repeats the whole entry before it may be a copy, and counts half.
    """
    running = 0.0
    for entry, (holds, ratings) in enumerate(zip(above, rated, strict=True)):
        if ratings[channel] != MISSING:
            is_copy = entry > 0 and (ratings == rated[entry - 1]).all()
            yield entry, running + 1 if holds else 0
            running = running + (0.5 if is_copy else 1) if holds else 0


def _untold(seed: int) -> tuple[Diaries, npt.NDArray[np.float32]]:
    diaries = drawn(np.random.default_rng(seed), PEOPLE)
    diaries.ordinary[:] = MISSING
    return diaries, diaries.ratings - band_high(diaries, COURSE)


def _check_what_stays(seed: int) -> None:
    """Three ratings running above the range are a watch, far above it off course."""
    diaries, points = _untold(seed)
    rank = find_drift(diaries, COURSE).rank
    late = (diaries.day >= 3) & (diaries.day <= 11)  # untold, a skin may settle at a level then
    for channel, far in ((0, 2), (1, 2), (2, 3), (3, 2)):
        for row in range(PEOPLE):
            for least, asked in ((0.01, WATCH), (far, OFF)):
                held = (points[row, :, channel] >= least) & late[row]
                for entry, running in _runs(held, diaries.ratings[row], channel):
                    assert running < 3 or rank[row, entry] >= asked, (row, entry, channel)


def _check_towers(seed: int) -> None:
    """A rating far beyond other people's is off course, whatever was rated before."""
    diaries, points = _untold(seed)
    high = (points >= 7).any(axis=2) & (diaries.day >= 2) & (diaries.day <= 11)
    assert (find_drift(diaries, COURSE).rank[high] >= OFF).all()


def _check_explanations(seed: int) -> None:
    """What is off course without an explanation of the day is a watch at least with it."""
    rng = np.random.default_rng(seed)
    diaries = drawn(rng, PEOPLE)
    at = np.arange(PEOPLE), _last(diaries)
    diaries.special[at] = 0
    bare = find_drift(diaries, COURSE).rank[at]
    diaries.special[at] = 1 << rng.integers(0, len(SpecialEvent), PEOPLE)
    explained = find_drift(diaries, COURSE).rank[at]
    there = diaries.day[at] != PADDING
    assert (explained <= np.maximum(bare, WATCH)).all()
    assert (explained >= WATCH)[there & (bare >= OFF)].all()
    risen = _risen(diaries, at)
    assert (explained[risen] == bare[risen]).all()


def _risen(diaries: Diaries, at: tuple[npt.NDArray[np.intp], ...]) -> npt.NDArray[np.bool_]:
    """Return where pain or swelling of an entry stands 3 above its lowest before."""
    turned = np.zeros(len(at[0]), np.bool_)
    for row, entry in zip(*at, strict=True):
        for channel in (1, 3):
            before = diaries.ratings[row, :entry, channel]
            known = before[before != MISSING]
            lowest = known.min() if known.size else 10
            turned[row] |= diaries.ratings[row, entry, channel] >= lowest + 3
    return turned


CHECKS = [_check_what_stays, _check_towers, _check_explanations]


@pytest.mark.parametrize("check", CHECKS)
def test_no_history_excuses_it(check: object) -> None:
    for seed in range(FEW):
        check(seed)  # type: ignore[operator]


@pytest.mark.benchmark
@pytest.mark.parametrize("check", CHECKS)
def test_the_same_in_very_many_diaries(check: object) -> None:
    for seed in range(FEW, MANY):
        check(seed)  # type: ignore[operator]


def _judged(*days: tuple[int, ...], length: float = 1.0, **ordinary: int) -> tuple[Assessment, ...]:
    plan = RecoveryPlan(
        needle_length_mm=length, ordinary={Symptom(name): of for name, of in ordinary.items()}
    )
    rated = [dict(zip(RATED, ratings, strict=True)) for ratings in days]
    return assess_recovery(
        [RecoveryDay(day=day, ratings=ratings) for day, ratings in enumerate(rated)], plan
    )


@pytest.mark.parametrize("length", [0.25, 0.5, 1.0, 1.5, 2.0, 3.0])
@pytest.mark.parametrize(("symptom", "rating"), [(1, 3), (3, 2), (3, 3)])
def test_pain_or_swelling_that_stays_is_not_on_course(
    symptom: int, rating: int, length: float
) -> None:
    redness = (6, 4, 3, 2, 1, *([0] * 10))
    days = [[red, 0, 0, 0, 0] for red in redness]
    for day in days:
        day[symptom] = rating
    ranks = [one.status.rank for one in _judged(*map(tuple, days), length=length)]
    assert min(ranks[9:]) >= WATCH
    assert max(ranks) >= OFF or rating == 2


def test_itching_that_stays_is_not_on_course() -> None:
    redness = (7, 5, 4, 3, 3, 2, 2, 1, 1, 0, 0, 0, 0, 0, 0)
    said = _judged(*((red, 0, 4, 0, 0) for red in redness), length=3.0)
    assert min(one.status.rank for one in said[9:]) >= WATCH


def test_a_redder_first_day_makes_pain_that_stays_no_milder() -> None:
    redness = (5, 3, 2, 1, 1, 0, 0, 0)
    said = _judged(*((red, 0, 0, 5, 0) for red in redness))
    assert [one.status.rank for one in said[4:]] == [URGENT] * 4
    assert said[3].status.rank >= WATCH


@pytest.mark.parametrize("first", [(5, 5, 4, 4, 7), (8, 8, 8, 8, 8), (10, 10, 10, 10, 10)])
def test_a_worse_first_day_makes_pain_beside_redness_no_milder(first: tuple[int, ...]) -> None:
    plan = RecoveryPlan(needle_length_mm=0.5)
    days = [
        RecoveryDay(day=day, ratings=dict(zip(RATED, rated, strict=True)))
        for day, rated in ((0, first), (6, (8, 1, 2, 10, 5)))
    ]
    assert assess_recovery(days, plan)[-1].status.rank >= URGENT


@pytest.mark.parametrize("told", range(6))
@pytest.mark.parametrize(("symptom", "rating"), [(3, 4), (3, 6), (3, 10), (1, 5), (1, 8)])
def test_an_ordinary_level_hides_no_pain_where_there_was_none(
    symptom: int, rating: int, told: int
) -> None:
    now = [1, 0, 0, 0, 1]
    now[symptom] = rating
    ordinary = {RATED[symptom].value: told}
    said = _judged(*USUAL, *[tuple(now)] * 4, **ordinary)  # the later ones may be copies
    assert min(one.status.rank for one in said[5:]) >= WATCH
    assert said[-1].status.rank >= OFF


@pytest.mark.parametrize(("red", "told"), [(6, 1), (8, 3), (7, 2)])
def test_an_ordinary_level_hides_no_redness_far_above_it(red: int, told: int) -> None:
    said = _judged(*USUAL, (red, 0, 0, 0, 1), (red, 0, 0, 0, 1), redness=told)
    assert said[-2].status.rank >= WATCH
    assert said[-1].status.rank >= OFF


@pytest.mark.parametrize("told", range(1, 5))
@pytest.mark.parametrize(("symptom", "rise"), [(3, 3), (3, 2), (1, 3), (1, 2)])
def test_a_told_level_that_is_left_is_no_reason_to_expect_more(
    symptom: int, rise: int, told: int
) -> None:
    days = [list(one) for one in USUAL] + [[0, 0, 0, 0, 0] for _ in range(10)]
    for number, day in enumerate(days):
        day[symptom] = told + rise * (number >= 5)
    said = _judged(*map(tuple, days), **{RATED[symptom].value: min(told, 3)})
    ranks = [one.status.rank for one in said[5:]]
    assert min(ranks[1:] if rise > 2 else ranks[3:]) >= WATCH
    assert max(ranks[:4]) >= (OFF if rise > 2 else WATCH)


def test_one_allergy_does_not_hide_the_next_one() -> None:
    itched = (3, 4, 5, 6, 6, 6, 5, 5, 5, 4, 4, 3, 3, 2, 2)
    plan = RecoveryPlan(needle_length_mm=1.0)
    calm = [*USUAL, *([(0, 0, 0, 0, 0)] * 10)]
    first = [
        RecoveryDay(day=day, ratings=dict(zip(RATED, (*calm[day][:2], itch, 0, 0), strict=True)))
        for day, itch in enumerate(itched)
    ]
    again = [(one[0], one[1], 6 if day >= 4 else one[2], 0, 0) for day, one in enumerate(calm[:8])]
    later = [
        RecoveryDay(day=day, ratings=dict(zip(RATED, rated, strict=True)))
        for day, rated in enumerate(again)
    ]
    ranks = [
        one.status.rank for one in assess_recovery(later, plan, [Recovery(plan=plan, days=first)])
    ]
    assert min(ranks[4:]) >= WATCH


def _with_zone(shown: tuple[float | None, ...]) -> list[int]:
    days = [
        RecoveryDay(
            day=day,
            ratings=dict(zip(RATED, USUAL[day] if day < 5 else (0,) * 5, strict=True)),
            reddest_zone_delta_ei=zone,
            photo_mdc95=6.0,
        )
        for day, zone in enumerate(shown)
    ]
    recovery = Recovery(plan=RecoveryPlan(needle_length_mm=1.0), days=days)
    return [int(rank) for rank in find_drift(pack([recovery], COURSE), COURSE).rank[0]]


@pytest.mark.parametrize(
    "worse",
    [{"ratings": {Symptom.PAIN: 9, Symptom.REDNESS: 9}}, {"red_flags": frozenset({RedFlag.FEVER})}],
)
def test_what_else_was_wrong_on_its_day_does_not_make_a_red_photo_forgotten(
    worse: dict[str, object],
) -> None:
    plan = RecoveryPlan(needle_length_mm=1.0)
    calm = dict.fromkeys(RATED, 0)
    shown = [(day, 2.0 if day < 4 else 15.0) for day in range(6)]
    days = [
        RecoveryDay(day=day, ratings=calm, reddest_zone_delta_ei=zone, photo_mdc95=6.0)
        for day, zone in shown
    ]
    days[-1] = replace(days[-1], **worse)  # type: ignore[arg-type]
    seen = RecoveryDay(day=6, ratings=calm)
    said = assess_recovery([*days, seen, *(replace(seen, day=day) for day in range(7, 13))], plan)
    assert min(one.status.rank for one in said[5:]) >= WATCH


def test_a_day_without_a_photo_takes_back_nothing_that_a_photo_showed() -> None:
    kept = _with_zone((9.0, 4.0, 2.0, 2.0, 15.0, 15.0, *([15.0] * 8)))
    assert max(kept) >= OFF
    assert min(kept[kept.index(OFF) :]) >= WATCH
    without = _with_zone((9.0, 4.0, 2.0, 2.0, 15.0, 15.0, *([None] * 8)))
    assert min(without[without.index(OFF) :]) >= WATCH
    faded = _with_zone((9.0, 4.0, 2.0, 2.0, 15.0, 15.0, 4.0, 3.0, 3.0, 3.0))
    assert faded[-1] == 0
