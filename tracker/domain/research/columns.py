"""What a column may hold, and what is said of it: a cell that is none of that is not written.

So no free text, name, picture or true date can come into a table, whatever a diary holds.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

Cell = str | int | float | bool | date | None
PSEUDONYM = re.compile(r"P\d{16}")
_VERSION = re.compile(r"\d{1,4}(\.\d{1,3}){0,2}")


class Kind(Enum):
    """What the cells of a column are."""

    PSEUDONYM = auto()
    WHOLE = auto()
    NUMBER = auto()
    YES_OR_NO = auto()
    SHIFTED_DATE = auto()
    CODE = auto()
    CODES = auto()
    VERSION = auto()
    WORDS = auto()
    """A person's own, which may name anybody; in no table but that of notes that were asked for."""


@dataclass(frozen=True)
class Column:
    """A column, and its line in the data dictionary."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    codes: frozenset[str] = frozenset()
    """What a code may be."""

    @property
    def range(self) -> str:
        """What the cells may be, in words."""
        match self.kind:
            case Kind.CODE | Kind.CODES:
                return " | ".join(sorted(self.codes))
            case Kind.WHOLE | Kind.NUMBER if self.low is not None and self.high is not None:
                return f"{self.low:g} to {self.high:g}"
            case Kind.WHOLE | Kind.NUMBER if self.low is not None:
                return f"from {self.low:g}"
        return _RANGES[self.kind]

    def cell(self, text: str) -> Cell:
        """Return what a text of the diary says, as far as this column may hold it."""
        match self.kind:
            case Kind.WHOLE | Kind.NUMBER:
                return self._number(text)
            case Kind.YES_OR_NO:
                return {"True": True, "False": False}.get(text)
            case Kind.CODE:
                return self._code(text)
            case Kind.VERSION:
                return text if _VERSION.fullmatch(text) else None
        raise ValueError(f"{self.name} is not made of a text")

    def joined(self, texts: Iterable[str]) -> str:
        """Return several codes as one cell."""
        found = {self._code(text) for text in texts} - {None}
        return ";".join(sorted(code for code in found if code))

    def _code(self, text: str) -> str | None:
        return next((one for one in (text, text.lower()) if one in self.codes), None)

    def _number(self, text: str) -> Cell:
        try:
            number = int(text) if self.kind is Kind.WHOLE else float(text)
        except (ValueError, OverflowError):
            return None
        low, high = self.low, self.high
        is_in = (low is None or number >= low) and (high is None or number <= high)
        return number if is_in and abs(number) < float("inf") else None


_RANGES = {
    Kind.PSEUDONYM: "P and 16 digits",
    Kind.WHOLE: "any whole number",
    Kind.NUMBER: "any number",
    Kind.YES_OR_NO: "True | False",
    Kind.SHIFTED_DATE: "a day two centuries ago",
    Kind.VERSION: "numbers with points",
    Kind.WORDS: "free text: it may say who somebody is",
}
