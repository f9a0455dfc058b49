"""The emergency number that a person wants to be shown."""

import sqlalchemy as sa
from alembic import op

# A part of a release that is not out yet: its name, and what it is about.
revision = "0.5.0_emergency_number"
down_revision = "0.5.0_on_skin"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to 0.5.0, as far as the emergency number goes."""
    op.add_column(
        "people", sa.Column("emergency_number", sa.String(8), nullable=False, server_default="")
    )
