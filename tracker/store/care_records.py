"""What is kept after a session: after-care, products, marks of the skin, goals, and grades."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from tracker.domain.guidance.aftercare import CareTick, NewProductUse, ProductUse
from tracker.domain.guidance.outcomes import GoalGrade, NewGoalGrade
from tracker.domain.guidance.zone_notes import NewZoneNote, ZoneNote
from tracker.domain.records.answers import Answer, NewAnswer, PhotoGrade, RednessGrade
from tracker.domain.records.kept import Zone
from tracker.store.damage import said_when_damaged
from tracker.store.guidance_tables import (
    CareTickRow,
    GoalGradeRow,
    PersonGoalRow,
    PhotoGradeRow,
    PractitionerAnswerRow,
    ProductUseRow,
    ZoneNoteRow,
)
from tracker.store.mapping import to_record, values_of
from tracker.store.rows import add_row, get_row
from tracker.store.tables import Base, PersonRow, PhotoRow, ProcedureRow


@said_when_damaged
class CareRecords:
    """The records of after-care, products, marks and goals, within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # After-care

    def tick(self, tick: CareTick) -> None:
        """Note that a line of the after-care was done on a day; twice changes nothing."""
        get_row(self._session, ProcedureRow, tick.procedure_id)
        if self._find_tick(tick) is None:
            add_row(self._session, CareTickRow(**values_of(tick)))

    def untick(self, tick: CareTick) -> None:
        """Take a tick back; it is no error if there is none."""
        row = self._find_tick(tick)
        if row is not None:
            self._session.delete(row)
            self._session.flush()

    def list_ticks(self, procedure_id: int) -> frozenset[CareTick]:
        """Return what was ticked off after a session."""
        query = select(CareTickRow).where(CareTickRow.procedure_id == procedure_id)
        return frozenset(to_record(CareTick, row) for row in self._session.scalars(query))

    # Products

    def add_use(self, person_id: int, use: NewProductUse) -> ProductUse:
        """Keep that a product was put on the skin."""
        get_row(self._session, PersonRow, person_id)
        row = ProductUseRow(person_id=person_id, **values_of(use))
        return to_record(ProductUse, add_row(self._session, row))

    def list_uses(self, person_id: int) -> tuple[ProductUse, ...]:
        """Return the products that a person used, in time order."""
        query = select(ProductUseRow).where(ProductUseRow.person_id == person_id)
        rows = self._session.scalars(query.order_by(ProductUseRow.used_at, ProductUseRow.id))
        return tuple(to_record(ProductUse, row) for row in rows)

    def delete_use(self, use_id: int) -> None:
        """Delete the use of a product."""
        self._delete(get_row(self._session, ProductUseRow, use_id))

    # Marks of the skin

    def add_note(self, note: NewZoneNote) -> ZoneNote:
        """Keep what was seen in a zone."""
        get_row(self._session, PersonRow, note.person_id)
        return to_record(ZoneNote, add_row(self._session, ZoneNoteRow(**values_of(note))))

    def list_notes(
        self, person_id: int, *, zone: Zone | None = None, since: date = date.min
    ) -> tuple[ZoneNote, ...]:
        """Return what was seen in a person's zones, or in one, since a day, in day order."""
        query = select(ZoneNoteRow).where(
            ZoneNoteRow.person_id == person_id,
            ZoneNoteRow.noted_on >= since,
            true() if zone is None else ZoneNoteRow.zone == zone,
        )
        rows = self._session.scalars(query.order_by(ZoneNoteRow.noted_on, ZoneNoteRow.id))
        return tuple(to_record(ZoneNote, row) for row in rows)

    def delete_note(self, note_id: int) -> None:
        """Delete what was seen in a zone."""
        self._delete(get_row(self._session, ZoneNoteRow, note_id))

    # Goals

    def choose_goals(self, person_id: int, goals: Iterable[str]) -> None:
        """Keep what a person needles for, in place of what was chosen before."""
        get_row(self._session, PersonRow, person_id)
        for row in self._goal_rows(person_id):
            self._session.delete(row)
        self._session.flush()
        rows = [PersonGoalRow(person_id=person_id, goal=goal) for goal in dict.fromkeys(goals)]
        self._session.add_all(rows)
        self._session.flush()

    def list_goals(self, person_id: int) -> frozenset[str]:
        """Return the ids of what a person needles for."""
        return frozenset(row.goal for row in self._goal_rows(person_id))

    def save_grade(self, grade: NewGoalGrade) -> GoalGrade:
        """Keep a grade in place of that goal's earlier grade of the same day."""
        get_row(self._session, PersonRow, grade.person_id)
        for row in self._grade_rows(grade.person_id):
            if (row.goal, row.graded_on) == (grade.goal, grade.graded_on):
                row.grade = grade.grade
                self._session.flush()
                return to_record(GoalGrade, row)
        return to_record(GoalGrade, add_row(self._session, GoalGradeRow(**values_of(grade))))

    def list_grades(self, person_id: int) -> tuple[GoalGrade, ...]:
        """Return the grades that a person gave, in day order."""
        return tuple(to_record(GoalGrade, row) for row in self._grade_rows(person_id))

    def delete_grade(self, grade_id: int) -> None:
        """Delete a grade."""
        self._delete(get_row(self._session, GoalGradeRow, grade_id))

    def _find_tick(self, tick: CareTick) -> CareTickRow | None:
        return self._session.get(CareTickRow, (tick.procedure_id, tick.day, tick.item))

    def _goal_rows(self, person_id: int) -> list[PersonGoalRow]:
        query = select(PersonGoalRow).where(PersonGoalRow.person_id == person_id)
        return list(self._session.scalars(query))

    # Answers

    def add_answer(self, answer: NewAnswer) -> Answer:
        """Keep a practitioner's answer."""
        get_row(self._session, ProcedureRow, answer.procedure_id)
        return _to_answer(add_row(self._session, PractitionerAnswerRow(**values_of(answer))))

    def list_answers(self, procedure_id: int) -> tuple[Answer, ...]:
        """Return what practitioners answered on a session, in day order."""
        rows = PractitionerAnswerRow
        query = select(rows).where(rows.procedure_id == procedure_id)
        found = self._session.scalars(query.order_by(rows.answered_on, rows.id))
        return tuple(map(_to_answer, found))

    def delete_answer(self, answer_id: int) -> None:
        """Delete an answer."""
        self._delete(get_row(self._session, PractitionerAnswerRow, answer_id))

    # Grades beside photos

    def save_photo_grade(self, grade: PhotoGrade) -> None:
        """Keep a practitioner's grade of a photo in place of the same one's earlier grade."""
        get_row(self._session, PhotoRow, grade.photo_id)
        self._session.merge(PhotoGradeRow(**values_of(grade)))
        self._session.flush()

    def list_photo_grades(self, person_id: int) -> tuple[PhotoGrade, ...]:
        """Return what practitioners saw in a person's photos, by photo and name."""
        query = (
            select(PhotoGradeRow)
            .join(PhotoRow, PhotoRow.id == PhotoGradeRow.photo_id)
            .where(PhotoRow.person_id == person_id)
            .order_by(PhotoGradeRow.photo_id, PhotoGradeRow.name)
        )
        return tuple(map(_to_photo_grade, self._session.scalars(query)))

    def delete_photo_grade(self, grade: PhotoGrade) -> None:
        """Delete a practitioner's grade of a photo; it is no error if there is none."""
        row = self._session.get(PhotoGradeRow, (grade.photo_id, grade.name))
        if row is not None:
            self._delete(row)

    def _grade_rows(self, person_id: int) -> list[GoalGradeRow]:
        query = select(GoalGradeRow).where(GoalGradeRow.person_id == person_id)
        return list(self._session.scalars(query.order_by(GoalGradeRow.graded_on, GoalGradeRow.id)))

    def _delete(self, row: Base) -> None:
        self._session.delete(row)
        self._session.flush()


def _to_answer(row: PractitionerAnswerRow) -> Answer:
    grade = None if row.grade is None else RednessGrade(row.grade)
    return to_record(Answer, row, grade=grade)


def _to_photo_grade(row: PhotoGradeRow) -> PhotoGrade:
    return to_record(PhotoGrade, row, grade=RednessGrade(row.grade))
