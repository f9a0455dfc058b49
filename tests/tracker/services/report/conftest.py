from datetime import timedelta

import pytest

from tests.factories import an_entry, days_ago, store_procedure
from tracker.domain.records.circumstances import Circumstances, SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import Procedure
from tracker.domain.records.scales import Symptom
from tracker.services.recovery.diary import save_entry
from tracker.store.repository import Store

RATINGS = {0: (6, 3, 4), 1: (4, 2, 1), 2: (3, 1, 0), 3: (7, 2, 5)}
"""Redness, swelling and pain by day."""


@pytest.fixture
def session(store: Store) -> Procedure:
    """A session three days ago, with an entry on each day since."""
    session = store_procedure(
        store,
        started_at=days_ago(3, 18),
        products="Panthenol balm",
        notes="By the window",
        passes=4,
    )
    for day, rated in RATINGS.items():
        symptoms = (Symptom.REDNESS, Symptom.SWELLING, Symptom.PAIN)
        entry = an_entry(
            session.person_id,
            day=session.diary_day + timedelta(days=day),
            ratings=dict(zip(symptoms, rated, strict=True)),
            red_flags=frozenset({RedFlag.PUS_OR_HONEY_CRUST} if day == 3 else ()),
            note="Throbbing at night" if day == 3 else "",
            circumstances=Circumstances(special=frozenset({SpecialEvent.SUN} if day == 2 else ())),
        )
        save_entry(store, entry)
    return session
