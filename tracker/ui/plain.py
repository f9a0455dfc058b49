"""Texts that a person entered, shown as they were written wherever Streamlit reads Markdown.

Names, products, notes and files' names go through `as_written` before they come into a sentence or
a label. Where a text stands alone, `st.text` shows it without reading it.
"""

import re
import unicodedata

# Everywhere in a text, before a word (directives and short names), or where a line begins.
_MARK = re.compile(r"([\\`*_\[\]<>&$~|^#]|:(?=[\w\[])|^[-+=])")
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")
# What is still read after a backslash: addresses, Streamlit's own pictures, arrows and dashes.
_READ_ANYWAY = re.compile(
    r"(?<=:)(?=//)|(?<=[Ww])(?=\.)|(?<=@)(?=\w)|(?<=:)(?=[\w+/-]+:)|(?<=[-<>=~])(?=[-<>=~])"
)
_WORD_JOINER, _NO_BREAK_SPACE = (
    "\u2060",
    "\u00a0",
)  # the first is not seen, and nothing breaks at it
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"
_FROM_RIGHT_TO_LEFT = {"R", "AL", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI"}


def as_written(text: str) -> str:
    """Return Markdown that shows a text as it is: nothing in it is a mark, a link or a picture."""
    joined = _READ_ANYWAY.sub(_WORD_JOINER, " ".join(text.split("\n")))
    spaced = re.sub(r"(?<= ) |^ ", _NO_BREAK_SPACE, joined)
    return _isolated(_NUMBERED.sub(r"\1\\\2", _MARK.sub(r"\\\1", spaced)))


def _isolated(text: str) -> str:
    # A name from right to left must not turn the sentence around it.
    if any(unicodedata.bidirectional(letter) in _FROM_RIGHT_TO_LEFT for letter in text):
        return f"{_ISOLATE}{text}{_END_OF_ISOLATE}"
    return text
