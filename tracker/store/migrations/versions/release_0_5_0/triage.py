"""How every client stands by the rules of now, and what was done about it."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

# A part of a release that is not out yet: its name, and what it is about.
revision = "0.5.0_triage"
down_revision = "0.5.0_access"
branch_labels = None
depends_on = None

_DIGEST, _NAME = sa.String(64), sa.String(100)
def upgrade() -> None:
    """Bring the schema to 0.5.0, as far as the list of clients goes."""
    _standings()
    _acts()
    _nothing_judged()


def _standings() -> None:
    op.create_table(
        "standings",
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("procedure_id", sa.Integer),
        sa.Column("urgency", sa.Integer, nullable=False),
        sa.Column("started_on", sa.Date),
        sa.Column("heard_on", sa.Date),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("others", sa.Integer, nullable=False),
        sa.Column("sign", _DIGEST, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("spark", sa.JSON, nullable=False),
        sa.Column("seen", _DIGEST, nullable=False),
        sa.Column("method", _DIGEST, nullable=False),
        sa.Column("since", sa.DateTime, nullable=False),
        sa.Column("raised_at", sa.DateTime, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("rest", sa.String(60)),
        sa.Column("due_at", sa.DateTime, nullable=False),
        sa.Column("assigned_to", _NAME, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_standings"),
        _key("standings", "person_id", "people", "CASCADE"),
        _key("standings", "procedure_id", "procedures", "SET NULL"),
    )
    _index_standings()


def _index_standings() -> None:
    listed = ["urgency", "since", "person_id", "due_at", "ends_on"]
    op.create_index("ix_standings_list", "standings", listed)
    op.create_index("ix_standings_rest", "standings", ["rest", "due_at", "person_id"])
    op.create_index("ix_standings_method", "standings", ["method"])
    op.create_index("ix_standings_procedure_id", "standings", ["procedure_id"])


def _acts() -> None:
    op.create_table(
        "triage_acts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("name", _NAME, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("until", sa.DateTime),
        sa.Column("urgency", sa.Integer, nullable=False),
        sa.Column("sign", _DIGEST, nullable=False),
        sa.Column("seen", _DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_triage_acts"),
        _key("triage_acts", "person_id", "people", "CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_triage_acts_person_id", "triage_acts", ["person_id"])


def _key(table: str, column: str, owner: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{owner}"
    return sa.ForeignKeyConstraint([column], [f"{owner}.id"], name=name, ondelete=ondelete)


def _nothing_judged() -> None:
    """Give everybody a row: nobody who was there before is missing from the list."""
    long_ago, never = datetime(1970, 1, 1), date(9999, 12, 31)
    values: dict[str, sa.ColumnElement[Any]] = {
        "urgency": sa.literal(0),
        "ends_on": sa.literal(never, sa.Date),
        "spark": sa.literal([], sa.JSON),
        **dict.fromkeys(("others", "times"), sa.literal(0)),
        **dict.fromkeys(("sign", "reason", "seen", "method", "assigned_to"), sa.literal("")),
        **dict.fromkeys(("since", "raised_at", "due_at"), sa.literal(long_ago, sa.DateTime)),
        "version": sa.literal(1),
    }
    names = ["person_id", *values]
    standings = sa.table("standings", *map(sa.column, names))
    people = sa.table("people", sa.column("id"))
    everybody = sa.select(people.c.id, *values.values())
    op.execute(standings.insert().from_select(names, everybody))
