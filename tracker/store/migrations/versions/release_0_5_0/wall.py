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

_NOBODY_ASKS = "nullif(current_setting('fifthday.viewer', true), '') IS NULL"
_SEES = f"""
CREATE FUNCTION fifthday_sees(person integer) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT {_NOBODY_ASKS} OR EXISTS (
    SELECT FROM accounts
    WHERE accounts.id = nullif(current_setting('fifthday.viewer', true), '')::integer
      AND role IS NOT NULL
      AND (accounts.person_id = person OR role = 'PRACTITIONER' AND EXISTS (
        SELECT FROM consents
        WHERE practitioner_id = accounts.id AND consents.person_id = person
          AND revoked_at IS NULL AND scope IN ('LOOK', 'RECORD'))))
$$
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
    op.execute(_SEES)
    for table, condition in _walls():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")  # the app owns its tables
        op.execute(f"CREATE POLICY seen ON {table} USING ({condition})")


def _walls() -> Iterator[tuple[str, str]]:
    """Yield each table with what tells whether a row of it is there."""
    for table in _OF_A_PERSON:
        yield table, "fifthday_sees(person_id)"
    for (whole, column), tables in _OF_A_PART.items():
        for table in tables:
            # The row that it belongs to stands behind its own wall.
            belongs = f"EXISTS (SELECT FROM {whole} AS whole WHERE whole.id = {table}.{column})"
            yield table, f"{_NOBODY_ASKS} OR {belongs}"
