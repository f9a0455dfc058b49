"""Diaries as spreadsheets of the world hand them over, and as they are never meant to be."""

import csv
import io
import math
import re
from pathlib import Path

import numpy as np
import pytest

from tracker.errors import InvalidEntry
from tracker.services.batch.assessing import assess_csv
from tracker.services.batch.diary_csv import COLUMNS

SHARED = Path(__file__).parents[5] / "shared" / "cases" / "tables"
FLAGS = ("", "", "", "fever", "nodules;fever")
HOSTILE = (
    *("1,234", "1.234", "0,5", "5,0", "1e400", "nan", "-0", "٣", "½", "１", "0x5", "1_0", "5 %"),
    *("=1+1", "@SUM(A1)", "'3", "NULL", "–", "−1", "1 2", "TRUE", "5!", "2026-03-01"),
    *(
        "\t3",
        "3\u00a0",
        "\u200b3",
        "3\r",
        '"3"',
        "3;4",
        "3|4",
        "a\nb",
        "👩🏽‍🦰",
        "\u202e3",
        "\x1b[31m",
    ),
    *("漢" * 100, "../../etc", "x" * 200_000, "10", "11", "-1", "365", "366", "2,5", "99999999999"),
)

Verdicts = list[tuple[str, str, str, str]]
Table = list[list[str]]


def assess(content: bytes, folder: Path) -> tuple[Verdicts, list[str]]:
    """Judge a file as the command does; a refusal is a problem without verdicts."""
    file, out, problems = folder / "diary.csv", io.StringIO(), []
    file.write_bytes(content)
    try:
        count = assess_csv(file, out, problems.append)
    except InvalidEntry as error:
        return [], [str(error)]
    assert count == len(problems)
    rows = list(csv.reader(io.StringIO(out.getvalue(), newline="")))[1:]
    return [(row[0], row[1], row[2], row[3]) for row in rows], problems


def a_diary(rng: np.random.Generator) -> Table:
    """Two to four recoveries without fault."""
    rows = []
    for number in range(rng.integers(2, 5)):
        length = f"{rng.choice([0.5, 1.0, 1.25, 2.0])}"
        device = str(rng.choice(["pen", "roller", "radio_frequency"]))
        for day in range(rng.integers(1, 8)):
            ratings = [str(one) for one in rng.integers(0, 9, 5)]
            photo = str(rng.choice(["", "2.5", "-1.25", "0.125"]))
            flags = str(rng.choice(FLAGS))
            rows.append([f"zoë/{number}", str(day), *ratings, photo, flags, length, device, "home"])
    return rows


def plain(rows: Table) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([COLUMNS, *rows])
    return written.getvalue().encode()


def as_spreadsheets_write(rows: Table, rng: np.random.Generator) -> bytes:
    """Write a diary in another form that means the same."""
    separator = str(rng.choice([",", ";", "\t", "|"]))
    order = rng.permutation(len(COLUMNS))
    decimal = str(rng.choice([".", ","]))
    header = [_as_heading(COLUMNS[place], rng) for place in order]
    body = [[_as_cell(row[place], decimal, rng) for place in order] for row in rows]
    written = io.StringIO(newline="")
    if rng.random() < 0.2:
        written.write(f"sep={separator}\r\n")
    writer = csv.writer(
        written,
        delimiter=separator,
        lineterminator=str(rng.choice(["\n", "\r\n", "\r"])),
        quoting=int(rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    )
    writer.writerows([header, *body])
    encodings = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
    return written.getvalue().encode(str(rng.choice(encodings)))


def _as_heading(name: str, rng: np.random.Generator) -> str:
    written = name.replace("_", str(rng.choice(["_", " ", "-"])))
    return _padded(str(rng.choice([written, written.upper(), written.capitalize()])), rng)


def _as_cell(text: str, decimal: str, rng: np.random.Generator) -> str:
    if re.fullmatch(r"-?\d+\.\d+", text):
        # Three decimals behind a comma may be thousands, and are asked about.
        keeps = re.fullmatch(r"-?[1-9]\d*\.\d{3}", text)
        text = text if keeps else text.replace(".", decimal)
    elif text.isalpha() and text.isascii():
        text = str(rng.choice([text, text.upper(), text.capitalize()]))
    return _padded(text, rng)


def _padded(text: str, rng: np.random.Generator) -> str:
    return str(rng.choice(["", "", " ", "\u00a0"])) + text + str(rng.choice(["", "", "  "]))


def check_forms(count: int, seed: int, folder: Path) -> None:
    for number in range(count):
        rng = np.random.default_rng((seed, number))
        rows = a_diary(rng)
        expected = assess(plain(rows), folder)
        assert expected[0]
        content = as_spreadsheets_write(rows, rng)
        assert assess(content, folder) == expected, (seed, number, content)


def means(text: str) -> float:
    """Return what a cell of a plain file says, by rules of its own."""
    text = text.strip(" \t\r\n\u00a0\u200b").replace("−", "-").removeprefix("'")
    text = text.translate({ord("٣"): "3", ord("１"): "1"})
    if re.fullmatch(r"-?\d+,\d{1,2}|0,\d+", text):
        text = text.replace(",", ".")
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else math.nan


def check_hostile_cells(count: int, seed: int, folder: Path) -> None:
    """One cell of a diary is hostile: its row is named, or it counts as what it says."""
    for number in range(count):
        rng = np.random.default_rng((seed, number))
        rows = a_diary(rng)
        row, column = int(rng.integers(len(rows))), int(rng.integers(1, 7))
        text = str(rng.choice(HOSTILE))
        rows[row][column] = text
        verdicts, problems = assess(plain(rows), folder)
        if any(f"Row {row + 2}" in problem or not verdicts for problem in problems):
            continue
        value = means(text)
        assert value.is_integer() or text == "nan", (seed, number, text, problems)
        rows[row][column] = f"{value:.0f}" if value.is_integer() else ""
        assert (verdicts, problems) == assess(plain(rows), folder), (seed, number, text)


def check_damaged_files(count: int, seed: int, folder: Path) -> None:
    """Bytes flipped, put in, cut out: a sentence or verdicts, never another exception."""
    for number in range(count):
        rng = np.random.default_rng((seed, number))
        content = bytearray(as_spreadsheets_write(a_diary(rng), rng))
        for _ in range(rng.integers(1, 6)):
            at, kind = int(rng.integers(len(content))), rng.integers(4)
            if kind == 0:
                content[at] = int(rng.integers(256))
            elif kind == 1:
                content[at:at] = bytes(rng.choice(list(b"\0\",;\t\n\r\xff='e "), 3).tolist())
            elif kind == 2:
                del content[at : at + int(rng.integers(1, 40))]
            else:
                content[at:at] = str(rng.choice(HOSTILE)).encode()
            content = content or bytearray(b"x")
        verdicts, problems = assess(bytes(content), folder)
        assert verdicts or problems


def test_every_form_of_a_table_means_what_the_plain_one_means(tmp_path: Path) -> None:
    check_forms(50, 1, tmp_path)


def test_a_hostile_cell_is_named_or_counts_as_what_it_says(tmp_path: Path) -> None:
    check_hostile_cells(50, 2, tmp_path)


def test_a_damaged_table_ends_in_sentences(tmp_path: Path) -> None:
    check_damaged_files(50, 3, tmp_path)


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/cases is not beside the project")
def test_the_tables_of_other_spreadsheets_are_judged_alike(tmp_path: Path) -> None:
    judged = {file.name: assess(file.read_bytes(), tmp_path) for file in SHARED.glob("*.csv")}
    days = [one[1:] for one in judged["semicolon.csv"][0]]
    assert len(days) == 3
    for name, (verdicts, problems) in judged.items():
        assert not problems, name
        assert [one[1:] for one in verdicts] == days, name
