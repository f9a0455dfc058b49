"""What a sentence of a reason can state of photos, and whether that is true of the diary."""

import re

from tests.benchmark.told_claims import Told, claim


def _shown(told: Told) -> list[float | None]:
    """Return what the sentence is about: the reddest zone, or the whole face."""
    return told.zones if "one zone" in told.reason else told.photos


@claim(r"by (?P<rise>\d+(?:\.\d+)?) EI since day (?P<day>\d+)")
def _photo_rise(told: Told, found: re.Match[str]) -> bool:
    day, now = int(found["day"]), _shown(told)[-1]
    if day not in told.days[:-1] or now is None:
        return False
    then = _shown(told)[told.days.index(day)]
    rise = float(found["rise"])
    return then is not None and rise > 0 and abs(now - then - rise) <= 0.51


@claim(r"(?:has risen|reddening,) by \d+ EI since day")
def _photo_rises(told: Told, found: re.Match[str]) -> bool:
    """It is no paler than the last one."""
    *before, now = [shown for shown in _shown(told) if shown is not None]
    return _shown(told)[-1] is not None and bool(before) and now >= before[-1]


@claim(
    r"(?P<rise>\d+) EI more(?: redness)? than on day (?P<day>\d+)"
    r"|redder than on day (?P<zone_day>\d+), today by (?P<zone_rise>\d+) EI"
)
def _above_an_earlier_photo(told: Told, found: re.Match[str]) -> bool:
    day = int(found["day"] or found["zone_day"])
    rise, now = int(found["rise"] or found["zone_rise"]), _shown(told)[-1]
    then = _shown(told)[told.days.index(day)] if day in told.days[:-1] else None
    return now is not None and then is not None and rise > 0 and abs(now - then - rise) <= 0.51


@claim(
    r"more redness than on day (?P<day>\d+), and you rated it (?P<value>\d+), no higher than then"
)
def _rated_no_higher(told: Told, found: re.Match[str]) -> bool:
    by_then = told.ratings[: told.days.index(int(found["day"])) + 1]
    rated = [ratings["redness"] for ratings in by_then if "redness" in ratings]
    return bool(rated) and told.now.get("redness") == int(found["value"]) <= rated[-1]


@claim(r"photos? show more (?:redness )?than you rated")
def _more_than_rated(told: Told, found: re.Match[str]) -> bool:
    return told.photos[-1] is not None and "redness" in told.now


@claim(r"shows (?P<ei>-?\d+(?:\.\d+)?) EI(?: more redness than before| against before)?")
def _photo_value(told: Told, found: re.Match[str]) -> bool:
    now, stated = _shown(told)[-1], float(found["ei"])
    is_more = "more redness" not in found[0] or stated > 0
    return now is not None and abs(now - stated) <= 0.51 and is_more


@claim(r"[Pp]hotos? ")
def _has_photo(told: Told, found: re.Match[str]) -> bool:
    return any(photo is not None for photo in _shown(told))


@claim(r"photos of two days")
def _photos_of_two_days(told: Told, found: re.Match[str]) -> bool:
    return sum(photo is not None for photo in _shown(told)) >= 2


@claim(r"(?:photo and the rating|rating and the photo) of redness disagree")
def _disagree(told: Told, found: re.Match[str]) -> bool:
    return told.photos[-1] is not None and "redness" in told.now
