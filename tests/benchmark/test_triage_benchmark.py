"""The list of clients stays quick however many there are."""

import pytest

from tests.benchmark.triage import measure

pytestmark = pytest.mark.benchmark


def test_ten_thousand_clients_cost_little_more_than_a_hundred():
    few, many = measure()
    assert many <= 3 * few
    assert many <= 1
