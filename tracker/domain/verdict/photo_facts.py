"""What the photos of a diary say up to an entry, by the names that the words of patterns use."""

import numpy as np
import numpy.typing as npt

from tracker.domain.course.diaries import Diaries

OF_PHOTOS = frozenset(
    {
        *("photo", "photo_left", "photo_rise", "photo_rising", "photo_from_day"),
        *("zone", "zone_rise", "zone_rising", "zone_from_day"),
    }
)
WORTH_SAYING_EI = 1
"""Chosen: what a whole number can say."""


def photo_facts(diaries: Diaries, at: tuple[int, int]) -> dict[str, object]:
    """Return what the photo of an entry shows of the whole face, and of its reddest zone."""
    recovery, entry = at
    days, until = diaries.day[recovery], slice(entry + 1)
    facts: dict[str, object] = {}
    photo, zone = float(diaries.photo[at]), float(diaries.reddest_zone[at])
    if not np.isnan(photo):
        facts["photo"] = f"{photo:.0f}"
        if photo > diaries.photo_too_high[at] and round(photo) >= WORTH_SAYING_EI:
            facts["photo_left"] = f"{photo:.0f}"
        facts |= _rise("photo", diaries.photo[recovery, until], days)
    if not np.isnan(zone):
        if round(zone) >= WORTH_SAYING_EI:
            facts["zone"] = f"{zone:.0f}"
        facts |= _rise("zone", diaries.reddest_zone[recovery, until], days)
    return facts


def _rise(
    name: str, shown: npt.NDArray[np.float32], days: npt.NDArray[np.int16]
) -> dict[str, object]:
    """Return how much redder the last one is than the palest before, and of which day that is."""
    earlier = shown[:-1]
    if np.isnan(earlier).all():
        return {}
    palest = int(np.nanargmin(earlier))
    rise = float(shown[-1] - earlier[palest])
    if round(rise) < WORTH_SAYING_EI:
        return {}
    facts: dict[str, object] = {
        f"{name}_rise": f"{rise:.0f}",
        f"{name}_from_day": int(days[palest]),
    }
    last = earlier[~np.isnan(earlier)][-1]
    return facts | ({f"{name}_rising": f"{rise:.0f}"} if shown[-1] >= last else {})
