"""What a practitioner does about a client on the list; only ever added, never changed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from tracker.domain.clinic.urgency import Urgency
from tracker.errors import InvalidEntry

ANSWER_HOLDS = timedelta(days=3)
"""An answer keeps nobody off the list for longer: no news is no sign that all is well. Chosen: as
long as repeats are joined."""
LONGEST_SNOOZE = timedelta(days=14)
"""Chosen: as long as a recovery is asked about."""
CLOSED_UNTIL = datetime(9999, 1, 1, tzinfo=UTC)
"""Chosen: later than any day of a diary."""
MOST_NOTE, MOST_NAME = 2000, 100
"""Characters of a note and of a name. Chosen: as an answer's on a session."""


class ActKind(Enum):
    """What was done."""

    ANSWER = "answer"
    """Acknowledged, with a note of what was done about it."""
    SNOOZE = "snooze"
    """One sign is put off until a time."""
    CLOSE = "close"
    REOPEN = "reopen"
    ASSIGN = "assign"

    @property
    def places(self) -> bool:
        """Whether it says if the client is on the list."""
        return self is not ActKind.ASSIGN


@dataclass(frozen=True, kw_only=True)
class NewAct:
    """Something done about a client that is not kept yet."""

    person_id: int
    kind: ActKind
    name: str
    """Who did it."""
    at: datetime
    """With its zone."""
    note: str = ""
    """What was done; of an assignment the name of whose it is now."""
    until: datetime | None = None
    """Until when it keeps the client off the list."""
    urgency: Urgency
    """How urgent it was when it was seen."""
    sign: str
    seen: str
    """What was seen, as digests of the standing."""

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InvalidEntry("Please enter your name first: it stands with what you note.")
        if len(self.name) > MOST_NAME or len(self.note) > MOST_NOTE:
            raise InvalidEntry(
                "A note has room for {most} characters, a name for {name}. Please shorten them.",
                most=MOST_NOTE,
                name=MOST_NAME,
            )
        if self.kind in {ActKind.ANSWER, ActKind.CLOSE} and not self.note.strip():
            raise InvalidEntry("Please note what was done: whoever looks next reads it.")
        if self.kind in {ActKind.ANSWER, ActKind.CLOSE} and self.urgency is Urgency.UNJUDGED:
            raise InvalidEntry("Nothing was judged of this client yet, so nothing can be answered.")
        if self.kind is ActKind.SNOOZE:
            self._check_snooze()

    def _check_snooze(self) -> None:
        if self.urgency.is_flag or not self.urgency.is_concern:
            raise InvalidEntry(
                "Only a course that drifts can be put off. Please answer this client instead."
            )
        if self.until is None or not self.at < self.until <= self.at + LONGEST_SNOOZE:
            raise InvalidEntry(
                "A sign can be put off for {days} days at most.", days=LONGEST_SNOOZE.days
            )


@dataclass(frozen=True, kw_only=True)
class Act(NewAct):
    """Something done about a client."""

    id: int
