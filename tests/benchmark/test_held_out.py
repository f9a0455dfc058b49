"""The held-out draw heals, rates and sickens as it says; its figures are read by hand."""

import numpy as np

from tests.benchmark.held_out.__main__ import jumped
from tests.benchmark.held_out.diaries import CHANNELS, Trouble, draw, table_of

SOME = 200
REDNESS, SWELLING = CHANNELS.index("redness"), CHANNELS.index("swelling")


def test_it_heals_about_as_the_clinical_reference_says() -> None:
    red = np.nanmean(draw(SOME, 1, is_rf=False, lengths=(1.5,)).ratings[..., REDNESS], axis=0)
    assert 4.5 < red[0] < 7
    assert 2 < red[1] < 4.5
    assert red[7] < 1


def test_the_same_seed_draws_the_same_diaries_and_troubles_come_on_their_day() -> None:
    assert table_of(draw(30, 2)).equals(table_of(draw(30, 2)))
    sick = draw(SOME, 3, Trouble.SWELLING)
    assert np.nanmedian(sick.ratings[np.arange(SOME), sick.onset, SWELLING]) >= 6


def test_a_jump_raises_one_day() -> None:
    well = draw(SOME, 4)
    raised, at = jumped(well, 4)
    assert (at.sum(axis=1) <= 1).all()
    changed = (np.nan_to_num(raised.ratings, nan=-1) != np.nan_to_num(well.ratings, nan=-1)).any(2)
    assert (changed <= at).all()
