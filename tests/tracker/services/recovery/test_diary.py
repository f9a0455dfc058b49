from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import an_entry, days_ago, store_procedure, today
from tracker import clock
from tracker.domain.course.reference import shipped_course
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import BodyArea, Procedure
from tracker.domain.records.scales import Symptom
from tracker.domain.records.shown import ShownVerdict
from tracker.domain.records.status import Status
from tracker.errors import InvalidEntry, Overtaken
from tracker.services.recovery import diary
from tracker.services.recovery.book import load_recovery
from tracker.store.repository import Store


@pytest.fixture
def procedure(store: Store) -> Procedure:
    return store_procedure(store, started_at=days_ago(7, 18))


def test_a_day_is_kept_corrected_and_filled_in_later(store: Store, procedure: Procedure):
    ada = procedure.person_id
    first = diary.save_entry(store, an_entry(ada, red_flags=frozenset({RedFlag.FEVER})))
    filled_in = diary.save_entry(store, an_entry(ada, day=days_ago(6).date()))
    changed = replace(first, ratings={Symptom.ITCHING: 10}, red_flags=frozenset(), note="!")
    corrected = diary.save_entry(store, changed)

    assert corrected == replace(changed, version=2)
    assert diary.list_entries(store, ada) == (filled_in, corrected)
    assert diary.entries_on(store, ada, today()) == (corrected,)
    assert diary.entries_on(store, ada, days_ago(1).date()) == ()
    assert filled_in.is_late() and not corrected.is_late()
    assert corrected.areas == filled_in.areas == {BodyArea.FACE}


def test_of_several_entries_a_day_the_worst_counts_and_each_keeps_its_time(
    store: Store, procedure: Procedure
):
    ada = procedure.person_id
    morning = an_entry(ada, ratings={Symptom.REDNESS: 6, Symptom.PAIN: 1})
    evening = an_entry(ada, ratings={Symptom.REDNESS: 2, Symptom.PAIN: 3})
    kept = [diary.save_entry(store, one) for one in (morning, evening)]
    assert diary.entries_on(store, ada, today()) == tuple(kept)
    assert kept[0].recorded_at <= kept[1].recorded_at
    day = load_recovery(store, procedure.id).entries[7]
    assert day.ratings == {Symptom.REDNESS: 6, Symptom.PAIN: 3}
    diary.delete_entry(store, kept[0])
    day = load_recovery(store, procedure.id).entries[7]
    assert day.ratings == {Symptom.REDNESS: 2, Symptom.PAIN: 3}


def test_saving_over_a_newer_entry_is_noticed(store: Store, procedure: Procedure):
    ada = procedure.person_id
    first = diary.save_entry(store, an_entry(ada))
    with_fever = replace(first, red_flags=frozenset({RedFlag.FEVER}))
    kept = diary.save_entry(store, with_fever)
    with pytest.raises(Overtaken, match="another window"):
        diary.save_entry(store, replace(first, note="the other window"))
    with pytest.raises(Overtaken, match="Another window"):
        diary.save_entry(store, an_entry(ada), seen=())
    assert diary.list_entries(store, ada) == (kept,)


def test_of_a_deleted_entry_it_is_said_that_it_is_gone_whatever_the_clock_says(
    store: Store, procedure: Procedure, monkeypatch: pytest.MonkeyPatch
):
    kept = diary.save_entry(store, an_entry(procedure.person_id))
    diary.delete_entry(store, kept)
    earlier = clock.now() - timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: earlier)
    with pytest.raises(Overtaken):
        diary.save_entry(store, replace(kept, note="the other window"))


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
    assert [one.diary_day for one in kept] == [days_ago(6).date(), today()]
    assert {one.reference_version for one in kept} == {shipped_course().version}
    assert kept[-1].status is Status.URGENT
    assert datetime.now(UTC) - kept[-1].assessed_at < timedelta(minutes=1)


def test_a_correction_is_judged_anew_and_what_was_said_before_stays(
    store: Store, procedure: Procedure
):
    ada = procedure.person_id
    kept = diary.save_entry(store, an_entry(ada, red_flags=frozenset({RedFlag.FEVER})))
    first = verdicts(store, procedure)
    changed = replace(kept, ratings={Symptom.REDNESS: 0}, red_flags=frozenset())
    kept = diary.save_entry(store, changed)
    assert verdicts(store, procedure)[:1] == first
    assert [one.status for one in verdicts(store, procedure)] == [Status.URGENT, Status.ON_COURSE]
    diary.delete_entry(store, kept)
    assert verdicts(store, procedure) == ()


def test_the_day_of_the_session_is_part_of_the_diary(store: Store, procedure: Procedure):
    entry = an_entry(procedure.person_id, day=procedure.started_at.date())
    assert diary.save_entry(store, entry).day == procedure.started_at.date()


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (today() + timedelta(days=1), "future"),
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
    kept = diary.save_entry(store, an_entry(procedure.person_id))
    for _ in range(2):
        diary.delete_entry(store, kept)
    assert diary.list_entries(store, procedure.person_id) == ()
