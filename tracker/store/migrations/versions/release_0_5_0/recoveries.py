"""Recoveries side by side: whom and what an entry is about, its moment, drafts, and days that end
at night.

What rows from before did not say is decided here, once, and kept:

- Times without a zone become times of this computer's zone, as it was on that date.
- A session and a photo belong to the calendar day on which they were dated, as they did before.
- An entry is about the areas whose recovery was under way on its day, or about those of the latest
  session if there was none. It was entered when its first verdict was given, if there is one.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0.5.0_recoveries"
down_revision = "0.5.0_warning"
branch_labels = None
depends_on = None

ENUM_NAME = sa.String(60)
MOMENT = sa.String(40)
UNDER_WAY = timedelta(days=14)
BODY = ("NECK", "SCALP", "BACK", "LEGS", "OTHER")
AGAIN = {"sqlite_autoincrement": True}  # rebuilding forgets it unless it is said again


class Session(NamedTuple):
    """A session as far as its recovery goes."""

    started_at: datetime
    day: date
    zones: frozenset[str]



def upgrade() -> None:
    """Bring the schema to 0.5.0, as far as recoveries go."""
    _extend_people()
    _date("procedures", "started_at")
    _date("photos", "taken_at")
    _extend_entries()
    _extend_verdicts()
    _create_tables()
    _say_what_entries_are_about()


def _extend_people() -> None:
    op.add_column(
        "people", sa.Column("day_ends_hour", sa.Integer, nullable=False, server_default="4")
    )
    op.add_column("people", sa.Column("followed_at", sa.DateTime))


def _date(table: str, time: str) -> None:
    op.add_column(table, sa.Column("diary_day", sa.Date))
    op.add_column(table, sa.Column("utc_offset_min", sa.Integer))
    for id_, wall in _rows(f"SELECT id, {time} FROM {table}"):
        offset = _here(wall).utcoffset() or timedelta()
        op.get_bind().execute(
            sa.text(f"UPDATE {table} SET diary_day = :day, utc_offset_min = :offset WHERE id = :id"),
            {"day": wall[:10], "offset": offset // timedelta(minutes=1), "id": id_},
        )
    with op.batch_alter_table(table, table_kwargs=AGAIN) as rebuilt:
        rebuilt.alter_column("diary_day", existing_type=sa.Date, nullable=False)


def _extend_entries() -> None:
    with op.batch_alter_table("diary_entries", table_kwargs=AGAIN) as entries:
        entries.drop_constraint("uq_diary_entries_person_id_day", type_="unique")
        entries.add_column(sa.Column("areas", sa.JSON, nullable=False, server_default="[]"))
        entries.add_column(sa.Column("recorded_at", MOMENT))
        entries.add_column(sa.Column("version", sa.Integer, nullable=False, server_default="1"))
        entries.create_index("ix_diary_entries_person_id_day", ["person_id", "day"])


def _extend_verdicts() -> None:
    with op.batch_alter_table("assessments") as verdicts:
        verdicts.alter_column("assessed_at", existing_type=sa.DateTime, type_=MOMENT)
        verdicts.add_column(sa.Column("basis", sa.String(64), nullable=False, server_default=""))
    for id_, wall in _rows("SELECT id, assessed_at FROM assessments"):
        op.get_bind().execute(
            sa.text("UPDATE assessments SET assessed_at = :at WHERE id = :id"),
            {"at": _here(wall).isoformat(), "id": id_},
        )


def _create_tables() -> None:
    _create_areas()
    _create_drafts()
    op.create_table(
        "store_state",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    op.execute("INSERT INTO store_state (id, revision) VALUES (1, 0)")


def _create_areas() -> None:
    op.create_table(
        "area_ratings",
        _part_of("diary_entries", "entry_id"),
        sa.Column("area", ENUM_NAME, primary_key=True),
        sa.Column("symptom", ENUM_NAME, primary_key=True),
        sa.Column("rating", sa.Integer, nullable=False),
        sa.CheckConstraint("rating BETWEEN 0 AND 10", "rating_on_scale"),
    )
    op.create_table(
        "area_flags",
        _part_of("diary_entries", "entry_id"),
        sa.Column("area", ENUM_NAME, primary_key=True),
        sa.Column("flag", ENUM_NAME, primary_key=True),
    )


def _create_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer, primary_key=True),
        _owner("person_id", "people"),
        sa.Column(
            "procedure_id", sa.Integer, sa.ForeignKey("procedures.id", ondelete="CASCADE"),
            index=True,
        ),
        sa.Column("form", sa.String(80), nullable=False),
        sa.Column("field", sa.String(120), nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("kept_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("person_id", "form", "field"),
    )


def _say_what_entries_are_about() -> None:
    sessions = _sessions()
    entered = dict(
        ((person, day), at)
        for person, day, at in _rows(
            "SELECT person_id, diary_day, assessed_at FROM assessments ORDER BY id DESC"
        )
    )
    for id_, person, day in _rows("SELECT id, person_id, day FROM diary_entries"):
        areas = sorted(_under_way(sessions[person], date.fromisoformat(day)))
        op.get_bind().execute(
            sa.text("UPDATE diary_entries SET areas = :areas, recorded_at = :at WHERE id = :id"),
            {"areas": json.dumps(areas), "at": entered.get((person, day)), "id": id_},
        )


def _sessions() -> Mapping[int, list[Session]]:
    zones: dict[int, set[str]] = defaultdict(set)
    for procedure, zone in _rows("SELECT procedure_id, zone FROM treated_zones"):
        zones[procedure].add(zone)
    sessions: dict[int, list[Session]] = defaultdict(list)
    for id_, person, wall, day in _rows(
        "SELECT id, person_id, started_at, diary_day FROM procedures ORDER BY started_at, id"
    ):
        started_at = datetime.fromisoformat(wall)
        session = Session(started_at, date.fromisoformat(day), frozenset(zones[id_]))
        sessions[person].append(session)
    return sessions


def _under_way(sessions: Sequence[Session], day: date) -> set[str]:
    """Return the areas whose recovery was under way on a day, else those of the latest session."""
    begun = [session for session in sessions if session.day <= day]
    recent = [session for session in begun if day - session.day <= UNDER_WAY]
    return {
        _area(zone) for session in recent or begun[-1:] or sessions[:1] for zone in session.zones
    }


def _area(zone: str) -> str:
    return zone if zone in BODY else "FACE"


def _here(wall: str) -> datetime:
    return datetime.fromisoformat(wall).astimezone()


def _rows(query: str) -> Sequence[Any]:
    return op.get_bind().execute(sa.text(query)).all()


def _owner(name: str, table: str) -> sa.Column[int]:
    owner = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name, sa.Integer, owner, nullable=False, index=True)


def _part_of(table: str, name: str) -> sa.Column[int]:
    owner = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name, sa.Integer, owner, primary_key=True)
