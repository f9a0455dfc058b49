"""What a person wants a report to say."""

from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.records.kept import Zone
from tracker.errors import InvalidEntry
from tracker.locale import ENGLISH

MOST_PHOTOS = 6
"""Pairs of photos that fit on the second page (chosen: three rows of two)."""
MOST_QUESTIONS = 600
"""Characters of the person's own questions that fit on the first page (chosen)."""


class Section(StrEnum):
    """What can be left out. The situation and the limits of the numbers are always there."""

    SESSION = "session"
    COURSE = "course"
    SIGNS = "signs"
    VERDICTS = "verdicts"
    NUMBERS = "numbers"
    NOTES = "notes"
    """The person's own notes; left out unless wanted."""


class Paper(StrEnum):
    """The size of a page; the value is its name in Typst."""

    A4 = "a4"
    LETTER = "us-letter"


@dataclass(frozen=True, kw_only=True)
class ReportChoices:
    """What a person chose."""

    language: str = ENGLISH
    paper: Paper = Paper.A4
    sections: frozenset[Section] = frozenset(Section) - {Section.NOTES}
    photo_ids: tuple[int, ...] = ()
    """Photos that are shown; none unless chosen, for a photo is a face."""
    zone: Zone | None = None
    """The only part of a face that photos show; None for all of it."""
    questions: str = ""
    """What the person wants to ask."""
    shows_name: bool = True

    def __post_init__(self) -> None:
        if len(self.photo_ids) > MOST_PHOTOS:
            raise InvalidEntry(
                "A report has room for {most} photos. Please choose fewer.", most=MOST_PHOTOS
            )
        if len(self.questions) > MOST_QUESTIONS:
            raise InvalidEntry(
                "Your questions have room for {most} characters. Please shorten them.",
                most=MOST_QUESTIONS,
            )
