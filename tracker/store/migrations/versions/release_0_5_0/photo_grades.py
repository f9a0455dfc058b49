"""The redness that a practitioner saw in a photo."""

import sqlalchemy as sa
from alembic import op

# A part of a release that is not out yet: its name, and what it is about.
revision = "0.5.0_photo_grades"
down_revision = "0.5.0_methods"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to 0.5.0, as far as grades beside photos go."""
    op.create_table(
        "photo_grades",
        sa.Column("photo_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("grade", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("photo_id", "name", name="pk_photo_grades"),
        sa.ForeignKeyConstraint(
            ["photo_id"],
            ["photos.id"],
            name="fk_photo_grades_photo_id_photos",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("grade BETWEEN 0 AND 4", name="grade_on_scale"),
    )
