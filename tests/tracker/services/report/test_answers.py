from datetime import timedelta

import pytest

from tracker.domain.records.answers import NewAnswer, RednessGrade
from tracker.errors import InvalidEntry
from tracker.services.data.archive import export_everything
from tracker.services.recovery.procedures import delete_procedure
from tracker.services.report.answers import forget_answer, keep_answer, list_answers
from tracker.services.report.choices import ReportChoices
from tracker.services.report.writing import report_content
from tracker.store.repository import Store


def an_answer(session, **details) -> NewAnswer:
    usual = {"answered_on": session.diary_day + timedelta(days=2), "grade": RednessGrade.MILD}
    return NewAnswer(procedure_id=session.id, **usual | details)


def test_an_answer_says_something():
    with pytest.raises(InvalidEntry):
        NewAnswer(procedure_id=1, answered_on=None, text="  ")
    with pytest.raises(InvalidEntry):
        NewAnswer(procedure_id=1, answered_on=None, text="a" * 2001)


def test_an_answer_is_kept_reported_exported_and_forgotten(store: Store, session, tmp_path):
    first = keep_answer(store, an_answer(session, text="Looks as it should.", name="Dr Day"))
    second = keep_answer(store, an_answer(session, grade=None, text="Keep it moist."))
    assert list_answers(store, session.id) == (first, second)
    content = report_content(store, session.person_id, session.id, ReportChoices())
    said = [fact.said for fact in content.answers.facts]
    assert said == ["Keep it moist.", "Redness as seen 2: mild. Looks as it should."]
    assert content.answers.facts[1].name.endswith("Dr Day")
    export_everything(store, tmp_path / "all")
    table = tmp_path / "all" / "tables" / "practitioner_answers.csv"
    assert "Looks as it should." in table.read_text(encoding="utf-8")
    forget_answer(store, first)
    assert list_answers(store, session.id) == (second,)


def test_it_goes_with_its_session(store: Store, session):
    keep_answer(store, an_answer(session))
    delete_procedure(store, session.id)
    with store.reading() as records:
        assert records.care.list_answers(session.id) == ()
