"""People within one transaction."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.domain.records.kept import NewPerson, Person
from tracker.store import mapping
from tracker.store.clinic.standings import StandingRecords
from tracker.store.damage import said_when_damaged
from tracker.store.rows import add_row, get_row
from tracker.store.tables import PersonRow
from tracker.store.turn.taking import list_with_stamps


@said_when_damaged
class PersonRecords:
    """People, and what is kept of each of them."""

    _session: Session
    standings: StandingRecords
    """How clients stand, and what was done about them."""

    def add_person(self, person: NewPerson) -> Person:
        """Add a person, of whom nothing is judged yet."""
        row = add_row(self._session, mapping.from_person(person))
        self.standings.begin(row.id)
        return mapping.to_person(row)

    def get_person(self, person_id: int) -> Person:
        """Return a person."""
        return mapping.to_person(get_row(self._session, PersonRow, person_id))

    def list_people(self) -> tuple[Person, ...]:
        """Return everybody, in the order of arrival."""
        return tuple(map(mapping.to_person, list_with_stamps(self._session)))

    def list_some_people(self, person_ids: Collection[int]) -> Mapping[int, Person]:
        """Return some people by their ids; whoever is gone is left out."""
        rows = self._session.scalars(select(PersonRow).where(PersonRow.id.in_(person_ids)))
        return {row.id: mapping.to_person(row) for row in rows}

    def rename_person(self, person_id: int, name: str) -> Person:
        """Give a person another name."""
        row = get_row(self._session, PersonRow, person_id)
        row.name = replace(mapping.to_person(row), name=name).name  # the record checks the name
        return mapping.to_person(row)

    def set_consent(self, person_id: int, *, consents_to_refit: bool) -> Person:
        """Keep whether the usual range may be learned from a person's recoveries."""
        row = get_row(self._session, PersonRow, person_id)
        row.consents_to_refit = consents_to_refit
        return mapping.to_person(row)

    def set_skin(self, person_id: int, *, is_sensitive: bool) -> Person:
        """Keep whether a person's skin is thin or sensitive."""
        row = get_row(self._session, PersonRow, person_id)
        row.skin_sensitive = is_sensitive
        return mapping.to_person(row)

    def set_language(self, person_id: int, language: str) -> Person:
        """Keep the language that a person reads."""
        row = get_row(self._session, PersonRow, person_id)
        row.language = language
        return mapping.to_person(row)

    def set_followed(self, person_id: int, at: datetime) -> Person:
        """Keep when a person was last chosen to be followed."""
        row = get_row(self._session, PersonRow, person_id)
        row.followed_at = at
        self._session.flush()
        self._session.refresh(row)
        return mapping.to_person(row)

    def set_day_end(self, person_id: int, hour: int) -> Person:
        """Keep the hour at which a person's days end."""
        row = get_row(self._session, PersonRow, person_id)
        row.day_ends_hour = replace(mapping.to_person(row), day_ends_hour=hour).day_ends_hour
        return mapping.to_person(row)

    def set_emergency_number(self, person_id: int, number: str) -> Person:
        """Keep the number that a person calls in an emergency; empty for their country's."""
        row = get_row(self._session, PersonRow, person_id)
        checked = replace(mapping.to_person(row), emergency_number=number)
        row.emergency_number = checked.emergency_number
        return mapping.to_person(row)
