"""0.5.0: on a server, a second wall: rows of people whom a viewer may not see are not there.

It stands while a transaction says for whom it is (`fifthday.viewer`), and asks accounts and
consents itself. A file knows no such wall; there the guard stands alone.
"""

from collections.abc import Iterator

from alembic import op

revision = "0.5.0_wall"
down_revision = "0.5.0_photo_grades"
branch_labels = None
depends_on = None

# As queries of their own, both are asked once in a statement, not for each of ten thousand rows.
_VIEWER = "(SELECT nullif(current_setting('fifthday.viewer', true), '')::integer)"
_NOBODY_ASKS = f"{_VIEWER} IS NULL"
_SEEN = f"""
CREATE VIEW fifthday_seen AS
  SELECT person_id FROM accounts
  WHERE id = {_VIEWER} AND role IS NOT NULL AND person_id IS NOT NULL
UNION ALL
  SELECT consents.person_id FROM consents JOIN accounts ON accounts.id = practitioner_id
  WHERE practitioner_id = {_VIEWER} AND role = 'PRACTITIONER'
    AND revoked_at IS NULL AND scope IN ('LOOK', 'RECORD')
"""
_OF_A_PERSON = (
    "assessments", "diary_entries", "drafts", "goal_grades", "needle_sets", "ordinary_levels",
    "person_goals", "photos", "planned_sessions", "procedures", "product_uses",
    "screening_answers", "standings", "triage_acts", "zone_notes",
)  # fmt: skip
_OF_A_PART = {
    ("diary_entries", "entry_id"): (
        "area_flags", "area_ratings", "outcomes", "ratings", "red_flags", "sign_answers",
        "special_events",
    ),
    ("procedures", "procedure_id"): ("care_ticks", "practitioner_answers", "treated_zones"),
    ("photos", "photo_id"): (
        "common_spots", "earlier_measurements", "measurements", "photo_grades",
    ),
    ("planned_sessions", "plan_id"): (
        "planned_photos", "planned_zones", "readiness_ticks", "walk_events",
    ),
}  # fmt: skip


def upgrade() -> None:
    """Build the wall, where there is a server."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(_SEEN)
    for table, condition in _walls():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")  # the app owns its tables
        op.execute(f"CREATE POLICY seen ON {table} USING ({condition})")


def _walls() -> Iterator[tuple[str, str]]:
    """Yield each table with what tells whether a row of it is there."""
    for table in _OF_A_PERSON:
        is_seen = f"EXISTS (SELECT FROM fifthday_seen AS s WHERE s.person_id = {table}.person_id)"
        yield table, f"{_NOBODY_ASKS} OR {is_seen}"
    for (whole, column), tables in _OF_A_PART.items():
        for table in tables:
            # The row that it belongs to stands behind its own wall.
            belongs = f"EXISTS (SELECT FROM {whole} AS whole WHERE whole.id = {table}.{column})"
            yield table, f"{_NOBODY_ASKS} OR {belongs}"
