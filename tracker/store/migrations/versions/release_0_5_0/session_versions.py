"""How often a session was kept, so that a window that is behind is noticed."""

import sqlalchemy as sa
from alembic import op

revision = "0.5.0_session_versions"
down_revision = "0.5.0_copies_made"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to 0.5.0, as far as corrected sessions go."""
    op.add_column(
        "procedures", sa.Column("version", sa.Integer, nullable=False, server_default="1")
    )
