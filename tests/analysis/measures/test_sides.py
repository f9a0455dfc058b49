"""Side against side, and how much of a zone is redder."""

import pytest

from analysis import Measure, Photo, PhotoAnalysis, Zone, analyse_photo
from analysis.measures.sides import compare_sides
from tests.analysis.test_recipe import REDDENED_EI, reddened


@pytest.fixture(scope="module")
def left_cheek(before: Photo, baseline: PhotoAnalysis) -> PhotoAnalysis:
    return analyse_photo(reddened(before, baseline, Zone.CHEEK_LEFT), baseline)


def test_a_redder_left_cheek_shows_against_the_right_one(left_cheek: PhotoAnalysis) -> None:
    found = {difference.left: difference for difference in compare_sides(left_cheek)}
    cheek = found[Zone.CHEEK_LEFT]
    assert cheek.value == pytest.approx(REDDENED_EI, rel=0.15)
    assert abs(found[Zone.JAWLINE_LEFT].value) < 1.0
    errors = {m.zone: m.mdc95 for m in left_cheek.measurements if m.mdc95 and "index" in m.measure}
    assert 0 < cheek.mdc95 < errors[Zone.CHEEK_LEFT] + errors[Zone.CHEEK_RIGHT]


def test_the_reddened_share_is_that_of_the_zone(left_cheek: PhotoAnalysis) -> None:
    shares = {m.zone: m for m in left_cheek.measurements if m.measure is Measure.REDDENED_SHARE}
    assert shares[Zone.CHEEK_LEFT].value > 80
    assert shares[Zone.CHEEK_RIGHT].value <= shares[Zone.CHEEK_RIGHT].mdc95
    assert shares[Zone.CHEEK_LEFT].value > shares[Zone.CHEEK_LEFT].mdc95
    # The cheek is about a fifteenth of the face.
    assert 2 < shares[Zone.FACE].value < 15


def test_sides_are_not_compared_without_a_baseline(baseline: PhotoAnalysis) -> None:
    assert compare_sides(baseline) == []
