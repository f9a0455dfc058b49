"""${message}."""

import sqlalchemy as sa
from alembic import op

# The revision is the name of the release that brings it.
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Bring the schema to ${up_revision}."""
    ${upgrades if upgrades else "pass"}
