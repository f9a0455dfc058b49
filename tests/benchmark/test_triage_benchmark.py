"""The list of clients stays quick however many there are."""

import pytest

from tests.benchmark.triage import measure
from tests.postgres import find_programs

pytestmark = pytest.mark.benchmark


@pytest.mark.parametrize("on_a_server", [False, True])
def test_ten_thousand_clients_cost_little_more_than_a_hundred(on_a_server: bool):
    if on_a_server and find_programs() is None:
        pytest.skip("needs PostgreSQL")
    few, many = measure(on_a_server=on_a_server)
    assert many <= 3 * few
    assert many <= 1
