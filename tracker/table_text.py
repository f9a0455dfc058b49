"""The text of tables: as spreadsheets save them, and so that none of them sees a formula."""

import codecs
import csv
import io
import re
from contextlib import closing
from pathlib import Path
from typing import IO, BinaryIO

SEPARATORS = ",;\t|"

_SIGN = r"=+\-@＝＋－＠"
_CUT = r"(?<=[;,|\t\r\n\"])"
_BEGINS = rf"'*[ \u00a0]*[{_SIGN}\t\r\n]"
_BEGINS_WITHIN = rf"'*[{_SIGN}]"
"""Where a spreadsheet with another separator than this file's would cut a text."""
_FORMULA = re.compile(rf"^(?={_BEGINS})|{_CUT}(?={_BEGINS_WITHIN})")
_APOSTROPHE = re.compile(rf"^'(?={_BEGINS})|{_CUT}'(?={_BEGINS_WITHIN})")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)

_CHUNK_BYTES = 1 << 20
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",  # begins as UTF-16 does, so it is looked for before
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_SEPARATOR_LINE = re.compile(r'"?sep=(\t|[^\w\s"])"?[,;\t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
NO_TEXT = "it is no text in UTF-8, UTF-16 or Windows-1252; please save it as “CSV UTF-8”"
_MIXED = "its letters are partly UTF-8 and partly not; please save it as “CSV UTF-8”"


def open_text(path: Path) -> IO[str]:
    """Open a table in the encoding that it is written in; line ends stay as they are.

    Raises
    ------
    OSError
        If there is no such file.
    csv.Error
        If it is no text in an encoding that spreadsheets write.
    """
    # What is no file on disk can be read only once.
    stream: BinaryIO = path.open("rb") if path.is_file() else io.BytesIO(path.read_bytes())
    try:
        encoding = _encoding_of(stream)
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    return io.TextIOWrapper(stream, encoding, newline="")


def read_text(path: Path) -> str:
    """Return the whole text of a table, without a mark of the byte order; see `open_text`."""
    with closing(open_text(path)) as stream:
        try:
            return stream.read().removeprefix("\ufeff")
        except UnicodeError:
            raise csv.Error(NO_TEXT) from None


def text_of(content: bytes) -> str:
    """Return the text of a table that lies in memory; see `open_text`."""
    encoding = _encoding_of(io.BytesIO(content))
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeError:
        raise csv.Error(NO_TEXT) from None


def find_separator(text: str) -> tuple[str, str]:
    """Tell what stands between the cells of a table.

    Parameters
    ----------
    text : str
        The table, or its beginning with the whole header.

    Returns
    -------
    separator : str
    text : str
        Without the line `sep=;` that some spreadsheets write or ask for.
    """
    declared = _SEPARATOR_LINE.match(text)
    text = text[declared.end() :] if declared else text
    if declared and _count_cells(text, declared[1]) > 1:
        return declared[1], text
    return max(SEPARATORS, key=lambda sign: _count_cells(text, sign)), text


def _count_cells(text: str, separator: str) -> int:
    """Return how many cells the first row has that is not blank."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return len(next((row for row in rows if any(row)), ()))


def protect_cell(text: str) -> str:
    """Return a text for a table with an apostrophe wherever a spreadsheet would see a formula.

    `plain_cell` gives the text back; plain numbers stay as they are.
    """
    return text if _NUMBER.fullmatch(text) else _FORMULA.sub("'", text)


def plain_cell(text: str) -> str:
    """Return the text that `protect_cell` was given."""
    return _APOSTROPHE.sub("", text)


def _encoding_of(stream: BinaryIO) -> str:
    start = stream.read(4)
    for mark, encoding in _MARKS.items():
        if start.startswith(mark):
            return encoding
    if len(start) == 4 and start.count(0) == 2 and start[:2].count(0) == 1:
        return "utf-16-be" if start[0] == 0 else "utf-16-le"
    stream.seek(0)
    return "utf-8" if _is_utf8(stream) else "cp1252"


def _is_utf8(stream: BinaryIO) -> bool:
    """Tell whether bytes are UTF-8; raise where they are neither that nor plainly another."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    has_letters = False
    while chunk := stream.read(_CHUNK_BYTES):
        try:
            has_letters |= not decoder.decode(chunk).isascii()
        except UnicodeDecodeError as error:
            _check_windows(error.object, has_letters=has_letters)
            return False
    if decoder.getstate()[0] and has_letters:
        raise csv.Error("it ends in the middle of a letter; please get the whole file")
    return not decoder.getstate()[0]


def _check_windows(content: bytes, *, has_letters: bool) -> None:
    """Raise where bytes that are not UTF-8 are no text of Windows either."""
    text = content.decode("utf-8", "ignore")
    if has_letters or not text.isascii():
        raise csv.Error(_MIXED)
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        raise csv.Error(NO_TEXT) from None
