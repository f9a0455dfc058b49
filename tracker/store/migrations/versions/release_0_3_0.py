"""Common spots marked by hand, views of the face, make-up, and findings in their parts."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0.3.0"
down_revision = "0.2.0"
branch_labels = None
depends_on = None

ONE_BEFORE = "uq_photos_one_before"


def upgrade() -> None:
    """Bring the schema to 0.3.0."""
    op.add_column("photos", sa.Column("wears_make_up", sa.Boolean, nullable=True))
    op.add_column(
        "photos", sa.Column("view", sa.String(60), nullable=False, server_default="FRONT")
    )
    op.drop_index(ONE_BEFORE, "photos")
    op.create_index(
        ONE_BEFORE,
        "photos",
        ["procedure_id", "area", "view"],
        unique=True,
        sqlite_where=sa.text("role = 'BEFORE'"),
        postgresql_where=sa.text("role = 'BEFORE'"),
    )
    op.create_table(
        "common_spots",
        sa.Column("id", sa.Integer, primary_key=True),
        _photo("photo_id"),
        _photo("baseline_photo_id"),
        *(
            sa.Column(name, sa.Double, nullable=False)
            for name in ("row_px", "column_px", "baseline_row_px", "baseline_column_px")
        ),
    )
    _take_findings_apart()


def _photo(name: str) -> sa.Column[int]:
    owner = sa.ForeignKey("photos.id", ondelete="CASCADE")
    return sa.Column(name, sa.Integer, owner, nullable=False, index=True)


def _take_findings_apart() -> None:
    """Findings were one text each, reason and advice together; the parts cannot be told apart."""
    photos = sa.table("photos", sa.column("id"), sa.column("findings"))
    connection = op.get_bind()
    for photo_id, findings in connection.execute(sa.select(photos)).all():
        parts = [
            {"code": "", "why": text, "retake": "", "refuses": []} for text in json.loads(findings)
        ]
        connection.execute(
            photos.update().where(photos.c.id == photo_id).values(findings=json.dumps(parts))
        )
