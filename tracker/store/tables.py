"""The tables. Rows never leave this package; `mapping` turns them into records.

Enums are kept by name, so that their order and their words may change.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from tracker.domain.guidance.aftercare import ProductKind
from tracker.domain.guidance.walk import WalkAction
from tracker.domain.guidance.zone_notes import SkinMark
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import (
    MAX_CURRENCY,
    MAX_PASSES,
    NEEDLE_LENGTH_RANGE_MM,
    BodyArea,
    DeviceKind,
    OnSkin,
    PhotoRole,
    Setting,
    View,
    Zone,
)
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.scales import MAX_RATING, MIN_RATING, Symptom
from tracker.domain.records.status import Status
from tracker.locale import ENGLISH
from tracker.store.columns import Amount, Moment, ZonedMoment, by_name


class Base(DeclarativeBase):
    """Every constraint gets a name, so that later migrations can address it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        kind: by_name(kind)
        for kind in (
            *(BodyArea, DeviceKind, Pattern, PhotoRole, RedFlag),
            *(OnSkin, ProductKind, Setting, SkinMark, Status, Symptom, View, WalkAction, Zone),
        )
    } | {dict[str, str]: JSON, list[dict[str, Any]]: JSON, list[str]: JSON}


# An id is never given twice: an old browser tab must not reach somebody else's row.
NEVER_REUSE_IDS: dict[str, Any] = {"sqlite_autoincrement": True}
CHILDREN: dict[str, Any] = {"cascade": "all, delete-orphan", "passive_deletes": True}


def owned_by(column: str) -> Mapped[int]:
    """Return the column of a row that goes when its owner goes."""
    return mapped_column(ForeignKey(column, ondelete="CASCADE"), index=True)


class PersonRow(Base):
    """Somebody whose recoveries are followed."""

    __tablename__ = "people"
    __table_args__ = (NEVER_REUSE_IDS,)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    is_demo: Mapped[bool]
    consents_to_refit: Mapped[bool] = mapped_column(server_default=false())
    skin_sensitive: Mapped[bool] = mapped_column(server_default=false())
    language: Mapped[str] = mapped_column(String(20), server_default=ENGLISH)
    day_ends_hour: Mapped[int] = mapped_column(server_default="4")
    emergency_number: Mapped[str] = mapped_column(String(8), server_default="")
    followed_at: Mapped[datetime | None] = mapped_column(Moment)


class ProcedureRow(Base):
    """One needling session."""

    __tablename__ = "procedures"
    __table_args__ = (
        CheckConstraint(f"passes BETWEEN 1 AND {MAX_PASSES}", name="passes_possible"),
        NEVER_REUSE_IDS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = owned_by("people.id")
    started_at: Mapped[datetime]
    utc_offset_min: Mapped[int | None]
    diary_day: Mapped[date]
    device: Mapped[DeviceKind]
    setting: Mapped[Setting]
    passes: Mapped[int]
    products: Mapped[str] = mapped_column(Text)
    notes: Mapped[str] = mapped_column(Text)
    cost: Mapped[Decimal | None] = mapped_column(Amount)
    currency: Mapped[str] = mapped_column(String(MAX_CURRENCY), server_default="")
    needle_set_id: Mapped[int | None] = mapped_column(
        ForeignKey("needle_sets.id", ondelete="SET NULL"), index=True
    )
    version: Mapped[int] = mapped_column(server_default="1")
    zones: Mapped[list["TreatedZoneRow"]] = relationship(
        **CHILDREN, order_by="TreatedZoneRow.id", lazy="selectin"
    )


class TreatedZoneRow(Base):
    """A zone of a session and the needle length used there."""

    __tablename__ = "treated_zones"
    __table_args__ = (
        UniqueConstraint("procedure_id", "zone"),
        CheckConstraint(
            "needle_length_mm BETWEEN {} AND {}".format(*NEEDLE_LENGTH_RANGE_MM),
            name="needle_length_possible",
        ),
        CheckConstraint(f"passes BETWEEN 1 AND {MAX_PASSES}", name="zone_passes_possible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = owned_by("procedures.id")
    zone: Mapped[Zone]
    needle_length_mm: Mapped[float]
    passes: Mapped[int | None]
    reached_endpoint: Mapped[bool] = mapped_column(server_default=false())


class DiaryEntryRow(Base):
    """What one person said of one day at one time."""

    __tablename__ = "diary_entries"
    __table_args__ = (Index("ix_diary_entries_person_id_day", "person_id", "day"), NEVER_REUSE_IDS)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = owned_by("people.id")
    day: Mapped[date]
    note: Mapped[str] = mapped_column(Text)
    areas: Mapped[list[str]] = mapped_column(server_default="[]")
    recorded_at: Mapped[datetime | None] = mapped_column(ZonedMoment)
    version: Mapped[int] = mapped_column(server_default="1")


class RatingRow(Base):
    """How one symptom was rated on one day."""

    __tablename__ = "ratings"
    __table_args__ = (
        CheckConstraint(f"rating BETWEEN {MIN_RATING} AND {MAX_RATING}", name="rating_on_scale"),
    )

    entry_id: Mapped[int] = mapped_column(
        ForeignKey("diary_entries.id", ondelete="CASCADE"), primary_key=True
    )
    symptom: Mapped[Symptom] = mapped_column(primary_key=True)
    rating: Mapped[int]


class RedFlagRow(Base):
    """A red-flag question that was answered with yes on one day."""

    __tablename__ = "red_flags"

    entry_id: Mapped[int] = mapped_column(
        ForeignKey("diary_entries.id", ondelete="CASCADE"), primary_key=True
    )
    flag: Mapped[RedFlag] = mapped_column(primary_key=True)


class AreaRatingRow(Base):
    """How one symptom was rated in one area, where areas differ."""

    __tablename__ = "area_ratings"
    __table_args__ = (
        CheckConstraint(f"rating BETWEEN {MIN_RATING} AND {MAX_RATING}", name="rating_on_scale"),
    )

    entry_id: Mapped[int] = mapped_column(
        ForeignKey("diary_entries.id", ondelete="CASCADE"), primary_key=True
    )
    area: Mapped[BodyArea] = mapped_column(primary_key=True)
    symptom: Mapped[Symptom] = mapped_column(primary_key=True)
    rating: Mapped[int]


class AreaFlagRow(Base):
    """A red-flag question that was answered with yes for one area only."""

    __tablename__ = "area_flags"

    entry_id: Mapped[int] = mapped_column(
        ForeignKey("diary_entries.id", ondelete="CASCADE"), primary_key=True
    )
    area: Mapped[BodyArea] = mapped_column(primary_key=True)
    flag: Mapped[RedFlag] = mapped_column(primary_key=True)


class DraftRow(Base):
    """What was typed into one field of a form and not saved yet."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("person_id", "form", "field"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = owned_by("people.id")
    procedure_id: Mapped[int | None] = mapped_column(
        ForeignKey("procedures.id", ondelete="CASCADE"), index=True
    )
    form: Mapped[str] = mapped_column(String(80))
    field: Mapped[str] = mapped_column(String(120))
    value: Mapped[Any] = mapped_column(JSON)
    kept_at: Mapped[datetime] = mapped_column(Moment)


class StoreStateRow(Base):
    """How often everybody's records were written: whoever remembers what they read compares it."""

    __tablename__ = "store_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int]


class PersonStateRow(Base):
    """How often something of one person alone was written; no row means never."""

    __tablename__ = "person_states"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    revision: Mapped[int]


class CopyMadeRow(Base):
    """An export that was made; nothing of it is kept but where it went."""

    __tablename__ = "copies_made"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    place: Mapped[str] = mapped_column(Text)


class AssessmentRow(Base):
    """The verdict that was shown when an entry was saved; only ever added, never changed."""

    __tablename__ = "assessments"
    __table_args__ = (Index("ix_assessments_person_id_diary_day", "person_id", "diary_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    procedure_id: Mapped[int] = owned_by("procedures.id")
    diary_day: Mapped[date]
    day: Mapped[int]
    status: Mapped[Status]
    pattern: Mapped[Pattern]
    reason: Mapped[str] = mapped_column(Text)
    reference_version: Mapped[str] = mapped_column(String(100))
    assessed_at: Mapped[datetime] = mapped_column(ZonedMoment)
    basis: Mapped[str] = mapped_column(String(64), server_default="")
    method: Mapped[str] = mapped_column(String(64), server_default="")
    wording: Mapped[str] = mapped_column(Text, server_default="")


class PhotoRow(Base):
    """A photo; its file is found by the digest."""

    __tablename__ = "photos"
    __table_args__ = (
        UniqueConstraint("procedure_id", "digest"),
        Index(
            "uq_photos_one_before",
            "procedure_id",
            "area",
            "view",
            unique=True,
            sqlite_where=text("role = 'BEFORE'"),
            postgresql_where=text("role = 'BEFORE'"),
        ),
        CheckConstraint("length(digest) = 64", name="digest_is_sha256"),
        CheckConstraint("width_px > 0 AND height_px > 0", name="size_possible"),
        NEVER_REUSE_IDS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = owned_by("people.id")
    procedure_id: Mapped[int] = owned_by("procedures.id")
    role: Mapped[PhotoRole]
    area: Mapped[BodyArea]
    taken_at: Mapped[datetime]
    utc_offset_min: Mapped[int | None]
    diary_day: Mapped[date]
    digest: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(40))
    width_px: Mapped[int]
    height_px: Mapped[int]
    usable: Mapped[bool | None]
    findings: Mapped[list[dict[str, Any]]]
    view: Mapped[View] = mapped_column(server_default=View.FRONT.name)
    on_skin: Mapped[OnSkin | None]
    same_person: Mapped[bool] = mapped_column(server_default=false())
    is_chosen: Mapped[bool] = mapped_column(server_default=false())
    measured_from: Mapped[str | None] = mapped_column(String(64))
