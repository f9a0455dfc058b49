from datetime import date, timedelta

import pytest

from tests.factories import an_entry, days_ago, store_procedure
from tracker.domain.flags import RedFlag
from tracker.domain.records import Procedure
from tracker.domain.scales import Symptom
from tracker.errors import InvalidEntry
from tracker.services import diary
from tracker.store.repository import Store


@pytest.fixture
def procedure(store: Store) -> Procedure:
    return store_procedure(store, started_at=days_ago(7, 18))


def test_a_day_is_kept_corrected_and_filled_in_later(store: Store, procedure: Procedure):
    ada = procedure.person_id
    today = diary.save_entry(store, an_entry(ada, red_flags=frozenset({RedFlag.FEVER})))
    filled_in = diary.save_entry(store, an_entry(ada, day=days_ago(6).date()))
    corrected = diary.save_entry(store, an_entry(ada, ratings={Symptom.ITCHING: 10}, note="!"))

    assert corrected.id == today.id
    assert diary.list_entries(store, ada) == (filled_in, corrected)
    assert diary.find_entry(store, ada, date.today()) == corrected
    assert diary.find_entry(store, ada, days_ago(1).date()) is None


def test_the_day_of_the_session_is_part_of_the_diary(store: Store, procedure: Procedure):
    entry = an_entry(procedure.person_id, day=procedure.started_at.date())
    assert diary.save_entry(store, entry).day == procedure.started_at.date()


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date.today() + timedelta(days=1), "future"),
        (days_ago(8).date(), "before the first session"),
    ],
)
def test_a_day_that_cannot_be_is_refused(
    store: Store, procedure: Procedure, day: date, reason: str
):
    with pytest.raises(InvalidEntry, match=reason):
        diary.save_entry(store, an_entry(procedure.person_id, day=day))
    assert diary.list_entries(store, procedure.person_id) == ()


def test_an_entry_can_be_deleted(store: Store, procedure: Procedure):
    diary.save_entry(store, an_entry(procedure.person_id))
    for _ in range(2):
        diary.delete_entry(store, procedure.person_id, date.today())
    assert diary.list_entries(store, procedure.person_id) == ()
