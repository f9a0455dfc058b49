import numpy as np

from tracker.domain.course.diaries import MISSING, Diaries, empty_diaries
from tracker.domain.course.earlier import ENTRIES, FROM_DAY, is_worse, least_meant, settled_level
from tracker.domain.course.reference import DIARY_CHANNELS, Channel

REDNESS = DIARY_CHANNELS.index(Channel.REDNESS)


def _levels(redness: list[int], first_day: int = FROM_DAY, **others: int) -> list[float]:
    diaries = empty_diaries(1, len(redness))
    diaries.day[0] = np.arange(len(redness)) + first_day
    diaries.ratings[0] = [others.get(channel.value, 0) for channel in DIARY_CHANNELS]
    diaries.ratings[0, :, REDNESS] = redness
    levels: list[float] = settled_level(diaries)[0, :, REDNESS].tolist()
    return levels


def test_a_skin_that_stands_still_is_known_from_the_next_entry_on() -> None:
    assert _levels([3, 3, 2, 3, 3, 3, 9]) == [0] * ENTRIES + [3, 3]


def test_a_skin_that_moves_is_early_or_far_too_red_has_no_level() -> None:
    assert not any(_levels([3, 3, 5, 3, 3, 3, 3]))
    assert not any(_levels([3] * 7, first_day=0))
    assert not any(_levels([8] * 7))


def test_pain_or_swelling_is_no_ordinary_day() -> None:
    assert not any(_levels([3] * 7, pain=2))
    assert not any(_levels([3] * 7, swelling=3))


def _diary(*entries: tuple[int, int], photos: tuple[float, ...] = ()) -> Diaries:
    """Return a diary of redness and swelling, entry by entry."""
    diaries = empty_diaries(1, len(entries))
    diaries.day[0] = np.arange(len(entries))
    diaries.ratings[0, :, :2] = entries
    diaries.photo[0, : len(photos)] = photos
    return diaries


def test_a_day_is_worse_when_anything_stands_above_its_last_entry() -> None:
    diary = _diary((5, 2), (5, 2), (4, 3), (4, 3), (MISSING, 3), (5, 3))
    assert is_worse(diary)[0].tolist() == [True, False, True, False, False, True]
    first = _diary((5, MISSING), (5, 0), (5, 1))
    assert is_worse(first)[0].tolist() == [True, False, True]


def test_a_redder_photo_is_worse_and_a_missing_or_pale_one_is_not() -> None:
    diary = _diary((5, 2), (5, 2), (5, 2), (5, 2), photos=(4.0, np.nan, 4.0, 6.0))
    assert is_worse(diary)[0].tolist() == [True, False, False, True]
    assert not is_worse(_diary((5, 2), (5, 2), photos=(np.nan, -30.0)))[0, 1]


def test_fives_may_mean_three_less_once_they_are_known() -> None:
    diary = _diary((5, 5), (5, 0), (10, MISSING))
    assert least_meant(diary)[0, :, :2].tolist() == [[5, 5], [2, 0], [7, MISSING]]
