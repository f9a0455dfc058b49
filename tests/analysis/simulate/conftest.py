"""One generated person and two drawn ones for all tests of the simulation."""

import pytest

from analysis.simulate import Person, generate_person
from analysis.simulate.studio import Sitter
from tests.analysis.simulate.sitters import DARK_SKIN, LIGHT_SKIN, draw_sitter


@pytest.fixture(scope="session")
def person() -> Person:
    return generate_person(seed=7)


@pytest.fixture(scope="session")
def light_sitter() -> Sitter:
    return draw_sitter(LIGHT_SKIN)


@pytest.fixture(scope="session")
def dark_sitter() -> Sitter:
    return draw_sitter(DARK_SKIN)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Leave them to `pytest -m benchmark`: the simulation serves the benchmarks alone."""
    item.add_marker(pytest.mark.benchmark)
