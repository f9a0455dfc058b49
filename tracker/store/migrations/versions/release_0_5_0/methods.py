"""What a photo's values were measured from, and the values of earlier methods."""

import sqlalchemy as sa
from alembic import op

revision = "0.5.0_methods"
down_revision = "0.5.0_triage"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to 0.5.0, as far as measuring again goes."""
    op.add_column("photos", sa.Column("measured_from", sa.String(64), nullable=True))
    op.create_table(
        "earlier_measurements",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("photo_id", sa.Integer, nullable=False),
        sa.Column("zone", sa.String(60), nullable=False),
        sa.Column("measure", sa.String(60), nullable=False),
        sa.Column("value", sa.Double, nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("mdc95", sa.Double, nullable=True),
        sa.Column("too_high", sa.Double, nullable=True),
        sa.Column("method", sa.String(100), nullable=False),
        sa.Column("method_version", sa.String(40), nullable=False),
        sa.Column("reference", sa.String(100), nullable=False),
        sa.Column("baseline_photo_id", sa.Integer, nullable=True),
        sa.Column("provenance", sa.JSON, nullable=False),
        *map(_photo_of, ("photo_id", "baseline_photo_id")),
        sa.PrimaryKeyConstraint("id", name="pk_earlier_measurements"),
    )
    for column in ("photo_id", "baseline_photo_id"):
        op.create_index(f"ix_earlier_measurements_{column}", "earlier_measurements", [column])


def _photo_of(column: str) -> sa.ForeignKeyConstraint:
    name = f"fk_earlier_measurements_{column}_photos"
    return sa.ForeignKeyConstraint([column], ["photos.id"], name=name, ondelete="CASCADE")
