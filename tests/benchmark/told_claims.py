"""What a sentence of a reason can state, and whether that is true of the diary."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.benchmark.second_world.judged import OFF_COURSE
from tests.benchmark.second_world.people import CHANNELS

_S = r"(?P<symptom>[Rr]edness|[Ss]welling|[Ii]tching|[Pp]ain|[Dd]ryness)"
_EVENTS = {
    "sun": "sun",
    "sport": "sport",
    "alcohol": "alcohol",
    "new_product": "product",
    "make_up": "make-up",
    "poor_sleep": "sleep",
}
"""A word of each event's name on the screen."""


@dataclass(frozen=True)
class Told:
    """One entry with what was said of it, after those before it."""

    ratings: list[dict[str, int]]
    """Of each entry so far; the last is the entry's own."""
    days: list[int]
    photos: list[float | None]
    zones: list[float | None]
    """Of the reddest zone."""
    ranks: list[int]
    flags: list[frozenset[str]]
    """Answered with yes."""
    events: frozenset[str]
    outcome: list[str]
    earlier_recoveries: int
    ordinary: dict[str, int]
    reason: str

    @property
    def now(self) -> dict[str, int]:
        """Today's ratings."""
        return self.ratings[-1]

    def lowest_before(self, symptom: str) -> int | None:
        """Return the lowest earlier rating."""
        values = [rated[symptom] for rated in self.ratings[:-1] if symptom in rated]
        return min(values, default=None)

    def is_rising(self, symptom: str) -> bool:
        """Return whether it stands above its lowest and has not fallen since it was rated last."""
        before = [rated[symptom] for rated in self.ratings[:-1] if symptom in rated]
        return self.has_risen(symptom) and self.now[symptom] >= before[-1]

    def seen(self, symptom: str) -> bool:
        """Return whether a symptom was ever rated above its ordinary level."""
        low = self.ordinary.get(symptom, 0)
        return any(rated.get(symptom, 0) > low for rated in self.ratings)

    def has_risen(self, symptom: str) -> bool:
        """Return whether today is above an earlier rating."""
        low = self.lowest_before(symptom)
        return symptom in self.now and low is not None and self.now[symptom] > low


Check = Callable[[Told, re.Match[str]], bool]
CLAIMS: list[tuple[re.Pattern[str], Check]] = []


def claim(pattern: str) -> Callable[[Check], Check]:
    """Register how to check what a part of a sentence states."""

    def register(check: Check) -> Check:
        CLAIMS.append((re.compile(pattern), check))
        return check

    return register


def _symptom(found: re.Match[str]) -> str:
    return found["symptom"].lower()


@claim(_S + r"(?: is| is still|) (?P<value>\d+)(?: today| on day (?P<day>\d+))?")
def _rated(told: Told, found: re.Match[str]) -> bool:
    still = "still" in found[0]
    day_is_right = found["day"] is None or int(found["day"]) == told.days[-1]
    value = int(found["value"])
    return told.now.get(_symptom(found)) == value and day_is_right and not (still and value == 0)


@claim(
    _S + r"(?P<between>(?: has gone| has risen|"
    r"(?: is| has)[^.:;]*?(?:;|,) (?:it )?(?:has gone )?| stands[^.;]*; it has gone|))"
    r" ?from (?P<low>-?\d+) to (?P<value>-?\d+)"
)
def _from_to(told: Told, found: re.Match[str]) -> bool:
    symptom, low, value = _symptom(found), int(found["low"]), int(found["value"])
    earlier = [rated.get(symptom) for rated in told.ratings[:-1]]
    return told.now.get(symptom) == value and low in earlier and low < value


@claim(_S + r"[^.]*; it is (?P<value>-?\d+)(?: on day (?P<day>\d+))?")
def _it_is(told: Told, found: re.Match[str]) -> bool:
    slow = "settl" in found[0]
    return _rated(told, found) and not (slow and int(found["value"]) == 0)


@claim(_S + r" is [^.]*?it was there when it was rated last")
def _was_there(told: Told, found: re.Match[str]) -> bool:
    symptom = _symptom(found)
    before = [rated[symptom] for rated in told.ratings[:-1] if symptom in rated]
    return bool(before) and before[-1] > 0


@claim(_S + r" has risen to (?P<value>\d+)")
def _risen_to(told: Told, found: re.Match[str]) -> bool:
    symptom = _symptom(found)
    return told.now.get(symptom) == int(found["value"]) and told.has_risen(symptom)


@claim(
    _S
    + r"(?: and (?P<other>pain))?(?: is| are| seems| has)?[^.,;:]*?\b(?:rising|climbing|growing)\b"
)
def _is_rising(told: Told, found: re.Match[str]) -> bool:
    symptoms = {_symptom(found), *([found["other"]] if found["other"] else [])}
    if "photo" in told.reason:
        *before, now = [photo for photo in told.photos if photo is not None]
        return told.photos[-1] is not None and now >= before[-1]
    return all(told.is_rising(symptom) for symptom in symptoms)


@claim(r"[Yy]ou rated " + _S + r" (?P<value>\d+)(?: on day (?P<day>\d+))?")
def _you_rated(told: Told, found: re.Match[str]) -> bool:
    return _rated(told, found)


@claim(r"you rated (?:it )?(?P<value>\d+)")
def _you_rated_it(told: Told, found: re.Match[str]) -> bool:
    return told.now.get("redness") == int(found["value"])


@claim(_S + r" is \d+ on day \d+, and it was (?P<again>\d+) on day (?P<day>\d+) already")
def _was_so_before(told: Told, found: re.Match[str]) -> bool:
    place = told.days.index(int(found["day"]))
    return told.ratings[place].get(_symptom(found)) == int(found["again"]) and place < (
        len(told.days) - 1
    )


@claim(_S + r" is (?P<value>\d+) on day \d+[^.;]*; at its lowest it was (?P<low>\d+)")
def _was_lower_before(told: Told, found: re.Match[str]) -> bool:
    low = told.lowest_before(_symptom(found))
    return low == int(found["low"]) and low < int(found["value"])


@claim(r"Swelling is (?P<swelling>\d+) and itching (?P<itching>\d+) on day \d+")
def _swells_and_itches(told: Told, found: re.Match[str]) -> bool:
    return all(told.now.get(name) == int(found[name]) for name in ("swelling", "itching"))


@claim(r"has been off course or worse since day (?P<day>\d+)")
def _off_since(told: Told, found: re.Match[str]) -> bool:
    place = told.days.index(int(found["day"])) if int(found["day"]) in told.days else None
    if place is None or min(told.ranks[place:]) < OFF_COURSE:
        return False
    return place == 0 or told.ranks[place - 1] < OFF_COURSE


@claim(r"The entry before, of day (?P<day>\d+), asked for a clinician")
def _asked_before(told: Told, found: re.Match[str]) -> bool:
    return told.ranks[-2] > OFF_COURSE and told.days[-2] == int(found["day"])


@claim(r"An earlier entry asked for a clinician")
def _asked_once(told: Told, found: re.Match[str]) -> bool:
    return told.earlier_recoveries > 0 or max(told.ranks[:-1], default=0) > OFF_COURSE


@claim(r"This recovery was off course or worse")
def _was_off_once(told: Told, found: re.Match[str]) -> bool:
    return any(rank >= OFF_COURSE for rank in told.ranks[:-1])


@claim(r"(?:last entry|entry before)(?:, of day (?P<day>\d+),)? was off course")
def _last_was_off(told: Told, found: re.Match[str]) -> bool:
    day_is_right = found["day"] is None or int(found["day"]) == told.days[-2]
    return len(told.ranks) > 1 and told.ranks[-2] >= OFF_COURSE and day_is_right


@claim(r"entry number (?P<run>\d+) in a row")
def _run(told: Told, found: re.Match[str]) -> bool:
    ranks, run = told.ranks, 0
    while run < len(ranks) and ranks[-1 - run] > 0:
        run += 1
    return run == int(found["run"]) and run > 1


@claim(r"One (?:such )?day (?:above it )?happens in")
def _first_of_its_kind(told: Told, found: re.Match[str]) -> bool:
    return len(told.ranks) < 2 or told.ranks[-2] == 0


@claim(r"on two (?:days|entries) running")
def _twice(told: Told, found: re.Match[str]) -> bool:
    if len(told.ratings) < 3:
        return False
    before = told.ratings[-2]
    return any(
        told.has_risen(symptom) and before.get(symptom, 0) > (told.lowest_before(symptom) or 0)
        for symptom in CHANNELS
    )


@claim(r"after the skin had settled")
def _had_settled(told: Told, found: re.Match[str]) -> bool:
    allowed = 1 + max(told.ordinary.values(), default=0)
    return any(rated and max(rated.values()) <= allowed for rated in told.ratings[:-1]) or all(
        any(rated.get(symptom, 99) <= allowed for rated in told.ratings[:-1])
        for symptom in told.now
    )


@claim(r"earlier sessions|the last session")
def _had_sessions(told: Told, found: re.Match[str]) -> bool:
    return told.earlier_recoveries >= (2 if "the time before, too" in told.reason else 1)


@claim(r"(?:You|[Yy]ou were asked about a rating, and) answered yes to:")
def _answered_yes(told: Told, found: re.Match[str]) -> bool:
    return bool(told.flags[-1]) or "On day" in told.reason


@claim(r"On day (?P<day>\d+) you answered yes")
def _answered_then(told: Told, found: re.Match[str]) -> bool:
    day = int(found["day"])
    return day in told.days[:-1] and bool(told.flags[told.days.index(day)])


@claim(r"[Ii]t is not known that anybody has looked at it")
def _not_known(told: Told, found: re.Match[str]) -> bool:
    urgent = [n for n, rank in enumerate(told.ranks[:-1]) if told.flags[n] or rank > OFF_COURSE]
    since = max(urgent, default=0)
    return (bool(urgent) or told.earlier_recoveries > 0) and "seen" not in told.outcome[since:]


@claim(r"may explain it: (?P<events>[^.]*)\.|that you noted may explain it")
def _explained(told: Told, found: re.Match[str]) -> bool:
    named = found.groupdict().get("events") or ""
    if named:
        return all(_EVENTS[event] in named.lower() for event in told.events) and bool(told.events)
    return bool(told.events)


@claim(r"[Ss]ymptoms (?:have|are) |More than one rating|[Tt]he ratings together|other symptoms")
def _several(told: Told, found: re.Match[str]) -> bool:
    return sum(value > 0 for value in told.now.values()) >= 2


@claim(
    r"[Ss]ymptoms (?P<how>have clearly risen|stand clearly above their lowest): (?P<which>[^.]*)"
)
def _several_rose(told: Told, found: re.Match[str]) -> bool:
    """A day that falls may stand above an earlier one; it has not risen."""
    named = [symptom for symptom in CHANNELS if symptom in found["which"]]
    so = told.is_rising if "risen" in found["how"] else told.has_risen
    return len(named) >= 2 and all(so(symptom) for symptom in named)


@claim(r"Ratings stand clearly above their lowest")
def _higher_than_before(told: Told, found: re.Match[str]) -> bool:
    return any(told.has_risen(symptom) for symptom in CHANNELS)


@claim(r"Redness and pain are rising together")
def _both_rise(told: Told, found: re.Match[str]) -> bool:
    return told.is_rising("redness") and told.is_rising("pain")


@claim(
    _S + r" (?:has lain|lasts|has settled|has seemed|is still there|seems to settle|is settling)"
)
def _was_there(told: Told, found: re.Match[str]) -> bool:
    there = told.seen(_symptom(found)) or any(photo is not None for photo in told.photos)
    return there and not ("still there" in found[0] and told.now.get(_symptom(found)) == 0)


@claim(r"[Nn]othing was rated")
def _blank(told: Told, found: re.Match[str]) -> bool:
    return not told.now


@claim(r"(?:up to|by|on) day (?P<day>\d+)")
def _day(told: Told, found: re.Match[str]) -> bool:
    return int(found["day"]) in told.days


@claim(r"(?P<mm>\d+(?:\.\d+)?) mm")
def _length(told: Told, found: re.Match[str]) -> bool:
    return False  # no reason needs to name a length, and a rounded one is not the person's


@claim(r"it does not stand alone")
def _not_alone(told: Told, found: re.Match[str]) -> bool:
    low = told.ordinary
    return sum(v > low.get(s, 0) or told.has_risen(s) for s, v in told.now.items()) >= 2


@claim(r"suddenly")
def _sudden(told: Told, found: re.Match[str]) -> bool:
    """A rise by at least two points since the last time that this was rated."""
    return any(_since_last_rated(told, symptom) >= 2 for symptom in told.now)


def _since_last_rated(told: Told, symptom: str) -> int:
    rated = [ratings[symptom] for ratings in told.ratings[:-1] if symptom in ratings]
    return told.now[symptom] - rated[-1] if rated else 0


@claim(_S + r" is \d+ on day \d+, and an entry before pointed to the same")
def _pointed_before(told: Told, found: re.Match[str]) -> bool:
    return any(ratings.get(_symptom(found), 0) >= 2 for ratings in told.ratings[:-1])


@claim(_S + r" is \d+ on day \d+\. It has stood above its usual range on every rating")
def _stood_above(told: Told, found: re.Match[str]) -> bool:
    symptom, low = _symptom(found), told.ordinary.get(_symptom(found), 0)
    late = zip(told.days, told.ratings, strict=True)
    rated = [ratings[symptom] for day, ratings in late if day >= 3 and symptom in ratings]
    return len(rated) >= 3 and min(rated[-3:]) > min(low, 1)


@claim(r"A photo of this recovery showed redness off course, and no photo since has shown")
def _photo_open(told: Told, found: re.Match[str]) -> bool:
    shown = [
        max(photo or 0, zone or 0) for photo, zone in zip(told.photos, told.zones, strict=True)
    ]
    return max(shown) > 0 and max(told.ranks[:-1], default=0) >= OFF_COURSE


@claim(r"You said that nobody has looked at it yet")
def _not_seen(told: Told, found: re.Match[str]) -> bool:
    return "not_seen" in told.outcome
