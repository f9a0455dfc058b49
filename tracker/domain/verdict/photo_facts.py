"""What the photos of a diary say up to an entry, by the names that the words of patterns use."""

import numpy as np
import numpy.typing as npt

from tracker.domain.course.diaries import MISSING, BoolArray, Diaries
from tracker.domain.course.earlier import last_before
from tracker.domain.course.reference import DIARY_CHANNELS, Channel

OF_PHOTOS = frozenset(
    {
        *("photo", "photo_left", "photo_rise", "photo_rising", "photo_from_day"),
        *("photo_unrated", "photo_leans", "photo_seen"),
        *("zone", "zone_rise", "zone_rising", "zone_from_day"),
    }
)
WORTH_SAYING_EI = 1
"""Chosen: what a whole number can say."""
_REDNESS = DIARY_CHANNELS.index(Channel.REDNESS)


def photo_facts(diaries: Diaries, at: tuple[int, int], *, is_of_photo: bool) -> dict[str, object]:
    """Return what the photo of an entry shows of the whole face, and of its reddest zone.

    `is_of_photo` says that the pattern was seen in photos.
    """
    recovery, entry = at
    days, until = diaries.day[recovery], slice(entry + 1)
    facts: dict[str, object] = {}
    photo, zone = float(diaries.photo[at]), float(diaries.reddest_zone[at])
    if not np.isnan(photo):
        facts["photo"] = f"{photo:.0f}"
        if photo > diaries.photo_too_high[at] and round(photo) >= WORTH_SAYING_EI:
            facts["photo_left"] = f"{photo:.0f}"
        facts |= _rise("photo", diaries.photo[recovery, until], days)
        facts |= _against_ratings(diaries, at, facts.get("photo_rise"))
        facts |= _leaning(facts) if is_of_photo else {}
    if not np.isnan(zone):
        if round(zone) >= WORTH_SAYING_EI:
            facts["zone"] = f"{zone:.0f}"
        facts |= _rise("zone", diaries.reddest_zone[recovery, until], days)
    return facts


def _against_ratings(
    diaries: Diaries, at: tuple[int, int], rise: object | None
) -> dict[str, object]:
    """Return the rise of a photo with which the rating has not risen."""
    recovery, entry = at
    alone = diaries.rows(slice(recovery, recovery + 1))
    return {"photo_unrated": rise} if rise and photo_outruns(alone)[0, entry] else {}


def _leaning(facts: dict[str, object]) -> dict[str, object]:
    """Return what a photo shows by names of its own: those of a pattern that was seen in it."""
    told = {"photo_seen": "photo", "photo_leans": "photo_rise"}
    return {name: facts[other] for name, other in told.items() if other in facts}


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


def photo_outruns(diaries: Diaries) -> BoolArray:
    """Return (N, E) whether a photo is redder than the palest before, and redness rated no higher.

    It counts as rated then what was last rated by the day of the palest.
    """
    redness, rated = diaries.ratings[:, :, _REDNESS], last_before(diaries)[:, :, _REDNESS]
    shown = np.nan_to_num(diaries.photo, nan=np.inf)
    palest, then = np.full(len(shown), np.inf), np.full(len(shown), MISSING, np.int8)
    outruns = np.zeros(shown.shape, np.bool_)
    for entry in range(1, shown.shape[1]):
        is_paler = shown[:, entry - 1] < palest
        palest = np.where(is_paler, shown[:, entry - 1], palest)
        then = np.where(is_paler, rated[:, entry], then)
        outruns[:, entry] = (shown[:, entry] > palest) & (redness[:, entry] <= then)
    return np.asarray(outruns & ~np.isnan(diaries.photo) & (redness != MISSING))
