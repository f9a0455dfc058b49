"""The ordinary skin: how a person rates on an ordinary day."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tracker.domain.records.circumstances import OrdinarySkin
from tracker.domain.records.scales import Symptom
from tracker.store.circumstance_tables import OrdinaryLevelRow
from tracker.store.damage import said_when_damaged
from tracker.store.rows import get_row
from tracker.store.tables import PersonRow


@said_when_damaged
class CircumstanceRecords:
    """The records of the ordinary skin, within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

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
