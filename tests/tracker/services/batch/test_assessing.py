import csv
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tracker.domain.records.flags import RedFlag
from tracker.domain.records.status import Status
from tracker.errors import InvalidEntry
from tracker.services.batch import csv_blocks, diary_csv
from tracker.services.batch.assessing import assess_csv
from tracker.table_text import protect_cell

HEADER = ",".join(diary_csv.COLUMNS)
NORMAL = "{id},{day},{redness},1,0,0,0,,{flags},1.0,pen,professional"


def _assess(text: str) -> tuple[list[dict[str, str]], list[str]]:
    out, problems = io.StringIO(newline=""), []
    count = assess_csv(io.StringIO(text, newline=""), out, problems.append)
    assert count == len(problems)
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline=""))), problems


def _rows(*lines: str) -> str:
    return "\n".join((HEADER, *lines)) + "\n"


def _recovery(name: str, redness: tuple[int, ...] = (5, 3, 2, 1, 1)) -> list[str]:
    return [
        NORMAL.format(id=name, day=day, redness=value, flags="")
        for day, value in enumerate(redness)
    ]


def test_one_row_for_each_recovery_and_day() -> None:
    quoted = [line.replace("b, c", '"b, c"') for line in _recovery("b, c")]
    rows, problems = _assess(_rows(*_recovery("anna/1"), *quoted))
    assert [(row["recovery_id"], row["day"]) for row in rows] == [
        (name, str(day)) for name in ("anna/1", "b, c") for day in range(5)
    ]
    assert {row["status"] for row in rows} == {"on_course"}
    assert not problems


@pytest.mark.parametrize("flag", RedFlag)
def test_a_flag_has_its_level_on_the_same_day(flag: RedFlag) -> None:
    expected = {1: "off_course", 2: "urgent", 3: "emergency"}[flag.level]
    rows, _ = _assess(_rows(NORMAL.format(id="a", day=1, redness=3, flags=flag.value)))
    assert rows[0]["status"] == expected
    assert "yes" in rows[0]["reason"]


BAD_ROWS = {
    "text for a rating": ("a,1,red,1,0,0,0,,,1.0,pen,home", "Row 7: redness .*“red”"),
    "outside 0-10": ("a,1,11,1,0,0,0,,,1.0,pen,home", "Row 7: redness .*0 to 10"),
    "half a point": ("a,1,2.5,1,0,0,0,,,1.0,pen,home", "Row 7: redness .*whole number"),
    "unknown flag": ("a,1,2,1,0,0,0,,itchy,1.0,pen,home", "Row 7: the red flag itchy"),
    "no day": ("a,,2,1,0,0,0,,,1.0,pen,home", "Row 7 has no day"),
    "negative day": ("a,-1,2,1,0,0,0,,,1.0,pen,home", "Row 7: day"),
    "no id": (",1,2,1,0,0,0,,,1.0,pen,home", "Row 7 has no recovery_id"),
    "impossible needle": ("a,1,2,1,0,0,0,,,15,pen,home", "Row 7: needle_length_mm"),
    "unknown device": ("a,1,2,1,0,0,0,,,1.0,laser,home", "Row 7: device"),
    "unknown setting": ("a,1,2,1,0,0,0,,,1.0,pen,garden", "Row 7: setting"),
    "photo as text": ("a,1,2,1,0,0,0,pink,,1.0,pen,home", "Row 7: photo_delta_ei"),
    "too many cells": ("a,1,2,1,0,0,0,,,1.0,pen,home,x,y", "Row 7 has more cells"),
    "begins on day 4": ("a,4,2,1,0,0,0,,,1.0,pen,home", "Row 7 .*begins on day 4"),
    "no needle length": ("a,1,2,1,0,0,0,,,,pen,home", "Row 7 .*no needle length"),
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_gets_a_sentence_with_its_number_and_the_rest_is_judged(name: str) -> None:
    line, sentence = BAD_ROWS[name]
    rows, problems = _assess(_rows(*_recovery("good"), line))
    assert any(re.search(sentence, problem) for problem in problems), problems
    assert [row["status"] for row in rows if row["recovery_id"] == "good"] == ["on_course"] * 5


def test_a_flag_counts_even_where_the_rest_of_the_row_is_unreadable() -> None:
    rows, problems = _assess(_rows("a,1,red,99,x,0,0,,fever;itchy,1.0,pen,home"))
    assert rows[0]["status"] == "urgent"
    assert len(problems) == 4


def test_an_entry_that_cannot_be_read_is_not_called_on_course() -> None:
    rows, _ = _assess(_rows("a,1,red,1,0,0,0,,,1.0,pen,home"))
    assert rows[0]["status"] == "watch"


@pytest.mark.parametrize("unread", ["fevr", "fever_;wobbling"])
def test_a_red_flag_that_cannot_be_read_holds_until_its_outcome_is_said(unread: str) -> None:
    lines = [line + "," for line in _recovery("a")]
    lines[1] = lines[1].replace(",,1.0", f",{unread},1.0")
    lines[3] += "seen"
    rows, _ = _assess("\n".join((HEADER + ",outcome", *lines)) + "\n")
    held = "urgent" if "fever_" in unread else "watch"  # a flag beside it counts as ever
    after = "watch" if held == "urgent" else "on_course"
    assert [row["status"] for row in rows] == ["on_course", held, held, after, "on_course"]
    assert held == "urgent" or "could not be read" in rows[2]["reason"]


def test_an_answer_that_cannot_be_read_holds_as_a_flag_does() -> None:
    lines = [line + "," for line in _recovery("a")]
    lines[2] += "rising_pain=jes"
    rows, _ = _assess("\n".join((HEADER + ",answers", *lines)) + "\n")
    assert [row["status"] for row in rows] == ["on_course"] * 2 + ["watch"] * 3


@pytest.mark.parametrize("empty", ["NA", "NaN", "nan", " NA ", '"NA"'])
@pytest.mark.parametrize("column", sorted({*diary_csv.COLUMNS} - {"recovery_id", "day"}))
def test_what_r_and_pandas_write_for_a_missing_value_is_one(column: str, empty: str) -> None:
    place = diary_csv.COLUMNS.index(column)
    said = []
    for text in ("", empty):
        cells = [line.split(",") for line in _recovery("NA")]
        cells[1][place] = text
        said.append(_assess(_rows(*map(",".join, cells))))
    assert said[0] == said[1]
    assert said[0][0][0]["recovery_id"] == "NA"


def test_days_out_of_order_are_put_in_order() -> None:
    lines = _recovery("a")
    rows, problems = _assess(_rows(lines[0], lines[2], lines[1], *lines[3:]))
    assert [row["day"] for row in rows] == list("01234")
    assert problems == ["Row 4 (recovery a) stands after a later day; the days were put in order."]


def test_of_a_repeated_day_the_flags_of_both_rows_count() -> None:
    repeated = NORMAL.format(id="a", day=1, redness=9, flags="fever")
    rows, problems = _assess(_rows(*_recovery("a"), repeated))
    assert [row["status"] for row in rows][1] == "urgent"
    assert len(rows) == 5
    assert "repeats day 1" in problems[-1]


def test_a_second_photo_of_a_day_never_makes_it_milder_by_being_redder() -> None:
    statuses = [status.value for status in Status]

    def rank(second: float) -> int:
        lines = [f"a,{day},{4 - day},1,0,0,0,2,,1.0,pen,home,2" for day in range(4)]
        for change, error in ((20, 2), (second, 40)):
            lines.append(f"a,4,0,0,0,0,0,{change},,1.0,pen,home,{error}")
        rows, _ = _assess("\n".join((f"{HEADER},photo_mdc95", *lines)) + "\n")
        return statuses.index(rows[-1]["status"])

    ranks = [rank(second) for second in (-30, 10, 21, 60)]
    assert ranks == sorted(ranks)
    assert ranks[0] > 0


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_a_repeated_day_the_worse_ratings_count_in_any_order(order: tuple[int, int]) -> None:
    lines = _recovery("a")
    twice = [lines[3], "a,3,9,8,1,9,0,12,,1.0,pen,home"]
    rows, problems = _assess(_rows(*lines[:3], *(twice[place] for place in order), lines[4]))
    alone, _ = _assess(_rows(*lines[:3], twice[1], lines[4]))
    assert [row["status"] for row in rows] == [row["status"] for row in alone]
    assert rows[3]["status"] in ("off_course", "urgent")
    assert "the worse of both counts" in problems[-1]


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        # An outcome settles no sign that is entered later that day, and a no no higher rating.
        ("1,0,0,0,0,pus_or_honey_crust,seen,", "1,0,0,0,0,facial_weakness,,", "emergency"),
        ("1,0,0,0,0,facial_weakness,,", "1,0,0,0,0,,seen,", "watch"),
        ("2,0,0,4,0,,,rising_pain=no", "9,2,0,9,0,,,", "urgent"),
        ("9,2,0,9,0,,,rising_pain=no", "2,0,0,4,0,,,", "off_course"),
    ],
)
def test_what_is_said_in_one_row_of_a_day_calms_no_later_row(
    first: str, second: str, status: str
) -> None:
    header = "recovery_id,day,redness,swelling,itching,pain,dryness,red_flags,outcome,answers"
    before = [f"a,{day},{4 - day},1,0,{max(2 - day, 0)},0,,," for day in range(3)]
    lines = [*before, f"a,3,{first}", f"a,3,{second}", "a,4,1,0,0,0,0,,,"]
    header += ",photo_delta_ei,needle_length_mm,device,setting"
    rows, _ = _assess("\n".join((header, *(f"{line},,1.0,pen,home" for line in lines))) + "\n")
    flagged = "weakness" in first + second
    assert rows[4 if flagged else 3]["status"] == status


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "empty"),
        (HEADER + "\n", "no rows"),
        ("recovery_id,day\na,1\n", "lacks the column redness"),
    ],
)
def test_a_file_that_says_nothing_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InvalidEntry, match=sentence):
        _assess(text)


@pytest.mark.parametrize("dates", [("2026-03-01", "2026-03-02"), ("1.3.26", "2.3.26")])
def test_dates_instead_of_days_are_refused_for_what_they_are(dates: tuple[str, str]) -> None:
    lines = (f"a,{one},2,1,0,0,0,,,1.0,pen,home" for one in dates)
    with pytest.raises(InvalidEntry, match=f"dates as {dates[0]}.*days since the session"):
        _assess(_rows(*lines))


@pytest.mark.parametrize("other", ["Anna/1", "ANNA / 1", "an na/1"])
def test_ids_that_differ_only_in_blanks_or_capitals_are_told(other: str) -> None:
    rows, problems = _assess(_rows(*_recovery("anna/1"), *_recovery(other)))
    assert len({row["recovery_id"] for row in rows}) == 2
    assert problems == [
        f"Row 7 (recovery {other}) differs only in blanks or capitals from an earlier recovery; "
        "it was judged as one of its own."
    ]


def test_a_recovery_that_comes_again_far_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_blocks, "BLOCK_CHARS", 150)
    _, problems = _assess(_rows(*_recovery("a"), *_recovery("b"), *_recovery("c"), *_recovery("a")))
    assert any("Row 17 (recovery a) comes again" in problem for problem in problems)


@pytest.mark.parametrize("name", ["=1+1", "a;=1", "@x", '-"q"', "Zoë, 3", "a\rb", "a\r\nb"])
def test_ids_are_safe_in_spreadsheets_and_are_read_again(name: str) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(
        [name, day, 3, *[0] * 4, "", "", 1, "pen", "home"] for day in (0, 1)
    )
    rows, problems = _assess(_rows(written.getvalue()))
    assert not problems
    assert [row["recovery_id"] for row in rows] == [protect_cell(name)] * 2
    again, problems = _assess(_rows(written.getvalue().replace(name, protect_cell(name))))
    assert (again, problems) == (rows, [])


def test_a_flag_counts_in_capitals_too() -> None:
    rows, problems = _assess(
        _rows(NORMAL.format(id="a", day=1, redness=3, flags=" Fever ;NODULES"))
    )
    assert rows[0]["status"] == "urgent"
    assert not problems


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x00\x01\xff\xfe", "cannot be read as CSV"),
        (HEADER.replace(",", "/").encode() + b"\na/1\n", "lacks the column recovery_id"),
        (HEADER.encode() + b",day\na,1\n", "has the column day more than once"),
        (HEADER.encode() + b"\na,1\na\0,2\n", "about row 3 stands a zero byte"),
        ((HEADER + "\nZoë,1").encode() + b"\nZo\xeb,2\n", "partly UTF-8"),
        ((HEADER + "\nZoë,1\nZoë").encode()[:-1], "the middle of a letter"),
        (HEADER.encode() + b"\nZo\x81,2\n", "no text in UTF-8"),
        ((HEADER + "\nZoë,1").encode("utf-16")[:-1], "no text in UTF-8"),
        ("\ufeff".encode() + b"\n", "empty|lacks the column"),
    ],
    ids=[
        "no text",
        "other separator",
        "double column",
        "zero byte",
        "mixed",
        "cut",
        "odd bytes",
        "cut UTF-16",
        "a mark only",
    ],
)
def test_a_file_that_is_no_diary_is_refused(content: bytes, sentence: str, tmp_path: Path) -> None:
    file = tmp_path / "diary.csv"
    file.write_bytes(content)
    with pytest.raises(InvalidEntry, match=sentence):
        assess_csv(file, io.StringIO(), print)


def test_many_bad_rows_leave_the_rest_as_it_is_alone() -> None:
    bad = [line for line, _ in BAD_ROWS.values() if not line.endswith("x,y")]
    good = _recovery("good", (5, 3, 1, 4, 6, 7))
    alone, _ = _assess(_rows(*good))
    rows, problems = _assess(_rows(*bad, *good, *bad))
    assert [row for row in rows if row["recovery_id"] == "good"] == alone
    assert len(problems) >= 2 * len(bad)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidEntry, match=r"There is no file .*no\.csv"):
        assess_csv(tmp_path / "no.csv", io.StringIO(), print)


def test_chunks_do_not_change_a_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    text = _rows(
        *_recovery("p/1"), *_recovery("p/2", (5, 3, 1, 4, 6, 7)), *_recovery("q/1", (6, 4, 4))
    )
    whole, _ = _assess(text)
    monkeypatch.setattr(csv_blocks, "BLOCK_CHARS", 150)
    chunked, _ = _assess(text)
    assert chunked == whole
    assert {row["status"] for row in whole} >= {"on_course", "off_course"}


def test_a_border_of_blocks_within_a_recovery_does_not_change_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(csv_blocks, "BLOCK_CHARS", 150)
    shuffled = [_recovery("a", (5, 3, 1, 4, 6, 7))[day] for day in (1, 0, 3, 2, 5, 4)]
    flagged = NORMAL.format(id="a", day=2, redness=1, flags="pus_or_honey_crust")
    rows, problems = _assess(_rows(*shuffled, flagged, *_recovery("b")))
    assert [(row["recovery_id"], row["day"]) for row in rows] == [
        *(("a", day) for day in "012345"),
        *(("b", day) for day in "01234"),
    ]
    assert rows[2]["status"] == "urgent"
    assert len([problem for problem in problems if "were put in order" in problem]) == 4


def test_row_numbers_are_those_of_the_file_after_rows_that_were_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long, bad = "a,8,1,1,0,0,0,,,1.0,pen,home,x", "a,9,red,1,0,0,0,,,1.0,pen,home"
    others = [one.replace("a", "c", 1) for one in (long, bad)]
    text = _rows(*_recovery("a"), long, "", bad, *_recovery("b"), *others)
    _, whole = _assess(text)
    assert "Row 9: redness" in "".join(whole)
    assert [problem.split()[1] for problem in whole if "redness" in problem] == ["9:", "16:"]
    assert [problem.split()[1] for problem in whole if "more cells" in problem] == ["7", "15"]
    monkeypatch.setattr(csv_blocks, "BLOCK_CHARS", 150)
    assert sorted(_assess(text)[1]) == sorted(whole)


@pytest.mark.parametrize(
    "lost",
    [
        "a;2;3;1;0;0;0;;fever;pus_or_honey_crust;1.0;pen;home",  # the flags are two cells
        "a;day 3;3;1;0;0;0;;fever;1.0;pen;home",
        "a;;3;1;0;0;0;;fever;1.0;pen;home",
    ],
)
def test_a_sign_of_a_row_that_is_out_of_order_holds(lost: str) -> None:
    rows, problems = _assess(_rows(*_recovery("a")).replace(",", ";") + lost + "\n")
    assert problems and all(problem.startswith("Row 7") for problem in problems)
    assert not [row for row in rows if int(row["day"]) >= 2 and row["status"] == "on_course"]


@pytest.mark.parametrize("none", ["none", "No", "n/a", "0"])
def test_that_there_is_no_red_flag_may_be_said(none: str) -> None:
    lines = [NORMAL.format(id="a", day=day, redness=3 - day, flags=none) for day in range(3)]
    rows, problems = _assess(_rows(*lines))
    assert not problems
    assert {row["status"] for row in rows} == {"on_course"}


def test_a_row_with_fewer_cells_lacks_the_last_ones() -> None:
    short = ["b,0,5,1,0,0,0,,fever", "b,1,3,1", "b,2"]
    rows, problems = _assess(_rows(*_recovery("a"), *short))
    assert [row["day"] for row in rows if row["recovery_id"] == "b"] == ["0", "1", "2"]
    assert rows[5]["status"] == "urgent"
    assert problems == [
        "Row 7 (recovery b) has no needle length on any day; 1 mm was assumed.",
    ]


def test_a_recovery_named_only_in_rows_that_were_left_out_is_not_there() -> None:
    unusable = "b,x,5,1,0,0,0,,,1.0,pen,home"
    rows, problems = _assess(_rows(unusable, *_recovery("a"), *_recovery("b")))
    assert [row["recovery_id"] for row in rows] == ["a"] * 5 + ["b"] * 5
    assert len(problems) == 1


def test_a_persons_third_recovery_is_judged_by_the_earlier_ones() -> None:
    slow = (8, 8, 7, 7, 7, 6, 6, 5)
    line = "{id},{day},{redness},0,0,0,0,,,2.0,pen,professional"
    lines = [
        line.format(id=name, day=day, redness=value)
        for name in ("anna/1", "anna/2", "anna/3", "stranger")
        for day, value in enumerate(slow)
    ]
    rows, _ = _assess(_rows(*lines))
    ever_off = {row["recovery_id"] for row in rows if row["status"] == "off_course"}
    assert "stranger" in ever_off
    assert "anna/1" in ever_off
    assert "anna/3" not in ever_off


def test_a_value_is_shown_as_it_was_given() -> None:
    _, problems = _assess(_rows("a,0,11,1,0,0,0,,,1.0,pen,home", "a,1,,1,0,0,0,,,1.0,pen,home"))
    assert "not 11," in problems[0]
    _, problems = _assess(_rows("a,0,11,1,0,0,0,,,1.0,pen,home", "a,1,red,1,0,0,0,,,1.0,pen,home"))
    assert "not 11," in problems[0]
    assert "not “red”," in problems[1]


def test_assessing_does_not_wait_for_pandas(tmp_path: Path) -> None:
    file = tmp_path / "diary.csv"
    file.write_text(_rows(*_recovery("a"), "b,0,5", "b,1,3,1,0,0,0,,,1.0,pen,home,x"))
    script = (
        "import sys; from pathlib import Path\n"
        "from tracker.services.batch.assessing import assess_csv\n"
        "assess_csv(Path(sys.argv[1]), sys.stdout, lambda sentence: None)\n"
        "sys.exit('pandas' in sys.modules)"
    )
    command = [sys.executable, "-c", script, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 8


def test_a_row_that_was_cut_off_is_named_and_never_called_calm() -> None:
    header, *rows = _rows(*_recovery("a", (5, 3, 9))).splitlines()
    whole = "\n".join([header, *rows])
    cut = whole[: -len(rows[-1]) + len("a,2,")]
    judged, problems = _assess(cut)
    assert judged[-1]["status"] == "watch"
    assert any("cut off" in problem for problem in problems)
