"""Short pages to learn from: every claim with its source, and the article's myths corrected."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources.abc import Traversable

from tracker.domain.guidance.rows import Row, read_table
from tracker.errors import InvalidReference
from tracker.reference import reference_file


class LearnPage(StrEnum):
    """A page, in the order in which they are offered."""

    WHAT_IT_IS = "what_it_is"
    DOES_IT_WORK = "does_it_work"
    HOME_OR_PROFESSIONAL = "home_or_professional"
    WHO_SHOULD_NOT = "who_should_not"
    WHAT_IS_NORMAL = "what_is_normal"
    WHAT_IS_NOT = "what_is_not"
    MYTHS = "myths"


@dataclass(frozen=True, kw_only=True)
class Claim(Row):
    """One claim. `myth` is what it corrects, empty where it corrects nothing."""

    page: LearnPage
    claim: str
    myth: str = ""


@cache
def shipped_claims() -> Mapping[str, Claim]:
    """Return every claim by its id."""
    return read_claims(reference_file("learn.toml"))


def read_claims(file: Traversable) -> Mapping[str, Claim]:
    """Read and check the claims.

    Raises
    ------
    InvalidReference
        If a page has no claim.
    """
    claims = read_table(file, Claim)
    if empty := set(LearnPage) - {claim.page for claim in claims.values()}:
        raise InvalidReference(f"{file.name} must have a claim for the page {min(empty)}.")
    return claims


def claims_on(page: LearnPage) -> tuple[Claim, ...]:
    """Return the claims of a page, in order."""
    return tuple(claim for claim in shipped_claims().values() if claim.page is page)


def myths() -> tuple[Claim, ...]:
    """Return every claim that corrects something, from all pages."""
    return tuple(claim for claim in shipped_claims().values() if claim.myth)
