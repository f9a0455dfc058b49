"""Two windows have written the same thing: what each says, side by side, for one answer."""

from collections.abc import Mapping

import streamlit as st

from tracker.ui.language import _, mark

HERE, THERE = "here", "there"
_NAMES = {HERE: mark("This window"), THERE: mark("The other window")}


def choose_side(label: str, said: Mapping[str, str], start: str | None, *, key: str) -> str | None:
    """Return the window whose answer is kept; None until one is chosen.

    Parameters
    ----------
    said : mapping
        What `HERE` and `THERE` say, for people.
    start : str, optional
        What is chosen at first.
    """
    chosen: str | None = st.segmented_control(
        label,
        [HERE, THERE],
        default=start,
        format_func=lambda side: f"{_(_NAMES[side])}: {said[side]}",
        required=start is not None,
        key=key,
    )
    return chosen
