"""Read recoveries from CSV, block by block, and say what cannot be used and in which row."""

import csv
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from tracker.domain.course.diaries import MISSING, USUAL_PHOTO_MDC95, bits_of
from tracker.domain.course.reference import DIARY_CHANNELS
from tracker.domain.records.circumstances import Outcome
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import NEEDLE_LENGTH_RANGE_MM, DeviceKind, Setting
from tracker.domain.records.scales import MAX_RATING, MIN_RATING
from tracker.errors import InvalidEntry
from tracker.numerals import read_number
from tracker.services.batch.csv_blocks import Cells, CsvBlock, read_blocks
from tracker.services.batch.diary_rows import DiaryRows, Mask, Numbers
from tracker.services.batch.diary_words import (
    bare,
    by_bare_name,
    read_answers,
    read_outcome,
    read_special,
)

RATING_COLUMNS = tuple(channel.value for channel in DIARY_CHANNELS)
COLUMNS = (
    *("recovery_id", "day"),
    *RATING_COLUMNS,
    *("photo_delta_ei", "red_flags", "needle_length_mm", "device", "setting"),
)
ORDINARY_COLUMNS = tuple(f"ordinary_{column}" for column in RATING_COLUMNS)
OPTIONAL_COLUMNS = (
    *ORDINARY_COLUMNS,
    *("special", "answers", "outcome", "photo_mdc95", "photo_too_high", "reddest_zone_delta_ei"),
)
"""Columns that a file need not have; an empty cell and a missing column say the same: not known."""
LAST_POSSIBLE_DAY = 365
LARGEST_PHOTO_CHANGE_EI = 100.0

Report = Callable[[str], None]

_NO_DAY = -1
_NO_VALUE = frozenset({"na", "nan", "n/a"})
_NO_FLAG = frozenset({"none", "no", "0"})
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")
_BETWEEN_FLAGS = re.compile(r"[;,|]")


def read_diary(source: Path | IO[str], report: Report) -> Iterator[DiaryRows]:
    """Read the rows of a diary file in blocks.

    Parameters
    ----------
    source : path or text stream
        CSV with the columns `COLUMNS` in any order, and any of `OPTIONAL_COLUMNS`; empty cells,
        NA and NaN are missing. Encoding, separator and decimal sign may be any spreadsheet's.
    report : callable
        Gets one sentence for everything that cannot be used.

    Raises
    ------
    InvalidEntry
        If the file cannot be read at all: missing, empty, no text, columns missing or double.
    """
    has_rows: bool | None = None
    for block in _readable(read_blocks(source)):
        _check_columns(block)
        block = _with_na_as_empty(block)
        block = _without_what_is_shifted(block)
        has_rows = has_rows or len(block.number) > 0
        yield _clean(block, report)
    if has_rows is None:
        raise InvalidEntry("The diary file is empty. It needs a header and rows.")
    if not has_rows:
        raise InvalidEntry("The diary file has a header but no rows.")


def _readable(blocks: Iterator[CsvBlock]) -> Iterator[CsvBlock]:
    try:
        yield from blocks
    except FileNotFoundError as error:
        raise InvalidEntry(
            "There is no file {name}. Please look at how its name and folder are spelt.",
            name=str(error.filename),
        ) from None
    except (OSError, csv.Error) as error:
        raise InvalidEntry("The diary file cannot be read as CSV: {error}.", error=error) from None


def _check_columns(block: CsvBlock) -> None:
    missing = [column for column in COLUMNS if column not in block.columns]
    if missing:
        raise InvalidEntry(
            "The diary file lacks the column {missing}. It needs: {columns}.",
            missing=missing[0],
            columns=", ".join(COLUMNS),
        )
    if double := sorted(block.repeated.intersection(COLUMNS + OPTIONAL_COLUMNS)):
        raise InvalidEntry(
            "The diary file has the column {column} more than once. Please keep the right one.",
            column=double[0],
        )


def _with_na_as_empty(block: CsvBlock) -> CsvBlock:
    """Return a block in which what R and pandas write for a missing value is an empty cell."""
    columns = {
        name: Cells(["" if text.lower() in _NO_VALUE else text for text in cells.texts], cells.code)
        for name, cells in block.columns.items()
        if name != "recovery_id"  # which may be anybody's initials
    }
    return replace(block, columns=block.columns | columns)


def _without_what_is_shifted(block: CsvBlock) -> CsvBlock:
    """Return a block that says of rows with too many cells only whose they are, and the day."""
    if not block.is_too_long.any():
        return block
    columns = {
        name: cells
        if name in ("recovery_id", "day")
        else Cells([*cells.texts, ""], np.where(block.is_too_long, len(cells.texts), cells.code))
        for name, cells in block.columns.items()
    }
    return replace(block, columns=columns)


def _clean(block: CsvBlock, report: Report) -> DiaryRows:
    cleaner = _Cleaner(block, report)
    cleaner.note_too_long(block.is_too_long)
    day = cleaner.days()
    ids = block.columns["recovery_id"]
    no_id = cleaner.is_missing("recovery_id")
    if no_id.any():
        is_blank = np.all([cleaner.is_missing(column) for column in block.columns], axis=0)
        cleaner.tell(no_id & ~is_blank, "has no recovery_id, so it was left out")
    cleaner.tell(cleaner.is_missing("day") & ~no_id, "has no day, so it was left out")
    rows = DiaryRows(
        names=ids.texts,
        recovery=ids.code,
        number=block.number,
        day=day,
        ratings=np.stack([cleaner.ratings(column) for column in RATING_COLUMNS], axis=1),
        photo=cleaner.changes("photo_delta_ei"),
        length_mm=cleaner.needle_lengths(),
        is_rf=cleaner.is_rf(),
        flags=cleaner.flags(),
        ordinary=np.stack([cleaner.ordinary(column) for column in ORDINARY_COLUMNS], axis=1),
        special=cleaner.special(),
        **cleaner.answers(),
        outcome=cleaner.outcomes(),
        since=np.zeros(len(day), np.int32),  # a row is one entry
        photo_mdc95=cleaner.photo_errors(),
        photo_too_high=cleaner.photo_too_high(),
        reddest_zone=cleaner.changes("reddest_zone_delta_ei"),
        is_unreadable=cleaner.unreadable | (block.number == block.cut_off),
        is_sign_unreadable=cleaner.unreadable_signs,
    )
    if block.cut_off is not None:
        report(f"Row {block.cut_off} ends in the middle: the file seems to be cut off there.")
    cleaner.check_words("setting", list(Setting), "so it was not used")
    is_lost = ~no_id & (day == _NO_DAY) & cleaner.tells_of_signs()
    cleaner.tell(is_lost, "tells of a sign, which counts from day 0 on")
    if is_lost.any():
        rows = rows.with_signs_from_day_0(is_lost)
    is_usable = ~no_id & (rows.day != _NO_DAY)
    return rows if is_usable.all() else rows.take(is_usable)


class _Cleaner:
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
        return ~self._block.columns[column].is_filled

    def tell(self, rows: Mask, what: str) -> None:
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
        return cells.pick(np.nan_to_num(values, nan=_NO_DAY).astype(np.int16))

    def ratings(self, column: str) -> npt.NDArray[np.int8]:
        rule = _whole_number_rule(MIN_RATING, MAX_RATING, "so it counts as not answered")
        values, bad = self._numbers(column, _is_whole(MIN_RATING, MAX_RATING), rule)
        self.unreadable |= bad
        ratings = np.nan_to_num(values, nan=MISSING).astype(np.int8)
        return self._block.columns[column].pick(ratings)

    def ordinary(self, column: str) -> npt.NDArray[np.int8]:
        rule = _whole_number_rule(MIN_RATING, MAX_RATING, "so it counts as not known")
        values, _ = self._numbers(column, _is_whole(MIN_RATING, MAX_RATING), rule)
        return self._cells(column).pick(np.nan_to_num(values, nan=MISSING).astype(np.int8))

    def changes(self, column: str) -> npt.NDArray[np.float32]:
        values, bad = self._numbers(
            column,
            lambda value: abs(value) <= LARGEST_PHOTO_CHANGE_EI,
            "is no possible change, so the photo was left out; found {found}",
        )
        self.unreadable |= bad
        return self._cells(column).pick(values.astype(np.float32))

    def photo_errors(self) -> npt.NDArray[np.float32]:
        values, _ = self._numbers(
            "photo_mdc95",
            lambda value: 0 < value <= LARGEST_PHOTO_CHANGE_EI,
            "must be more than 0, so the usual error was assumed; found {found}",
        )
        errors = np.nan_to_num(values, nan=USUAL_PHOTO_MDC95).astype(np.float32)
        return self._cells("photo_mdc95").pick(errors)

    def photo_too_high(self) -> npt.NDArray[np.float32]:
        values, _ = self._numbers(
            "photo_too_high",
            lambda value: 0 < value <= LARGEST_PHOTO_CHANGE_EI,
            "must be more than 0, so photo_mdc95 was taken for it; found {found}",
        )
        errors = np.nan_to_num(values, nan=np.inf).astype(np.float32)
        return self._cells("photo_too_high").pick(errors)

    def special(self) -> npt.NDArray[np.int32]:
        cells = self._cells("special")
        read = [read_special(text) for text in cells.texts]
        self._tell_cells(cells, [problem for _, problem in read])
        return cells.pick(np.array([bits_of(events) for events, _ in read], np.int32))

    def answers(self) -> dict[str, npt.NDArray[np.int32]]:
        cells = self._cells("answers")
        read = [read_answers(text) for text in cells.texts]
        self._tell_signs(cells, [problem for _, problem in read])
        bits = {
            name: [bits_of(flag for flag, yes in said.items() if yes == is_yes) for said, _ in read]
            for name, is_yes in (("yes", True), ("no", False))
        }
        return {name: cells.pick(np.array(values, np.int32)) for name, values in bits.items()}

    def outcomes(self) -> npt.NDArray[np.int8]:
        cells = self._cells("outcome")
        read = [read_outcome(text) for text in cells.texts]
        self._tell_cells(cells, [problem for _, problem in read])
        places = [0 if said is None else 1 + list(Outcome).index(said) for said, _ in read]
        return cells.pick(np.array(places, np.int8))

    def needle_lengths(self) -> Numbers:
        low, high = NEEDLE_LENGTH_RANGE_MM
        values, _ = self._numbers(
            "needle_length_mm",
            lambda value: low <= value <= high,
            f"must be from {low:g} to {high:g}; found {{found}}",
        )
        return self._block.columns["needle_length_mm"].pick(values)

    def is_rf(self) -> Mask:
        self.check_words("device", list(DeviceKind), "so it counts as a pen")
        cells = self._block.columns["device"]
        is_rf = [bare(text) == bare(DeviceKind.RADIO_FREQUENCY) for text in cells.texts]
        return cells.pick(np.array(is_rf, np.bool_))

    def flags(self) -> npt.NDArray[np.int32]:
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
