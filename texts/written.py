"""Texts in the code: what `_`, `mark`, `Said`, the errors and the photo findings are given."""

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

_PROJECT = Path(__file__).parents[1]
_PACKAGES = ("tracker", "analysis")
MARKS = frozenset({"_", "mark", "Said"})
_BRACES, _WORD = re.compile(r"{[^}]*}"), re.compile(r"[^\W\d_]")
_ENGLISH = frozenset({"InvalidReference", "MissingWeights"})
"""Errors for who edits a reference table or installs the program."""
_DEMO_DIARY = "sample_images/diary.csv"
_COMMANDS = frozenset({"cli.py", "commands.py"})
"""What is typed in a shell answers in English."""
_FINDINGS = {name: slice(1, 3) for name in ("QualityFinding", "PhotoFinding", "refusal")}
_FINDINGS["PrintProblem"] = slice(0, 1)
"""Which arguments are for people."""


def texts_in_code() -> Iterator[tuple[str, str]]:
    """Yield every text with the file that it is written in, file by file."""
    errors = frozenset(_error_names())
    for pattern in ("tracker/**/*.py", "analysis/**/*.py"):
        for file in sorted(_PROJECT.glob(pattern)):
            if file.name in _COMMANDS:
                continue
            for text in _texts_of(ast.parse(file.read_text(encoding="utf-8")), errors):
                yield text, file.relative_to(_PROJECT).as_posix()


def demo_notes() -> Iterator[tuple[str, str]]:
    """Yield the notes in the demo's diary with its file."""
    with (_PROJECT / _DEMO_DIARY).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["note"]:
                yield row["note"], _DEMO_DIARY


def _texts_of(tree: ast.Module, errors: frozenset[str]) -> Iterator[str]:
    constants = dict(_constants(tree))
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = _name(call.func)
        chosen = call.args[_FINDINGS.get(name, slice(0, 1))]
        if name in MARKS or name in errors or name in _FINDINGS:
            texts = (_text(argument, constants) for argument in chosen)
            yield from (text for text in texts if text and _WORD.search(_BRACES.sub("", text)))


def _text(node: ast.expr, constants: dict[str, str]) -> str | None:
    """Return a text with a name in braces for each value in it; None for what is no text."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            return constants.get(name)
        case ast.JoinedStr(values=parts):
            texts = [_text(part, constants) for part in parts]
            return None if None in texts else "".join(filter(None, texts))
        case ast.FormattedValue(value=ast.Name(id=name)):
            return constants.get(name, f"{{{name}}}")
        case _:
            return None


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for statement in tree.body:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Constant(value=str() | int() as value)
            ):
                yield name, str(value)


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _error_names() -> Iterator[str]:
    for package in _PACKAGES:
        for statement in ast.parse((_PROJECT / package / "errors.py").read_text()).body:
            if isinstance(statement, ast.ClassDef) and statement.name not in _ENGLISH:
                yield statement.name
