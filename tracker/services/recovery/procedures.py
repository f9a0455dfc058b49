"""Sessions of needling: log, correct, list, delete."""

from collections.abc import Sequence
from datetime import date, datetime

from tracker.domain.records.kept import DiaryEntry, Procedure
from tracker.errors import InvalidEntry
from tracker.services.photos.album import is_on_wrong_side
from tracker.services.photos.keeping import rescore_procedure
from tracker.store.repository import Records, Store


def log_procedure(store: Store, procedure: Procedure) -> Procedure:
    """Keep a new session and return it with its id.

    Raises
    ------
    InvalidEntry
        If it lies in the future or at the very time of another session.
    """
    with store.writing() as records:
        return add_procedure(records, procedure)


def add_procedure(records: Records, procedure: Procedure) -> Procedure:
    """Keep a new session within a transaction; raise InvalidEntry as `log_procedure` does."""
    _check_past(procedure)
    _check_distinct(procedure, records.list_procedures(procedure.person_id))
    return records.add_procedure(procedure)


def correct_procedure(store: Store, procedure: Procedure) -> Procedure:
    """Replace what is known of a session.

    Raises
    ------
    InvalidEntry
        If it lies in the future, or if diary days or photos would be left on the wrong side of
        their session.
    """
    _check_past(procedure)
    assert procedure.id is not None, "only a stored session can be corrected"
    with store.writing() as records:
        others = [
            other
            for other in records.list_procedures(procedure.person_id)
            if other.id != procedure.id
        ]
        _check_distinct(procedure, others)
        _check_nothing_stranded(records, procedure, others)
        earlier = records.get_procedure(procedure.id)
        corrected = records.correct_procedure(procedure)
    if earlier.treated_zones != corrected.treated_zones:
        rescore_procedure(store, procedure.id)  # what was needled cannot be the reference
    return corrected


def get_procedure(store: Store, procedure_id: int) -> Procedure:
    """Return a session, or raise NotFound."""
    with store.reading() as records:
        return records.get_procedure(procedure_id)


def list_procedures(store: Store, person_id: int) -> tuple[Procedure, ...]:
    """Return a person's sessions, the latest first."""
    with store.reading() as records:
        return records.list_procedures(person_id)[::-1]


def delete_procedure(store: Store, procedure_id: int) -> None:
    """Delete a session with its photos and the diary days that belong to it."""
    with store.writing() as records:
        procedure = records.get_procedure(procedure_id)
        procedures = records.list_procedures(procedure.person_id)
        for entry in records.list_entries(procedure.person_id):
            if procedure_of_day(procedures, entry.day) == procedure:
                records.delete_entry(entry.person_id, entry.day)
        records.delete_procedure(procedure_id)


def procedure_of_day(procedures: Sequence[Procedure], day: date) -> Procedure | None:
    """Return the latest of a person's sessions on or before the day: the day belongs to it."""
    begun = [procedure for procedure in procedures if procedure.started_at.date() <= day]
    return max(begun, key=lambda procedure: procedure.started_at, default=None)


def entries_of(
    procedure: Procedure, procedures: Sequence[Procedure], diary: Sequence[DiaryEntry]
) -> dict[int, DiaryEntry]:
    """Return the diary entries that belong to a session, by day since the session."""
    return {
        (entry.day - procedure.started_at.date()).days: entry
        for entry in diary
        if procedure_of_day(procedures, entry.day) == procedure
    }


def _check_past(procedure: Procedure) -> None:
    if procedure.started_at > datetime.now():
        raise InvalidEntry("This session lies in the future. Please check its date and time.")


def _check_distinct(procedure: Procedure, others: Sequence[Procedure]) -> None:
    if any(other.started_at == procedure.started_at for other in others):
        raise InvalidEntry(
            "There is already a session at that date and time. Please correct that one instead."
        )


def _check_nothing_stranded(
    records: Records, procedure: Procedure, others: Sequence[Procedure]
) -> None:
    for entry in records.list_entries(procedure.person_id):
        if procedure_of_day([*others, procedure], entry.day) is None:
            raise InvalidEntry(
                "The diary has an entry for {day:%d %B %Y}, which would lie before the first "
                "session. Please choose that day or an earlier one.",
                day=entry.day,
            )
    assert procedure.id is not None
    for photo in records.list_photos(procedure.id):
        if is_on_wrong_side(photo, procedure):
            raise InvalidEntry(
                "A photo of this session is dated {day:%d %B %Y}, which would lie on the wrong "
                "side of the session. Please choose another date.",
                day=photo.taken_at.date(),
            )
