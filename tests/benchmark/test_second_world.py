"""The second world is a fair one, and the warning keeps its bounds in a small part of it."""

from dataclasses import replace

import numpy as np
import pytest

from tests.benchmark.second_world.cohort import draw
from tests.benchmark.second_world.figures import Figure, found_within, jumped
from tests.benchmark.second_world.judged import judge, table_of
from tests.benchmark.second_world.people import PAIN, RED, Ask
from tests.benchmark.second_world.raters import NOT_RATED, Way
from tests.benchmark.second_world.strains import Trouble
from tests.benchmark.second_world.worlds import CELLS, COMPARTMENTS, WORLDS, World

SOME = 300

worlds = pytest.mark.parametrize("world", WORLDS.values(), ids=list(WORLDS))


@worlds
def test_normal_recoveries_look_as_the_clinical_reference_says(world: World) -> None:
    cohort = draw(world, Ask(SOME, needles=(1.5,), rf_share=0), seed=1)
    rated = np.where(cohort.ratings == NOT_RATED, np.nan, cohort.ratings)
    red = np.nanmean(rated[:, :, RED], axis=0)
    assert red[0] == pytest.approx(6.2, abs=0.8)
    assert red[1] == pytest.approx(4.0, abs=0.7)
    assert red[3] == pytest.approx(1.7, abs=0.7)
    assert red[7] <= 0.8
    sore_at_first = (cohort.ratings[:, 0, PAIN] >= 4).mean()
    assert 0.2 <= sore_at_first <= 0.4


@worlds
def test_the_same_seed_draws_the_same_diaries(world: World) -> None:
    first, second = (draw(world, Ask(30), Trouble.HERPES, seed=3) for _ in range(2))
    assert table_of(first).equals(table_of(second))


@worlds
def test_every_trouble_shows_where_it_is_said_to_show(world: World) -> None:
    for trouble in set(Trouble) - {Trouble.PHOTO_ONLY, Trouble.SLOW, Trouble.OVER_TREATMENT}:
        sick = draw(world, Ask(SOME), trouble, seed=4)
        well = world.levels(sick.people, replace(sick.strains, trouble=None))
        day = np.arange(world.days)
        before = day < sick.onset[:, None]
        assert np.allclose(sick.felt[before], well[before], atol=1e-9)
        reached = np.minimum(sick.onset + 3, world.days - 1)
        at = (np.arange(SOME), reached)
        assert np.median((sick.felt[at] - well[at]).max(axis=1)) > 1.5


def test_raters_of_each_way_keep_to_it() -> None:
    def rated(way: Way) -> np.ndarray:
        cohort = draw(COMPARTMENTS, Ask(SOME), seed=5, way=way)
        return cohort.ratings[cohort.is_entered]

    assert set(np.unique(rated(Way.TWOS))) <= {0, 2, 4, 6, 8, 10}
    assert set(np.unique(rated(Way.FIVES))) <= {0, 5, 10}
    assert set(np.unique(rated(Way.WORDS))) <= {0, 1, 3, 6, 9}
    assert rated(Way.NEVER_ZERO).min() == 1
    assert len(rated(Way.STOPS_WHEN_WELL)) < 0.8 * len(rated(Way.PLAIN))
    assert len(rated(Way.SPELLS)) < 0.85 * len(rated(Way.PLAIN))


def test_wilsons_interval_is_the_published_one() -> None:
    low, high = Figure("", "", "", 81, 263).interval  # Newcombe 1998, table I, method 3
    assert (low, high) == (pytest.approx(25.53, abs=0.01), pytest.approx(36.62, abs=0.01))


@worlds
def test_few_normal_recoveries_alarm(world: World) -> None:
    cohort = draw(world, Ask(SOME), seed=6)
    assert 100 * judge(cohort).is_off.any(axis=1).mean() <= 8


@worlds
def test_most_infections_are_found(world: World) -> None:
    cohort = draw(world, Ask(SOME), Trouble.INFECTION, seed=7)
    judged = judge(cohort)
    assert 100 * found_within(cohort, judged, 2).mean() >= 44
    # 98 to 100 % of 800; a draw of 300 scatters by two points.
    assert 100 * found_within(cohort, judged, world.days).mean() >= 94


def test_a_jump_raises_redness_and_pain_on_one_day() -> None:
    cohort = draw(CELLS, Ask(50), seed=8)
    raised, at = jumped(cohort, 4, 2.0)
    assert (at.sum(axis=1) <= 1).all()
    grown = raised.ratings.astype(int) - cohort.ratings
    assert (
        grown[at][:, [RED, PAIN]] >= np.minimum(10 - cohort.ratings[at][:, [RED, PAIN]], 4)
    ).all()
    assert not grown[~at].any()
