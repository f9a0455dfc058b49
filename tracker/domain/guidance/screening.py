"""Fit to be needled? Answers block a session, ask for a clinician first, or start a count-down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources.abc import Traversable

from tracker.domain.guidance.rows import Row, read_table
from tracker.errors import InvalidEntry
from tracker.reference import reference_file

MAX_CLINICIAN = 200
"""Chosen: longer than a name with its practice."""


class ScreeningClass(StrEnum):
    """What a yes leads to."""

    BLOCK = "block"
    CLINICIAN = "clinician"
    WAIT = "wait"


class ScreeningTheme(StrEnum):
    """What questions that are asked together are about; those that stop a session come first."""

    SKIN_TODAY = "skin_today"
    AREA = "area"
    HEALTH = "health"
    ILLNESS = "illness"
    SKIN_HISTORY = "skin_history"
    SUN_AND_PRODUCTS = "sun_and_products"
    TREATMENTS = "treatments"


class Asked(StrEnum):
    """How often a question is asked."""

    EACH_TIME = "each_time"
    REMEMBERED = "remembered"
    """It rarely changes: the last answer is shown and confirmed."""


class ScreeningVerdict(StrEnum):
    """What the answers together lead to; the first that applies."""

    BLOCKED = "blocked"
    CLINICIAN_FIRST = "clinician_first"
    WAIT = "wait"
    UNANSWERED = "unanswered"
    NOTHING_FOUND = "nothing_found"
    """No answer speaks against a session, which is less than "it is safe"."""


@dataclass(frozen=True, kw_only=True)
class ScreeningItem(Row):
    """One question. `wait_days` and `date_question` belong to count-downs only."""

    theme: ScreeningTheme
    leads_to: ScreeningClass
    asked: Asked
    question: str
    reason: str
    date_question: str = ""
    wait_days: int = 0
    holds_while_yes: bool = False
    """Whether a yes on the day itself waits even when the days are over (a tan that stays)."""
    medicine: bool = False
    """Whether a prescribed medicine may be behind it, which nobody here tells a person to stop."""

    def __post_init__(self) -> None:
        is_wait = self.leads_to is ScreeningClass.WAIT
        if is_wait != (self.wait_days > 0) or is_wait != bool(self.date_question):
            raise ValueError(
                "'wait_days' and 'date_question' belong to the class wait, and only there"
            )


@dataclass(frozen=True, kw_only=True)
class ScreeningAnswer:
    """What a person answered.

    `last_on` is the day that the date question asks for, None while it goes on or is not known.
    `cleared_by` names the clinician who said yes to a session; it counts for the class clinician.
    `confirmed_on` is the day on which it was given or last confirmed, None until stored.
    """

    yes: bool
    last_on: date | None = None
    cleared_by: str = ""
    confirmed_on: date | None = None

    def __post_init__(self) -> None:
        if len(self.cleared_by) > MAX_CLINICIAN:
            raise InvalidEntry(
                "That is longer than {most} characters. Please enter a name and a day.",
                most=MAX_CLINICIAN,
            )


@dataclass(frozen=True, kw_only=True)
class CountDown:
    """An item to wait for, and the first day after it; None while that cannot be counted."""

    item: ScreeningItem
    until: date | None


@dataclass(frozen=True, kw_only=True)
class ScreeningResult:
    """What the answers of one day lead to, each group in the order of the questions."""

    blocks: tuple[ScreeningItem, ...]
    clinician_first: tuple[ScreeningItem, ...]
    cleared: tuple[tuple[ScreeningItem, str], ...]
    """Items that a clinician has cleared, with who it was."""
    waits: tuple[CountDown, ...]
    unanswered: tuple[ScreeningItem, ...]

    @property
    def verdict(self) -> ScreeningVerdict:
        """The most serious of what was found."""
        found = {
            ScreeningVerdict.BLOCKED: self.blocks,
            ScreeningVerdict.CLINICIAN_FIRST: self.clinician_first,
            ScreeningVerdict.WAIT: self.waits,
            ScreeningVerdict.UNANSWERED: self.unanswered,
        }
        return next(
            (name for name, items in found.items() if items), ScreeningVerdict.NOTHING_FOUND
        )

    @property
    def may_go_on(self) -> bool:
        """Whether everything was answered and nothing speaks against a session."""
        return self.verdict is ScreeningVerdict.NOTHING_FOUND

    @property
    def earliest(self) -> date | None:
        """The first day on which every count-down is over; None if one cannot be counted."""
        days = [wait.until for wait in self.waits]
        known = [day for day in days if day is not None]
        return max(known) if known and len(known) == len(days) else None


@cache
def shipped_screening() -> Mapping[str, ScreeningItem]:
    """Return every screening item by its id, in the order in which they are asked."""
    return read_screening(reference_file("screening.toml"))


def read_screening(file: Traversable) -> Mapping[str, ScreeningItem]:
    """Read and check the screening items.

    Raises
    ------
    InvalidReference
        If an item cannot be used, for instance a count-down without its days.
    """
    return read_table(file, ScreeningItem)


def assess_screening(
    answers: Mapping[str, ScreeningAnswer],
    on_date: date,
    items: Mapping[str, ScreeningItem] | None = None,
) -> ScreeningResult:
    """Say what the answers lead to on the day of a planned session.

    Parameters
    ----------
    answers : mapping
        Answers by item id; an item without one counts as unanswered.
    on_date : date
        The day that the session is planned for.
    items : mapping, optional
        The questions; those that ship with the package by default.
    """
    items = shipped_screening() if items is None else items
    said_yes = [
        (item, answers[id]) for id, item in items.items() if id in answers and answers[id].yes
    ]
    gated = [(item, said) for item, said in said_yes if item.leads_to is ScreeningClass.CLINICIAN]
    return ScreeningResult(
        blocks=tuple(item for item, _ in said_yes if item.leads_to is ScreeningClass.BLOCK),
        clinician_first=tuple(item for item, said in gated if not said.cleared_by.strip()),
        cleared=tuple((item, said.cleared_by) for item, said in gated if said.cleared_by.strip()),
        waits=tuple(
            CountDown(item=item, until=until if until and until > on_date else None)
            for item, said in said_yes
            if item.leads_to is ScreeningClass.WAIT
            and (
                (until := _wait_until(item, said)) is None
                or until > on_date
                or item.holds_while_yes
            )
        ),
        unanswered=tuple(item for id, item in items.items() if id not in answers),
    )


def answers_to_confirm(
    earlier: Mapping[str, ScreeningAnswer], items: Mapping[str, ScreeningItem] | None = None
) -> Mapping[str, ScreeningAnswer]:
    """Return the earlier answers that rarely change and need only be confirmed."""
    items = shipped_screening() if items is None else items
    return {
        id: answer
        for id, answer in earlier.items()
        if id in items and items[id].asked is Asked.REMEMBERED
    }


def given_on(answers: Mapping[str, ScreeningAnswer], day: date) -> Mapping[str, ScreeningAnswer]:
    """Return the answers that were given or confirmed on a day: skin and health change."""
    return {id: answer for id, answer in answers.items() if answer.confirmed_on == day}


def _wait_until(item: ScreeningItem, said: ScreeningAnswer) -> date | None:
    return said.last_on + timedelta(days=item.wait_days) if said.last_on else None
