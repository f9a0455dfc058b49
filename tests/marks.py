"""Which of a test's cases run with the test command, and which by hand."""

from collections.abc import Iterable
from typing import Any

import pytest


def by_hand(*values: Any) -> Any:
    """Return a case that runs with `-m benchmark` only: others like it are in the command."""
    return pytest.param(*values, marks=pytest.mark.benchmark)


def some_of(values: Iterable[Any], every: int = 4) -> list[Any]:
    """Return cases that are alike: each fourth, say, runs with the command, the rest by hand."""
    return [one if not at % every else by_hand(one) for at, one in enumerate(values)]
