"""Never milder when things get worse: over diaries of real and unreal shape, with and without
ordinary levels, explanations, answers, photos and earlier recoveries."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from tests.marks import some_of
from tracker.domain.course.cohort import CohortDesign, Disturbance, simulate_cohort
from tracker.domain.course.diaries import (
    MISSING,
    PADDING,
    Diaries,
    bits_of,
    empty_diaries,
    flag_status_rank,
)
from tracker.domain.course.reference import DIARY_CHANNELS, shipped_course
from tracker.domain.records.circumstances import SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.verdict.drift import find_drift

CHANNELS = len(DIARY_CHANNELS)
COURSE = shipped_course()
Ranks = npt.NDArray[np.int8]
Rng = np.random.Generator
MANY = 100_000


def _unreal(rng: Rng, number: int, entries: int) -> Diaries:
    """Return diaries without any course: every rating is as likely as every other."""
    diaries = empty_diaries(number, entries)
    gaps = rng.integers(1, 4, (number, entries)) * (rng.random((number, 1)) < 0.5) + 1
    diaries.day[:] = np.cumsum(gaps, axis=1) - gaps[:, :1] + rng.integers(0, 9, (number, 1))
    highest = rng.integers(1, 11, (number, 1, CHANNELS))
    diaries.ratings[:] = rng.integers(0, highest + 1, (number, entries, CHANNELS))
    return diaries


def _real(rng: Rng, number: int, entries: int) -> Diaries:
    design = CohortDesign(
        people=number,
        last_day=entries - 1,
        disturbance=list(Disturbance)[rng.integers(len(Disturbance))],
        noise=float(rng.uniform(0.3, 1.2)),
        seed=int(rng.integers(1 << 30)),
    )
    return simulate_cohort(design, COURSE).diaries


def drawn(rng: Rng, number: int) -> Diaries:
    entries = int(rng.integers(1, 11))
    diaries = (_real if rng.random() < 0.5 else _unreal)(rng, number, entries)
    shape = diaries.day.shape
    seldom = rng.random(shape) < 0.15
    diaries.ratings[rng.random(diaries.ratings.shape) < 0.1] = MISSING
    diaries.photo[:] = np.where(rng.random(shape) < 0.5, rng.uniform(-5, 25, shape), np.nan)
    diaries.photo_mdc95[:] = rng.uniform(1, 6, shape)
    diaries.photo_hidden[:] = np.where(seldom, diaries.photo_mdc95 * rng.uniform(0, 1, shape), 0)
    diaries.special[:] = np.where(seldom, 1 << rng.integers(0, len(SpecialEvent), shape), 0)
    diaries.no[:] = np.where(rng.random(shape) < 0.2, rng.integers(0, 1 << len(RedFlag)), 0)
    diaries.outcome[:] = np.where(rng.random(shape) < 0.1, rng.integers(1, 3, shape), 0)
    flagged = rng.random(shape) < 0.05
    diaries.flag_rank[:] = np.where(flagged, rng.integers(2, 5, shape), 0)
    diaries.length_mm[:] = rng.choice([0.2, 0.25, 0.5, 0.77, 1.0, 1.5, 1.51, 2.0, 3.0], number)
    diaries.is_rf[:] = rng.random(number) < 0.2
    known = rng.random((number, 1)) < 0.5
    diaries.ordinary[:] = np.where(known, rng.integers(0, 5, (number, CHANNELS)), MISSING)
    diaries.ratings[diaries.day == PADDING] = MISSING
    diaries.photo[diaries.day == PADDING] = np.nan
    return diaries


def _repeated(diaries: Diaries, times: int) -> Diaries:
    return diaries.rows(np.repeat(np.arange(len(diaries.day)), times))


def _last(diaries: Diaries) -> npt.NDArray[np.intp]:
    return np.maximum(diaries.present.sum(axis=1) - 1, 0)


class Judged:
    """Ranks of the last entry, each recovery after the same earlier recoveries of its person."""

    def __init__(self, rng: Rng, number: int) -> None:
        self.earlier = [drawn(rng, number) for _ in range(int(rng.integers(0, 3)))]

    def __call__(self, diaries: Diaries, times: int) -> Ranks:
        batches = [*(_repeated(one, times) for one in self.earlier), diaries]
        entries = max(batch.day.shape[1] for batch in batches)
        whole = _joined([_padded(batch, entries) for batch in batches])
        number = len(diaries.day)
        people = [str(row) for row in range(number)] * len(batches)
        rank = find_drift(whole, COURSE, persons=people).rank[-number:]
        return np.asarray(rank[np.arange(number), _last(diaries)].reshape(-1, times))


def _padded(diaries: Diaries, entries: int) -> Diaries:
    empty = empty_diaries(len(diaries.day), entries)
    for name, values in vars(diaries).items():
        target = getattr(empty, name)
        target[(slice(None), slice(values.shape[1])) if values.ndim > 1 else slice(None)] = values
    return empty


def _joined(batches: list[Diaries]) -> Diaries:
    columns = zip(*(vars(batch).values() for batch in batches), strict=True)
    return Diaries(*(np.concatenate(column) for column in columns))


def _swept_ratings(rng: Rng, diaries: Diaries) -> Iterator[tuple[str, Diaries, int]]:
    """Yield sweeps of the last entry from the mildest to the worst; left out stands last."""
    number, last = len(diaries.day), _last(diaries)
    steps = np.tile(np.arange(11), number)
    for channel in range(CHANNELS):
        swept = _repeated(diaries, 11)
        swept.ratings[np.arange(11 * number), np.repeat(last, 11), channel] = steps
        yield f"rating {channel}", swept, 11
    together = _repeated(diaries, 11)
    chosen = np.repeat(rng.random((number, CHANNELS)) < 0.5, 11, axis=0)
    at = np.arange(11 * number), np.repeat(last, 11)
    before = together.ratings[at]
    raised = np.maximum(before, np.minimum(before + rng.integers(0, 2, CHANNELS), 10))
    together.ratings[at] = np.where(chosen, np.maximum(raised, steps[:, None]), before)
    yield "several ratings", together, 11
    photos = _repeated(diaries, 11)
    photos.photo[at] = np.tile(np.linspace(-20, 40, 11), number)
    yield "photo", photos, 11


def _check_order(seed: int, number: int) -> int:
    rng = np.random.default_rng(seed)
    diaries, judged, checked = drawn(rng, number), Judged(rng, number), 0
    rows, last = np.arange(number), _last(diaries)
    for what, swept, times in _swept_ratings(rng, diaries):
        ranks = judged(swept, times)
        assert (np.diff(ranks, axis=1) >= 0).all(), (seed, what)
        checked += ranks.size
    for channel in range(CHANNELS):
        pair = _repeated(diaries, 2)
        at = 2 * rows, last, np.full(number, channel)
        pair.ratings[at] = 0
        pair.ratings[at[0] + 1, last, channel] = MISSING
        ranks = judged(pair, 2)
        assert (ranks[:, 1] >= ranks[:, 0]).all(), (seed, "left out", channel)
    pair = _repeated(diaries, 2)
    pair.photo[2 * rows, last], pair.photo[2 * rows + 1, last] = -30.0, np.nan
    ranks = judged(pair, 2)
    assert (ranks[:, 1] >= ranks[:, 0]).all(), (seed, "photo left out")
    flagged = _repeated(diaries, 2)
    flag = list(RedFlag)[rng.integers(len(RedFlag))]
    flagged.flag_rank[2 * rows + 1, last] = np.maximum(
        flagged.flag_rank[2 * rows + 1, last], flag_status_rank(frozenset({flag}))
    )
    ranks = judged(flagged, 2)
    assert (ranks[:, 1] >= ranks[:, 0]).all(), (seed, "flag")
    answered = _repeated(diaries, 2)
    answered.no[2 * rows, last] = bits_of(RedFlag)
    answered.no[2 * rows + 1, last] = 0
    ranks = judged(answered, 2)
    assert (ranks[:, 1] >= ranks[:, 0]).all(), (seed, "answer left out")
    return checked + 2 * number * (CHANNELS + 3)


@pytest.mark.parametrize("seed", some_of(range(12), 2))
def test_no_day_is_milder_when_it_is_worse(seed: int) -> None:
    assert _check_order(seed, 25) > 2000


@pytest.mark.benchmark
def test_no_day_is_milder_when_it_is_worse_in_very_many_diaries() -> None:
    diaries = 0
    for seed in range(1000, 1000 + MANY // 500):
        _check_order(seed, 500)
        diaries += 500
    assert diaries >= MANY


@pytest.mark.parametrize("seed", range(4))
def test_a_recovery_is_judged_alone_as_in_a_batch(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    diaries = drawn(rng, 40)
    together = find_drift(diaries, COURSE)
    for row in range(0, 40, 5):
        alone = find_drift(diaries.rows(np.array([row])), COURSE)
        for name in ("rank", "pattern", "channel"):
            np.testing.assert_array_equal(getattr(alone, name)[0], getattr(together, name)[row])


@pytest.mark.parametrize("seed", range(3))
def test_no_verdict_knows_what_came_later(seed: int) -> None:
    rng = np.random.default_rng(200 + seed)
    diaries = drawn(rng, 60)
    whole = find_drift(diaries, COURSE)
    entries = max(diaries.day.shape[1] - 2, 1)
    cut = replace(
        diaries,
        **{
            name: values[:, :entries]
            for name, values in vars(diaries).items()
            if values.ndim > 1 and name != "ordinary"
        },
    )
    by_then = find_drift(cut, COURSE)
    np.testing.assert_array_equal(whole.rank[:, :entries], by_then.rank)
    np.testing.assert_array_equal(whole.pattern[:, :entries], by_then.pattern)
