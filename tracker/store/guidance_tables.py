"""The tables of the guidance: before, during and after a session, and what a course is for."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.guidance.aftercare import MAX_PRODUCT_NAME, ProductKind
from tracker.domain.guidance.planning import MAX_NAME
from tracker.domain.guidance.screening import MAX_CLINICIAN
from tracker.domain.guidance.walk import WalkAction
from tracker.domain.guidance.zone_notes import MAX_NOTE, SkinMark
from tracker.domain.records.answers import MOST_NAME, RednessGrade
from tracker.domain.records.kept import NEEDLE_LENGTH_RANGE_MM, DeviceKind, Setting, Zone
from tracker.store.columns import Moment
from tracker.store.tables import CHILDREN, NEVER_REUSE_IDS, Base, owned_by

_ITEM = String(60)


def _part_of(column: str) -> Mapped[int]:
    return mapped_column(ForeignKey(column, ondelete="CASCADE"), primary_key=True)


class ScreeningAnswerRow(Base):
    """What a person last answered to a screening question, and when that was confirmed."""

    __tablename__ = "screening_answers"
    __table_args__ = (UniqueConstraint("person_id", "item"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = owned_by("people.id")
    item: Mapped[str] = mapped_column(_ITEM)
    yes: Mapped[bool]
    last_on: Mapped[date | None]
    cleared_by: Mapped[str] = mapped_column(String(MAX_CLINICIAN))
    confirmed_on: Mapped[date]


class NeedleSetRow(Base):
    """Needles that are used together."""

    __tablename__ = "needle_sets"
    __table_args__ = (
        CheckConstraint("uses_before >= 0", name="uses_possible"),
        NEVER_REUSE_IDS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = owned_by("people.id")
    device: Mapped[DeviceKind]
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    uses_before: Mapped[int]
    is_discarded: Mapped[bool]


class PlannedSessionRow(Base):
    """A session that is planned, going on, or recorded as a procedure."""

    __tablename__ = "planned_sessions"
    __table_args__ = (NEVER_REUSE_IDS,)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = owned_by("people.id")
    created_at: Mapped[datetime]
    planned_for: Mapped[date]
    device: Mapped[DeviceKind]
    setting: Mapped[Setting]
    needle_set_id: Mapped[int | None] = mapped_column(
        ForeignKey("needle_sets.id", ondelete="SET NULL"), index=True
    )
    numbing_started_at: Mapped[datetime | None] = mapped_column(Moment)
    walk_started_at: Mapped[datetime | None] = mapped_column(Moment)
    procedure_id: Mapped[int | None] = mapped_column(
        ForeignKey("procedures.id", ondelete="CASCADE"), index=True
    )
    zones: Mapped[list["PlannedZoneRow"]] = relationship(
        **CHILDREN, order_by="PlannedZoneRow.id", lazy="selectin"
    )


class PlannedZoneRow(Base):
    """A zone of a plan and the needle length chosen for it."""

    __tablename__ = "planned_zones"
    __table_args__ = (
        UniqueConstraint("plan_id", "zone"),
        CheckConstraint(
            "needle_length_mm BETWEEN {} AND {}".format(*NEEDLE_LENGTH_RANGE_MM),
            name="needle_length_possible",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = owned_by("planned_sessions.id")
    zone: Mapped[Zone]
    needle_length_mm: Mapped[float]


class ReadinessTickRow(Base):
    """A line of the checklist that is ready."""

    __tablename__ = "readiness_ticks"

    plan_id: Mapped[int] = _part_of("planned_sessions.id")
    item: Mapped[str] = mapped_column(_ITEM, primary_key=True)
    ticked_at: Mapped[datetime] = mapped_column(Moment)


class WalkEventRow(Base):
    """One tap of a guided session."""

    __tablename__ = "walk_events"

    plan_id: Mapped[int] = _part_of("planned_sessions.id")
    position: Mapped[int] = mapped_column(primary_key=True)
    action: Mapped[WalkAction]
    at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text)


class PlannedPhotoRow(Base):
    """The photo from before, until there is a session that it belongs to."""

    __tablename__ = "planned_photos"

    plan_id: Mapped[int] = _part_of("planned_sessions.id")
    content: Mapped[bytes]
    taken_at: Mapped[datetime]


class PlannedRetestRow(Base):
    """The same skin in another light, until there is a session that it belongs to."""

    __tablename__ = "planned_retests"

    plan_id: Mapped[int] = _part_of("planned_sessions.id")
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes]
    taken_at: Mapped[datetime]


class CareTickRow(Base):
    """A line of the after-care that was ticked off on a day."""

    __tablename__ = "care_ticks"

    procedure_id: Mapped[int] = _part_of("procedures.id")
    day: Mapped[date] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(_ITEM, primary_key=True)


class ProductUseRow(Base):
    """A product that somebody put on the skin."""

    __tablename__ = "product_uses"
    __table_args__ = (NEVER_REUSE_IDS,)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = owned_by("people.id")
    name: Mapped[str] = mapped_column(String(MAX_PRODUCT_NAME))
    kind: Mapped[ProductKind]
    used_at: Mapped[datetime]
    needled_in: Mapped[bool]


class ZoneNoteRow(Base):
    """Something seen in a zone on a day."""

    __tablename__ = "zone_notes"
    __table_args__ = (NEVER_REUSE_IDS,)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = owned_by("people.id")
    zone: Mapped[Zone]
    mark: Mapped[SkinMark]
    noted_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(MAX_NOTE))


class PersonGoalRow(Base):
    """What a person needles for."""

    __tablename__ = "person_goals"

    person_id: Mapped[int] = _part_of("people.id")
    goal: Mapped[str] = mapped_column(_ITEM, primary_key=True)


class GoalGradeRow(Base):
    """The grade that a person gave for a goal on a day."""

    __tablename__ = "goal_grades"
    __table_args__ = (UniqueConstraint("person_id", "goal", "graded_on"), NEVER_REUSE_IDS)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = owned_by("people.id")
    goal: Mapped[str] = mapped_column(_ITEM)
    graded_on: Mapped[date]
    grade: Mapped[int]


class PractitionerAnswerRow(Base):
    """What a practitioner answered on a session."""

    __tablename__ = "practitioner_answers"
    __table_args__ = (
        CheckConstraint(
            f"grade BETWEEN {min(RednessGrade)} AND {max(RednessGrade)}", name="grade_on_scale"
        ),
        NEVER_REUSE_IDS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = owned_by("procedures.id")
    answered_on: Mapped[date]
    text: Mapped[str] = mapped_column(Text)
    grade: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(MOST_NAME))


class PhotoGradeRow(Base):
    """The redness that a practitioner saw in a photo."""

    __tablename__ = "photo_grades"
    __table_args__ = (
        CheckConstraint(
            f"grade BETWEEN {min(RednessGrade)} AND {max(RednessGrade)}", name="grade_on_scale"
        ),
    )

    photo_id: Mapped[int] = _part_of("photos.id")
    name: Mapped[str] = mapped_column(String(MOST_NAME), primary_key=True)
    grade: Mapped[int]
