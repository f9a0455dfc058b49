"""What the article that this app grew from says, in our words, and where the app answers it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources.abc import Traversable

from tracker.domain.guidance.aftercare import shipped_aftercare, shipped_product_reactions
from tracker.domain.guidance.guards import shipped_guards
from tracker.domain.guidance.learn import shipped_claims
from tracker.domain.guidance.outcomes import shipped_goals
from tracker.domain.guidance.pauses import shipped_intervals
from tracker.domain.guidance.readiness import shipped_needle_care, shipped_readiness
from tracker.domain.guidance.screening import shipped_screening
from tracker.domain.guidance.walk import shipped_walk_texts
from tracker.domain.guidance.zone_guide import shipped_depth_caps, shipped_zone_guides
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.scales import Symptom
from tracker.errors import InvalidReference
from tracker.reference import read_rows, reference_file

COLUMNS = ("id", "line", "kind", "says", "answer", "found_in", "why_not")


class StatementKind(StrEnum):
    """What a sentence of the article is."""

    INSTRUCTION = "instruction"
    STEP = "step"
    CONTRAINDICATION = "contraindication"
    RISK = "risk"
    SIDE_EFFECT = "side_effect"
    CONDITION = "condition"
    CLAIM = "claim"


class Answer(StrEnum):
    """What the app does with a statement."""

    FOLLOWED = "followed"
    CORRECTED = "corrected"
    """The app says something else, and why."""
    LEFT_OUT = "left_out"


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement of the article in our words, and the rows (`table:id`) that answer it."""

    id: str
    line: int
    kind: StatementKind
    says: str
    answer: Answer
    found_in: tuple[str, ...]
    why_not: str

    def __post_init__(self) -> None:
        if (self.answer is Answer.LEFT_OUT) == bool(self.found_in):
            raise ValueError("'found_in' names rows, except where a statement is left out")
        if (self.answer is Answer.FOLLOWED) == bool(self.why_not):
            raise ValueError("'why_not' is said where a statement is not followed, and only there")


@cache
def shipped_statements() -> tuple[Statement, ...]:
    """Return every statement of the article, in its order."""
    return read_statements(reference_file("article.csv"))


def read_statements(file: Traversable) -> tuple[Statement, ...]:
    """Read and check the table of the article's statements.

    Raises
    ------
    InvalidReference
        If a statement is listed twice, answered nowhere, or by a row that does not exist.
    """
    statements = tuple(_parse(row, file.name) for row in read_rows(file, COLUMNS))
    if len({statement.id for statement in statements}) != len(statements):
        raise InvalidReference(f"{file.name} lists a statement twice.")
    known = reference_ids()
    for statement in statements:
        if unknown := sorted(set(statement.found_in) - known):
            raise InvalidReference(
                f"{statement.id} in {file.name} points to {unknown[0]}, which does not exist."
            )
    return statements


@cache
def reference_ids() -> frozenset[str]:
    """Return every row that can answer a statement, as `table:id`."""
    tables: dict[str, Iterable[str]] = {
        "screening": shipped_screening(),
        "readiness": shipped_readiness(),
        "needle_care": (row.id for row in shipped_needle_care().values()),
        "zones": shipped_zone_guides(),
        "depth_caps": shipped_depth_caps(),
        "intervals": shipped_intervals(),
        "guards": shipped_guards(),
        "walk": shipped_walk_texts(),
        "aftercare": shipped_aftercare(),
        "product_reactions": shipped_product_reactions(),
        "goals": shipped_goals(),
        "learn": shipped_claims(),
        "red_flags": RedFlag,
        "symptoms": Symptom,
    }
    return frozenset(f"{table}:{id}" for table, ids in tables.items() for id in ids)


def _parse(row: dict[str, str], name: str) -> Statement:
    try:
        return Statement(
            id=row["id"],
            line=int(row["line"]),
            kind=StatementKind(row["kind"]),
            says=row["says"],
            answer=Answer(row["answer"]),
            found_in=tuple(row["found_in"].split(";")) if row["found_in"] else (),
            why_not=row["why_not"],
        )
    except ValueError as error:
        raise InvalidReference(f"{row['id']} in {name} cannot be used: {error}.") from None
