import pytest

from tests.benchmark.lock import measure, unlock_s

pytestmark = pytest.mark.benchmark


def test_the_lock_costs_little():
    off, on = (sum(times) for times in zip(*measure(15).values(), strict=True))
    assert on / off < 1.3


def test_unlocking_takes_a_moment():
    assert min(unlock_s() for _ in range(3)) < 1.5
