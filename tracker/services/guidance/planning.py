"""Before a session: screening, the plan and what speaks against it."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from tracker import clock
from tracker.domain.guidance.guards import (
    Finding,
    GuardLevel,
    SkinTrait,
    by_weight,
    guard_day,
    guard_session,
    traits_from_screening,
)
from tracker.domain.guidance.planning import NewPlannedSession, PlannedSession
from tracker.domain.guidance.screening import (
    ScreeningAnswer,
    ScreeningResult,
    assess_screening,
    given_on,
)
from tracker.domain.records.concern import areas_of
from tracker.domain.records.days import diary_day
from tracker.domain.records.kept import BodyArea, NewProcedure, id_of
from tracker.errors import InvalidEntry
from tracker.services.recovery.book import read_book
from tracker.store.repository import Records, Store


def load_answers(store: Store, person_id: int) -> Mapping[str, ScreeningAnswer]:
    """Return a person's latest answer to each screening question, whenever it was given."""
    with store.reading() as records:
        return records.plans.list_answers(person_id)


def keep_answers(store: Store, person_id: int, answers: Mapping[str, ScreeningAnswer]) -> None:
    """Keep answers that were given, or confirmed, today."""
    with store.writing(person_id=person_id) as records:
        records.plans.save_answers(person_id, answers, _today(records, person_id))


def screen(store: Store, person_id: int, planned_for: date) -> ScreeningResult:
    """Say what today's answers lead to on a day; answers of another day have to be confirmed."""
    with store.reading() as records:
        return _screen(records, person_id, planned_for)


def guard_plan(store: Store, plan: NewPlannedSession) -> tuple[Finding, ...]:
    """Say what speaks against a plan, the most serious first."""
    with store.reading() as records:
        return _guard_plan(store, records, plan)


def guard_date(store: Store, person_id: int, planned_for: date) -> tuple[Finding, ...]:
    """Say what speaks against a session on a day, in each area that was treated before.

    Of the areas that a plan is about, `guard_plan` says it too.
    """
    with store.reading() as records:
        return _guard_date(store, records, person_id, planned_for)


def guard_record(store: Store, procedure: NewProcedure) -> tuple[Finding, ...]:
    """Say what would have spoken against a session, as its record has it.

    The diary counts up to the day before: an entry of the day itself may be of the new session.
    """
    with store.reading() as records:
        book = read_book(store, records, procedure.person_id)
        day = diary_day(procedure.started_at, book.person.day_ends_hour)
        others = [one for one in book.procedures if one.id != id_of(procedure)]
        entries = [one for one in book.entries if one.day < day]
        traits = _traits(records, procedure.person_id)
    return by_weight(
        (
            *guard_session(procedure.zones, procedure.device, procedure.setting, traits),
            *guard_day(day, others, entries, areas_of(procedure)),
        )
    )


def find_open_plan(store: Store, person_id: int) -> PlannedSession | None:
    """Return the plan that is not a session yet; None without one."""
    with store.reading() as records:
        return records.plans.find_open_plan(person_id)


def plan_session(store: Store, plan: NewPlannedSession) -> PlannedSession:
    """Keep a plan in place of the one that is open, if any; its ticks and taps stay.

    Raises
    ------
    InvalidEntry
        If today's screening or a guard speaks against it.
    """
    with store.writing(person_id=plan.person_id) as records:
        _check_may_be_planned(store, records, plan)
        earlier = records.plans.find_open_plan(plan.person_id)
        if earlier is None:
            return records.plans.add_plan(plan)
        if earlier.walk_started_at is not None:
            raise InvalidEntry("This session has begun. Please finish or discard it first.")
        kept = PlannedSession(**vars(plan) | {"id": earlier.id})
        kept = replace(kept, created_at=earlier.created_at, numbing_started_at=None)
        if earlier.device is plan.device:
            kept = replace(
                kept,
                needle_set_id=earlier.needle_set_id,
                numbing_started_at=earlier.numbing_started_at,
            )
        return records.plans.update_plan(kept)


def discard_plan(store: Store, plan_id: int) -> None:
    """Delete a plan with its ticks, taps and photo."""
    with store.writing(plan_id=plan_id) as records:
        records.plans.delete_plan(plan_id)


def check_today(store: Store, plan_id: int) -> None:
    """Raise InvalidEntry if the guided session of a plan may not begin today."""
    with store.reading() as records:
        check_may_begin(store, records, records.plans.get_plan(plan_id))


def check_may_begin(store: Store, records: Records, plan: PlannedSession) -> None:
    """Raise InvalidEntry if today is not the day, or today's screening speaks against it."""
    if plan.planned_for != _today(records, plan.person_id):
        raise InvalidEntry("This session is planned for another day. Please plan it for today.")
    _check_may_be_planned(store, records, plan)


def _check_may_be_planned(store: Store, records: Records, plan: NewPlannedSession) -> None:
    if not _screen(records, plan.person_id, plan.planned_for).may_go_on:
        raise InvalidEntry("Please go through the questions before the session first.")
    if any(found.guard.level is GuardLevel.STOP for found in _guard_plan(store, records, plan)):
        raise InvalidEntry(
            "Something speaks against this plan. Please read what, and change the plan."
        )


def _screen(records: Records, person_id: int, planned_for: date) -> ScreeningResult:
    answers = given_on(records.plans.list_answers(person_id), _today(records, person_id))
    return assess_screening(answers, planned_for)


def _guard_plan(store: Store, records: Records, plan: NewPlannedSession) -> tuple[Finding, ...]:
    traits = _traits(records, plan.person_id)
    return by_weight(
        (
            *guard_session(plan.zones, plan.device, plan.setting, traits),
            *_guard_date(store, records, plan.person_id, plan.planned_for, plan.areas),
        )
    )


def _guard_date(
    store: Store,
    records: Records,
    person_id: int,
    planned_for: date,
    areas: Collection[BodyArea] | None = None,
) -> tuple[Finding, ...]:
    book = read_book(store, records, person_id)
    return guard_day(planned_for, book.procedures, book.entries, areas)


def _traits(records: Records, person_id: int) -> frozenset[SkinTrait]:
    traits = traits_from_screening(records.plans.list_answers(person_id))
    sensitive = records.get_person(person_id).skin_sensitive
    return traits | {SkinTrait.SENSITIVE} if sensitive else traits


def _today(records: Records, person_id: int) -> date:
    return clock.today(records.get_person(person_id))
