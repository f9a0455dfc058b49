"""Accounts: who signs in, in what role, and which person they are."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from tracker.errors import InvalidEntry

MOST_NAME = 100
"""Letters of a name. Chosen: as many as a person's."""
MOST_IDENTITY = 255
"""Letters of an issuer or a subject. Source: OpenID Connect Core 1.0, section 2, for subjects."""


class Role(Enum):
    """What somebody is in the clinic. One's own record is seen in every role."""

    CLIENT = "client"
    """Sees the own record, and nothing else."""
    PRACTITIONER = "practitioner"
    """Sees the records of clients who have consented, as long as they do."""
    ADMINISTRATOR = "administrator"
    """Manages accounts; sees no record without consent."""
    RESEARCHER = "researcher"
    """Gets the pseudonymous export, and nothing else."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who somebody is to the provider that signs them in."""

    issuer: str
    subject: str

    def __post_init__(self) -> None:
        if not all(0 < len(one) <= MOST_IDENTITY for one in (self.issuer, self.subject)):
            raise InvalidEntry("An account needs the issuer and the subject that sign it in.")


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """An account that is not kept yet."""

    identity: Identity = field(repr=False)
    name: str
    role: Role | None
    """None: it may do nothing any more."""
    person_id: int | None = None
    """The person whom the account is, where their own recoveries are followed."""

    def __post_init__(self) -> None:
        if not 0 < len(self.name.strip()) <= MOST_NAME:
            raise InvalidEntry(
                "Please give the account a name of at most {most} letters.", most=MOST_NAME
            )


@dataclass(frozen=True, kw_only=True)
class Account(NewAccount):
    """An account as it is kept."""

    id: int
    signed_out_at: datetime | None = None
    """What was signed in at or before this moment is signed in no more."""


@dataclass(frozen=True)
class Viewer:
    """Who asks, in what role. What they may is asked anew in every transaction."""

    account_id: int
    role: Role
