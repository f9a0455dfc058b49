"""Every text of the screens goes through the translation."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from texts.written import MARKS
from tracker.ui import language

TO_BROWSERS = {"bare_page.py", "gate.py", "setup_page.py"}
"""Files that speak to browsers, as those of the doors and of the home screen do."""
SCREENS = sorted(
    (
        file
        for file in (PROJECT / "tracker" / "ui").rglob("*.py")
        if file.parent.name not in {"doors", "home_screen"} and file.name not in TO_BROWSERS
    ),
    key=lambda file: file.as_posix(),
)
SHOWN_WITH = {"help", "label", "placeholder", "alt", "caption", "text", "body"}
NO_LABEL = {
    *("html", "container", "columns", "form", "component"),
    *("switch_page", "Page", "page_link", "set_page_config"),
}
NO_WORDS = re.compile(
    r":material/\w+:|<[^>]*>?|&\w+;|\b(EI|Streamlit|Fifth Day|JPEG|PNG|WebP|HEIC|ZIP)\b"
)
NAMES_OF_THINGS = re.compile(r"[a-z0-9_.\-/#:;%+(){}]+|[A-Z][A-Z0-9_]+")
WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")


def bare_texts(tree: ast.Module) -> Iterator[str]:
    """Texts for people that are not given to `_` or to what is collected like it."""
    wrapped = set(map(id, _collected(tree))) | set(map(id, _docstrings(tree)))
    wrapped |= set(map(id, _code(tree)))
    labels = set(map(id, _labels(tree)))
    for node in ast.walk(tree):
        if id(node) in wrapped:
            continue
        text = _text(node)
        if isinstance(node, ast.JoinedStr):
            wrapped |= set(map(id, node.values))
        if _reads_like_words(text, id(node) in labels):
            yield text


def _text(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(map(_text, parts))
        case _:
            return " "


def _collected(tree: ast.Module) -> Iterator[ast.AST]:
    for call in _calls(tree):
        if _name(call) in MARKS or re.fullmatch(
            r"(Invalid|Unusable|Not|Store)[A-Z]\w+|NotFound", _name(call)
        ):
            yield from ast.walk(call)


def _labels(tree: ast.Module) -> Iterator[ast.AST]:
    """What is shown as it is given, even if it is one word."""
    for call in _calls(tree):
        if re.match(r"st\.(?!session_state)", ast.unparse(call.func)):
            if _name(call) not in NO_LABEL:
                yield from call.args[:1]
            yield from (word.value for word in call.keywords if word.arg in SHOWN_WITH)


def _docstrings(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield node.value


def _code(tree: ast.Module) -> Iterator[ast.AST]:
    for call in _calls(tree):
        yield from (word.value for word in call.keywords if word.arg in {"html", "css", "js"})


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _reads_like_words(text: str, is_label: bool) -> bool:
    text = NO_WORDS.sub(" ", text)
    if is_label:
        return WORD.search(text) is not None
    return any(WORD.search(word) and not NAMES_OF_THINGS.fullmatch(word) for word in text.split())


@pytest.mark.parametrize("file", SCREENS, ids=lambda file: file.relative_to(PROJECT).as_posix())
def test_every_text_of_a_screen_is_translated(file: Path) -> None:
    assert list(bare_texts(ast.parse(file.read_text()))) == []


@pytest.mark.parametrize(
    "code",
    [
        'st.markdown("today")',
        'st.button("Save")',
        'st.caption(f"{n} days left")',
        'NAMES = {1: "Left cheek"}',
        'st.text_input(_("Name"), placeholder="your name")',
        'return f"Day {day}"',
    ],
)
def test_a_text_that_is_not_translated_is_found(code: str) -> None:
    assert list(bare_texts(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        'st.markdown(_("today"))',
        'raise InvalidEntry("Please enter a name.")',
        'st.button(_("Save"), key="save_it", icon=":material/check:", width="stretch")',
        'NAMES = {1: mark("Left cheek")}',
        "st.html(f\"<div class='legend'>{_('today')}</div>\")",
    ],
)
def test_a_translated_text_is_no_finding(code: str) -> None:
    assert list(bare_texts(ast.parse(code))) == []


def test_a_language_is_called_what_its_speakers_call_it() -> None:
    assert [language.own_name(code) for code in ("en", "de")] == ["English", "Deutsch"]
