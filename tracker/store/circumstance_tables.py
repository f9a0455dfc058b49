"""The tables of what surrounds an entry, and of a person's ordinary skin."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.records.circumstances import Outcome, SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.scales import MAX_RATING, MIN_RATING, Symptom
from tracker.store.columns import by_name
from tracker.store.tables import Base


def _part_of(column: str) -> Mapped[int]:
    return mapped_column(ForeignKey(column, ondelete="CASCADE"), primary_key=True)


class SpecialEventRow(Base):
    """What may explain the day of an entry."""

    __tablename__ = "special_events"

    entry_id: Mapped[int] = _part_of("diary_entries.id")
    event: Mapped[SpecialEvent] = mapped_column(by_name(SpecialEvent), primary_key=True)


class SignAnswerRow(Base):
    """The answer to a sign that a rating raised and that was asked back."""

    __tablename__ = "sign_answers"

    entry_id: Mapped[int] = _part_of("diary_entries.id")
    flag: Mapped[RedFlag] = mapped_column(primary_key=True)
    yes: Mapped[bool]


class OutcomeRow(Base):
    """What came of an urgent or emergency advice."""

    __tablename__ = "outcomes"

    entry_id: Mapped[int] = _part_of("diary_entries.id")
    outcome: Mapped[Outcome] = mapped_column(by_name(Outcome))


class OrdinaryLevelRow(Base):
    """How a symptom rates on an ordinary day of a person, as stated on a day."""

    __tablename__ = "ordinary_levels"
    __table_args__ = (
        CheckConstraint(f"level BETWEEN {MIN_RATING} AND {MAX_RATING}", name="level_on_scale"),
    )

    person_id: Mapped[int] = _part_of("people.id")
    stated_on: Mapped[date] = mapped_column(primary_key=True)
    symptom: Mapped[Symptom] = mapped_column(primary_key=True)
    level: Mapped[int]
