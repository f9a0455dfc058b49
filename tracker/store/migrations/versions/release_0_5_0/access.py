"""A clinic's accounts, consents, invitations and audit."""

import sqlalchemy as sa
from alembic import op

revision = "0.5.0_access"
down_revision = "0.5.0_too_high"
branch_labels = None
depends_on = None

_HELD = sa.text("revoked_at IS NULL")


def upgrade() -> None:
    """Bring the schema to 0.5.0, as far as clinics go."""
    _accounts()
    _consents()
    _invitations()
    _audit()


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("issuer", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("role", sa.String(60)),
        sa.Column("person_id", sa.Integer),
        sa.Column("signed_out_at", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_accounts_person_id_people", ondelete="SET NULL"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_accounts_issuer_subject", "accounts", ["issuer", "subject"], unique=True)
    op.create_index("uq_accounts_person_id", "accounts", ["person_id"], unique=True)


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("practitioner_id", sa.Integer),
        sa.Column("scope", sa.String(60), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("given_at", sa.DateTime, nullable=False),
        sa.Column("revoked_at", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_consents_person_id_people", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["accounts.id"],
            name="fk_consents_practitioner_id_accounts",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "(scope = 'RESEARCH') = (practitioner_id IS NULL)", name="consent_is_to_somebody"
        ),
        sqlite_autoincrement=True,
    )
    _index_consents()


def _index_consents() -> None:
    op.create_index("ix_consents_person_id", "consents", ["person_id"])
    op.create_index("ix_consents_practitioner_id", "consents", ["practitioner_id"])
    op.create_index(
        "uq_consents_one_held",
        "consents",
        ["person_id", "practitioner_id"],
        unique=True,
        sqlite_where=_HELD,
        postgresql_where=_HELD,
    )


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("invited_by", sa.Integer),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.Column("used_at", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_invitations_person_id_people", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"],
            ["accounts.id"],
            name="fk_invitations_invited_by_accounts",
            ondelete="SET NULL",
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_invitations_person_id", "invitations", ["person_id"])
    op.create_index("ix_invitations_invited_by", "invitations", ["invited_by"])
    op.create_index("uq_invitations_digest", "invitations", ["digest"], unique=True)


def _audit() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("act", sa.String(60), nullable=False),
        sa.Column("erased", sa.Text, nullable=False),
        *(
            sa.Column(name, sa.String(64), nullable=False)
            for name in ("commitment", "previous", "digest")
        ),
        sa.PrimaryKeyConstraint("number", name="pk_audit_entries"),
    )
    _audit_details()
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )


def _audit_details() -> None:
    op.create_table(
        "audit_details",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("salt", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Integer),
        sa.Column("account_id", sa.Integer),
        sa.Column("role", sa.String(60), nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit_details"),
    )
    op.create_index("ix_audit_details_person_id", "audit_details", ["person_id"])
    op.create_index("ix_audit_details_account_id", "audit_details", ["account_id"])
