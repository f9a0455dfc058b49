"""Several judges against one: who shares the work changes no word of the result."""

import io
import multiprocessing
import os
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from tracker.domain.course.cohort import CohortDesign, simulate_cohort
from tracker.domain.course.diaries import Diaries
from tracker.domain.course.reference import shipped_course
from tracker.errors import ProcessEnded
from tracker.services.batch import csv_blocks
from tracker.services.batch.assessing import assess_csv
from tracker.services.batch.diary_csv import COLUMNS
from tracker.services.batch.judging import MANY_BYTES, Judges, judges_for

RATINGS = {
    "calm": (5, 3, 2, 1, 1, 0, 0),
    "rising": (5, 3, 1, 4, 6, 7, 8),
    "slow": (8, 8, 7, 7, 7, 6, 6),
}


def _diary() -> str:
    """Return recoveries of people who are named, several each, and of some who are not."""
    names = [f"p{person}/{number}" for person in range(12) for number in range(4)]
    names += [f"r{number}" for number in range(30)]
    rows = [
        f"{name},{day},{redness},{redness // 2},1,{redness // 3},0,,,2.0,pen,home"
        for number, name in enumerate(names)
        for day, redness in enumerate(list(RATINGS.values())[number * 5 % 7 % 3])
    ]
    return "\n".join([",".join(COLUMNS), *rows, "x,no day,1,1,0,0,0,,,1.0,pen,home"]) + "\n"


def _assessed(text: str, judges: int) -> tuple[str, list[str]]:
    out, problems = io.StringIO(), []
    assess_csv(io.StringIO(text), out, problems.append, judges=judges)
    return out.getvalue(), problems


def test_two_judges_say_what_one_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_blocks, "BLOCK_CHARS", 2000)  # so that persons go on in later blocks
    one, problems = _assessed(_diary(), 1)
    assert _assessed(_diary(), 2) == (one, problems)
    assert len(problems) == 1
    for status in ("on_course", "watch", "urgent"):
        assert f",{status}," in one


def test_only_large_files_are_worth_a_judge_for_each_processor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(3)), raising=False)
    diary = tmp_path / "diary.csv"
    assert judges_for(diary) == 1
    diary.write_text(_diary(), encoding="utf-8")
    assert judges_for(diary) == 1
    with diary.open("ab") as file:
        file.truncate(MANY_BYTES)
    assert judges_for(diary) == 3


@pytest.mark.benchmark  # by hand: the test command has fifteen minutes
def test_a_judge_that_is_gone_is_said_with_what_to_do() -> None:
    course = shipped_course()
    diaries = simulate_cohort(CohortDesign(people=5, seed=1), course).diaries
    with pytest.raises(ProcessEnded, match="try again"), Judges(course, 2) as judges:
        for process in _processes(judges, diaries):
            process.kill()
            process.join()
        for _ in range(2):
            judges.judge(diaries, [None] * 5)()


def _processes(judges: Judges, diaries: Diaries) -> list[BaseProcess]:
    """Return the processes of judges that have begun to work."""
    before = set(multiprocessing.active_children())
    for _ in range(2):
        judges.judge(diaries, [None] * 5)()
    return list(set(multiprocessing.active_children()) - before)
