"""A diary as a table: its columns are matched, its days looked at, then brought in."""

import streamlit as st

from tracker.domain.records.kept import Person
from tracker.domain.records.scales import Symptom
from tracker.domain.words.labels import SYMPTOMS
from tracker.services.data.diary_table import (
    DATE_FORMATS,
    DAY,
    FIELDS,
    NOTE,
    Reading,
    Table,
    bring_in_days,
    date_formats,
    propose,
    read_days,
    read_table,
)
from tracker.store.repository import Store
from tracker.ui.components.messages import shown_to_people
from tracker.ui.language import _, mark
from tracker.ui.plain import as_written
from tracker.ui.words import say_date

_ABOUT = mark(
    "A table with one row for each day, as CSV. Say which column is what; you see the days before "
    "anything is kept. Ratings are whole numbers from 0 (none) to 10 (severe)."
)
_SHOWN, _MOST_PROBLEMS = 8, 10


def bring_in_table(store: Store, person: Person) -> None:
    """Draw the part of the page."""
    st.markdown(_(_ABOUT))
    file = st.file_uploader(_("Table (CSV)"), type=["csv", "txt", "tsv"], key="table_file")
    if file is None:
        return
    with shown_to_people():
        table = read_table(file.getvalue())
        matching = _match(table)
        if DAY not in matching:
            st.info(_("Please say which column holds the day."))
            return
        written = _ask_format(table, matching[DAY])
        if written is not None:
            _show(store, read_days(store, person.id, table, matching, written))


def _match(table: Table) -> dict[str, str]:
    """Ask which column each field is; a column is asked for by its name."""
    proposed, labels = propose(table), _labels()
    choices = ["", *table.columns]
    matching = {}
    for field in FIELDS:
        chosen = st.selectbox(
            labels[field],
            choices,
            choices.index(proposed.get(field, "")),
            format_func=lambda name: name or _("(no column)"),
            key=f"column-{field}",
        )
        if chosen:
            matching[field] = chosen
    return matching


def _labels() -> dict[str, str]:
    symptoms = {one.value: _(SYMPTOMS[one]) for one in Symptom}
    return {DAY: _("Day"), **symptoms, NOTE: _("Note")}


def _ask_format(table: Table, column: str) -> str | None:
    fitting = date_formats(table, column)
    if not fitting:
        st.warning(_("The days in this column are not all written in one of the known ways."))
        fitting = list(DATE_FORMATS)
    if len(fitting) == 1:
        return fitting[0]
    chosen: str | None = st.selectbox(
        _("How is the 31st of March 2026 written there?"),
        fitting,
        index=None,
        format_func=lambda one: DATE_FORMATS[one],
        key="table_dates",
    )
    return chosen


def _show(store: Store, reading: Reading) -> None:
    st.markdown(
        _("New entries: {new}. Here already, word for word: {known}.").format(
            new=len(reading.entries), known=reading.known
        )
    )
    for problem in reading.problems[:_MOST_PROBLEMS]:
        st.warning(as_written(_(problem)))
    if (left := len(reading.problems) - _MOST_PROBLEMS) > 0:
        st.warning(_("{count} more rows cannot be used.").format(count=left))
    for entry in reading.entries[:_SHOWN]:
        answers = [f"{_(SYMPTOMS[one])} {rating}" for one, rating in entry.ratings.items()]
        parts = [*answers, as_written(entry.note)] if entry.note else answers
        st.markdown(f"- {say_date(entry.day)}: {', '.join(parts)}")
    if len(reading.entries) > _SHOWN:
        st.markdown("- …")
    if not reading.entries:
        return
    if st.button(_("Bring these days in"), type="primary", key="table_go", width="stretch"):
        bar, refused = st.progress(0.0), []
        for done, why_not in enumerate(bring_in_days(store, reading.entries), start=1):
            bar.progress(done / len(reading.entries))
            refused += [why_not] if why_not is not None else []
        kept = len(reading.entries) - len(refused)
        st.success(_("Entries brought in: {count}.").format(count=kept))
        for why in refused[:_MOST_PROBLEMS]:
            st.warning(as_written(_(why)))
