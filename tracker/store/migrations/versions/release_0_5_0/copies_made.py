"""The copies that a person made of their data, which a deletion does not reach."""

import sqlalchemy as sa
from alembic import op

# A part of a release that is not out yet: its name, and what it is about.
revision = "0.5.0_copies_made"
down_revision = "0.5.0_wording"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to 0.5.0, as far as exports go."""
    op.create_table(
        "copies_made",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
    )
