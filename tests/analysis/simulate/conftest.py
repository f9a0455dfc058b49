"""One generated person for all tests of the simulation."""

import pytest

from analysis.simulate import Person, generate_person


@pytest.fixture(scope="session")
def person() -> Person:
    return generate_person(seed=7)
