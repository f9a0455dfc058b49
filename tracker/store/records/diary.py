"""The diary within one transaction: entries, what was said of them, and what is not saved yet.

A whole diary is read in one statement, however long it is.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session

from tracker.domain.records.circumstances import Circumstances, Outcome, SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import BodyArea, DiaryEntry, NewDiaryEntry
from tracker.domain.records.scales import Symptom
from tracker.domain.records.shown import NewShownVerdict, ShownVerdict
from tracker.errors import NotFound, Overtaken
from tracker.store.backend.sql import rows_as_json, upsert
from tracker.store.circumstance_tables import OutcomeRow, SignAnswerRow, SpecialEventRow
from tracker.store.damage import build, said_when_damaged
from tracker.store.mapping import to_record, values_of
from tracker.store.rows import gone
from tracker.store.tables import (
    AreaFlagRow,
    AreaRatingRow,
    AssessmentRow,
    Base,
    DiaryEntryRow,
    DraftRow,
    PersonRow,
    RatingRow,
    RedFlagRow,
)


@said_when_damaged
class DiaryRecords:
    """Entries, verdicts and drafts."""

    _session: Session

    # Entries

    def save_entry(self, entry: NewDiaryEntry) -> DiaryEntry:
        """Add an entry, or keep it in place of the version that it was made from.

        Raises
        ------
        Overtaken
            If that version is no longer the latest.
        """
        if isinstance(entry, DiaryEntry):
            self._make_way(entry)
        kept = self._insert(replace(entry, version=entry.version + 1))
        self._insert_answers(kept)
        return kept

    def find_entry(self, entry_id: int) -> DiaryEntry | None:
        """Return an entry, None if it is no longer there."""
        row = self._session.execute(_ONE_ENTRY, {"id": entry_id}).one_or_none()
        return None if row is None else _to_entry(row)

    def list_entries(self, person_id: int) -> tuple[DiaryEntry, ...]:
        """Return a person's diary in the order of its days, and of entering within one."""
        rows = self._session.execute(_ALL_ENTRIES, {"person_id": person_id})
        return tuple(map(_to_entry, rows))

    def delete_entry(self, entry: DiaryEntry) -> None:
        """Delete an entry."""
        own = DiaryEntryRow.person_id == entry.person_id
        self._session.execute(delete(DiaryEntryRow).where(own, DiaryEntryRow.id == entry.id))

    # Verdicts

    def add_verdict(self, verdict: NewShownVerdict) -> ShownVerdict:
        """Keep what was said of a day, beside what was said of it before."""
        return self.add_verdicts([verdict])[0]

    def add_verdicts(self, verdicts: Iterable[NewShownVerdict]) -> tuple[ShownVerdict, ...]:
        """Keep what was said of several days."""
        rows = [values_of(verdict) for verdict in verdicts]
        if not rows:
            return ()
        query = insert(AssessmentRow).returning(AssessmentRow, sort_by_parameter_order=True)
        return tuple(to_record(ShownVerdict, row) for row in self._session.scalars(query, rows))

    def list_verdicts(self, procedure_id: int) -> tuple[ShownVerdict, ...]:
        """Return what was said of the days after a procedure, in the order it was said."""
        return self._verdicts(AssessmentRow.procedure_id == procedure_id)

    def list_all_verdicts(self, person_id: int) -> tuple[ShownVerdict, ...]:
        """Return what was said to a person, in the order it was said."""
        return self._verdicts(AssessmentRow.person_id == person_id)

    def drop_verdicts(self, verdict_ids: Collection[int]) -> None:
        """Delete what was said, because what it was said of is gone."""
        if verdict_ids:
            self._session.execute(delete(AssessmentRow).where(AssessmentRow.id.in_(verdict_ids)))

    # Drafts

    def keep_draft(
        self,
        person_id: int,
        form: str,
        fields: Mapping[str, object],
        procedure_id: int | None = None,
    ) -> None:
        """Keep what was typed into some fields of a form; the other fields stay."""
        owner = {"person_id": person_id, "procedure_id": procedure_id, "form": form}
        rows = [
            owner | {"field": field, "value": value, "kept_at": datetime.now(UTC)}
            for field, value in fields.items()
        ]
        query = upsert(self._session, DraftRow)
        new = {"value": query.excluded.value, "kept_at": query.excluded.kept_at}
        where = ["person_id", "form", "field"]
        try:
            self._session.execute(query.on_conflict_do_update(index_elements=where, set_=new), rows)
        except IntegrityError as error:
            raise NotFound(gone(PersonRow)) from error

    def list_drafts(self, person_id: int) -> Mapping[str, Mapping[str, Any]]:
        """Return what a person has typed and not saved, by form and field."""
        query = select(DraftRow.form, DraftRow.field, DraftRow.value)
        forms: dict[str, dict[str, Any]] = {}
        for form, field, value in self._session.execute(
            query.where(DraftRow.person_id == person_id)
        ):
            forms.setdefault(form, {})[field] = value
        return forms

    def drop_drafts(self, person_id: int, forms: Collection[str]) -> None:
        """Delete what was typed into some forms."""
        own = DraftRow.person_id == person_id
        self._session.execute(delete(DraftRow).where(own, DraftRow.form.in_(forms)))

    # Helpers

    def _make_way(self, entry: DiaryEntry) -> None:
        removed = self._session.execute(
            delete(DiaryEntryRow)
            .where(DiaryEntryRow.id == entry.id, DiaryEntryRow.person_id == entry.person_id)
            .where(DiaryEntryRow.version == entry.version)
            .returning(DiaryEntryRow.id)
        )
        if removed.one_or_none() is None:
            raise Overtaken(
                "This entry was changed in another window meanwhile. Please look at both versions."
            )

    def _insert(self, entry: NewDiaryEntry) -> DiaryEntry:
        values = {
            "person_id": entry.person_id,
            "day": entry.day,
            "note": entry.note,
            "areas": sorted(area.name for area in entry.areas),
            "recorded_at": entry.recorded_at,
            "version": entry.version,
        }
        if isinstance(entry, DiaryEntry):
            values["id"] = entry.id
        try:
            query = insert(DiaryEntryRow).values(values).returning(DiaryEntryRow.id)
            return DiaryEntry(**vars(entry) | {"id": self._session.scalars(query).one()})
        except IntegrityError as error:
            raise NotFound(gone(PersonRow)) from error

    def _insert_answers(self, entry: DiaryEntry) -> None:
        ratings = [{"symptom": one, "rating": rating} for one, rating in entry.ratings.items()]
        flags = [{"flag": flag} for flag in entry.red_flags]
        area_ratings = [
            {"area": area, "symptom": one, "rating": rating}
            for area, ratings_there in entry.area_ratings.items()
            for one, rating in ratings_there.items()
        ]
        area_flags = [
            {"area": area, "flag": flag}
            for area, flags_there in entry.area_flags.items()
            for flag in flags_there
        ]
        self._insert_all(RatingRow, entry, ratings)
        self._insert_all(RedFlagRow, entry, flags)
        self._insert_all(AreaRatingRow, entry, area_ratings)
        self._insert_all(AreaFlagRow, entry, area_flags)
        self._insert_circumstances(entry)

    def _insert_circumstances(self, entry: DiaryEntry) -> None:
        said = entry.circumstances
        answers = [{"flag": flag, "yes": yes} for flag, yes in said.answers.items()]
        self._insert_all(SpecialEventRow, entry, [{"event": event} for event in said.special])
        self._insert_all(SignAnswerRow, entry, answers)
        if said.outcome is not None:
            self._insert_all(OutcomeRow, entry, [{"outcome": said.outcome}])

    def _insert_all(
        self, kind: type[Base], entry: DiaryEntry, rows: Iterable[Mapping[str, object]]
    ) -> None:
        own = [{"entry_id": entry.id} | dict(row) for row in rows]
        if own:
            self._session.execute(insert(kind), own)

    def _verdicts(self, which: ColumnElement[bool]) -> tuple[ShownVerdict, ...]:
        columns = (getattr(AssessmentRow, name) for name in ShownVerdict.__dataclass_fields__)
        query = select(*columns).where(which).order_by(AssessmentRow.id)
        return tuple(to_record(ShownVerdict, row) for row in self._session.execute(query))


def _entries(which: ColumnElement[bool]) -> Select[Any]:
    """Return the query for entries with all their answers."""
    row = DiaryEntryRow
    columns: list[ColumnElement[Any] | InstrumentedAttribute[Any]] = [
        *(row.id, row.person_id, row.day, row.note, row.areas, row.recorded_at, row.version),
        _answers(RatingRow.symptom, RatingRow.rating).label("ratings"),
        _answers(RedFlagRow.flag).label("red_flags"),
        _answers(AreaRatingRow.area, AreaRatingRow.symptom, AreaRatingRow.rating).label(
            "area_ratings"
        ),
        _answers(AreaFlagRow.area, AreaFlagRow.flag).label("area_flags"),
        _answers(SpecialEventRow.event).label("special"),
        _answers(SignAnswerRow.flag, SignAnswerRow.yes).label("answers"),
        _answers(OutcomeRow.outcome).label("outcomes"),
    ]
    return select(*columns).where(which).order_by(row.day, row.id)


def _answers(*columns: InstrumentedAttribute[Any]) -> ColumnElement[str]:
    """Return a JSON array with an array of these columns for each row of an entry."""
    (table,) = {column.class_ for column in columns}
    return (
        select(rows_as_json(*columns))
        .where(table.entry_id == DiaryEntryRow.id)
        .correlate(DiaryEntryRow)
        .scalar_subquery()
    )


# Built once: to put them together takes longer than to run them.
_ONE_ENTRY = _entries(DiaryEntryRow.id == bindparam("id"))
_ALL_ENTRIES = _entries(DiaryEntryRow.person_id == bindparam("person_id"))


def _to_circumstances(row: Row[Any]) -> Circumstances:
    (outcome,) = (name for (name,) in json.loads(row.outcomes) or [[None]])
    return Circumstances(
        special=frozenset(SpecialEvent[name] for (name,) in json.loads(row.special)),
        answers={RedFlag[name]: bool(yes) for name, yes in json.loads(row.answers)},
        outcome=Outcome[outcome] if outcome else None,
    )


def _to_entry(row: Row[Any]) -> DiaryEntry:
    area_ratings: dict[BodyArea, dict[Symptom, int]] = {}
    for area, symptom, rating in json.loads(row.area_ratings):
        area_ratings.setdefault(BodyArea[area], {})[Symptom[symptom]] = rating
    area_flags: dict[BodyArea, set[RedFlag]] = {}
    for area, flag in json.loads(row.area_flags):
        area_flags.setdefault(BodyArea[area], set()).add(RedFlag[flag])
    return build(
        DiaryEntry,
        {
            "id": row.id,
            "person_id": row.person_id,
            "day": row.day,
            "areas": frozenset(BodyArea[name] for name in row.areas),
            "ratings": {Symptom[symptom]: rating for symptom, rating in json.loads(row.ratings)},
            "red_flags": frozenset(RedFlag[flag] for (flag,) in json.loads(row.red_flags)),
            "area_ratings": area_ratings,
            "area_flags": {area: frozenset(flags) for area, flags in area_flags.items()},
            "note": row.note,
            "circumstances": _to_circumstances(row),
            "recorded_at": row.recorded_at,
            "version": row.version,
        },
    )
