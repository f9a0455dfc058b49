"""The scale of the ratings: its words, each above the buttons that it is about."""

from itertools import groupby

import streamlit as st

from tracker.domain.records.scales import MAX_RATING, severity_of
from tracker.domain.words.labels import SEVERITIES
from tracker.ui.language import _

RATINGS = range(MAX_RATING + 1)


def draw_scale() -> None:
    """Draw the words in a row as wide as a row of eleven ratings; it stays in view."""
    cells = "".join(
        f"<span style='grid-column:span {len(list(ratings))}'>{_in_two_lines(_(SEVERITIES[word]))}"
        "</span>"
        for word, ratings in groupby(RATINGS, severity_of)
    )
    with st.container(key="scale"):
        st.html(f"<div class='scale'>{cells}</div>")


def _in_two_lines(word: str) -> str:
    ratings, _space, name = word.partition(" ")
    return f"{ratings}<br>{name}"
