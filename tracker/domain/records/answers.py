"""What a practitioner answered after reading a report or seeing the skin."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from tracker.errors import InvalidEntry

MOST_ANSWER, MOST_NAME = 2000, 100
"""Characters of an answer and of a name. Chosen: more than anybody writes by hand on a page."""


class RednessGrade(IntEnum):
    """Redness as a clinician sees it (Clinician's Erythema Assessment).

    References
    ----------
    Tan, Liu, Leyden, Leoni 2014, J Am Acad Dermatol 71:760.
    """

    CLEAR = 0
    ALMOST_CLEAR = 1
    MILD = 2
    MODERATE = 3
    SEVERE = 4


@dataclass(frozen=True, kw_only=True)
class NewAnswer:
    """A practitioner's answer on one session, as the person enters it."""

    procedure_id: int
    answered_on: date
    text: str = ""
    grade: RednessGrade | None = None
    """None where no grade was given."""
    name: str = ""
    """Who answered; empty where that is not kept."""

    def __post_init__(self) -> None:
        if not self.text.strip() and self.grade is None:
            raise InvalidEntry("Please enter what was answered, or the grade that was given.")
        if len(self.text) > MOST_ANSWER or len(self.name) > MOST_NAME:
            raise InvalidEntry(
                "An answer has room for {most} characters, a name for {name}. Please shorten them.",
                most=MOST_ANSWER,
                name=MOST_NAME,
            )


@dataclass(frozen=True, kw_only=True)
class Answer(NewAnswer):
    """An answer that is kept."""

    id: int


@dataclass(frozen=True, kw_only=True)
class PhotoGrade:
    """The redness that a practitioner saw in a photo."""

    photo_id: int
    grade: RednessGrade
    name: str = ""
    """Who graded it, one grade each; empty where that is not kept."""

    def __post_init__(self) -> None:
        if len(self.name) > MOST_NAME:
            raise InvalidEntry(
                "A name has room for {most} characters. Please shorten it.", most=MOST_NAME
            )
