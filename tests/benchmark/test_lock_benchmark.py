import pytest

from tests.benchmark.lock import measure, unlock_s

pytestmark = pytest.mark.benchmark


def test_the_lock_costs_little():
    assert all(on / off < 1.3 for off, on in measure(20).values())


def test_unlocking_takes_a_moment():
    assert min(unlock_s() for _ in range(3)) < 1.5
