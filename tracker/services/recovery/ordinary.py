"""How a person's skin rates on an ordinary day: asked once, before a session, and editable."""

from collections.abc import Mapping

from tracker import clock
from tracker.domain.records.circumstances import OrdinarySkin
from tracker.domain.records.scales import Symptom
from tracker.services.recovery.standing import restate_anew
from tracker.store.repository import Store


def find_ordinary(store: Store, person_id: int) -> OrdinarySkin | None:
    """Return what was stated last, None if nothing was yet."""
    with store.reading() as records:
        stated = records.circumstances.list_ordinary(person_id)
    return stated[-1] if stated else None


def state_ordinary(store: Store, person_id: int, levels: Mapping[Symptom, int]) -> OrdinarySkin:
    """Keep how the skin rates on an ordinary day from today on.

    Raises
    ------
    InvalidEntry
        If a level is no rating.
    """
    with store.writing(person_id=person_id) as records:
        today = clock.today(records.get_person(person_id))
        stated = records.circumstances.state_ordinary(person_id, levels, today)
        restate_anew(store, records, person_id)
        return stated
