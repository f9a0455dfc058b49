"""Texts of a diary's rows into values, and what is told of those that cannot be used."""

import math
import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

import numpy as np
import numpy.typing as npt

from tracker.domain.course.diaries import MISSING, USUAL_PHOTO_MDC95, bits_of
from tracker.domain.records.circumstances import Outcome
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import NEEDLE_LENGTH_RANGE_MM, DeviceKind
from tracker.domain.records.scales import MAX_RATING, MIN_RATING
from tracker.errors import InvalidEntry
from tracker.numerals import read_number
from tracker.services.batch.csv_blocks import Cells, CsvBlock
from tracker.services.batch.diary_rows import Mask, Numbers
from tracker.services.batch.diary_words import (
    bare,
    by_bare_name,
    read_answers,
    read_outcome,
    read_special,
)

LAST_POSSIBLE_DAY = 365
LARGEST_PHOTO_CHANGE_EI = 100.0
NO_DAY = -1
"""The day of a row that has none. Chosen: no day is negative."""

Report = Callable[[str], None]

_NO_FLAG = frozenset({"none", "no", "0"})
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")
_BETWEEN_FLAGS = re.compile(r"[;,|]")


class Cleaner:
    """One block of texts, and what could not be used of it."""

    def __init__(self, block: CsvBlock, report: Report) -> None:
        self._block = block
        self._report = report
        self.unreadable: Mask = np.zeros(len(block.number), np.bool_)
        self.unreadable_signs = self.unreadable.copy()
        self._empty = Cells([""], np.zeros(len(block.number), np.intp))

    def _cells(self, column: str) -> Cells:
        return self._block.columns.get(column, self._empty)

    def is_missing(self, column: str) -> Mask:
        """Return (N,) which rows have nothing in a column."""
        return ~self._block.columns[column].is_filled

    def tell(self, rows: Mask, what: str) -> None:
        """Report a sentence about each of some rows (N,)."""
        for number in self._block.number[rows].tolist():
            self._report(f"Row {number} {what}.")

    def note_too_long(self, rows: Mask) -> None:
        """Let rows with too many cells count as entries whose signs could not be read."""
        self.tell(rows, "has more cells than the header, so only its recovery and day were read")
        self.unreadable |= rows
        self.unreadable_signs |= rows

    def tells_of_signs(self) -> Mask:
        """Return which rows have something where red flags or answers to signs stand."""
        columns = [self._cells(column).is_filled for column in ("red_flags", "answers")]
        return np.asarray(np.any(columns, axis=0))

    def days(self) -> npt.NDArray[np.int16]:
        """Return (N,) the days since the session, `NO_DAY` for none."""
        rule = _whole_number_rule(0, LAST_POSSIBLE_DAY, "so the row was left out")
        values, _ = self._numbers("day", _is_whole(0, LAST_POSSIBLE_DAY), rule)
        cells = self._block.columns["day"]
        dates = [text for text in cells.texts if _DATE.match(text)]
        if dates and np.isnan(values).all():
            raise InvalidEntry(
                "The column day holds dates as {date}. Please write the days since the session: "
                "0 on its day, 1 on the next.",
                date=dates[0],
            )
        return cells.pick(np.nan_to_num(values, nan=NO_DAY).astype(np.int16))

    def ratings(self, column: str) -> npt.NDArray[np.int8]:
        """Return (N,) ratings from 0 to 10, or MISSING."""
        rule = _whole_number_rule(MIN_RATING, MAX_RATING, "so it counts as not answered")
        values, bad = self._numbers(column, _is_whole(MIN_RATING, MAX_RATING), rule)
        self.unreadable |= bad
        ratings = np.nan_to_num(values, nan=MISSING).astype(np.int8)
        return self._block.columns[column].pick(ratings)

    def ordinary(self, column: str) -> npt.NDArray[np.int8]:
        """Return (N,) ordinary levels from 0 to 10, or MISSING."""
        rule = _whole_number_rule(MIN_RATING, MAX_RATING, "so it counts as not known")
        values, _ = self._numbers(column, _is_whole(MIN_RATING, MAX_RATING), rule)
        return self._cells(column).pick(np.nan_to_num(values, nan=MISSING).astype(np.int8))

    def changes(self, column: str) -> npt.NDArray[np.float32]:
        """Return (N,) changes of redness in EI, not-a-number for none."""
        values, bad = self._numbers(
            column,
            lambda value: abs(value) <= LARGEST_PHOTO_CHANGE_EI,
            "is no possible change, so the photo was left out; found {found}",
        )
        self.unreadable |= bad
        return self._cells(column).pick(values.astype(np.float32))

    def photo_errors(self) -> npt.NDArray[np.float32]:
        """Return (N,) stated errors in EI; the usual one where none is."""
        values, _ = self._numbers(
            "photo_mdc95",
            lambda value: 0 < value <= LARGEST_PHOTO_CHANGE_EI,
            "must be more than 0, so the usual error was assumed; found {found}",
        )
        errors = np.nan_to_num(values, nan=USUAL_PHOTO_MDC95).astype(np.float32)
        return self._cells("photo_mdc95").pick(errors)

    def photo_too_high(self) -> npt.NDArray[np.float32]:
        """Return (N,) by how much changes may be too high, EI; inf where that is not told."""
        values, _ = self._numbers(
            "photo_too_high",
            lambda value: 0 < value <= LARGEST_PHOTO_CHANGE_EI,
            "must be more than 0, so photo_mdc95 was taken for it; found {found}",
        )
        errors = np.nan_to_num(values, nan=np.inf).astype(np.float32)
        return self._cells("photo_too_high").pick(errors)

    def special(self) -> npt.NDArray[np.int32]:
        """Return (N,) what may explain the day, as bits."""
        cells = self._cells("special")
        read = [read_special(text) for text in cells.texts]
        self._tell_cells(cells, [problem for _, problem in read])
        return cells.pick(np.array([bits_of(events) for events, _ in read], np.int32))

    def answers(self) -> dict[str, npt.NDArray[np.int32]]:
        """Return the signs answered with yes and with no, (N,) each, as bits."""
        cells = self._cells("answers")
        read = [read_answers(text) for text in cells.texts]
        self._tell_signs(cells, [problem for _, problem in read])
        bits = {
            name: [bits_of(flag for flag, yes in said.items() if yes == is_yes) for said, _ in read]
            for name, is_yes in (("yes", True), ("no", False))
        }
        return {name: cells.pick(np.array(values, np.int32)) for name, values in bits.items()}

    def outcomes(self) -> npt.NDArray[np.int8]:
        """Return (N,) the place of the outcome from 1 on, 0 for none."""
        cells = self._cells("outcome")
        read = [read_outcome(text) for text in cells.texts]
        self._tell_cells(cells, [problem for _, problem in read])
        places = [0 if said is None else 1 + list(Outcome).index(said) for said, _ in read]
        return cells.pick(np.array(places, np.int8))

    def needle_lengths(self) -> Numbers:
        """Return (N,) needle lengths in mm, not-a-number for none."""
        low, high = NEEDLE_LENGTH_RANGE_MM
        values, _ = self._numbers(
            "needle_length_mm",
            lambda value: low <= value <= high,
            f"must be from {low:g} to {high:g}; found {{found}}",
        )
        return self._block.columns["needle_length_mm"].pick(values)

    def is_rf(self) -> Mask:
        """Return (N,) whether radio-frequency was used."""
        self.check_words("device", list(DeviceKind), "so it counts as a pen")
        cells = self._block.columns["device"]
        is_rf = [bare(text) == bare(DeviceKind.RADIO_FREQUENCY) for text in cells.texts]
        return cells.pick(np.array(is_rf, np.bool_))

    def flags(self) -> npt.NDArray[np.int32]:
        """Return (N,) the red flags, as bits."""
        cells = self._block.columns["red_flags"]
        known = by_bare_name(RedFlag)
        named = [
            set(filter(bare, _BETWEEN_FLAGS.split(text)))
            for text in ("" if bare(text) in _NO_FLAG else text for text in cells.texts)
        ]
        unknown = [[name.strip() for name in names if bare(name) not in known] for names in named]
        said = [_say_unknown(sorted(names)) if names else "" for names in unknown]
        self._tell_signs(cells, said)
        bits = [
            bits_of(known[bare(name)] for name in names if bare(name) in known) for names in named
        ]
        return cells.pick(np.array(bits, np.int32))

    def check_words(self, column: str, known: list[Any], outcome: str) -> None:
        """Report what is none of the known words of a column, and what comes of it."""
        cells = self._block.columns[column]
        rule = f": {column} is none of {', '.join(known)}, {outcome}; found "
        is_known = {"", *map(bare, known)}
        said = ["" if bare(text) in is_known else rule + _shown(text) for text in cells.texts]
        self._tell_cells(cells, said)

    def _numbers(
        self, column: str, is_possible: Callable[[float], bool], rule: str
    ) -> tuple[Numbers, Mask]:
        """Return a number for each text of a column, and which rows break the rule."""
        cells = self._cells(column)
        # Spreadsheets write semicolons where commas stand before the decimals.
        has_commas = self._block.separator == ";" and any("," in text for text in cells.texts)
        values = [read_number(text, "," if has_commas else ".") for text in cells.texts]
        possible = [
            not text or is_possible(value) for text, value in zip(cells.texts, values, strict=True)
        ]
        said = [
            "" if fits else f": {column} " + rule.format(found=_shown(text))
            for text, fits in zip(cells.texts, possible, strict=True)
        ]
        return np.where(possible, values, np.nan), self._tell_cells(cells, said)

    def _tell_signs(self, cells: Cells, said: list[str]) -> None:
        unreadable = self._tell_cells(cells, said)
        self.unreadable |= unreadable
        self.unreadable_signs |= unreadable

    def _tell_cells(self, cells: Cells, said: list[str]) -> Mask:
        """Report what is said of each text for every row that has it; return these rows."""
        if not any(said):
            return np.zeros(len(cells.code), np.bool_)
        rows = cells.pick(np.array([bool(what) for what in said], np.bool_))
        for row in np.flatnonzero(rows).tolist():
            self._report(f"Row {self._block.number[row]}{said[cells.code[row]]}.")
        return rows


def _is_whole(low: int, high: int) -> Callable[[float], bool]:
    return lambda value: low <= value <= high and value.is_integer()


def _whole_number_rule(low: int, high: int, outcome: str) -> str:
    return f"must be a whole number from {low} to {high}, not {{found}}, {outcome}"


def _shown(text: str) -> str:
    number = read_number(text, ".")
    return f"“{text}”" if math.isnan(number) else format(number, "g")


def _say_unknown(flags: list[str]) -> str:
    """Return the end of a sentence about names of no red flag, with the one most like the first."""
    like = get_close_matches(flags[0].strip().lower(), list(RedFlag), 1)
    hint = f" (perhaps {like[0]})" if like else "; the names stand in red_flags.toml"
    return f": the red flag {', '.join(flags)} is not known{hint}"
