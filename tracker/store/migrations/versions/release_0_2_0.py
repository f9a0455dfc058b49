"""Consent to refits, and the verdicts that were shown."""

import sqlalchemy as sa
from alembic import op

# The revision is the name of the release that brings it.
revision = "0.2.0"
down_revision = "0.1.0"
branch_labels = None
depends_on = None

ENUM_NAME = sa.String(60)


def _owner(name: str, table: str, *, index: bool) -> sa.Column[int]:
    owner = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name, sa.Integer, owner, nullable=False, index=index)


def upgrade() -> None:
    """Bring the schema to 0.2.0."""
    op.add_column(
        "people",
        sa.Column("consents_to_refit", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "assessments",
        sa.Column("id", sa.Integer, primary_key=True),
        _owner("person_id", "people", index=False),
        _owner("procedure_id", "procedures", index=True),
        sa.Column("diary_day", sa.Date, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("status", ENUM_NAME, nullable=False),
        sa.Column("pattern", ENUM_NAME, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("reference_version", sa.String(100), nullable=False),
        sa.Column("assessed_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_assessments_person_id_diary_day", "assessments", ["person_id", "diary_day"])
