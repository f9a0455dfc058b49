"""The tables of a clinic: accounts, consents, invitations, and the audit. A laptop's stay empty."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.access.accounts import MOST_IDENTITY, MOST_NAME, Role
from tracker.domain.access.consents import Scope
from tracker.store.columns import Moment, by_name
from tracker.store.tables import NEVER_REUSE_IDS, Base, owned_by

_DIGEST = String(64)
_HELD = text("revoked_at IS NULL")


class AccountRow(Base):
    """Somebody who signs in."""

    __tablename__ = "accounts"
    __table_args__ = (
        Index("uq_accounts_issuer_subject", "issuer", "subject", unique=True),
        Index("uq_accounts_person_id", "person_id", unique=True),
        NEVER_REUSE_IDS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer: Mapped[str] = mapped_column(String(MOST_IDENTITY))
    subject: Mapped[str] = mapped_column(String(MOST_IDENTITY))
    name: Mapped[str] = mapped_column(String(MOST_NAME))
    role: Mapped[Role | None] = mapped_column(by_name(Role))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    signed_out_at: Mapped[datetime | None] = mapped_column(Moment)


class ConsentRow(Base):
    """What a client consented to; only ever added, and revoked."""

    __tablename__ = "consents"
    __table_args__ = (
        CheckConstraint(
            "(scope = 'RESEARCH') = (practitioner_id IS NULL)", name="consent_is_to_somebody"
        ),
        Index(
            "uq_consents_one_held",
            "person_id",
            "practitioner_id",
            unique=True,
            sqlite_where=_HELD,
            postgresql_where=_HELD,
        ),
        NEVER_REUSE_IDS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = owned_by("people.id")
    practitioner_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    scope: Mapped[Scope] = mapped_column(by_name(Scope))
    text: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class InvitationRow(Base):
    """A link that makes a client's account; its secret is kept nowhere."""

    __tablename__ = "invitations"
    __table_args__ = (Index("uq_invitations_digest", "digest", unique=True), NEVER_REUSE_IDS)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = owned_by("people.id")
    digest: Mapped[str] = mapped_column(_DIGEST)
    invited_by: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), index=True
    )
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class AuditEntryRow(Base):
    """One entry of the audit's chain; only ever added."""

    __tablename__ = "audit_entries"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(40))
    act: Mapped[str] = mapped_column(String(60))
    erased: Mapped[str] = mapped_column(Text)
    commitment: Mapped[str] = mapped_column(_DIGEST)
    previous: Mapped[str] = mapped_column(_DIGEST)
    digest: Mapped[str] = mapped_column(_DIGEST)


class AuditDetailRow(Base):
    """What an entry says of people. No foreign key: what goes is named by an erasure."""

    __tablename__ = "audit_details"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    salt: Mapped[str] = mapped_column(_DIGEST)
    person_id: Mapped[int | None] = mapped_column(index=True)
    account_id: Mapped[int | None] = mapped_column(index=True)
    role: Mapped[str] = mapped_column(String(60))
    what: Mapped[str] = mapped_column(Text)


class AuditHeadRow(Base):
    """Where the chain ends; whoever adds an entry holds this row until it is written."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]
    digest: Mapped[str] = mapped_column(_DIGEST)
    seal: Mapped[str] = mapped_column(_DIGEST)


CLINIC_TABLES = frozenset(
    row.__tablename__
    for row in (AccountRow, ConsentRow, InvitationRow, AuditEntryRow, AuditDetailRow, AuditHeadRow)
)
"""Tables that belong to a clinic, not to a person's diary: no export holds them."""
