import numpy as np
import pytest

from tracker.domain.course.diaries import Diaries, empty_diaries
from tracker.domain.verdict.rules.photos import (
    CHOSEN,
    zone_is_strong,
    zone_reddens,
    zone_reddens_twice,
)

ERROR = 2.0
RISE = CHOSEN * ERROR * 2**0.5


def _diaries(*zones: float, first_day: int = 0) -> Diaries:
    diaries = empty_diaries(1, len(zones))
    diaries.day[0] = np.arange(len(zones)) + first_day
    diaries.reddest_zone[0] = zones
    diaries.reddest_mdc95[:] = ERROR
    return diaries


def test_a_zone_has_to_redden_by_more_than_both_errors_of_having_been_chosen() -> None:
    assert zone_reddens(_diaries(6.0, 1.0, 1.1 + RISE))[0].tolist() == [False, False, True]
    assert not zone_reddens(_diaries(6.0, 1.0, 0.9 + RISE)).any()


def test_the_second_photo_counts_even_after_a_day_without_one() -> None:
    red = 2.0 + RISE
    assert zone_reddens_twice(_diaries(1.0, red, np.nan, red))[0].tolist() == [False] * 3 + [True]
    assert not zone_reddens_twice(_diaries(1.0, red, 1.0, red)).any()


@pytest.mark.parametrize(("first_day", "is_late"), [(0, False), (5, True)])
def test_strong_redness_of_a_zone_is_only_late_a_matter_of_its_own(
    first_day: int, is_late: bool
) -> None:
    assert zone_is_strong(_diaries(9.0 + CHOSEN * ERROR, first_day=first_day))[0, 0] == is_late
    assert not zone_is_strong(_diaries(8.9 + CHOSEN * ERROR, first_day=first_day)).any()


def test_redness_that_may_hide_is_no_doubt_about_a_zone_that_is_red() -> None:
    diaries = _diaries(9.0 + CHOSEN * ERROR, first_day=5)
    diaries.reddest_mdc95[:], diaries.reddest_hidden[:] = 8.0, 8.0 - ERROR
    assert zone_is_strong(diaries)[0, 0]


def test_a_pale_photo_in_which_redness_may_hide_makes_the_next_one_no_rise() -> None:
    diaries = _diaries(6.0, 1.0, 1.1 + RISE)
    diaries.reddest_mdc95[0, 1], diaries.reddest_hidden[0, 1] = 9.0, 9.0 - ERROR
    assert not zone_reddens(diaries).any()
