"""A figure that several files need stands in one of them."""

import re

import pytest

from tests.conftest import PROJECT

CODE = [*PROJECT.glob("analysis/**/*.py"), *PROJECT.glob("tracker/**/*.py")]


@pytest.mark.parametrize(
    ("figure", "home"),
    [
        (r"^FloatArray = ", "tracker/domain/course/arrays.py"),
        (r"^DoubleArray = ", "tracker/domain/course/arrays.py"),
    ],
)
def test_a_figure_stands_once(figure: str, home: str) -> None:
    found = [
        file.relative_to(PROJECT).as_posix()
        for file in CODE
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.search(figure, line)
    ]
    assert found == [home]
