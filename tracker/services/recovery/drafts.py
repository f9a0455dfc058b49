"""What was typed and not saved yet: kept in the data folder, offered again, gone when saved."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tracker.domain.records.kept import Procedure
from tracker.store.repository import Store

_CHECK_IN = "check_in-"
_ABOUT = (
    (re.compile(r"((?:session|photos|report|answer)-)(\d+)"), "procedures"),
    (re.compile(rf"({_CHECK_IN}\d{{8}}-)(\d+)"), "diary_entries"),
)
PLAN_FORM, SPOT_FORM = "plan", "spot"


def keep_draft(
    store: Store,
    person_id: int,
    form: str,
    fields: Mapping[str, object],
    procedure_id: int | None = None,
) -> None:
    """Keep what was typed into some fields of a form; the other fields stay.

    Parameters
    ----------
    fields : mapping
        Values that JSON can hold, by field.
    procedure_id : int, optional
        The session that it goes with.
    """
    if fields:
        with store.drafting(person_id=person_id) as records:
            records.keep_draft(person_id, form, fields, procedure_id)


def load_drafts(store: Store, person_id: int) -> Mapping[str, Mapping[str, Any]]:
    """Return what a person has typed and not saved, by form and field."""
    with store.reading() as records:
        return records.list_drafts(person_id)


def drop_draft(store: Store, person_id: int, form: str) -> None:
    """Delete what was typed into a form."""
    with store.drafting(person_id=person_id) as records:
        records.drop_drafts(person_id, [form])


def move_draft(store: Store, person_id: int, then: date, day: date) -> None:
    """Have what was typed about a day be about another one, as a new entry."""
    with store.drafting(person_id=person_id) as records:
        for form, fields in records.list_drafts(person_id).items():
            if day_of_form(form) == then:
                kept = {field: value for field, value in fields.items() if field != "version"}
                records.drop_drafts(person_id, [form])
                records.keep_draft(person_id, check_in_form(day), kept)


def check_in_form(day: date, entry_id: int | None = None) -> str:
    """Return the name of the form of an entry of a day; without an id, of a new one."""
    return f"{_CHECK_IN}{day:%Y%m%d}" + (f"-{entry_id}" if entry_id else "")


def session_form(procedure: Procedure | None) -> str:
    """Return the name of the form that corrects a session; without one, of that of a new one."""
    return f"session-{procedure.id}" if procedure else "session-new"


def photo_form(procedure_id: int) -> str:
    """Return the name of the form that adds photos of a session."""
    return f"photos-{procedure_id}"


def report_form(procedure_id: int) -> str:
    """Return the name of the form of the report on a session."""
    return f"report-{procedure_id}"


def answer_form(procedure_id: int) -> str:
    """Return the name of the form of a practitioner's answer on a session."""
    return f"answer-{procedure_id}"


def rename_form(form: str, ids: Mapping[str, Mapping[str, str]]) -> str | None:
    """Return the name of a form whose session, or entry, has another id in another diary.

    Parameters
    ----------
    ids : mapping
        Of each table, the ids there by those here.

    Returns
    -------
    name : str or None
        None where what it is about is not there.
    """
    for pattern, table in _ABOUT:
        if (found := pattern.fullmatch(form)) is not None:
            there = ids[table].get(found[2])
            return None if there is None else found[1] + there
    return form


def day_of_form(form: str) -> date | None:
    """Return the day that a form is about; None for another kind of form."""
    if not form.startswith(_CHECK_IN):
        return None
    return datetime.strptime(form.removeprefix(_CHECK_IN)[:8], "%Y%m%d").date()
