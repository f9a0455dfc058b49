"""What is kept before and during a session: screening, needles, the plan, its ticks and taps."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.domain.guidance.planning import (
    NeedleSet,
    NewNeedleSet,
    NewPlannedSession,
    PlannedPhoto,
    PlannedRetest,
    PlannedSession,
)
from tracker.domain.guidance.screening import ScreeningAnswer
from tracker.domain.guidance.walk import WalkEvent
from tracker.domain.records.kept import TreatedZone
from tracker.store.damage import said_when_damaged
from tracker.store.guidance_tables import (
    NeedleSetRow,
    PlannedPhotoRow,
    PlannedRetestRow,
    PlannedSessionRow,
    PlannedZoneRow,
    ReadinessTickRow,
    ScreeningAnswerRow,
    WalkEventRow,
)
from tracker.store.mapping import to_record, values_of
from tracker.store.rows import add_row, get_row
from tracker.store.tables import PersonRow, ProcedureRow


@said_when_damaged
class PlanRecords:
    """The records of sessions to come, within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # Screening

    def save_answers(
        self, person_id: int, answers: Mapping[str, ScreeningAnswer], confirmed_on: date
    ) -> None:
        """Keep answers, given or confirmed on a day, in place of the earlier ones."""
        get_row(self._session, PersonRow, person_id)
        earlier = {row.item: row for row in self._answer_rows(person_id)}
        for item, answer in answers.items():
            row = earlier.get(item) or ScreeningAnswerRow(person_id=person_id, item=item)
            row.yes, row.last_on, row.cleared_by = answer.yes, answer.last_on, answer.cleared_by
            row.confirmed_on = confirmed_on
            self._session.add(row)
        self._session.flush()

    def list_answers(self, person_id: int) -> dict[str, ScreeningAnswer]:
        """Return the latest answer to each question by its id."""
        return {row.item: to_record(ScreeningAnswer, row) for row in self._answer_rows(person_id)}

    # Needles

    def add_needles(self, needles: NewNeedleSet) -> NeedleSet:
        """Add a set of needles."""
        get_row(self._session, PersonRow, needles.person_id)
        return to_record(NeedleSet, add_row(self._session, NeedleSetRow(**values_of(needles))))

    def list_needles(self, person_id: int) -> tuple[NeedleSet, ...]:
        """Return a person's needles in the order of arrival, discarded ones included."""
        query = select(NeedleSetRow).where(NeedleSetRow.person_id == person_id)
        rows = self._session.scalars(query.order_by(NeedleSetRow.id))
        return tuple(to_record(NeedleSet, row) for row in rows)

    def discard_needles(self, needle_set_id: int) -> None:
        """Note that needles were thrown away; the sessions they did stay as they are."""
        get_row(self._session, NeedleSetRow, needle_set_id).is_discarded = True
        self._session.flush()

    def count_uses(self, needle_set_id: int) -> int:
        """Return how many sessions needles have done, those before they were entered included."""
        row = get_row(self._session, NeedleSetRow, needle_set_id)
        recorded = self._session.scalar(
            select(func.count()).where(ProcedureRow.needle_set_id == needle_set_id)
        )
        return row.uses_before + (recorded or 0)

    def count_all_uses(self, person_id: int) -> Mapping[int, int]:
        """Return the same of all needles of a person, by their ids."""
        query = (
            select(NeedleSetRow.id, NeedleSetRow.uses_before + func.count(ProcedureRow.id))
            .outerjoin(ProcedureRow, ProcedureRow.needle_set_id == NeedleSetRow.id)
            .where(NeedleSetRow.person_id == person_id)
            .group_by(NeedleSetRow.id)
        )
        return {id: uses for id, uses in self._session.execute(query)}

    # Plans

    def add_plan(self, plan: NewPlannedSession) -> PlannedSession:
        """Add a plan."""
        get_row(self._session, PersonRow, plan.person_id)
        values = values_of(plan) | {"zones": _zone_rows(plan.zones)}
        return _to_plan(add_row(self._session, PlannedSessionRow(**values)))

    def get_plan(self, plan_id: int) -> PlannedSession:
        """Return a plan."""
        return _to_plan(get_row(self._session, PlannedSessionRow, plan_id))

    def list_plans(self, person_id: int) -> tuple[PlannedSession, ...]:
        """Return a person's plans in the order in which they were made, recorded ones included."""
        query = select(PlannedSessionRow).where(PlannedSessionRow.person_id == person_id)
        rows = self._session.scalars(query.order_by(PlannedSessionRow.id))
        return tuple(map(_to_plan, rows))

    def find_open_plan(self, person_id: int) -> PlannedSession | None:
        """Return the latest of a person's plans that is not recorded; None without one."""
        query = select(PlannedSessionRow).where(
            PlannedSessionRow.person_id == person_id, PlannedSessionRow.procedure_id.is_(None)
        )
        row = self._session.scalar(query.order_by(PlannedSessionRow.id.desc()).limit(1))
        return None if row is None else _to_plan(row)

    def update_plan(self, plan: PlannedSession) -> PlannedSession:
        """Replace what is known of a plan; its ticks and taps stay."""
        row = get_row(self._session, PlannedSessionRow, plan.id)
        row.zones = []
        self._session.flush()  # or the new zones would meet the old ones
        for name, value in values_of(plan).items():
            if name not in {"id", "person_id", "zones"}:
                setattr(row, name, value)
        row.zones = _zone_rows(plan.zones)
        self._session.flush()
        return _to_plan(row)

    def delete_plan(self, plan_id: int) -> None:
        """Delete a plan with its ticks and taps; a session recorded from it stays."""
        self._session.delete(get_row(self._session, PlannedSessionRow, plan_id))
        self._session.flush()

    # The checklist and the walk

    def tick(self, plan_id: int, item: str, at: datetime) -> None:
        """Note that a line of the checklist is ready; a second time changes nothing."""
        get_row(self._session, PlannedSessionRow, plan_id)
        if self._session.get(ReadinessTickRow, (plan_id, item)) is None:
            add_row(self._session, ReadinessTickRow(plan_id=plan_id, item=item, ticked_at=at))

    def untick(self, plan_id: int, item: str) -> None:
        """Take a tick back; it is no error if there is none."""
        row = self._session.get(ReadinessTickRow, (plan_id, item))
        if row is not None:
            self._session.delete(row)
            self._session.flush()

    def list_ticks(self, plan_id: int) -> dict[str, datetime]:
        """Return the lines that are ready and since when."""
        query = select(ReadinessTickRow).where(ReadinessTickRow.plan_id == plan_id)
        return {row.item: row.ticked_at for row in self._session.scalars(query)}

    def keep_photo(self, photo: PlannedPhoto) -> None:
        """Keep the photo from before in place of an earlier one."""
        get_row(self._session, PlannedSessionRow, photo.plan_id)
        self.drop_photo(photo.plan_id)
        add_row(self._session, PlannedPhotoRow(**values_of(photo)))

    def find_photo(self, plan_id: int) -> PlannedPhoto | None:
        """Return the photo from before, None if there is none."""
        row = self._session.get(PlannedPhotoRow, plan_id)
        return to_record(PlannedPhoto, row) if row else None

    def drop_photo(self, plan_id: int) -> None:
        """Delete the photo from before; it is no error if there is none."""
        row = self._session.get(PlannedPhotoRow, plan_id)
        if row is not None:
            self._session.delete(row)
            self._session.flush()

    def add_retest(self, photo: PlannedPhoto) -> PlannedRetest:
        """Keep the same skin in another light beside the photo from before."""
        get_row(self._session, PlannedSessionRow, photo.plan_id)
        number = 1 + max((one.number for one in self.list_retests(photo.plan_id)), default=0)
        row = PlannedRetestRow(**values_of(photo), number=number)
        return to_record(PlannedRetest, add_row(self._session, row))

    def list_retests(self, plan_id: int) -> tuple[PlannedRetest, ...]:
        """Return the photos in another light, in the order in which they were kept."""
        query = select(PlannedRetestRow).where(PlannedRetestRow.plan_id == plan_id)
        rows = self._session.scalars(query.order_by(PlannedRetestRow.number))
        return tuple(to_record(PlannedRetest, row) for row in rows)

    def drop_retest(self, plan_id: int, number: int) -> None:
        """Delete a photo in another light; it is no error if there is none."""
        row = self._session.get(PlannedRetestRow, (plan_id, number))
        if row is not None:
            self._session.delete(row)
            self._session.flush()

    def add_event(self, plan_id: int, event: WalkEvent) -> None:
        """Keep one more tap of a guided session."""
        get_row(self._session, PlannedSessionRow, plan_id)
        position = len(self._event_rows(plan_id))
        add_row(self._session, WalkEventRow(plan_id=plan_id, position=position, **values_of(event)))

    def drop_last_event(self, plan_id: int) -> None:
        """Take the last tap back; it is no error if there is none."""
        for row in self._event_rows(plan_id)[-1:]:
            self._session.delete(row)
        self._session.flush()

    def list_events(self, plan_id: int) -> tuple[WalkEvent, ...]:
        """Return the taps of a guided session in their order."""
        return tuple(to_record(WalkEvent, row) for row in self._event_rows(plan_id))

    def _answer_rows(self, person_id: int) -> list[ScreeningAnswerRow]:
        query = select(ScreeningAnswerRow).where(ScreeningAnswerRow.person_id == person_id)
        return list(self._session.scalars(query.order_by(ScreeningAnswerRow.id)))

    def _event_rows(self, plan_id: int) -> list[WalkEventRow]:
        query = select(WalkEventRow).where(WalkEventRow.plan_id == plan_id)
        return list(self._session.scalars(query.order_by(WalkEventRow.position)))


def _zone_rows(zones: Iterable[TreatedZone]) -> list[PlannedZoneRow]:
    return [
        PlannedZoneRow(zone=planned.zone, needle_length_mm=planned.needle_length_mm)
        for planned in zones
    ]


def _to_plan(row: PlannedSessionRow) -> PlannedSession:
    zones = tuple(
        TreatedZone(zone=planned.zone, needle_length_mm=planned.needle_length_mm)
        for planned in row.zones
    )
    return to_record(PlannedSession, row, zones=zones)
