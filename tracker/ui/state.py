"""What a browser window remembers, and under which names."""

from datetime import date

import streamlit as st

from tracker.services.photos.keeping import Progress

PERSON = "person_id"
PROCEDURE = "procedure_id"
PROCEDURE_TO_CORRECT = "procedure_to_correct"
"""Key of the choice on the session page, so that other pages can make it."""
NOTICE = "notice"
UPLOAD_ROUND = "upload_round"
ADDED_FILES = "added_files"
OUTCOMES = "photo_outcomes"


def chosen_person() -> int | None:
    """Return the id of the person that was chosen in this window."""
    chosen: int | None = st.session_state.get(PERSON)
    return chosen


def choose_person(person_id: int | None) -> None:
    """Follow another person from now on."""
    st.session_state[PERSON] = person_id
    st.session_state[PROCEDURE] = None


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


def rating_key(person_id: int, day: date, name: str) -> str:
    """Name the control of one question on one day; every day has controls of its own."""
    return f"check_in-{person_id}-{day:%Y%m%d}-{name}"


def upload_round() -> int:
    """Count how often the file control was emptied: its key carries the number."""
    return int(st.session_state.get(UPLOAD_ROUND, 0))


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
