import re

import pytest
from hypothesis import given, strategies

from tracker.ui.plain import as_written

WORD_JOINER, NO_BREAK_SPACE, ISOLATES = "\u2060", "\u00a0", "\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    "name", ["Ada", "O'Brien-Smith, Jr. (2)", "Dr. Müller / Meier", "日" * 100, "🌿 x", "50 %"]
)
def test_a_usual_name_stays_as_it_is(name: str):
    assert as_written(name) == name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("![](http://evil.example/x.png)", "!\\[\\](http:\u2060//evil.example/x.png)"),
        ("www.evil.example", "www\u2060.evil.example"),
        ("a@b.example", "a@\u2060b.example"),
        (":smile:", ":\u2060smile:"),
        (":material/home:", ":\u2060material/home:"),
        (":red[x]", "\\:red\\[x\\]"),
        ("**a** _b_ `c` $d$ ~e~", "\\*\\*a\\*\\* \\_b\\_ \\`c\\` \\$d\\$ \\~e\\~"),
        ("<b>&amp;", "\\<b\\>\\&amp;"),
        ("# a", "\\# a"),
        ("1. a", "1\\. a"),
        ("- a", "\\- a"),
        ("a -> b -- c", "a -\u2060\\> b -\u2060- c"),
        ("C:\\temp", "C:\\\\temp"),
        ("a  b", "a \u00a0b"),
        ("a\nb", "a b"),
        ("שלום", "\u2068שלום\u2069"),
    ],
)
def test_marks_lose_their_meaning(text: str, shown: str):
    assert as_written(text) == shown


@given(strategies.text())
def test_nothing_is_lost_or_added_that_can_be_seen(text: str):
    shown = as_written(text).translate({ord(one): None for one in WORD_JOINER + ISOLATES})
    seen = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", shown)
    hidden = {ord(one): None for one in WORD_JOINER + ISOLATES}
    plain = text.translate(hidden).replace("\n", " ").replace(NO_BREAK_SPACE, " ")
    assert seen.replace(NO_BREAK_SPACE, " ") == plain
