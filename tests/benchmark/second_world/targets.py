"""What the figures are to reach, and what can be reached at all."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.benchmark.second_world.figures import Figure

LIMITS = Path(__file__).with_name("limits.csv")
"""Percent that gradient boosting reaches (`limit.py`), free and never milder."""


@dataclass(frozen=True)
class Target:
    """A bound of a share, in percent."""

    bound: float
    is_most: bool

    def __str__(self) -> str:
        return f"{'≤' if self.is_most else '≥'} {self.bound:g} %"

    def is_met(self, percent: float) -> bool:
        """Return whether a share keeps the bound."""
        return percent <= self.bound if self.is_most else percent >= self.bound


_TARGETS = {
    r"false alarms\|(all|radio-frequency|.* mm)": Target(3.5, True),
    r"false alarms, scatter\|.*": Target(3.5, True),
    r"false alarms, way of rating\|.*": Target(7.0, True),
    r"false alarms, level told\|.*": Target(5.0, True),
    r"a watch at all\|all": Target(25.0, True),
    r"jump of 4, same day\|.*": Target(92.0, False),
    r"jump of [68], same day\|.*": Target(98.0, False),
    r"infection within 2 days\|": Target(50.0, False),
    r"infection that only hurts within 2 days\|": Target(45.0, False),
    r"redness that only photos show within 3 days\|": Target(35.0, False),
    r"herpes within 2 days\|": Target(65.0, False),
    r"contact allergy within 2 days\|": Target(58.0, False),
    r"trapped air or allergic swelling within 2 days\|": Target(75.0, False),
    r"over-treatment within 4 days\|": Target(18.0, False),
    r"redness at 2.3 times the usual pace within 7 days\|": Target(20.0, False),
    r"over-treatment named by day 4\|": Target(50.0, False),
    r"redness at 2.3 times the usual pace named by day 7\|": Target(60.0, False),
    r"sensitivity, infections and allergies\|": Target(98.0, False),
    r"specificity\|": Target(96.5, False),
}


def target(figure: Figure) -> Target | None:
    """Return what a figure is to reach, None where it is only shown."""
    key = f"{figure.name}|{figure.group}"
    return next((t for pattern, t in _TARGETS.items() if re.fullmatch(pattern, key)), None)


@cache
def _limits() -> dict[tuple[str, str], str]:
    with LIMITS.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {(row["world"], row["figure"]): f"{row['free']}/{row['never_milder']}" for row in rows}


def limit(figure: Figure) -> str:
    """Return what gradient boosting reaches, free and never milder; empty where not asked."""
    return "" if figure.group else _limits().get((figure.world, figure.name), "")
