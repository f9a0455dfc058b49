import numpy as np

from tracker.domain.course.diaries import empty_diaries
from tracker.domain.course.earlier import ENTRIES, FROM_DAY, settled_level
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
