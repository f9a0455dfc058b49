"""Guidance: screening, plans and their walk, needles, after-care, goals, and cost."""

import sqlalchemy as sa
from alembic import op

# The revision is the name of the release that brings it.
revision = "0.4.0"
down_revision = "0.3.0"
branch_labels = None
depends_on = None

ENUM_NAME = sa.String(60)
ITEM = sa.String(60)


def upgrade() -> None:
    """Bring the schema to 0.4.0."""
    _extend_people()
    _create_needles()
    _extend_procedures()
    _create_plans()
    _create_care()
    _create_goals()


def _extend_people() -> None:
    op.add_column(
        "people", sa.Column("skin_sensitive", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.add_column(
        "people", sa.Column("language", sa.String(20), nullable=False, server_default="en")
    )


def _create_needles() -> None:
    op.create_table(
        "needle_sets",
        _id(),
        _owner("person_id", "people"),
        sa.Column("device", ENUM_NAME, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("uses_before", sa.Integer, nullable=False),
        sa.Column("is_discarded", sa.Boolean, nullable=False),
        sa.CheckConstraint("uses_before >= 0", "uses_possible"),
        sqlite_autoincrement=True,
    )


def _extend_procedures() -> None:
    # Rebuilding forgets AUTOINCREMENT unless it is said again.
    again = {"sqlite_autoincrement": True}
    with op.batch_alter_table("procedures", table_kwargs=again) as procedures:
        procedures.add_column(sa.Column("cost", sa.String(20)))
        procedures.add_column(
            sa.Column("currency", sa.String(8), nullable=False, server_default="")
        )
        procedures.add_column(sa.Column("needle_set_id", sa.Integer))
        procedures.create_foreign_key(
            op.f("fk_procedures_needle_set_id_needle_sets"),
            "needle_sets",
            ["needle_set_id"],
            ["id"],
            ondelete="SET NULL",
        )
        procedures.create_index(op.f("ix_procedures_needle_set_id"), ["needle_set_id"])
    with op.batch_alter_table("treated_zones") as zones:
        zones.add_column(sa.Column("passes", sa.Integer))
        zones.create_check_constraint(
            op.f("ck_treated_zones_zone_passes_possible"), "passes BETWEEN 1 AND 20"
        )
        zones.add_column(
            sa.Column("reached_endpoint", sa.Boolean, nullable=False, server_default=sa.false())
        )


def _create_plans() -> None:
    op.create_table(
        "screening_answers",
        _id(),
        _owner("person_id", "people"),
        sa.Column("item", ITEM, nullable=False),
        sa.Column("yes", sa.Boolean, nullable=False),
        sa.Column("last_on", sa.Date),
        sa.Column("cleared_by", sa.String(200), nullable=False),
        sa.Column("confirmed_on", sa.Date, nullable=False),
        sa.UniqueConstraint("person_id", "item"),
    )
    op.create_table(
        "planned_sessions",
        _id(),
        _owner("person_id", "people"),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("planned_for", sa.Date, nullable=False),
        sa.Column("device", ENUM_NAME, nullable=False),
        sa.Column("setting", ENUM_NAME, nullable=False),
        _reference("needle_set_id", "needle_sets"),
        sa.Column("numbing_started_at", sa.DateTime),
        sa.Column("walk_started_at", sa.DateTime),
        _reference("procedure_id", "procedures", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "planned_zones",
        _id(),
        _owner("plan_id", "planned_sessions"),
        sa.Column("zone", ENUM_NAME, nullable=False),
        sa.Column("needle_length_mm", sa.Double, nullable=False),
        sa.UniqueConstraint("plan_id", "zone"),
        sa.CheckConstraint("needle_length_mm BETWEEN 0.1 AND 3.5", "needle_length_possible"),
    )
    op.create_table(
        "readiness_ticks",
        _part_of("planned_sessions", "plan_id"),
        sa.Column("item", ITEM, primary_key=True),
        sa.Column("ticked_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "walk_events",
        _part_of("planned_sessions", "plan_id"),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("action", ENUM_NAME, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_table(
        "planned_photos",
        _part_of("planned_sessions", "plan_id"),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("taken_at", sa.DateTime, nullable=False),
    )


def _create_care() -> None:
    op.create_table(
        "care_ticks",
        _part_of("procedures", "procedure_id"),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("item", ITEM, primary_key=True),
    )
    op.create_table(
        "product_uses",
        _id(),
        _owner("person_id", "people"),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("kind", ENUM_NAME, nullable=False),
        sa.Column("used_at", sa.DateTime, nullable=False),
        sa.Column("needled_in", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "zone_notes",
        _id(),
        _owner("person_id", "people"),
        sa.Column("zone", ENUM_NAME, nullable=False),
        sa.Column("mark", ENUM_NAME, nullable=False),
        sa.Column("noted_on", sa.Date, nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sqlite_autoincrement=True,
    )


def _create_goals() -> None:
    op.create_table(
        "person_goals",
        _part_of("people", "person_id"),
        sa.Column("goal", ITEM, primary_key=True),
    )
    op.create_table(
        "goal_grades",
        _id(),
        _owner("person_id", "people"),
        sa.Column("goal", ITEM, nullable=False),
        sa.Column("graded_on", sa.Date, nullable=False),
        sa.Column("grade", sa.Integer, nullable=False),
        sa.UniqueConstraint("person_id", "goal", "graded_on"),
        sqlite_autoincrement=True,
    )


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _owner(name: str, table: str) -> sa.Column[int]:
    owner = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name, sa.Integer, owner, nullable=False, index=True)


def _reference(name: str, table: str, ondelete: str = "SET NULL") -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{table}.id", ondelete=ondelete), index=True)


def _part_of(table: str, name: str) -> sa.Column[int]:
    owner = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name, sa.Integer, owner, primary_key=True)
