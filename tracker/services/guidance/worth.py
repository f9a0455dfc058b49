"""Was it worth it: goals and their grades, photos of a course side by side, and what it cost."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from tracker.domain.guidance.outcomes import (
    Checkpoint,
    Goal,
    GoalGrade,
    NewGoalGrade,
    Scale,
    SettingSummary,
    Verdict,
    check_schedule,
    compare_settings,
    judge,
    shipped_goals,
)
from tracker.domain.guidance.pauses import latest_course
from tracker.domain.records.kept import BodyArea, Photo, PhotoRole, Procedure, Setting, View
from tracker.services.guidance.overview import session_outlays
from tracker.services.recovery.book import open_book
from tracker.services.recovery.procedures import correct_procedure
from tracker.store.repository import Store

NEAR = timedelta(weeks=2)
"""How far from its day a photo may be taken to stand for a checkpoint (a choice)."""


@dataclass(frozen=True, kw_only=True)
class GoalStanding:
    """How far a goal is: the grades around a course, and what they come to."""

    goal: Goal
    before: GoalGrade | None
    """The last grade up to the first session's day."""
    now: GoalGrade | None
    """The last grade after the last session."""
    verdict: Verdict | None
    """None as long as a grade is missing."""


@dataclass(frozen=True, kw_only=True)
class CheckpointPhoto:
    """A day of the course to compare photos on, and the photo nearest to it, if any is near."""

    checkpoint: Checkpoint
    photo: Photo | None


def choose_goals(store: Store, person_id: int, goals: Collection[str]) -> None:
    """Keep what a person needles for."""
    with store.writing(person_id=person_id) as records:
        records.care.choose_goals(person_id, goals)


def list_goals(store: Store, person_id: int) -> tuple[Goal, ...]:
    """Return what a person needles for, in the order of the list."""
    with store.reading() as records:
        chosen = records.care.list_goals(person_id)
    return tuple(goal for id, goal in shipped_goals().items() if id in chosen)


def save_grade(store: Store, grade: NewGoalGrade) -> None:
    """Keep a grade in place of the same day's."""
    with store.writing(person_id=grade.person_id) as records:
        records.care.save_grade(grade)


def delete_grade(store: Store, grade_id: int) -> None:
    """Take a grade back."""
    with store.writing(grade_id=grade_id) as records:
        records.care.delete_grade(grade_id)


def list_standings(
    store: Store, person_id: int, course: Iterable[Procedure]
) -> tuple[GoalStanding, ...]:
    """Return how far each chosen goal is after a course."""
    first, last = _ends(course)
    with store.reading() as records:
        grades = records.care.list_grades(person_id)
    goals = list_goals(store, person_id)
    return tuple(_stand(goal, grades, first, last, date.max) for goal in goals)


def list_checkpoints(store: Store, course: Collection[Procedure]) -> tuple[CheckpointPhoto, ...]:
    """Return the days to compare photos of the face on, each with the photo nearest to it.

    Week 0 has the photo from before the first session.
    """
    first, last = _ends(course)
    photos = [photo for _procedure, photo in _face_photos(store, course)]
    before = [photo for photo in photos if photo.role is PhotoRole.BEFORE]
    return tuple(
        CheckpointPhoto(
            checkpoint=point,
            photo=_nearest(photos, point.on) if point.week else next(iter(before), None),
        )
        for point in check_schedule(first, last)
    )


def list_before_photos(
    store: Store, course: Collection[Procedure]
) -> tuple[tuple[Procedure, Photo], ...]:
    """Return the photos from before the sessions of a course, in time order."""
    found = _face_photos(store, course)
    return tuple((one, photo) for one, photo in found if photo.role is PhotoRole.BEFORE)


def save_costs(
    store: Store, procedures: Iterable[Procedure], costs: Mapping[int, Decimal], currency: str
) -> None:
    """Keep what sessions cost, by their ids; sessions that are not named lose theirs."""
    for procedure in procedures:
        cost = costs.get(procedure.id)
        changed = replace(
            procedure, cost=cost, currency=currency.strip() if cost is not None else ""
        )
        if changed != procedure:
            correct_procedure(store, changed)


def compare_own_settings(store: Store, person_id: int) -> Mapping[Setting, SettingSummary]:
    """Put home and professional side by side, from a person's own records.

    The outcome of a course counts for a setting where all its sessions were in that setting.
    """
    with store.reading() as records:
        grades = records.care.list_grades(person_id)
    goals = list_goals(store, person_id)
    verdicts = _verdicts(open_book(store, person_id).procedures, goals, grades)
    return compare_settings(session_outlays(store, person_id), verdicts)


def _verdicts(
    procedures: Iterable[Procedure], goals: Collection[Goal], grades: Collection[GoalGrade]
) -> Iterator[tuple[Setting, Verdict]]:
    rest, until = list(procedures), date.max
    while course := latest_course(rest):
        first, last = _ends(course)
        settings = {procedure.setting for procedure in course}
        for goal in goals:
            verdict = _stand(goal, grades, first, last, until).verdict
            if verdict is not None and len(settings) == 1:
                yield course[0].setting, verdict
        rest, until = [one for one in rest if one not in course], first


def _stand(
    goal: Goal, grades: Iterable[GoalGrade], first: date, last: date, until: date
) -> GoalStanding:
    """Look at the grades up to the first session, and at those after the last, before `until`."""
    own = [grade for grade in grades if grade.goal == goal.id]
    before = next((grade for grade in reversed(own) if grade.graded_on <= first), None)
    now = next((grade for grade in reversed(own) if last < grade.graded_on < until), None)
    needs_before = goal.scale is Scale.GOODMAN_BARON
    verdict = None
    if now is not None and (before is not None or not needs_before):
        verdict = judge(
            goal,
            now=now.grade,
            before=before.grade if before else None,
            last_session=last,
            on=now.graded_on,
        )
    return GoalStanding(goal=goal, before=before, now=now, verdict=verdict)


def _face_photos(store: Store, course: Collection[Procedure]) -> Iterator[tuple[Procedure, Photo]]:
    """Yield the photos of the face from the front, each with its session, in time order."""
    (person_id,) = {procedure.person_id for procedure in course}
    photos = open_book(store, person_id).photos_by_procedure
    for procedure in course:
        for photo in photos.get(procedure.id, ()):
            is_front = photo.area is BodyArea.FACE and photo.view is View.FRONT
            if is_front and photo.usable is not False:
                yield procedure, photo


def _nearest(photos: Iterable[Photo], day: date) -> Photo | None:
    near = [photo for photo in photos if abs(photo.diary_day - day) <= NEAR]
    return min(near, key=lambda photo: abs(photo.diary_day - day), default=None)


def _ends(course: Iterable[Procedure]) -> tuple[date, date]:
    days = [procedure.diary_day for procedure in course]
    return min(days), max(days)
