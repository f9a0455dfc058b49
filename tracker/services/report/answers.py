"""A practitioner's answers, entered back by the person."""

from tracker.domain.records.answers import Answer, NewAnswer
from tracker.store.repository import Store


def keep_answer(store: Store, answer: NewAnswer) -> Answer:
    """Keep an answer.

    Raises
    ------
    NotFound
        If the session is no longer in the diary.
    """
    with store.writing(procedure_id=answer.procedure_id) as records:
        return records.care.add_answer(answer)


def list_answers(store: Store, procedure_id: int) -> tuple[Answer, ...]:
    """Return what was answered on a session, in day order."""
    with store.reading() as records:
        return records.memory.recall(
            records.get_procedure(procedure_id).person_id,
            ("answers", procedure_id),
            lambda: records.care.list_answers(procedure_id),
        )


def forget_answer(store: Store, answer: Answer) -> None:
    """Delete an answer for good."""
    with store.writing(answer_id=answer.id) as records:
        records.care.delete_answer(answer.id)
