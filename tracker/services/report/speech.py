"""Numbers, dates and sentences in the language that a report is written in."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from babel.dates import format_datetime
from babel.numbers import format_decimal

from tracker.domain.words.changes import has_two_ends
from tracker.locale import Translate, translator
from tracker.said import Said


@dataclass(frozen=True)
class Speech:
    """A language, as `tracker.locale.languages` names it."""

    language: str

    @cached_property
    def _translate(self) -> Translate:
        return translator(self.language)

    def text(self, text: str) -> str:
        """Say a text as it is written in the code or a table."""
        return self._translate(text)

    def number(self, value: float, pattern: str = "0.##") -> str:
        """Write a number; the pattern is CLDR's."""
        written: str = format_decimal(value + 0.0, pattern, locale=self.language)
        return written

    def change(self, value: float) -> str:
        """Write a change with its sign and one decimal; a hyphen would be read as no sign."""
        return self.number(round(value, 1), "+0.0;−0.0")

    def error(self, mdc95: float, too_high: float | None) -> str:
        """Say how far a change of redness may be off, in EI."""
        error = self.number(mdc95, "0.0")
        if too_high is None or not has_two_ends(mdc95, too_high):
            return self.text(Said("error up to {error} EI", error=error))
        least = self.number(too_high, "0.0")
        return self.text(
            Said("up to {too_high} EI too high or {error} EI too low", too_high=least, error=error)
        )

    def length(self, millimetres: float) -> str:
        """Write a needle length: 1.0 mm, with the unit on the same line."""
        return f"{self.number(millimetres, '0.0#')}\N{NO-BREAK SPACE}mm"

    def day(self, day: date) -> str:
        """Write a date: 19 Nov 2026."""
        return self._moment(day, "d MMM y")

    def moment(self, moment: datetime) -> str:
        """Write a date with its time: 19 Nov 2026, 18:30."""
        return self._moment(moment, "d MMM y, HH:mm")

    def _moment(self, moment: date, pattern: str) -> str:
        return format_datetime(moment, self.text(pattern), locale=self.language)
