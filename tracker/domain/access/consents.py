"""A client's consent: to whom, to what, in which words, from when until when."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from tracker.errors import InvalidEntry


class Scope(Enum):
    """What a consent allows."""

    LOOK = "look"
    """A practitioner sees the record and its photos."""
    RECORD = "record"
    """A practitioner sees them, and adds to them and corrects them."""
    RESEARCH = "research"
    """The recoveries are in the pseudonymous export."""


@dataclass(frozen=True, kw_only=True)
class NewConsent:
    """A consent that is not kept yet."""

    person_id: int
    practitioner_id: int | None
    """The practitioner's account; None for research."""
    scope: Scope
    text: str
    """The words that the client agreed to, as they read them."""
    given_at: datetime

    def __post_init__(self) -> None:
        if (self.scope is Scope.RESEARCH) != (self.practitioner_id is None):
            raise InvalidEntry("A consent names a practitioner, or is for research.")
        if not self.text.strip():
            raise InvalidEntry("A consent needs the words that are agreed to.")


@dataclass(frozen=True, kw_only=True)
class Consent(NewConsent):
    """A consent as it is kept: its words and its date never change."""

    id: int
    revoked_at: datetime | None = None

    @property
    def holds(self) -> bool:
        """Whether it was not revoked."""
        return self.revoked_at is None
