"""What surrounds an entry: explanations, answers asked back, outcomes; and the ordinary skin."""

import sqlalchemy as sa
from alembic import op

# A part of a release that is not out yet: its name, and what it is about.
revision = "0.5.0_warning"
down_revision = "0.4.0"
branch_labels = None
depends_on = None

ENUM_NAME = sa.String(60)


def upgrade() -> None:
    """Bring the schema to 0.5.0, as far as warnings go."""
    op.create_table(
        "special_events",
        _part_of("diary_entries", "entry_id"),
        sa.Column("event", ENUM_NAME, primary_key=True),
    )
    op.create_table(
        "sign_answers",
        _part_of("diary_entries", "entry_id"),
        sa.Column("flag", ENUM_NAME, primary_key=True),
        sa.Column("yes", sa.Boolean, nullable=False),
    )
    op.create_table(
        "outcomes",
        _part_of("diary_entries", "entry_id"),
        sa.Column("outcome", ENUM_NAME, nullable=False),
    )
    op.create_table(
        "ordinary_levels",
        _part_of("people", "person_id"),
        sa.Column("stated_on", sa.Date, primary_key=True),
        sa.Column("symptom", ENUM_NAME, primary_key=True),
        sa.Column("level", sa.Integer, nullable=False),
        sa.CheckConstraint("level BETWEEN 0 AND 10", "level_on_scale"),
    )


def _part_of(table: str, name: str) -> sa.Column[int]:
    owner = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name, sa.Integer, owner, primary_key=True)
