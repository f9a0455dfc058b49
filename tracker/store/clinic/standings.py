"""How clients stand, within one transaction, and what was done about them."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, true, tuple_, update
from sqlalchemy.orm import Session

from tracker.domain.clinic.acts import Act, ActKind, NewAct
from tracker.domain.clinic.figures import Ended
from tracker.domain.clinic.places import Stretch
from tracker.domain.clinic.standing import Rest, Standing, not_judged
from tracker.domain.clinic.urgency import Urgency
from tracker.domain.records.status import Status, worst
from tracker.store.access.guard import Guard
from tracker.store.access.tables import ConsentRow
from tracker.store.clinic.tables import StandingRow, TriageActRow
from tracker.store.damage import said_when_damaged
from tracker.store.mapping import to_record, values_of
from tracker.store.rows import add_row
from tracker.store.tables import AssessmentRow, PersonRow, ProcedureRow

_BETWEEN = re.compile(r"[,;\n]")
"""What stands between products that were typed into one line."""
_PLACING = [kind for kind in ActKind if kind.places]


@dataclass(frozen=True)
class After:
    """Where a page of the list goes on: behind this client."""

    moment: datetime
    client: int


@said_when_damaged
class StandingRecords:
    """The records of how clients stand; everybody has exactly one."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def _is_seen(self) -> ColumnElement[bool]:
        """What the lists are of: everybody, or for somebody signed in who has consented."""
        guard: Guard | None = vars(self).get("_guard")
        if guard is None:
            return true()
        held = select(ConsentRow.id).where(
            ConsentRow.person_id == StandingRow.person_id,
            ConsentRow.practitioner_id == guard.viewer.account_id,
            ConsentRow.revoked_at.is_(None),
        )
        return held.correlate(StandingRow).exists()

    def begin(self, person_id: int) -> Standing:
        """Give somebody a row who has none yet: nothing was judged of them."""
        values = values_of(not_judged(person_id))
        return to_standing(add_row(self._session, StandingRow(**values)))

    def doubt(self, person_ids: Collection[int]) -> None:
        """Note that what is kept of people was changed as a whole, and nothing of it judged."""
        for person_id in person_ids:
            before = self.find_one(person_id, to_change=True) or self.begin(person_id)
            self.keep(replace(not_judged(person_id), version=before.version + 1))

    def find_one(self, person_id: int, *, to_change: bool = False) -> Standing | None:
        """Return how a client stands; None of who has no row yet.

        Parameters
        ----------
        to_change : bool
            Whether it is about to be changed, so that nobody else may meanwhile.
        """
        query = select(StandingRow).where(StandingRow.person_id == person_id)
        row = self._session.scalars(query.with_for_update() if to_change else query).one_or_none()
        return None if row is None else to_standing(row)

    def keep(self, standing: Standing) -> None:
        """Keep how a client stands in place of how they stood."""
        own = StandingRow.person_id == standing.person_id
        self._session.execute(update(StandingRow).where(own).values(values_of(standing)))

    def list_stretch(
        self,
        stretch: Stretch,
        now: datetime,
        today: date,
        after: After | None,
        most: int,
        whose: Collection[str] = (),
    ) -> tuple[Standing, ...]:
        """Return the next clients of a stretch of the list, the longest unanswered first.

        Parameters
        ----------
        whose : collection of str
            Only clients assigned to one of these names; without any, all.
        """
        place = tuple_(StandingRow.since, StandingRow.person_id)
        which = _within(stretch), _is_listed(now, today), self._is_seen, _is_of(whose)
        query = select(StandingRow).where(*which)
        if after is not None:
            query = query.where(place > tuple_(_moment(after.moment), literal(after.client)))
        rows = self._session.scalars(
            query.order_by(StandingRow.since, StandingRow.person_id).limit(most)
        )
        return tuple(map(to_standing, rows))

    def list_resting(
        self, rest: Rest, now: datetime, after: After | None, most: int
    ) -> tuple[Standing, ...]:
        """Return the next clients of a place beside the list, who come back first."""
        place = tuple_(StandingRow.due_at, StandingRow.person_id)
        which = StandingRow.rest == rest, StandingRow.due_at > now, self._is_seen
        query = select(StandingRow).where(*which)
        if after is not None:
            query = query.where(place > tuple_(_moment(after.moment), literal(after.client)))
        rows = self._session.scalars(
            query.order_by(StandingRow.due_at, StandingRow.person_id).limit(most)
        )
        return tuple(map(to_standing, rows))

    def count_places(
        self,
        stretches: Sequence[Stretch],
        now: datetime,
        today: date,
        whose: Collection[str] = (),
    ) -> tuple[list[int], Mapping[Rest, int]]:
        """Return how many are in each stretch of the list and in each place beside it.

        Parameters
        ----------
        whose : collection of str
            As in `list_stretch`; the places beside the list are everybody's.
        """
        listed = [(_within(one), _is_listed(now, today), _is_of(whose)) for one in stretches]
        resting = [(StandingRow.rest == one, StandingRow.due_at > now) for one in Rest]
        counts = [
            select(func.count())
            .select_from(StandingRow)
            .where(*which, self._is_seen)
            .scalar_subquery()
            for which in (*listed, *resting)
        ]
        found = list(self._session.execute(select(*counts)).one())
        return found[: len(listed)], dict(zip(Rest, found[len(listed) :], strict=True))

    def count_judged_otherwise(self, method: str) -> int:
        """Return how many were judged by other rules than these, those not judged left out."""
        other = and_(StandingRow.method > "", StandingRow.method < method)
        query = select(func.count()).where(or_(other, StandingRow.method > method))
        seen = query.select_from(StandingRow).where(self._is_seen)
        return self._session.scalar(seen) or 0

    def list_ended(self, last: date) -> tuple[Ended, ...]:
        """Return what came of the recoveries that began until a day, in the order of their days."""
        which = PersonRow.is_demo.is_(False), ProcedureRow.diary_day <= last, self._is_seen
        query = (
            select(ProcedureRow, StandingRow.assigned_to, AssessmentRow.status)
            .join(AssessmentRow, AssessmentRow.procedure_id == ProcedureRow.id)
            .join(StandingRow, StandingRow.person_id == ProcedureRow.person_id)
            .join(PersonRow, PersonRow.id == ProcedureRow.person_id)
            .where(*which)
            .distinct()
            .order_by(ProcedureRow.diary_day, ProcedureRow.id)
        )
        found: dict[int, list[Any]] = {}
        for row in self._session.execute(query):
            found.setdefault(row.ProcedureRow.id, []).append(row)
        return tuple(_to_ended(rows[0], [row.status for row in rows]) for rows in found.values())

    # What was done

    def add_act(self, act: NewAct) -> Act:
        """Keep what was done about a client."""
        return to_act(add_row(self._session, TriageActRow(**values_of(act))))

    def find_last_placing(self, person_id: int) -> Act | None:
        """Return the last act that says whether a client is on the list."""
        query = select(TriageActRow).where(
            TriageActRow.person_id == person_id, TriageActRow.kind.in_(_PLACING)
        )
        row = self._session.scalars(query.order_by(TriageActRow.id.desc()).limit(1)).one_or_none()
        return None if row is None else to_act(row)

    def list_acts(self, person_ids: Collection[int]) -> tuple[Act, ...]:
        """Return what was done about some clients, in the order it was done."""
        query = select(TriageActRow).where(TriageActRow.person_id.in_(person_ids))
        return tuple(map(to_act, self._session.scalars(query.order_by(TriageActRow.id))))


def to_standing(row: StandingRow) -> Standing:
    """Return the record of a row."""
    spark = tuple((day, highest) for day, highest in row.spark)
    return to_record(Standing, row, urgency=Urgency(row.urgency), spark=spark)


def _to_ended(row: Any, statuses: Iterable[Status]) -> Ended:
    session: ProcedureRow = row.ProcedureRow
    named = _BETWEEN.split(session.products.casefold())
    return Ended(
        started_on=session.diary_day,
        device=session.device,
        needle_length_mm=max(zone.needle_length_mm for zone in session.zones),
        products=tuple(filter(None, map(str.strip, named))),
        practitioner=row.assigned_to,
        worst=worst(statuses),
    )


def to_act(row: TriageActRow) -> Act:
    """Return the record of a row."""
    return to_record(Act, row, urgency=Urgency(row.urgency))


def _within(stretch: Stretch) -> ColumnElement[bool]:
    parts = [StandingRow.urgency == stretch.urgency]
    if stretch.begin is not None:
        parts.append(StandingRow.since >= stretch.begin)
    if stretch.end is not None:
        parts.append(StandingRow.since < stretch.end)
    return and_(*parts)


def _is_listed(now: datetime, today: date) -> ColumnElement[bool]:
    return and_(StandingRow.due_at <= now, StandingRow.ends_on >= today)


def _is_of(whose: Collection[str]) -> ColumnElement[bool]:
    return StandingRow.assigned_to.in_(whose) if whose else true()


def _moment(moment: datetime) -> ColumnElement[datetime]:
    return literal(moment, StandingRow.since.type)
