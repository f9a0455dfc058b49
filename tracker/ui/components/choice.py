"""One of a few things that have names, as buttons in a row."""

from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

from tracker.ui.language import _

T = TypeVar("T")


def choose_one(label: str, names: Mapping[T, str], default: T, *, key: str) -> T:
    """Return the one that is chosen, and that is always one.

    Parameters
    ----------
    names : mapping
        What can be chosen, with names as written in the code; they are translated here.
    """
    return st.segmented_control(
        label,
        list(names),
        default=default,
        format_func=lambda one: _(names[one]),
        required=True,
        wrap=True,  # what is scrolled out of sight is chosen by nobody
        key=key,
    )
