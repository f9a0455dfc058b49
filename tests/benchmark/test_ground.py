"""What shakes the ground, as often as the figures say."""

import pytest

from tests.benchmark.ground import TRIALS, main

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
]


@pytest.mark.parametrize("name", TRIALS)
def test_nothing_shakes_the_ground(name: str) -> None:
    main([f"--{name}", str(TRIALS[name][1])])
