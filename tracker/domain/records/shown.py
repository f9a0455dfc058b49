"""What verdicts read of photos, and what was said to a person."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from analysis import Zone
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.status import Status


class Change(NamedTuple):
    """A measured value as far as verdicts read it."""

    photo_id: int
    zone: Zone
    measure: str
    value: float
    mdc95: float | None
    too_high: float | None = None


@dataclass(frozen=True, kw_only=True)
class NewShownVerdict:
    """What a person was told when a diary entry was saved; nothing changes it afterwards."""

    person_id: int
    procedure_id: int
    diary_day: date
    day: int
    """Days since the session."""
    status: Status
    pattern: Pattern
    reason: str
    reference_version: str
    """Version of the expected course that it was made with."""
    assessed_at: datetime
    """With its zone."""
    basis: str = ""
    """What was known when it was given, as a digest; empty where that was not kept."""
    method: str = ""
    """The rules that gave it, as a digest; empty where that was not kept."""
    wording: str = ""
    """All that was said, as JSON that can be read in any language; empty where it was not kept."""


@dataclass(frozen=True, kw_only=True)
class ShownVerdict(NewShownVerdict):
    """A verdict that is kept."""

    id: int
