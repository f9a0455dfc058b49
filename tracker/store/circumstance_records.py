"""What is kept around the ratings: explanations, answers, outcomes, and the ordinary skin."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tracker.domain.records.circumstances import Circumstances, OrdinarySkin
from tracker.domain.records.scales import Symptom
from tracker.store.circumstance_tables import (
    OrdinaryLevelRow,
    OutcomeRow,
    SignAnswerRow,
    SpecialEventRow,
)
from tracker.store.damage import said_when_damaged
from tracker.store.rows import get_row
from tracker.store.tables import DiaryEntryRow, PersonRow

_OF_ENTRIES = (SpecialEventRow, SignAnswerRow, OutcomeRow)


@said_when_damaged
class CircumstanceRecords:
    """The records of what surrounds entries, within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def save(self, entry_id: int, circumstances: Circumstances) -> None:
        """Keep what surrounds an entry in place of what was there."""
        get_row(self._session, DiaryEntryRow, entry_id)
        for kind in _OF_ENTRIES:
            self._session.execute(delete(kind).where(kind.entry_id == entry_id))
        self._session.add_all(_rows(entry_id, circumstances))
        self._session.flush()

    def of_person(self, person_id: int) -> dict[int, Circumstances]:
        """Return what surrounds a person's entries by their ids; entries without any left out."""
        special, answers, outcome = (self._of_person(kind, person_id) for kind in _OF_ENTRIES)
        return {
            entry: Circumstances(
                special=frozenset(row.event for row in special.get(entry, ())),
                answers={row.flag: row.yes for row in answers.get(entry, ())},
                outcome=next((row.outcome for row in outcome.get(entry, ())), None),
            )
            for entry in special.keys() | answers.keys() | outcome.keys()
        }

    def state_ordinary(
        self, person_id: int, levels: Mapping[Symptom, int], stated_on: date
    ) -> OrdinarySkin:
        """Keep how a person's skin rates on an ordinary day, beside what was stated before."""
        get_row(self._session, PersonRow, person_id)
        skin = OrdinarySkin(stated_on=stated_on, levels=levels)
        of_day = OrdinaryLevelRow.person_id == person_id, OrdinaryLevelRow.stated_on == stated_on
        self._session.execute(delete(OrdinaryLevelRow).where(*of_day))
        self._session.add_all(
            OrdinaryLevelRow(person_id=person_id, stated_on=stated_on, symptom=symptom, level=level)
            for symptom, level in levels.items()
        )
        self._session.flush()
        return skin

    def list_ordinary(self, person_id: int) -> tuple[OrdinarySkin, ...]:
        """Return how a person's skin rates on an ordinary day, in the order it was stated."""
        query = select(OrdinaryLevelRow).where(OrdinaryLevelRow.person_id == person_id)
        stated: dict[date, dict[Symptom, int]] = defaultdict(dict)
        for row in self._session.scalars(query.order_by(OrdinaryLevelRow.stated_on)):
            stated[row.stated_on][row.symptom] = row.level
        return tuple(OrdinarySkin(stated_on=day, levels=levels) for day, levels in stated.items())

    def _of_person(self, kind: Any, person_id: int) -> dict[int, list[Any]]:
        query = select(kind).join(DiaryEntryRow, DiaryEntryRow.id == kind.entry_id)
        found: dict[int, list[Any]] = defaultdict(list)
        for row in self._session.scalars(query.where(DiaryEntryRow.person_id == person_id)):
            found[row.entry_id].append(row)
        return found


def _rows(entry_id: int, said: Circumstances) -> Iterator[Any]:
    yield from (SpecialEventRow(entry_id=entry_id, event=event) for event in said.special)
    for flag, yes in said.answers.items():
        yield SignAnswerRow(entry_id=entry_id, flag=flag, yes=yes)
    if said.outcome is not None:
        yield OutcomeRow(entry_id=entry_id, outcome=said.outcome)
