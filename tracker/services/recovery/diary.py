"""The diary: one entry per person and day, which can be corrected or filled in later."""

from dataclasses import replace
from datetime import date

from tracker.domain.course.recovery import RecoveryDay
from tracker.domain.records.circumstances import Circumstances, Outcome
from tracker.domain.records.kept import DiaryEntry
from tracker.domain.verdict.asking import AskedBack, asked_back
from tracker.errors import InvalidEntry
from tracker.services.recovery.overview import judge_day, load_recovery
from tracker.services.recovery.procedures import procedure_of_day
from tracker.store.repository import Records, Store


def save_entry(
    store: Store, entry: DiaryEntry, circumstances: Circumstances | None = None
) -> DiaryEntry:
    """Keep an entry in place of what was there for that day, and the verdict on it beside.

    Parameters
    ----------
    entry : DiaryEntry
    circumstances : Circumstances, optional
        What surrounds it; without it, what surrounded the entry before is kept.

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
        before = _circumstances_of(records, entry.person_id, entry.day)
        saved = records.save_entry(entry)
        records.circumstances.save(_id_of(saved), circumstances or before)
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


def find_circumstances(store: Store, person_id: int, day: date) -> Circumstances:
    """Return what surrounds a person's entry of a day."""
    with store.reading() as records:
        return _circumstances_of(records, person_id, day)


def say_outcome(store: Store, person_id: int, day: date, outcome: Outcome) -> None:
    """Keep what came of the advice of an entry or one before, and the verdict on it beside.

    Raises
    ------
    InvalidEntry
        If there is no entry on that day.
    """
    with store.writing() as records:
        entry = records.find_entry(person_id, day)
        procedure = procedure_of_day(records.list_procedures(person_id), day)
        if entry is None or procedure is None:
            raise InvalidEntry("There is no entry of this day any more. Please check in first.")
        said = _circumstances_of(records, person_id, day)
        records.circumstances.save(_id_of(entry), replace(said, outcome=outcome))
        records.add_verdict(judge_day(store, records, procedure, day))


def ask_back(
    store: Store, entry: DiaryEntry, circumstances: Circumstances
) -> tuple[AskedBack, ...]:
    """Return the signs that the ratings of an entry point to and that were not answered yet."""
    with store.reading() as records:
        procedure = procedure_of_day(records.list_procedures(entry.person_id), entry.day)
    if procedure is None or procedure.id is None:
        return ()
    overview = load_recovery(store, procedure.id)
    number = overview.day_of(entry.day)
    today = RecoveryDay(
        day=number,
        ratings=entry.ratings,
        red_flags=entry.red_flags,
        answers=circumstances.answers,
    )
    earlier = [day for day in overview.days if day.day < number]
    return asked_back([*earlier, today], overview.plan, overview.reference)


def _circumstances_of(records: Records, person_id: int, day: date) -> Circumstances:
    entry = records.find_entry(person_id, day)
    known = records.circumstances.of_person(person_id)
    return known.get(_id_of(entry), Circumstances()) if entry else Circumstances()


def _id_of(entry: DiaryEntry) -> int:
    assert entry.id is not None
    return entry.id


def delete_entry(store: Store, person_id: int, day: date) -> None:
    """Delete a person's entry of a day; it is no error if there is none."""
    with store.writing() as records:
        records.delete_entry(person_id, day)
