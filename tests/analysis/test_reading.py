"""Changes in words, and side against side."""

import pytest

from analysis import Measure, Photo, PhotoAnalysis, Zone, analyse_photo
from analysis.reading import RednessReading, compare_sides, read_redness
from tests.analysis.test_measure import REDDENED_EI, reddened


@pytest.mark.parametrize(
    ("value", "mdc95", "reading"),
    [
        (1.9, 2.0, RednessReading.WITHIN_ERROR),
        (-1.9, 2.0, RednessReading.WITHIN_ERROR),
        (-2.1, 2.0, RednessReading.PALER),
        (1.7, 1.5, RednessReading.NOT_VISIBLE),
        (1.8, 1.5, RednessReading.JUST_VISIBLE),
        (4.5, 1.5, RednessReading.CLEAR),
        (9.0, 1.5, RednessReading.STRONG),
    ],
)
def test_reads_a_change_in_words(value: float, mdc95: float, reading: RednessReading) -> None:
    assert read_redness(value, mdc95) is reading


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
