"""Invitations: a link for one client, good once, until it expires."""

from datetime import datetime

from tracker import clock
from tracker.domain.access.invitations import (
    VALID_FOR,
    Invitation,
    NewInvitation,
    new_token,
    token_digest,
)
from tracker.domain.records.kept import NewPerson
from tracker.locale import ENGLISH
from tracker.store.repository import Store

PARAMETER = "invitation"
"""What the secret is called in a link."""


def invite(store: Store, name: str, account_id: int | None, language: str = ENGLISH) -> str:
    """Add a client with an empty record, and return the secret of the link that is theirs.

    The secret is told here alone; what is kept of it opens nothing.
    """
    token, now = new_token(), clock.now()
    with store.writing() as records:
        client = NewPerson(name=name.strip(), is_demo=False, language=language)
        records.access.invite(client, _invitation(token, account_id, now))
    return token


def list_invitations(store: Store, account_id: int) -> tuple[Invitation, ...]:
    """Return whom an account invited, the latest first."""
    with store.reading() as records:
        return records.access.list_invitations(account_id)


def _invitation(token: str, account_id: int | None, now: datetime) -> NewInvitation:
    return NewInvitation(
        digest=token_digest(token),
        invited_by=account_id,
        made_at=now,
        expires_at=now + VALID_FOR,
    )
