"""Each figure that steers a verdict, a mask or a stated error says in a line where it comes from.

An origin is one of three: `Source:` what defines or publishes it, `Measured:` on how many, by what
and when, `Chosen:` why, where nothing was measured. It stands in the text under the constant, in a
comment at it, or in a comment above it, which counts for all lines up to the next empty one.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import takewhile

import pytest

from tests.conftest import PROJECT

CODE = [*PROJECT.glob("analysis/**/*.py"), *PROJECT.glob("tracker/domain/**/*.py")]
ORIGIN = re.compile(r"\b(Source|Measured|Chosen)(?: [^.:]*)?: \S+ ?\S")
MEASURED = re.compile(r"\bMeasured: ([^.]*(?:\.\w[^.]*)*)")
_CONSTANT = re.compile(r"_*[A-Z][A-Z0-9_]*")


def constants(text: str) -> Iterator[tuple[str, str]]:
    """Yield each module-level constant that holds a number, with all that is said of it."""
    lines, body = text.splitlines(), ast.parse(text).body
    for statement, follower in zip(body, [*body[1:], None], strict=True):
        names = _names(statement)
        if names and _holds_number(statement):
            said = lines[statement.lineno - 1 : statement.end_lineno]
            comments = [line.split("#", 1)[1] for line in said if "#" in line]
            parts = [*_heading(lines, statement), *comments, _docstring(follower)]
            yield names, " ".join(" ".join(parts).split())


def _names(statement: ast.stmt) -> str:
    targets = (
        statement.targets
        if isinstance(statement, ast.Assign)
        else [statement.target]
        if isinstance(statement, ast.AnnAssign)
        else []
    )
    names = [part.id for one in targets for part in ast.walk(one) if isinstance(part, ast.Name)]
    return ", ".join(names) if all(_CONSTANT.fullmatch(name) for name in names) else ""


def _holds_number(statement: ast.stmt) -> bool:
    return any(
        isinstance(part, ast.Constant) and type(part.value) in (int, float)
        for part in ast.walk(statement)
    )


def _heading(lines: list[str], statement: ast.stmt) -> list[str]:
    above = reversed(lines[: statement.lineno - 1])
    run = list(takewhile(bool, above))
    return [line.removeprefix("#") for line in reversed(run) if line.startswith("#")]


def _docstring(statement: ast.stmt | None) -> str:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return str(statement.value.value)
    return ""


@cache
def figures() -> list[tuple[str, str]]:
    """Every figure of the project by file and name, with what is said of it."""
    return [
        (f"{file.relative_to(PROJECT)}: {names}", said)
        for file in CODE
        for names, said in constants(file.read_text("utf-8"))
    ]


def test_every_figure_says_where_it_comes_from() -> None:
    without = [name for name, said in figures() if not ORIGIN.search(said)]
    assert len(figures()) > 400
    assert not without, "Source, Measured or Chosen?\n" + "\n".join(without)


def test_what_was_measured_says_on_how_many_and_when() -> None:
    for name, said in figures():
        for origin in MEASURED.findall(said):
            assert re.search(r"\b\d+ \w|\bone\b", origin), (name, origin)
            assert re.search(r"\b20\d\d-\d\d\b", origin), (name, origin)


@pytest.mark.parametrize(
    ("code", "has_origin"),
    [
        ("A = 1", False),
        ('A = 1\n"""What it is."""', False),
        ('A = 1\n"""What it is. Chosen: for time."""', True),
        ("A = 1  # Source: ISO 1", True),
        ("# Chosen: by hand\nB = 2\nA = 1", True),
        ("# Chosen: by hand\nB = 2\n\nA = 1", False),
        ("# Chosen:\nA = 1", False),
        ("A, B = (1.0,\n  2)", False),
    ],
)
def test_an_origin_is_told_from_none(code: str, has_origin: bool) -> None:
    said = list(constants(code))[-1][1]
    assert bool(ORIGIN.search(said)) is has_origin
