"""All that has no verdict yet is judged at once, person by person, so that no page has to."""

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.errors import UserError
from tracker.said import Said
from tracker.services.recovery.judgement import keep_missing_of
from tracker.store.repository import Store


@dataclass(frozen=True)
class JudgedPerson:
    """One step of the batch: a person whose days all have a verdict, or why they have none."""

    done: int
    total: int
    name: str
    verdicts: int = 0
    """How many days had none."""
    error: Said | None = None


def judge_everybody(store: Store) -> Iterator[JudgedPerson]:
    """Keep a verdict for every day that has none, and go on where one person cannot be judged.

    Each person is kept whole before the step is told, and what is kept is not judged again: a
    batch that was ended, however, is taken up by beginning it once more.
    """
    with store.reading() as records:
        people = records.list_people()
    for done, person in enumerate(people, start=1):
        try:
            kept = keep_missing_of(store, person.id)
            yield JudgedPerson(done, len(people), person.name, kept)
        except UserError as error:
            yield JudgedPerson(done, len(people), person.name, error=error.text)
