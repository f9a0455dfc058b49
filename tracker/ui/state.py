"""What a browser window remembers, and under which names."""

import secrets
from datetime import date
from typing import Any, TypeVar

import streamlit as st

from tracker.services.photos.progress import Progress

T = TypeVar("T")

PERSON = "person_id"
PROCEDURE = "procedure_id"
LOOK = "look"
ACCOUNT = "account_of_run"
DAY_OPENED = "day_opened"
IN_ADDRESS = "person"
BEGUN = "window_begun"
PROCEDURE_TO_CORRECT = "procedure_to_correct"
"""Key of the choice on the session page, so that other pages can make it."""
NOTICE = "notice"
UPLOAD_ROUND = "upload_round"
ADDED_FILES = "added_files"
OUTCOMES = "photo_outcomes"


def keep_look(look: Any) -> None:
    """Keep what was read for this run of the script; None when the run is over."""
    st.session_state[LOOK] = look


def kept_look() -> Any:
    """Return what was read for this run of the script, None if nothing was yet."""
    return st.session_state.get(LOOK)


def keep_account(account: Any) -> None:
    """Keep who was signed in when this run of the script began; `forget_account` at its end."""
    st.session_state[ACCOUNT] = account


def kept_account() -> Any:
    """Return it in a tuple, None if nobody was asked for yet."""
    return (st.session_state[ACCOUNT],) if ACCOUNT in st.session_state else None


def forget_account() -> None:
    """Have the next run ask anew who is signed in."""
    st.session_state.pop(ACCOUNT, None)


def person_in_address() -> int | None:
    """Return the id of the person whom the address of this window names."""
    named = st.query_params.get(IN_ADDRESS, "")
    return int(named) if named.isdecimal() and named.isascii() else None


def begins_with_nobody_named() -> bool:
    """Tell whether this is the first run in a window whose address names no person."""
    is_first = st.session_state.get(BEGUN) is None
    st.session_state[BEGUN] = True
    return is_first and person_in_address() is None


def name_in_address(person_id: int | None) -> None:
    """Have the address of this window name a person: it is the same after a reload."""
    if person_id is None:
        st.query_params.pop(IN_ADDRESS, None)
    elif st.query_params.get(IN_ADDRESS) != str(person_id):
        st.query_params[IN_ADDRESS] = str(person_id)


def stay_with(person_id: int | None) -> None:
    """Have this window follow a person: a link to another page leaves the address behind."""
    if st.session_state.get(PERSON) != person_id:
        choose_person(person_id)
    name_in_address(person_id)


def wait_for_choice() -> None:
    """Have this window follow nobody until somebody is chosen: the record it followed is closed."""
    if (named := person_in_address()) is not None:
        st.session_state[PERSON] = named  # so that no other one takes its place by itself
    name_in_address(None)


def chosen_person() -> int | None:
    """Return the id of the person that was chosen in this window."""
    chosen: int | None = st.session_state.get(PERSON)
    return chosen


def choose_person(person_id: int | None) -> None:
    """Follow another person from now on."""
    st.session_state[PERSON] = person_id
    st.session_state[PROCEDURE] = None
    name_in_address(person_id)


def chosen_procedure() -> int | None:
    """Return the id of the session that was chosen to look at; None for the latest."""
    chosen: int | None = st.session_state.get(PROCEDURE)
    return chosen


def choose_procedure(procedure_id: int | None) -> None:
    """Look at another session from now on."""
    st.session_state[PROCEDURE] = procedure_id


def leave_notice(sentence: str) -> None:
    """Leave a sentence for the page that is drawn next."""
    st.session_state[NOTICE] = sentence


def take_notice() -> str | None:
    """Return the sentence that was left, once."""
    notice: str | None = st.session_state.pop(NOTICE, None)
    return notice


def rating_key(person_id: int, day: date, name: str, slot: str = "") -> str:
    """Name the control of one question of one day; every day has controls of its own.

    Parameters
    ----------
    slot : str
        Which entry of the day, if not its first.
    """
    return f"check_in-{person_id}-{day:%Y%m%d}{slot}-{name}"


def day_opened(today: date, *, afresh: bool) -> date:
    """Return the day on which the check-in page was opened in this window."""
    if afresh:
        open_day(today)
    opened: date = st.session_state.setdefault(DAY_OPENED, today)
    return opened


def open_day(today: date) -> None:
    """Note that the check-in page knows which day it is."""
    st.session_state[DAY_OPENED] = today


def begin_at(control: str, now: T) -> T:
    """Return what was so when a control was drawn first; it is forgotten with the control."""
    key = f"{control}-begun"
    if control not in st.session_state:
        st.session_state[key] = now
    begun: T = st.session_state[key]
    return begun


def begun_with(key: str, version: int) -> int:
    """Return the version of an entry that a form began with."""
    begun: int = st.session_state.setdefault(key, version)
    return begun


def forget_begin(key: str) -> None:
    """Begin a form anew, with what is saved now."""
    st.session_state.pop(key, None)


def key_of_typed(person_id: int, form: str) -> str:
    """Name what was typed into a person's form in this window."""
    return f"typed-{person_id}-{form}"


def forget_typed(person_id: int) -> None:
    """Forget all that was typed for a person in this window: they are deleted."""
    for key in [
        key for key in st.session_state if str(key).startswith(key_of_typed(person_id, ""))
    ]:
        del st.session_state[key]


def upload_round() -> int:
    """Count how often the file control was emptied: its key carries the number.

    It begins anywhere: a window that finds the server started anew empties the control, too,
    instead of going on to list files that this server never got.
    """
    return int(st.session_state.setdefault(UPLOAD_ROUND, secrets.randbits(32)))


def added_files() -> set[str]:
    """Return the ids of the chosen files that have been added already."""
    return set(st.session_state.get(ADDED_FILES, ()))


def mark_added(file_ids: set[str], *, all_done: bool) -> None:
    """Leave out files that were added; once all were, empty the file control."""
    st.session_state[ADDED_FILES] = set() if all_done else added_files() | file_ids
    if all_done:
        st.session_state[UPLOAD_ROUND] = upload_round() + 1


def leave_outcomes(steps: list[Progress]) -> None:
    """Leave what became of a batch of photos for the next time the page is drawn."""
    st.session_state[OUTCOMES] = steps


def take_outcomes() -> list[Progress]:
    """Return what became of the last batch, once."""
    steps: list[Progress] = st.session_state.pop(OUTCOMES, [])
    return steps
