"""The tables of the list of clients: how each stands, and what was done about it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.clinic.acts import MOST_NAME, ActKind
from tracker.domain.clinic.standing import Rest
from tracker.store.columns import Moment, ZonedMoment, by_name
from tracker.store.tables import NEVER_REUSE_IDS, Base, owned_by

_DIGEST = String(64)


class StandingRow(Base):
    """How a client stands: one row each, worked out from the diary and never exported."""

    __tablename__ = "standings"
    __table_args__ = (
        # Every page of the list is read in the order of the first, and a place in that of the next.
        Index("ix_standings_list", "urgency", "since", "person_id", "due_at", "ends_on"),
        Index("ix_standings_rest", "rest", "due_at", "person_id"),
        Index("ix_standings_method", "method"),
    )

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    procedure_id: Mapped[int | None] = mapped_column(
        ForeignKey("procedures.id", ondelete="SET NULL"), index=True
    )
    urgency: Mapped[int]
    started_on: Mapped[date | None]
    heard_on: Mapped[date | None]
    ends_on: Mapped[date]
    others: Mapped[int]
    sign: Mapped[str] = mapped_column(_DIGEST)
    reason: Mapped[str] = mapped_column(Text)
    spark: Mapped[list[Any]] = mapped_column(JSON)
    seen: Mapped[str] = mapped_column(_DIGEST)
    method: Mapped[str] = mapped_column(_DIGEST)
    since: Mapped[datetime] = mapped_column(Moment)
    raised_at: Mapped[datetime] = mapped_column(Moment)
    times: Mapped[int]
    rest: Mapped[Rest | None] = mapped_column(by_name(Rest))
    due_at: Mapped[datetime] = mapped_column(Moment)
    assigned_to: Mapped[str] = mapped_column(String(MOST_NAME))
    version: Mapped[int]


class TriageActRow(Base):
    """Something done about a client; only ever added."""

    __tablename__ = "triage_acts"
    __table_args__ = (NEVER_REUSE_IDS,)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = owned_by("people.id")
    kind: Mapped[ActKind] = mapped_column(by_name(ActKind))
    name: Mapped[str] = mapped_column(String(MOST_NAME))
    at: Mapped[datetime] = mapped_column(ZonedMoment)
    note: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime | None] = mapped_column(Moment)
    urgency: Mapped[int]
    sign: Mapped[str] = mapped_column(_DIGEST)
    seen: Mapped[str] = mapped_column(_DIGEST)
