"""The diary: one entry per person and day, which can be corrected or filled in later."""

from datetime import date

from tracker.domain.records.kept import DiaryEntry
from tracker.errors import InvalidEntry
from tracker.services.recovery.overview import judge_day
from tracker.services.recovery.procedures import procedure_of_day
from tracker.store.repository import Store


def save_entry(store: Store, entry: DiaryEntry) -> DiaryEntry:
    """Keep an entry in place of what was there for that day, and the verdict on it beside.

    Raises
    ------
    InvalidEntry
        If the day lies in the future or before the person's first session.
    """
    if entry.day > date.today():
        raise InvalidEntry("This day lies in the future. Please choose today or an earlier day.")
    with store.writing() as records:
        procedure = procedure_of_day(records.list_procedures(entry.person_id), entry.day)
        if procedure is None:
            raise InvalidEntry(
                "This day lies before the first session. Please log that session first, "
                "or choose a later day."
            )
        saved = records.save_entry(entry)
        records.add_verdict(judge_day(store, records, procedure, saved.day))
        return saved


def find_entry(store: Store, person_id: int, day: date) -> DiaryEntry | None:
    """Return a person's entry of a day, None if there is none yet."""
    with store.reading() as records:
        return records.find_entry(person_id, day)


def list_entries(store: Store, person_id: int) -> tuple[DiaryEntry, ...]:
    """Return a person's whole diary in day order."""
    with store.reading() as records:
        return records.list_entries(person_id)


def delete_entry(store: Store, person_id: int, day: date) -> None:
    """Delete a person's entry of a day; it is no error if there is none."""
    with store.writing() as records:
        records.delete_entry(person_id, day)
