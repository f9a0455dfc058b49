"""A verdict that was shown is read again, in any language, for as long as it holds."""

from dataclasses import replace

import pytest

from tests.factories import a_procedure, an_entry, days_ago, store_procedure
from tracker import clock
from tracker.domain.records.circumstances import Outcome, SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import Procedure
from tracker.domain.records.scales import Symptom
from tracker.domain.records.status import Status
from tracker.domain.verdict.assess import Assessment
from tracker.locale import translator
from tracker.services.recovery import judgement, overview
from tracker.services.recovery.book import load_recovery
from tracker.services.recovery.diary import save_entry, say_outcome
from tracker.services.recovery.procedures import correct_procedure, log_procedure
from tracker.store.repository import Store


@pytest.fixture
def procedure(store: Store) -> Procedure:
    procedure = store_procedure(store, started_at=days_ago(7, 18))
    for day, redness in ((7, 5), (6, 4), (5, 9)):
        entry = an_entry(procedure.person_id, day=days_ago(day).date())
        flags = frozenset({RedFlag.SPREADING_REDNESS} if redness == 9 else ())
        save_entry(store, replace(entry, ratings={Symptom.REDNESS: redness}, red_flags=flags))
    return procedure


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The days of each recovery that is judged from here on."""
    seen: list[int] = []
    real = overview.assess_recovery

    def judge(days, *others) -> tuple[Assessment, ...]:
        seen.append(len(days))
        return real(days, *others)

    monkeypatch.setattr(overview, "assess_recovery", judge)
    return seen


def latest(store: Store, procedure: Procedure) -> Assessment | None:
    with store.writing():
        pass  # whatever was remembered is forgotten
    return load_recovery(store, procedure.id).latest


def test_what_was_shown_is_read_word_by_word(store, procedure, judged):
    with store.reading() as records:
        kept = records.list_verdicts(procedure.id)
    read = latest(store, procedure)
    assert judged == []
    assert read is not None
    assert read.reason == kept[-1].reason
    assert read == load_recovery(store, procedure.id).assessments[-1]
    assert len(judged) == 1


def test_a_reason_that_was_kept_in_english_reads_in_german(store, procedure, judged):
    read = latest(store, procedure)
    assert read is not None
    german = translator("de")(read.reason)
    assert "answered yes" in read.reason
    assert "Rötung" in german
    assert "answered" not in german
    assert judged == []


def test_an_entry_an_answer_or_an_outcome_makes_it_stale(store, procedure, judged):
    before = load_recovery(store, procedure.id)
    entry = before.entries[2]
    around = replace(entry.circumstances, special=frozenset({SpecialEvent.SUN}))
    for changed in (
        replace(entry, ratings={Symptom.REDNESS: 2}, red_flags=frozenset(), version=1),
        replace(entry, circumstances=around, version=2),
    ):
        judged.clear()
        save_entry(store, changed)
        assert judged == [3]  # once, to be kept
        assert latest(store, procedure) is not None
        assert judged == [3]
    say_outcome(store, procedure.person_id, entry.day, Outcome.SEEN)
    assert judged == [3, 3]


def test_a_corrected_plan_makes_it_stale(store, procedure, judged):
    zones = tuple(replace(zone, needle_length_mm=2.5) for zone in procedure.zones)
    correct_procedure(store, replace(procedure, zones=zones))
    assert latest(store, procedure) is not None
    assert judged


def test_a_corrected_earlier_recovery_makes_it_stale(store, procedure, judged):
    again = log_procedure(store, a_procedure(procedure.person_id, started_at=days_ago(1, 9)))
    save_entry(store, an_entry(procedure.person_id))
    judged.clear()
    assert latest(store, again) is not None
    assert judged == []
    entry = load_recovery(store, procedure.id).entries[0]
    save_entry(store, replace(entry, ratings={Symptom.REDNESS: 8}))
    judged.clear()
    assert latest(store, again) is not None
    assert judged == [1]


def test_other_rules_make_it_stale_but_what_was_said_stays(store, procedure, judged, monkeypatch):
    said = load_recovery(store, procedure.id).statuses
    monkeypatch.setattr(overview, "method_of_verdicts", lambda: "other rules")
    assert latest(store, procedure) is not None
    assert judged == [3]
    judged.clear()
    with store.writing():
        pass
    assert load_recovery(store, procedure.id).statuses == said
    assert judged == []


def test_the_rules_have_a_digest_of_their_own():
    assert len(judgement.method_of_verdicts()) == 64


def test_a_session_of_the_same_day_makes_nothing_milder_that_was_said_before_it(
    store: Store, procedure: Procedure, monkeypatch: pytest.MonkeyPatch
):
    entry = an_entry(procedure.person_id, day=days_ago(1).date(), ratings={Symptom.REDNESS: 8})
    morning = days_ago(1, 9).astimezone()
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: morning)
        save_entry(store, entry)
    said = latest(store, procedure)
    assert said is not None and said.status.rank >= Status.OFF_COURSE.rank
    again = log_procedure(
        store, a_procedure(procedure.person_id, started_at=days_ago(1, 18), zones=procedure.zones)
    )
    assert latest(store, procedure) == said
    assert load_recovery(store, again.id).entries[0].ratings == entry.ratings
