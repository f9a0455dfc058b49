"""All that was said of a day, and the rules that gave it: it is read again, not judged again."""

import sqlalchemy as sa
from alembic import op

revision = "0.5.0_wording"
down_revision = "0.5.0_emergency_number"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to 0.5.0: of verdicts from before, neither was kept."""
    op.add_column("assessments", sa.Column("method", sa.String(64), nullable=False, server_default=""))
    op.add_column("assessments", sa.Column("wording", sa.Text, nullable=False, server_default=""))
