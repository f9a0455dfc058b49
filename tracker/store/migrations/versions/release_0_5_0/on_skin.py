"""What lay on the skin when a photo was taken, and photos that a person confirmed to be theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0.5.0_on_skin"
down_revision = "0.5.0_recoveries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to 0.5.0: one question with five answers in place of the one of make-up."""
    op.add_column("photos", sa.Column("on_skin", sa.String(60), nullable=True))
    op.add_column(
        "photos", sa.Column("same_person", sa.Boolean, nullable=False, server_default=sa.false())
    )
    # No make-up says nothing of cream: that answer becomes "not asked".
    op.execute("UPDATE photos SET on_skin = 'MAKE_UP' WHERE wears_make_up")
    op.drop_column("photos", "wears_make_up")
