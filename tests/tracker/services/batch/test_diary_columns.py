"""Columns of a diary file that may be there: what is known besides ratings, photos and signs."""

import csv
import io

import numpy as np
import pytest

from tests.conftest import PROJECT
from tracker.cli import main
from tracker.domain.course.diaries import MISSING, USUAL_PHOTO_MDC95, Diaries, bits_of
from tracker.domain.course.reference import DIARY_CHANNELS
from tracker.domain.records.circumstances import Outcome, SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.services.batch import csv_blocks
from tracker.services.batch.assessing import assess_csv
from tracker.services.batch.diary_csv import COLUMNS, OPTIONAL_COLUMNS, read_diary
from tracker.services.batch.diary_recoveries import pack_rows, sort_rows, starts_of

PLAIN = "{id},{day},3,1,0,0,0,,,1.0,pen,home"


def packed(columns: str, *cells: str, ids: str = "") -> tuple[Diaries, list[str]]:
    """Read one row for each of the cells: days 0, 1, … of one recovery, or of those named."""
    names = ids or "a" * len(cells)
    days = [names[:place].count(name) for place, name in enumerate(names)]
    lines = [
        f"{PLAIN.format(id=name, day=day)},{cell}"
        for name, day, cell in zip(names, days, cells, strict=True)
    ]
    text = "\n".join([f"{','.join(COLUMNS)},{columns}", *lines])
    problems: list[str] = []
    (rows,) = read_diary(io.StringIO(text), problems.append)
    rows = sort_rows(rows, problems.append)
    return pack_rows(rows, starts_of(rows), problems.append), problems


def test_a_file_without_them_knows_nothing() -> None:
    text = "\n".join([",".join(COLUMNS), PLAIN.format(id="a", day=0)])
    (rows,) = read_diary(io.StringIO(text), print)
    diaries = pack_rows(rows, starts_of(rows), print)
    assert (diaries.ordinary == MISSING).all()
    for name in ("special", "yes", "no", "outcome"):
        assert not getattr(diaries, name).any()
    assert diaries.photo_mdc95[0, 0] == USUAL_PHOTO_MDC95
    assert np.isnan(diaries.reddest_zone).all()


def test_the_ordinary_level_belongs_to_the_recovery() -> None:
    diaries, problems = packed("ordinary_redness,ordinary_pain", "3,", "3,1", ",1")
    assert problems == []
    level = dict(zip(DIARY_CHANNELS, diaries.ordinary[0].tolist(), strict=True))
    assert {channel.value: value for channel, value in level.items() if value != MISSING} == {
        "redness": 3,
        "pain": 1,
    }


def test_rows_that_differ_are_named_and_the_lowest_level_is_used() -> None:
    diaries, problems = packed("ordinary_redness", "3", "2", "3", "1", ids="aabb")
    assert diaries.ordinary[:, 0].tolist() == [2, 1]
    assert problems == [
        "Row 2 (recovery a) has several values of ordinary_redness, from 2 to 3; the lowest was "
        "used. It must be the same on all rows of a recovery.",
        "Row 4 (recovery b) has several values of ordinary_redness, from 1 to 3; the lowest was "
        "used. It must be the same on all rows of a recovery.",
    ]


@pytest.mark.parametrize("event", SpecialEvent)
def test_every_explanation_is_read(event: SpecialEvent) -> None:
    diaries, problems = packed("special", event.value)
    assert (diaries.special[0, 0], problems) == (bits_of([event]), [])


@pytest.mark.parametrize(
    "text", ["Sport;sun", " sauna ; SUN", "sport or sauna;Sun", "sport_or_sauna; sun;", "sun;sport"]
)
def test_explanations_are_read_however_they_are_written(text: str) -> None:
    diaries, problems = packed("special", text)
    assert diaries.special[0, 0] == bits_of([SpecialEvent.SPORT, SpecialEvent.SUN])
    assert problems == []


@pytest.mark.parametrize(
    "text", ["new-product;Make-up", "New product;make up", "newproduct;MAKE_UP"]
)
def test_hyphens_blanks_and_capitals_do_not_matter(text: str) -> None:
    diaries, _ = packed("special", text)
    assert diaries.special[0, 0] == bits_of([SpecialEvent.NEW_PRODUCT, SpecialEvent.MAKE_UP])


def test_an_unknown_explanation_is_named_and_explains_nothing() -> None:
    diaries, problems = packed("special", "holiday;sun")
    assert diaries.special[0, 0] == bits_of([SpecialEvent.SUN])
    assert len(problems) == 1
    assert problems[0].startswith("Row 2: special is none of sun, sport, ")
    assert problems[0].endswith("found “holiday”.")


def test_answers_are_a_yes_or_a_no_to_a_sign() -> None:
    diaries, problems = packed("answers", "rising_pain=no; One sided swelling = YES", "")
    assert problems == []
    assert diaries.no[0].tolist() == [bits_of([RedFlag.RISING_PAIN]), 0]
    assert diaries.yes[0].tolist() == [bits_of([RedFlag.ONE_SIDED_SWELLING]), 0]


def test_a_yes_stands_against_a_no_to_the_same_sign() -> None:
    diaries, _ = packed("answers", "fever=no;fever=yes;fever=no")
    assert (diaries.yes[0, 0], diaries.no[0, 0]) == (bits_of([RedFlag.FEVER]), 0)


@pytest.mark.parametrize("text", ["rising_pain", "rising_pain=maybe", "wobbling=yes", "=yes"])
def test_an_answer_that_cannot_be_read_is_named_and_leaves_no_calm_day(text: str) -> None:
    diaries, problems = packed("answers", text)
    assert problems == [
        f"Row 2: answers must be written sign=yes or sign=no, found “{text}”.",
    ]
    assert diaries.is_unreadable[0, 0]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [("seen", Outcome.SEEN), ("Not seen", Outcome.NOT_SEEN), ("not-seen", Outcome.NOT_SEEN)],
)
def test_what_came_of_it_is_read(text: str, outcome: Outcome) -> None:
    diaries, problems = packed("outcome", text)
    assert (diaries.outcome[0, 0], problems) == (1 + list(Outcome).index(outcome), [])


def test_another_outcome_is_named() -> None:
    diaries, problems = packed("outcome", "healed")
    assert diaries.outcome[0, 0] == 0
    assert "outcome is none of seen, not_seen" in problems[0]


def test_the_photos_error_and_its_reddest_zone_are_read() -> None:
    diaries, problems = packed("photo_mdc95,reddest_zone_delta_ei", "2.5,7.5", "-1,400")
    assert diaries.photo_mdc95[0].tolist() == [2.5, USUAL_PHOTO_MDC95]
    assert diaries.reddest_zone[0, 0] == 7.5
    assert np.isnan(diaries.reddest_zone[0, 1])
    assert [problem.split(":")[0] for problem in problems] == ["Row 3", "Row 3"]


def test_of_a_repeated_day_the_yes_of_both_rows_counts() -> None:
    text = "\n".join(
        [
            f"{','.join(COLUMNS)},answers,special",
            f"{PLAIN.format(id='a', day=1)},fever=no,sun",
            f"{PLAIN.format(id='a', day=1)},fever=yes,sport",
        ]
    )
    (rows,) = read_diary(io.StringIO(text), print)
    rows = sort_rows(rows, lambda sentence: None)
    assert rows.yes.tolist() == [bits_of([RedFlag.FEVER])]
    assert rows.special.tolist() == [bits_of([SpecialEvent.SUN])]


def test_blocks_do_not_change_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = ["3,sun,fever=no", "3,,", "3,poor_sleep,rising_pain=yes"] * 10
    columns = "ordinary_redness,special,answers"
    text = "\n".join(
        [
            f"{','.join(COLUMNS)},{columns}",
            *(f"{PLAIN.format(id='a', day=day)},{cell}" for day, cell in enumerate(cells)),
        ]
    )
    whole, _ = assessed(text)
    monkeypatch.setattr(csv_blocks, "BLOCK_CHARS", 150)
    assert assessed(text) == (whole, [])


def assessed(text: str) -> tuple[str, list[str]]:
    out, problems = io.StringIO(), list[str]()
    assess_csv(io.StringIO(text), out, problems.append)
    return out.getvalue(), problems


def test_the_sample_diary_can_be_assessed() -> None:
    out, problems = io.StringIO(), list[str]()
    assess_csv(PROJECT / "sample_images" / "diary.csv", out, problems.append)
    assert problems == []
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert {row["status"] for row in rows if row["recovery_id"] == "normal"} == {"on_course"}
    assert rows[-1]["status"] == "urgent"


@pytest.mark.parametrize("column", [*COLUMNS, *OPTIONAL_COLUMNS])
def test_every_column_is_named_in_the_help_and_the_readme(
    column: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["assess", "--help"])
    assert column in capsys.readouterr().out
    assert column in (PROJECT / "README.md").read_text(encoding="utf-8")
