"""Copies of everything that a person made for themselves."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class CopyMade:
    """An export. It is the person's own: a deletion does not reach it, and names it."""

    made_at: datetime
    """With its time zone."""
    place: str
    """Path of its folder; empty for what the browser downloaded."""
