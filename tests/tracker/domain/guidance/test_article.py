"""The table of the article's statements stays complete.

The article lies beside the project, not in it; where it is absent, the tests against its lines
skip. The table keeps line numbers and our own words, never the article's sentences.
"""

import hashlib
import re
from pathlib import Path

import pytest

from texts.messages import collect_messages
from tracker.domain.guidance.article import (
    Answer,
    Statement,
    StatementKind,
    read_statements,
    reference_ids,
    shipped_statements,
)
from tracker.errors import InvalidReference
from tracker.reference import reference_file

ARTICLE = Path(__file__).resolve().parents[5] / "shared" / "article.txt"
SHA256 = "50306ee7f4d30b251aa7a4ad61c690e0e00032977cdd8bb7805bc481ed573af0"
HEADINGS = {
    9, 14, 17, 18, 23, 34, 47, 59, 60, 66, 67, 68, 72, 78, 80, 88, 89, 96, 98, 104, 105, 109, 110,
    117,
}  # fmt: skip
COPIED_WORDS = 6
"""So many words in a row, the same as in the article, would be its sentence and not ours."""


@pytest.fixture(scope="module")
def article() -> list[str]:
    if not ARTICLE.exists():
        pytest.skip("The article is not beside the project (../shared/article.txt).")
    return ARTICLE.read_text(encoding="utf-8").splitlines()


def test_every_line_of_the_article_is_answered(article: list[str]) -> None:
    said = {number for number, line in enumerate(article, 1) if line.strip(" •")}
    answered = {statement.line for statement in shipped_statements()}
    assert said - HEADINGS == answered


def test_the_article_is_the_one_that_was_read(article: list[str]) -> None:
    digest = hashlib.sha256("\n".join(article).encode()).hexdigest()
    assert digest == SHA256


def test_no_sentence_of_the_article_is_ours(article: list[str]) -> None:
    theirs = runs_of_words(" ".join(article))
    ours = [message.text for message in collect_messages()]
    ours += [f"{statement.says} {statement.why_not}" for statement in shipped_statements()]
    assert not [text for text in ours if runs_of_words(text) & theirs]


def runs_of_words(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return set(zip(*(words[start:] for start in range(COPIED_WORDS)), strict=False))


@pytest.mark.parametrize("kind", list(StatementKind))
def test_each_kind_of_statement_occurs(kind: StatementKind) -> None:
    assert [statement for statement in shipped_statements() if statement.kind is kind]


@pytest.mark.parametrize("statement", shipped_statements(), ids=lambda statement: statement.id)
def test_each_statement_is_answered_by_rows_that_exist(statement: Statement) -> None:
    assert set(statement.found_in) <= reference_ids()
    assert statement.found_in or statement.why_not


def test_contraindications_are_all_asked() -> None:
    for statement in shipped_statements():
        if statement.kind is StatementKind.CONTRAINDICATION:
            assert statement.answer is Answer.FOLLOWED
            assert all(row.startswith("screening:") for row in statement.found_in)


def test_little_is_left_out() -> None:
    left_out = [one.id for one in shipped_statements() if one.answer is Answer.LEFT_OUT]
    assert left_out == ["pro_ageing"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("screening:cancer;", "screening:crab;", "no_cancer.*screening:crab"),
        ("readiness:tools_at_hand", "", "tools_ready.*'found_in'"),
        ("No such study was found.", "", "mapping_studies.*'why_not'"),
        ("tools_ready,", "collagen,", "twice"),
        ("tools_ready,20,", "tools_ready,x,", "tools_ready.*cannot be used"),
    ],
)
def test_a_table_with_a_hole_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = reference_file("article.csv").read_text(encoding="utf-8")
    file = tmp_path / "article.csv"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InvalidReference, match=message):
        read_statements(file)
