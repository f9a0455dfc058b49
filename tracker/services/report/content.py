"""What a report holds, in the reader's language; both forms are written from it alone."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_TEXT = 240
"""Characters of one of the person's texts that a report holds (chosen: three lines)."""
ABSENT = "–"


@dataclass(frozen=True)
class Fact:
    """A name and what is so named."""

    name: str
    said: str


@dataclass(frozen=True)
class Block:
    """A heading with what stands below it, in this order."""

    title: str
    facts: Sequence[Fact] = ()
    texts: Sequence[str] = ()


@dataclass(frozen=True)
class Drawing:
    """A picture made of lines."""

    svg: str
    description: str
    """What a screen reader says."""


@dataclass(frozen=True)
class Photograph:
    """A photo, or two beside each other, with the value that belongs to it."""

    jpeg: bytes
    description: str
    caption: str


@dataclass(frozen=True)
class Table:
    """Numbers in rows; the first cell of a row is its name."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Content:
    """The whole report in a doctor's order (SBAR), then photos and numbers."""

    language: str
    title: str
    subtitle: str
    not_a_device: str
    situation: Block
    background: Block | None
    face: Drawing | None
    """The treated zones with their needle lengths."""
    assessment: Block
    course: Drawing | None
    request: Block
    photos_title: str
    photos: Sequence[Photograph]
    photos_note: str
    """How the map of redness is read."""
    signs: Block | None
    verdicts: Block | None
    numbers: Table | None
    notes: Block | None
    limits: Block
    answers: Block | None
    """What a practitioner answered already."""
    reply: Block
    """Lines for the practitioner's own answer."""


def shortened(text: str) -> str:
    """Return a text in one line that a page has room for, and says where it was cut."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_TEXT else f"{line[:MOST_TEXT].rstrip()} […]"
