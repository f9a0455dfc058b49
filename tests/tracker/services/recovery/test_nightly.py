"""All days that have no verdict get one, whatever ends the batch and whoever cannot be judged."""

import os
import subprocess
import sysconfig
from itertools import islice
from pathlib import Path

import pytest

from tests.factories import a_verdict, an_entry, days_ago, store_procedure
from tracker.config import load_settings
from tracker.domain.course.reference import shipped_course
from tracker.domain.records.kept import Procedure
from tracker.services.data.people import delete_person
from tracker.services.recovery import overview
from tracker.services.recovery.book import load_recovery
from tracker.services.recovery.nightly import judge_everybody
from tracker.store.repository import Store

FIFTHDAY = Path(sysconfig.get_path("scripts")) / "fifthday"
DAYS = [0, 1, 3]


def people_without_verdicts(store: Store, number: int) -> list[Procedure]:
    procedures = [store_procedure(store, f"Ada {one}") for one in range(number)]
    with store.writing() as records:
        for procedure in procedures:
            for day in DAYS:
                records.save_entry(an_entry(procedure.person_id, day=days_ago(7 - day).date()))
    return procedures


def days_judged(store: Store, procedure: Procedure) -> list[int]:
    with store.reading() as records:
        return [verdict.day for verdict in records.list_verdicts(procedure.id)]


def test_a_batch_that_was_left_is_taken_up(store: Store):
    procedures = people_without_verdicts(store, 3)
    assert [one.verdicts for one in islice(judge_everybody(store), 2)] == [3, 3]
    assert [days_judged(store, one) for one in procedures] == [DAYS, DAYS, []]
    assert [one.verdicts for one in judge_everybody(store)] == [0, 0, 3]
    assert [days_judged(store, one) for one in procedures] == [DAYS] * 3


def test_a_page_judges_nothing_afterwards(store: Store, monkeypatch: pytest.MonkeyPatch):
    (procedure,) = people_without_verdicts(store, 1)
    list(judge_everybody(store))
    with store.writing():
        pass  # whatever was remembered is forgotten
    monkeypatch.delattr(overview, "assess_recovery")
    shown = load_recovery(store, procedure.id)
    assert list(shown.statuses) == DAYS
    assert shown.latest is not None


def test_one_who_cannot_be_judged_holds_nobody_up(store: Store):
    first, second = people_without_verdicts(store, 2)
    store.settings.course_dir.mkdir(parents=True, exist_ok=True)
    (store.settings.course_dir / "clinic-1.csv").write_text("not a course")
    begun_with = {first: "clinic-1", second: shipped_course().version}
    with store.writing() as records:
        for one, version in begun_with.items():
            records.add_verdict(a_verdict(one.person_id, one.id, reference_version=version))
    steps = list(judge_everybody(store))
    assert "clinic-1" in str(steps[0].error)
    assert steps[1].error is None
    assert days_judged(store, first) == [7]
    assert days_judged(store, second) == [7, *DAYS]


def test_one_who_is_deleted_meanwhile_has_no_days(store: Store):
    first, second = people_without_verdicts(store, 2)
    steps = judge_everybody(store)
    assert next(steps).verdicts == 3
    delete_person(store, second.person_id)
    assert [(one.verdicts, one.error) for one in steps] == [(0, None)]
    assert days_judged(store, first) == DAYS


@pytest.mark.skipif(os.name != "posix", reason="needs a signal that no program can hear")
def test_what_was_told_is_kept_when_the_command_is_killed(tmp_path: Path):
    settings = load_settings(tmp_path)
    store = Store(settings)
    procedures = people_without_verdicts(store, 30)
    store.close()
    command = [FIFTHDAY, "--data-dir", tmp_path, "nightly"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        told = [process.stdout.readline() for _ in range(5)]
        process.kill()
    assert told[4] == "5/30: 3 days judged\n"
    store = Store(settings)
    assert [days_judged(store, one) for one in procedures[:5]] == [DAYS] * 5
    list(judge_everybody(store))
    assert [days_judged(store, one) for one in procedures] == [DAYS] * 30
    store.close()
