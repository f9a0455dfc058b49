"""A worse day never gets a milder status, whatever the diary."""

import pandas as pd
import pytest

from tests.benchmark.odd_diaries import draw_diaries
from tests.benchmark.sweeps import MAKERS, climb, first_fall

SOME = 2000
MANY = 100_000


def test_falls_are_seen_and_only_falls() -> None:
    assert first_fall([0, 0, 1, 2, 2, 4], is_left_out=False) is None
    assert first_fall([0, 2, 1, 4], is_left_out=False) == (1, 2)
    assert first_fall([1, 1, 3], is_left_out=True) is None
    assert first_fall([0, 1, 1], is_left_out=True) == (0, 1)


def test_diaries_of_every_shape_are_drawn() -> None:
    rows = draw_diaries(300, seed=3)
    judged = rows[rows["is_judged"]]
    assert len(judged) == 300
    assert (rows.groupby("diary").tail(1)["is_judged"]).all()
    assert rows.groupby("recovery_id").size().min() == 1
    assert judged["day"].min() == 0
    assert judged["day"].max() > 60
    for column in ("red_flags", "special", "answers", "outcome"):
        assert (rows[column] != "").any()
    assert rows[["photo_delta_ei", "reddest_zone_delta_ei", "ordinary_redness"]].notna().any().all()
    assert not rows.duplicated(["recovery_id", "day"]).any()


def test_a_worse_day_is_never_milder() -> None:
    outcomes = list(climb(SOME, seed=7))
    assert len({outcome.kind for outcome in outcomes}) >= len(MAKERS)
    fallen = [outcome for outcome in outcomes if outcome.falls]
    shown = pd.concat([outcome.rows for outcome in fallen[:3]]).to_csv() if fallen else ""
    assert not fallen, shown


@pytest.mark.benchmark
def test_a_worse_day_is_never_milder_in_many_diaries() -> None:
    assert not any(outcome.falls for outcome in climb(MANY, seed=11))
