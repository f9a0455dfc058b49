"""The tables of what was measured on photos, and of what a person marked for it."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.records.kept import Zone
from tracker.store.tables import Base, owned_by


class CommonSpotRow(Base):
    """A spot of the skin that a person marked in two photos."""

    __tablename__ = "common_spots"

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = owned_by("photos.id")
    baseline_photo_id: Mapped[int] = owned_by("photos.id")
    row_px: Mapped[float]
    column_px: Mapped[float]
    baseline_row_px: Mapped[float]
    baseline_column_px: Mapped[float]


class _Measured:
    """One computed value of one zone of one photo."""

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = owned_by("photos.id")
    zone: Mapped[Zone]
    measure: Mapped[str] = mapped_column(String(60))
    value: Mapped[float]
    unit: Mapped[str] = mapped_column(String(40))
    mdc95: Mapped[float | None]
    too_high: Mapped[float | None]
    method: Mapped[str] = mapped_column(String(100))
    method_version: Mapped[str] = mapped_column(String(40))
    reference: Mapped[str] = mapped_column(String(100))
    baseline_photo_id: Mapped[int | None] = mapped_column(
        ForeignKey("photos.id", ondelete="CASCADE"), index=True
    )
    provenance: Mapped[dict[str, str]]


class MeasurementRow(_Measured, Base):
    """A value that counts."""

    __tablename__ = "measurements"
    __table_args__ = (UniqueConstraint("photo_id", "zone", "measure"),)


class EarlierMeasurementRow(_Measured, Base):
    """A value of an earlier method, kept beside those that took its place; it counts no more."""

    __tablename__ = "earlier_measurements"
