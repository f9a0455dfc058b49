"""Which of a test's cases run with the test command, and which by hand."""

from typing import Any

import pytest


def by_hand(*values: Any) -> Any:
    """Return a case that runs with `-m benchmark` only: others like it are in the command."""
    return pytest.param(*values, marks=pytest.mark.benchmark)
