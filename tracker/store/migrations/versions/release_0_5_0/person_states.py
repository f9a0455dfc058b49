"""0.5.0: how often something of one person alone was written.

It is no table of records: no wall stands before it, and it is in no export.
"""

import sqlalchemy as sa
from alembic import op

revision = "0.5.0_person_states"
down_revision = "0.5.0_retests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; whoever has no row in it was not written on yet."""
    op.create_table(
        "person_states",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_person_states_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_states")),
    )
