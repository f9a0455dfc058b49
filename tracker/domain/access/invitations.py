"""A client's invitation: a link that makes one account, once, until it expires."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

VALID_FOR = timedelta(days=7)
"""Chosen: a week for a letter or a message to be read."""
_TOKEN_BYTES = 32
"""Chosen: 256 bits, which nobody guesses."""


def new_token() -> str:
    """Return the secret of a new link."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_digest(token: str) -> str:
    """Return what is kept of a link's secret, which does not give it back."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class NewInvitation:
    """An invitation that is not kept yet."""

    digest: str = field(repr=False)
    invited_by: int | None
    """The account that invited; None for whoever runs the server."""
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class Invitation(NewInvitation):
    """An invitation as it is kept."""

    id: int
    person_id: int
    """Who is invited: the link is good for this person alone."""
    used_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Tell whether the link can still be used."""
        return self.used_at is None and now < self.expires_at
