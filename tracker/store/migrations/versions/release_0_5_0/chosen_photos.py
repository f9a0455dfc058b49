"""Which of several photos of a day counts, where the person chose one."""

import sqlalchemy as sa
from alembic import op

# A part of a release that is not out yet: its name, and what it is about.
revision = "0.5.0_chosen_photos"
down_revision = "0.5.0_session_versions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to 0.5.0, as far as photos that count go."""
    op.add_column(
        "photos", sa.Column("is_chosen", sa.Boolean, nullable=False, server_default=sa.false())
    )
