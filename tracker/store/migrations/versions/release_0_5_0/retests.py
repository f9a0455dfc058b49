"""0.5.0: the same skin in another light, kept with the plan until there is a session.

In photos it is one more role, which needs no step; a program from before this one does not know it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0.5.0_retests"
down_revision = "0.5.0_wall"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, and have it stand behind the wall where there is a server."""
    op.create_table(
        "planned_retests",
        sa.Column("plan_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("taken_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("plan_id", "number", name="pk_planned_retests"),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["planned_sessions.id"],
            name="fk_planned_retests_plan_id_planned_sessions",
            ondelete="CASCADE",
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        _stand_behind_the_wall()


def _stand_behind_the_wall() -> None:
    """Hide the rows of plans that a viewer does not see, as `wall` does."""
    op.execute("ALTER TABLE planned_retests ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE planned_retests FORCE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY seen ON planned_retests USING "
        "(nullif(current_setting('fifthday.viewer', true), '') IS NULL OR EXISTS "
        "(SELECT FROM planned_sessions AS whole WHERE whole.id = planned_retests.plan_id))"
    )
