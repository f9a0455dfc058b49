"""A figure that several files need stands in one of them."""

import re

import pytest

from tests.conftest import PROJECT

CODE = [*PROJECT.glob("analysis/**/*.py"), *PROJECT.glob("tracker/**/*.py")]
FIGURES = "analysis/figures.py"
POINTS = "analysis/face/points.py"


@pytest.mark.parametrize(
    ("figure", "home"),
    [
        (r"^FloatArray = ", "tracker/domain/course/arrays.py"),
        (r"^DoubleArray = ", "tracker/domain/course/arrays.py"),
        (r"\b1\.4826\b", FIGURES),
        (r"(= |\D[*/] )1\.96\b", FIGURES),
        (r"^_?CLEAR_\w*EI = ", FIGURES),
        (r"^_?JUST_VISIBLE_EI = ", FIGURES),
        (r"= 100 / np\.log\(10\)", "analysis/colour.py"),
        (r"= 33, 263$", POINTS),
        (r"= 468, 473$", POINTS),
        (r"= 10, 152$", POINTS),
        (r"\[:468\b", ""),
        (r"^_?INTEROCULAR_MM = ", "analysis/face/mesh.py"),
    ],
)
def test_a_figure_stands_once(figure: str, home: str) -> None:
    found = [
        file.relative_to(PROJECT).as_posix()
        for file in CODE
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.search(figure, line)
    ]
    assert found == [home] * bool(home)
