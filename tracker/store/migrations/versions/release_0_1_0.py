"""First schema."""

import sqlalchemy as sa
from alembic import op

# The revision is the name of the release that brings it.
revision = "0.1.0"
down_revision = None
branch_labels = None
depends_on = None

ENUM_NAME = sa.String(60)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _cascade(table: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{table}.id", ondelete="CASCADE")


def _owner(name: str, table: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, _cascade(table), nullable=nullable, index=True)


def upgrade() -> None:
    """Bring the schema to 0.1.0."""
    op.create_table(
        "people",
        _id(),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("is_demo", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "procedures",
        _id(),
        _owner("person_id", "people"),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("device", ENUM_NAME, nullable=False),
        sa.Column("setting", ENUM_NAME, nullable=False),
        sa.Column("passes", sa.Integer, nullable=False),
        sa.Column("products", sa.Text, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.CheckConstraint("passes BETWEEN 1 AND 20", "passes_possible"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "treated_zones",
        _id(),
        _owner("procedure_id", "procedures"),
        sa.Column("zone", ENUM_NAME, nullable=False),
        sa.Column("needle_length_mm", sa.Double, nullable=False),
        sa.UniqueConstraint("procedure_id", "zone"),
        sa.CheckConstraint("needle_length_mm BETWEEN 0.1 AND 3.5", "needle_length_possible"),
    )
    op.create_table(
        "diary_entries",
        _id(),
        _owner("person_id", "people"),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.UniqueConstraint("person_id", "day"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "ratings",
        sa.Column("entry_id", sa.Integer, _cascade("diary_entries"), primary_key=True),
        sa.Column("symptom", ENUM_NAME, primary_key=True),
        sa.Column("rating", sa.Integer, nullable=False),
        sa.CheckConstraint("rating BETWEEN 0 AND 10", "rating_on_scale"),
    )
    op.create_table(
        "red_flags",
        sa.Column("entry_id", sa.Integer, _cascade("diary_entries"), primary_key=True),
        sa.Column("flag", ENUM_NAME, primary_key=True),
    )
    op.create_table(
        "photos",
        _id(),
        _owner("person_id", "people"),
        _owner("procedure_id", "procedures"),
        sa.Column("role", ENUM_NAME, nullable=False),
        sa.Column("area", ENUM_NAME, nullable=False),
        sa.Column("taken_at", sa.DateTime, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, index=True),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("width_px", sa.Integer, nullable=False),
        sa.Column("height_px", sa.Integer, nullable=False),
        sa.Column("usable", sa.Boolean),
        sa.Column("findings", sa.JSON, nullable=False),
        sa.UniqueConstraint("procedure_id", "digest"),
        sa.CheckConstraint("length(digest) = 64", "digest_is_sha256"),
        sa.CheckConstraint("width_px > 0 AND height_px > 0", "size_possible"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_photos_one_before",
        "photos",
        ["procedure_id", "area"],
        unique=True,
        sqlite_where=sa.text("role = 'BEFORE'"),
        postgresql_where=sa.text("role = 'BEFORE'"),
    )
    op.create_table(
        "measurements",
        _id(),
        _owner("photo_id", "photos"),
        sa.Column("zone", ENUM_NAME, nullable=False),
        sa.Column("measure", sa.String(60), nullable=False),
        sa.Column("value", sa.Double, nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("mdc95", sa.Double),
        sa.Column("method", sa.String(100), nullable=False),
        sa.Column("method_version", sa.String(40), nullable=False),
        sa.Column("reference", sa.String(100), nullable=False),
        _owner("baseline_photo_id", "photos", nullable=True),
        sa.Column("provenance", sa.JSON, nullable=False),
        sa.UniqueConstraint("photo_id", "zone", "measure"),
    )
