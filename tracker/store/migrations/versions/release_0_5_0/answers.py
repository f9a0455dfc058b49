"""What a practitioner answered on a session."""

import sqlalchemy as sa
from alembic import op

# A part of a release that is not out yet: its name, and what it is about.
revision = "0.5.0_answers"
down_revision = "0.5.0_chosen_photos"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to 0.5.0, as far as practitioners' answers go."""
    op.create_table(
        "practitioner_answers",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("procedure_id", sa.Integer, nullable=False),
        sa.Column("answered_on", sa.Date, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("grade", sa.Integer),
        sa.Column("name", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_practitioner_answers"),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedures.id"],
            name="fk_practitioner_answers_procedure_id_procedures",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("grade BETWEEN 0 AND 4", name="grade_on_scale"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_practitioner_answers_procedure_id", "practitioner_answers", ["procedure_id"]
    )
