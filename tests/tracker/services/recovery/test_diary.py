from datetime import date, datetime, timedelta

import pytest

from tests.factories import an_entry, days_ago, store_procedure
from tracker.domain.course.reference import shipped_course
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import Procedure, ShownVerdict
from tracker.domain.records.scales import Symptom
from tracker.domain.records.status import Status
from tracker.errors import InvalidEntry
from tracker.services.recovery import diary
from tracker.services.recovery.overview import load_recovery
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


def verdicts(store: Store, procedure: Procedure) -> tuple[ShownVerdict, ...]:
    with store.reading() as records:
        return records.list_verdicts(procedure.id)


def test_what_a_person_reads_is_kept_beside_the_entry(store: Store, procedure: Procedure):
    ada = procedure.person_id
    diary.save_entry(store, an_entry(ada, day=days_ago(6).date()))
    diary.save_entry(store, an_entry(ada, red_flags=frozenset({RedFlag.FEVER})))
    shown = load_recovery(store, procedure.id).assessments
    kept = verdicts(store, procedure)
    assert [(one.day, one.status, one.pattern, one.reason) for one in kept] == [
        (one.day, one.status, one.pattern, one.reason) for one in shown
    ]
    assert [one.diary_day for one in kept] == [days_ago(6).date(), date.today()]
    assert {one.reference_version for one in kept} == {shipped_course().version}
    assert kept[-1].status is Status.URGENT
    assert datetime.now() - kept[-1].assessed_at < timedelta(minutes=1)


def test_a_correction_is_judged_anew_and_what_was_said_before_stays(
    store: Store, procedure: Procedure
):
    ada = procedure.person_id
    diary.save_entry(store, an_entry(ada, red_flags=frozenset({RedFlag.FEVER})))
    first = verdicts(store, procedure)
    diary.save_entry(store, an_entry(ada, ratings={Symptom.REDNESS: 0}))
    assert verdicts(store, procedure)[:1] == first
    assert [one.status for one in verdicts(store, procedure)] == [Status.URGENT, Status.ON_COURSE]
    diary.delete_entry(store, ada, date.today())
    assert verdicts(store, procedure) == ()


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
