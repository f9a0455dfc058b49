"""Long lists, a page at a time, and choices of many."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, TypeVar, overload

import streamlit as st

T = TypeVar("T")

_MOST_BUTTONS = 12
"""More choices than this are a list to scroll and to search, which costs the same however long."""


def in_pages(items: Sequence[T], at_once: int, more: str, *, key: str) -> Iterator[T]:
    """Yield as many of the first items as were asked for, then draw what asks for more.

    Parameters
    ----------
    more : str
        What the button says; {count} is how many are not shown.
    key : str
        Name of the list in this window; the button is `show_KEY`.
    """
    yield from items[: shown_of(at_once, key)]
    offer_more(items, at_once, more, key=key)


def shown_of(at_once: int, key: str) -> int:
    """Return how many items of a list are shown."""
    shown: int = st.session_state.get(_name(key), at_once)
    return shown


def offer_more(items: Sequence[T], at_once: int, more: str, *, key: str) -> None:
    """Draw the button that asks for more of a list, where there is more."""
    shown = shown_of(at_once, key)
    if len(items) > shown:
        st.button(
            more.format(count=len(items) - shown),
            key=f"show_{key}",
            on_click=st.session_state.update,
            args=({_name(key): 2 * shown},),  # else all that is shown were sent again too often
        )


@overload
def choose_of(label: str, names: Mapping[T, str], default: T, *, key: str) -> T: ...


@overload
def choose_of(
    label: str, names: Mapping[T, str], default: None, *, key: str, required: Literal[False]
) -> T | None: ...


def choose_of(
    label: str, names: Mapping[T, str], default: T | None, *, key: str, required: bool = True
) -> T | None:
    """Return the one that is chosen of few or many; None only where none is required.

    Parameters
    ----------
    names : mapping
        What can be chosen, with names as they are shown; no two alike.
    """
    show: Callable[[T], str] = names.__getitem__
    if len(names) <= _MOST_BUTTONS:
        return st.pills(
            label, list(names), default=default, format_func=show, required=required, key=key
        )
    place = None if default is None else list(names).index(default)
    return st.selectbox(label, list(names), place, format_func=show, key=f"{key}-of_many")


def _name(key: str) -> str:
    return f"shown-{key}"
