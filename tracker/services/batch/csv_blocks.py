"""Read CSV block by block; a column is its few different texts and which of them each row has.

Columns of diaries hold a dozen different texts in a million rows, so what a text means is worked
out once for each text. Parsing is Arrow's; around it stand what Arrow leaves open: the encoding and
the separator, spaces around a cell, rows with fewer cells than the header, and row numbers.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv as arrow_csv

from tracker.table_text import NO_TEXT, find_separator, open_text, plain_cell

BLOCK_CHARS = 1 << 21

Scalar = TypeVar("Scalar", bound=np.generic)

_TEXT = pa.dictionary(pa.int32(), pa.string())
_BLANKS = " \t\r\n\v\f\u00a0\u2007\u202f\u3000\u200b\ufeff"
_SPACED_QUOTE = re.compile(r'(?:^|[^\w"]) +"')


@dataclass(frozen=True, eq=False)
class Cells:
    """One column of a block."""

    texts: list[str]
    """The different texts, without blanks around them; an empty one stands for a missing cell."""
    code: npt.NDArray[np.intp]
    """(rows,) place of each row's text in `texts`."""

    def pick(self, values: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
        """Return for each row the value that belongs to its text; `values` has one for each."""
        return values[self.code]

    @property
    def is_filled(self) -> npt.NDArray[np.bool_]:
        """(rows,) whether a row has a text here."""
        return self.pick(np.array([bool(text) for text in self.texts], np.bool_))


@dataclass(frozen=True, eq=False)
class CsvBlock:
    """Some rows of a file, in their order."""

    number: npt.NDArray[np.int64]
    """(rows,) row in the file; the header is row 1."""
    columns: dict[str, Cells]
    """By the names in the header, in small letters and with "_" for each blank or hyphen."""
    is_too_long: npt.NDArray[np.bool_]
    """(rows,) whether a row has more cells than the header: which belongs where is not known."""
    separator: str = ","
    """What stands between two cells."""
    repeated: frozenset[str] = frozenset()
    """Names that the header has more than once; the first column counts."""
    cut_off: int | None = None
    """Number of the file's last row where it alone has too few cells and no end of a line."""


def read_blocks(source: Path | IO[str]) -> Iterator[CsvBlock]:
    """Read a CSV file in blocks of whole rows; an empty file has none.

    A row with fewer cells than the header lacks the last ones; a blank line is a row without any.

    Raises
    ------
    OSError
        If there is no such file.
    csv.Error
        If it is no text, holds a zero byte, or a quote is opened and not closed.
    """
    blocks = _as_text(_blocks(source))
    with ThreadPoolExecutor(1) as reader:
        # The next block is read while the caller works on this one.
        begun = reader.submit(next, blocks, None)
        while block := begun.result():
            begun = reader.submit(next, blocks, None)
            yield block


@dataclass(frozen=True)
class _Layout:
    """What all blocks of a file share."""

    names: list[str]
    separator: str
    width: int
    """Cells that a row may have; those beyond the header have to be empty."""

    @property
    def repeated(self) -> frozenset[str]:
        return frozenset(name for name in self.names if self.names.count(name) > 1)


def _as_text(blocks: Iterator[CsvBlock]) -> Iterator[CsvBlock]:
    try:
        yield from blocks
    except UnicodeError:
        raise csv.Error(NO_TEXT) from None


def _blocks(source: Path | IO[str]) -> Iterator[CsvBlock]:
    with _opened(source) as stream:
        begin = stream.read(BLOCK_CHARS).removeprefix("\ufeff")
        separator, begin = find_separator(begin)
        texts = _whole_rows(begin, stream, separator)
        first = next(texts, "")
        _check_no_zero(first, 1)
        header = _read_header(first, separator)
        if header is None:
            return
        layout, number, body = header
        for text in chain([body], texts):
            block = _read_block(text, layout, number)
            number += len(block.number)
            yield block


def _read_header(text: str, separator: str) -> tuple[_Layout, int, str] | None:
    """Return what the header tells, the number of the next row, and the text from there on."""
    lines = io.StringIO(text, newline="")
    rows = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    filled = ((place, row) for place, row in enumerate(rows, start=2) if any(map(_tidy, row)))
    number, header = next(filled, (0, []))
    if not header:
        return None
    body = text[lines.tell() :]
    # Where every row ends with a comma and the header does not, no row is too long.
    width = max(len(header), len(next(rows, ())))
    return _Layout([_name_of(cell) for cell in header], separator, width), number, body


def _check_no_zero(text: str, number: int) -> None:
    if (at := text.find("\0")) >= 0:
        row = number + text.count("\n", 0, at)
        raise csv.Error(f"about row {row} stands a zero byte; please save the table anew")


def _name_of(cell: str) -> str:
    return re.sub(r"[\s-]+", "_", _tidy(cell)).casefold()


def _opened(source: Path | IO[str]) -> AbstractContextManager[IO[str]]:
    return open_text(source) if isinstance(source, Path) else nullcontext(source)


def _whole_rows(rest: str, stream: IO[str], separator: str) -> Iterator[str]:
    """Cut text where rows end, and leave out the spaces before quotes."""
    while more := stream.read(BLOCK_CHARS):
        end = _start_of_last_row(rest, separator)
        if end:
            yield _without_spaces(rest[:end], separator)
        rest = rest[end:] + more
    if _start_of_last_row(rest + "\nx", separator) < len(rest):
        raise csv.Error("a quote is opened and not closed")
    if rest:
        yield _without_spaces(rest, separator)


def _start_of_last_row(text: str, separator: str) -> int:
    """Return where the last row begins, which may not be whole; `text` begins with a row."""
    if '"' not in text:
        # A carriage return at the very end may be the first half of a line's end.
        return text.rfind("\n") + 1 or text.rfind("\r", 0, -1) + 1
    lines = io.StringIO(text, newline="")
    start = end = 0
    for _ in csv.reader(lines, delimiter=separator, skipinitialspace=True):
        start, end = end, lines.tell()
    return start


def _without_spaces(text: str, separator: str) -> str:
    """Write rows anew in which spaces stand before a quote, as Arrow does not take it for one."""
    if '"' not in text or not _SPACED_QUOTE.search(text):
        return text
    written = io.StringIO(newline="")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    csv.writer(written, delimiter=separator).writerows(rows)
    return written.getvalue()


def _read_block(text: str, layout: _Layout, number: int) -> CsvBlock:
    _check_no_zero(text, number)
    table, odd = _parse(text, layout)
    place = np.arange(len(table) + len(odd))
    if odd:
        filled, _ = _parse("".join(_fitted(row, layout) for row in odd), layout)
        table = pa.concat_tables([table, filled]).unify_dictionaries()
        at = [row.number - 1 for row in odd]
        place = np.append(np.delete(place, at), at)
    order = np.argsort(place)
    columns = [_cells(column.combine_chunks(), order) for column in table.columns]
    beyond = [cells.is_filled for cells in columns[len(layout.names) :]]
    is_too_long = np.any([np.zeros(len(place), np.bool_), *beyond], axis=0)
    is_too_long[[row.number - 1 for row in odd if row.actual_columns > layout.width]] = True
    named: dict[str, Cells] = {}
    for name, cells in zip(layout.names, columns, strict=False):
        named.setdefault(name, cells)
    short = [row for row in odd if row.actual_columns < layout.width]
    is_cut = len(short) == 1 and text.endswith(short[0].text) and short[0].text.strip()
    return CsvBlock(
        number=place[order] + number,
        columns=named,
        is_too_long=is_too_long,
        separator=layout.separator,
        repeated=layout.repeated,
        cut_off=number + short[0].number - 1 if is_cut else None,
    )


def _fitted(row: Any, layout: _Layout) -> str:
    """Return a row with as many cells as the others: what lacks is empty, what is too much goes."""
    if row.actual_columns < layout.width:
        return str(row.text) + layout.separator * (layout.width - int(row.actual_columns)) + "\n"
    text, written = io.StringIO(row.text, newline=""), io.StringIO(newline="")
    rows = csv.reader(text, delimiter=layout.separator, skipinitialspace=True)
    csv.writer(written, delimiter=layout.separator).writerow(next(rows)[: layout.width])
    return written.getvalue()


def _cells(column: pa.DictionaryArray, order: npt.NDArray[np.intp]) -> Cells:
    # Arrow's own way to NumPy would import pandas.
    code = np.from_dlpack(column.indices)[order].astype(np.intp)
    texts = column.dictionary.to_pylist()
    tidy = [_tidy(text) for text in texts]
    if tidy == texts:
        return Cells(texts, code)
    place = {text: number for number, text in enumerate(dict.fromkeys(tidy))}
    return Cells(list(place), np.array([place[text] for text in tidy], np.intp)[code])


def _tidy(text: str) -> str:
    """Return a text without blanks around it, its letters written in the one way for all."""
    text = text.strip(_BLANKS)
    text = plain_cell(text) if "'" in text else text
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _parse(text: str, layout: _Layout) -> tuple[pa.Table, list[Any]]:
    """Return the rows with `width` cells, blank lines among them, and the others as they stand."""
    odd: list[Any] = []

    def put_aside(row: Any) -> str:
        odd.append(row)
        return "skip"

    types = {str(column): _TEXT for column in range(layout.width)}
    if not text:
        return pa.schema(types.items()).empty_table(), odd
    data = text.encode()
    table = arrow_csv.read_csv(
        pa.BufferReader(data),
        arrow_csv.ReadOptions(
            use_threads=False, block_size=len(data) + 1, column_names=list(types)
        ),
        arrow_csv.ParseOptions(
            delimiter=layout.separator,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=put_aside,
        ),
        arrow_csv.ConvertOptions(check_utf8=False, column_types=types, null_values=[]),
    )
    return table, odd
