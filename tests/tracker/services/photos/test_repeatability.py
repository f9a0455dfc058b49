"""How often a stated error held: on pairs of known error, and on photos of rested skin."""

from datetime import timedelta

import numpy as np
import pytest

from tests.factories import a_procedure, days_ago, store_procedure
from tracker.domain.records.kept import PhotoRole
from tracker.services.photos import keeping
from tracker.services.photos.repeatability import (
    EVERYTHING,
    Held,
    UntreatedPair,
    count_held,
    list_untreated,
    measure_untreated,
)
from tracker.store.repository import Store

_REPEATS, _PAIRS = 100, 200


@pytest.mark.parametrize("truth", [0.8, 0.95, 0.99])
def test_the_true_share_lies_within_the_interval(truth: float):
    """200 pairs of known error, 100 times: the interval misses at most one time in twenty."""
    rng = np.random.default_rng(8)
    limit = float(np.quantile(np.abs(rng.normal(size=200_000)), truth))
    missed = 0
    for _ in range(_REPEATS):
        pairs = [UntreatedPair(float(v), limit, ()) for v in rng.normal(size=_PAIRS)]
        low, high = count_held(pairs)[0].interval
        missed += not low <= truth <= high
    assert missed <= 0.05 * _REPEATS + 3


def test_the_interval_is_the_published_one():
    """Clopper and Pearson's limits for none, and for all, of ten."""
    assert Held("", 0, 10).interval == pytest.approx((0.0, 0.3085), abs=1e-4)
    assert Held("", 10, 10).interval == pytest.approx((0.6915, 1.0), abs=1e-4)


def test_pairs_count_in_all_their_groups():
    pairs = [UntreatedPair(1, 2, ("a", "b")), UntreatedPair(-3, 2, ("a",))]
    assert count_held(pairs) == [Held(EVERYTHING, 1, 2), Held("a", 1, 2), Held("b", 1, 1)]
    assert count_held([]) == []


@pytest.mark.benchmark
def test_photos_from_before_two_sessions_are_compared(store: Store, portraits):
    first = store_procedure(store, started_at=days_ago(90, 18))
    with store.writing() as records:
        second = records.add_procedure(a_procedure(first.person_id, started_at=days_ago(50, 18)))
    for procedure, name, role, hours in (
        (first, "before.jpg", PhotoRole.BEFORE, 1),
        (first, "day1.jpg", PhotoRole.FOLLOW_UP, -30),
        (second, "day7.jpg", PhotoRole.BEFORE, 1),
    ):
        keeping.add_photo(
            store,
            (portraits / name).read_bytes(),
            procedure_id=procedure.id,
            role=role,
            taken_at=procedure.started_at - timedelta(hours=hours),
        )
    assert len(list_untreated(store)) == 1
    [pair] = measure_untreated(store)
    assert pair.mdc95 > 0
    kinds = {group.split(":")[0] for group in pair.groups}
    assert kinds == {"tone", "light told by", "on the skin"}
