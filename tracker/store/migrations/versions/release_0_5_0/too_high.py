"""How much too high a measured value may be, where that is less than its error."""

import sqlalchemy as sa
from alembic import op

revision = "0.5.0_too_high"
down_revision = "0.5.0_answers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to 0.5.0, as far as errors of one side go."""
    op.add_column("measurements", sa.Column("too_high", sa.Double, nullable=True))
