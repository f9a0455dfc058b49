"""The guided session: every tap is kept at once, and what was done becomes the record."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tracker.domain.guidance.planning import PlannedPhoto, PlannedRetest, PlannedSession
from tracker.domain.guidance.walk import Walk, WalkAction, begin_walk, left_out, record_walk
from tracker.domain.records.kept import BodyArea, NewProcedure, OnSkin, PhotoRole, Procedure
from tracker.errors import InvalidEntry, UserError
from tracker.locale import Translate, as_written
from tracker.services.guidance.planning import check_may_begin
from tracker.services.guidance.readying import area_before, check_ready
from tracker.services.photos.keeping import add_photo
from tracker.services.recovery.procedures import add_procedure
from tracker.services.recovery.standing import restate_anew
from tracker.store.repository import Records, Store


@dataclass(frozen=True)
class RecordedWalk:
    """The session that came of a walk, and why its photos were not kept, if so."""

    procedure: Procedure
    photo_problem: UserError | None
    """Of the photo from before."""
    retest_problem: UserError | None = None
    """Of one in another light; the error is then the general one."""


def begin(store: Store, plan_id: int) -> Walk:
    """Begin the guided session of a plan now; one that has begun goes on.

    Raises
    ------
    InvalidEntry
        If today's screening speaks against it, it is planned for another day, or not all is ready.
    """
    with store.writing(plan_id=plan_id) as records:
        plan = records.plans.get_plan(plan_id)
        if plan.walk_started_at is None:
            check_may_begin(store, records, plan)
            check_ready(records, plan)
            plan = replace(plan, walk_started_at=datetime.now(UTC))
            records.plans.update_plan(plan)
        return _replay(records, plan)


def load_walk(store: Store, plan_id: int) -> Walk | None:
    """Return the guided session of a plan as far as it has come; None before it has begun."""
    with store.reading() as records:
        plan = records.plans.get_plan(plan_id)
        return None if plan.walk_started_at is None else _replay(records, plan)


def act(store: Store, plan_id: int, action: WalkAction, reason: str = "") -> Walk:
    """Keep one tap.

    Raises
    ------
    InvalidEntry
        If it is not offered now, for instance from a second window.
    """
    with store.writing(plan_id=plan_id) as records:
        plan = records.plans.get_plan(plan_id)
        walk = _replay(records, plan).act(action, datetime.now(UTC), reason)
        records.plans.add_event(plan_id, walk.events[-1])
        return walk


def undo(store: Store, plan_id: int) -> None:
    """Take the last tap back."""
    with store.writing(plan_id=plan_id) as records:
        if records.plans.get_plan(plan_id).is_open:
            records.plans.drop_last_event(plan_id)


def record(store: Store, plan_id: int, translate: Translate = as_written) -> RecordedWalk:
    """Keep what was done as a session, with its photo from before; twice is the same as once.

    Raises
    ------
    InvalidEntry
        If no zone was needled, or the walk is not over.
    """
    with store.writing(plan_id=plan_id) as records:
        plan = records.plans.get_plan(plan_id)
        if plan.procedure_id is not None:
            return RecordedWalk(records.get_procedure(plan.procedure_id), None)
        procedure = add_procedure(records, _recorded(records, plan, translate))
        records.plans.update_plan(replace(plan, procedure_id=procedure.id))
        photo = records.plans.find_photo(plan_id)
        retests = records.plans.list_retests(plan_id)
        restate_anew(store, records, procedure.person_id)
    problem = _move_photo(store, plan, procedure, photo) if photo else None
    others = [_move_photo(store, plan, procedure, one) for one in retests]
    return RecordedWalk(procedure, problem, next(filter(None, others), None))


def _recorded(records: Records, plan: PlannedSession, translate: Translate) -> NewProcedure:
    walk = _replay(records, plan)
    if walk.current is not None:
        raise InvalidEntry("The session is still going on. Please finish it or stop it.")
    return record_walk(
        walk,
        person_id=plan.person_id,
        device=plan.device,
        setting=plan.setting,
        needle_set_id=plan.needle_set_id,
        notes="\n".join(map(translate, left_out(walk))),
    )


def _replay(records: Records, plan: PlannedSession) -> Walk:
    if plan.walk_started_at is None:
        raise InvalidEntry("This session has not begun. Please begin it first.")
    walk = begin_walk(plan.zones, plan.walk_started_at)
    return replace(walk, events=records.plans.list_events(plan.id))


def _move_photo(
    store: Store, plan: PlannedSession, procedure: Procedure, photo: PlannedPhoto
) -> UserError | None:
    area, problem = area_before(plan), None
    try:
        add_photo(
            store,
            photo.content,
            procedure_id=procedure.id,
            role=PhotoRole.RETEST if isinstance(photo, PlannedRetest) else PhotoRole.BEFORE,
            area=area,
            taken_at=min(photo.taken_at, procedure.started_at),
            on_skin=OnSkin.NOTHING if area is BodyArea.FACE else None,  # the page asks first
        )
    except UserError as error:
        problem = error
    with store.writing(plan_id=photo.plan_id) as records:
        if isinstance(photo, PlannedRetest):
            records.plans.drop_retest(photo.plan_id, photo.number)
        else:
            records.plans.drop_photo(photo.plan_id)
    return problem
