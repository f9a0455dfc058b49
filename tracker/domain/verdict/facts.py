"""What a diary says up to an entry, by the names that the words of patterns use.

A fact that the diary does not have is not there, so no sentence can state it:

day                 day of the entry
symptom, Symptom    the rated symptom that the pattern was seen in, and value, its rating
lowest              the lowest rating of that symptom before, where it has risen since
redness, …          today's rating of each symptom; redness_left, … only if it is not 0, and
redness_kept, …     only if it was higher before
redness_from, …     the lowest rating before, where it has risen since
risen               all symptoms that have risen by 2 at least, from where to where: two or more
again, again_day    the last rating of 4 or more of the pattern's symptom before, from day 2 on
others              those of them that are not the pattern's own, if there is one
rated               all ratings that are not 0, if there are two at least
photo               the photo's change of redness in EI; photo_left only if it is beyond its error
photo_rise          how much redder than the palest photo before, which is of photo_from_day
zone, zone_rise, zone_from_day        the same of the reddest zone
settled_day         the last day before on which no rating was above 1
run                 number of this entry in a row of two or more that are not on course
alone               that this says little, where it is the first such entry of the first two weeks
off_day             the day on which the present row of days that are off course began
before_day          day of the entry before, where that was off course
events              what the person noted that may explain the day
questions, whys, flag_advice          of the warning signs that were answered with yes
sign_question, sign_advice            of the sign that a rating points to
open_day, open_questions, open_advice of a sign whose outcome is not known
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from tracker.domain.course.diaries import MISSING, Diaries
from tracker.domain.course.reference import DIARY_CHANNELS, LAST_DAY, Channel
from tracker.domain.records.circumstances import SpecialEvent
from tracker.domain.records.flags import AdviceLevel, RedFlag
from tracker.domain.records.patterns import Pattern, facts_in, shipped_pattern_rows
from tracker.domain.records.scales import SETTLED
from tracker.domain.records.status import Status
from tracker.domain.verdict.advice import (
    ALONE,
    CAPITALISED_NAMES,
    CHANNEL_NAMES,
    FROM_TO,
    RATED,
)
from tracker.domain.verdict.photo_facts import OF_PHOTOS, photo_facts
from tracker.domain.verdict.plain_rules import NONE
from tracker.domain.verdict.signs import ALLERGY_LAST_DAY, PAIN, SECOND_PAIN_FROM_DAY
from tracker.domain.verdict.verdicts import Verdicts
from tracker.domain.words.flag_texts import shipped_flag_texts
from tracker.domain.words.labels import SPECIAL_EVENTS
from tracker.said import Said

Facts = dict[str, object]
Place = tuple[int, int]
"""Recovery and entry in a batch."""
Places = npt.NDArray[np.intp]
Member = TypeVar("Member", bound=StrEnum)

SIGN_OF = {
    Channel.REDNESS: RedFlag.SPREADING_REDNESS,
    Channel.SWELLING: RedFlag.ONE_SIDED_SWELLING,
    Channel.ITCHING: RedFlag.PERSISTENT_RASH,
    Channel.PAIN: RedFlag.RISING_PAIN,
}
"""The sign that a rating can point to."""
_RISING = (Channel.REDNESS, Channel.SWELLING, Channel.ITCHING, Channel.PAIN)
_FLAGS, _EVENTS, _PATTERNS = tuple(RedFlag), tuple(SpecialEvent), tuple(Pattern)
_OFF = Status.OFF_COURSE.rank
# Chosen: what is worth a word.
WORTH_SAYING = 2
"""Points: a rise that is named beside others."""
_LARGEST = 1 << 62
_OF_ONE_SYMPTOM = {"symptom", "Symptom", "value", "lowest", "sign_question", "sign_advice"}


def facts_at(diaries: Diaries, verdicts: Verdicts, at: Place) -> Facts:
    """Return everything that the diary says up to an entry."""
    recovery, entry = at
    ratings = diaries.ratings[recovery, : entry + 1].tolist()
    day = int(diaries.day[at])
    facts: Facts = {"day": day}
    facts |= _ratings(ratings, int(verdicts.channel[at]), day) | _settled(diaries, at)
    facts |= _again(diaries, at, int(verdicts.channel[at])) | photo_facts(diaries, at)
    facts |= _verdicts(diaries, verdicts, at)
    facts |= _signs(diaries, at)
    if events := _members(_EVENTS, int(diaries.special[at])):
        facts["events"] = _listed(Said(SPECIAL_EVENTS[event]) for event in events)
    return facts


def alike(diaries: Diaries, verdicts: Verdicts, at: tuple[Places, Places]) -> Places:
    """Return a number for each entry, the same only where the words are the same."""
    pattern, channel = verdicts.pattern[at].astype(np.intp), verdicts.channel[at]
    told = _Told.of_patterns()
    values = diaries.ratings[at] + 1
    lowest, highest = (extreme[at[0], at[1]] + 1 for extreme in _extremes_before(diaries, at[0]))
    own = channel[:, None] == np.arange(values.shape[1])
    has_photo = ~np.isnan(diaries.photo[at]) | ~np.isnan(diaries.reddest_zone[at])
    is_alone = told.alone[pattern] | (told.photo[pattern] & has_photo)
    alone = np.where(is_alone, np.arange(1, len(pattern) + 1), 0)
    run = np.where(told.run[pattern], _runs(verdicts)[at], 0)
    return _numbered(
        alone, pattern, verdicts.rank[at], channel - NONE, diaries.day[at], run,
        *np.where(told.values[pattern] | own, values, 0).T,
        *np.where(told.lowest[pattern] | own, lowest, 0).T,
        *(told.kept[pattern] & (highest > values)).T,
    )  # fmt: skip


class _Told:
    """Which facts the words of each pattern can use, (patterns,) or (patterns, channels)."""

    def __init__(self) -> None:
        uses = [
            frozenset[str]().union(*map(facts_in, shipped_pattern_rows()[pattern].reasons))
            for pattern in Pattern
        ]
        names = [channel.value for channel in DIARY_CHANNELS]
        rising = [channel in _RISING for channel in DIARY_CHANNELS]
        ratings = {f"{name}{what}" for name in names for what in ("", "_from", "_left", "_kept")}
        grouped = ratings | _OF_ONE_SYMPTOM | {"day", "risen", "others", "rated", "run", "alone"}
        self.photo = np.array([not used.isdisjoint(OF_PHOTOS) for used in uses])
        self.alone = np.array([bool(used - grouped - OF_PHOTOS) for used in uses])
        self.kept = np.array([[f"{name}_kept" in used for name in names] for used in uses])
        self.run = np.array([not used.isdisjoint({"run", "alone"}) for used in uses])
        self.lowest = np.array(
            [
                [f"{name}_from" in used or (rises and not used.isdisjoint({"risen", "others"}))
                 for name, rises in zip(names, rising, strict=True)]
                for used in uses
            ]
        )  # fmt: skip
        self.values = self.lowest | np.array(
            [
                ["rated" in used or not used.isdisjoint({name, f"{name}_left", f"{name}_kept"})
                 for name in names]
                for used in uses
            ]
        )  # fmt: skip

    @staticmethod
    @cache
    def of_patterns() -> "_Told":
        return _Told()


def _numbered(*columns: npt.NDArray[np.integer]) -> Places:
    """Return the same number for rows in which all columns are the same."""
    number, many = np.zeros(len(columns[0]), np.int64), 1
    for column in columns:
        width = int(column.max(initial=0)) + 1
        if many * width > _LARGEST:
            found, number = np.unique(number, return_inverse=True)
            many = len(found)
        number, many = number * width + column, many * width
    return number


def _extremes_before(
    diaries: Diaries, recoveries: Places
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
    """Return each rating's lowest and highest (N, E, C) on earlier entries, MISSING for none."""
    lowest, highest = (np.full(diaries.ratings.shape, MISSING, np.int8) for _ in range(2))
    rows = np.unique(recoveries)
    values = diaries.ratings[rows]
    known = np.where(values == MISSING, np.int8(99), values)
    before = np.minimum.accumulate(known, axis=1)[:, :-1, :]
    lowest[rows, 1:, :] = np.where(before == 99, MISSING, before)
    highest[rows, 1:, :] = np.maximum.accumulate(values, axis=1)[:, :-1, :]
    return lowest, highest


def _runs(verdicts: Verdicts) -> npt.NDArray[np.int16]:
    """Return how many entries (N, E) up to and with each one are not on course."""
    run = (verdicts.rank > 0).astype(np.int16)
    for entry in range(1, run.shape[1]):
        run[:, entry] *= run[:, entry - 1] + 1
    return run


def _ratings(ratings: list[list[int]], number: int, day: int) -> Facts:
    facts: Facts = {}
    today, earlier = ratings[-1], ratings[:-1]
    lists: dict[str, list[Said]] = {"others": [], "risen": [], "rated": []}
    for place, channel in enumerate(DIARY_CHANNELS):
        value = today[place]
        if value == MISSING:
            continue
        name = Said(CHANNEL_NAMES[channel])
        facts[channel.value] = value
        if value > 0:
            facts[f"{channel.value}_left"] = value
            if max((one[place] for one in earlier), default=MISSING) > value:
                facts[f"{channel.value}_kept"] = value
            lists["rated"].append(Said(RATED, symptom=name, value=value))
        lowest = min((one[place] for one in earlier if one[place] != MISSING), default=value)
        if lowest < value:
            facts[f"{channel.value}_from"] = lowest
            if channel in _RISING and value - lowest >= WORTH_SAYING:
                rise = Said(FROM_TO, symptom=name, lowest=lowest, value=value)
                lists["risen"].append(rise)
                lists["others"] += [rise] if place != number else []
        if place == number:
            facts |= {"symptom": name, "Symptom": Said(CAPITALISED_NAMES[channel]), "value": value}
            facts |= ({"lowest": lowest} if lowest < value else {}) | _sign_of(channel, day)
    told = {name: texts for name, texts in lists.items() if len(texts) > (name != "others")}
    return facts | {name: _listed(texts) for name, texts in told.items()}


def _again(diaries: Diaries, at: Place, number: int) -> Facts:
    recovery, entry = at
    if not 0 <= number < len(DIARY_CHANNELS):
        return {}
    ratings, days = diaries.ratings[recovery, :entry, number], diaries.day[recovery, :entry]
    found = np.flatnonzero((ratings >= PAIN) & (days >= SECOND_PAIN_FROM_DAY))
    return (
        {"again": int(ratings[found[-1]]), "again_day": int(days[found[-1]])} if len(found) else {}
    )


def _settled(diaries: Diaries, at: Place) -> Facts:
    recovery, entry = at
    ratings = diaries.ratings[recovery, :entry]
    was_calm = (ratings <= SETTLED).all(axis=1) & (ratings != MISSING).any(axis=1)
    calm = np.flatnonzero(was_calm & (diaries.day[recovery, :entry] >= 1))
    return {"settled_day": int(diaries.day[recovery, calm[-1]])} if len(calm) else {}


def _sign_of(channel: Channel, day: int) -> Facts:
    if channel not in SIGN_OF:
        return {}
    is_early_swelling = channel is Channel.SWELLING and day <= ALLERGY_LAST_DAY
    sign = RedFlag.BREATHING_OR_FACE_SWELLING if is_early_swelling else SIGN_OF[channel]
    text = shipped_flag_texts()[sign]
    question = Said(text.asked_back or text.question)
    return {"sign_question": question, "sign_advice": Said(text.what_to_do)}


def _verdicts(diaries: Diaries, verdicts: Verdicts, at: Place) -> Facts:
    recovery, entry = at
    facts: Facts = {}
    ranks = verdicts.rank[recovery, : entry + 1].tolist()
    days = diaries.day[recovery, : entry + 1].tolist()
    run = _length_of_run(rank > 0 for rank in ranks[::-1])
    if run >= 2:
        facts["run"] = run
    elif days[-1] <= LAST_DAY:
        facts["alone"] = Said(ALONE)
    off = _length_of_run(rank >= _OFF for rank in ranks[::-1])
    if off >= 2:
        facts["off_day"] = days[-off]
    if entry and ranks[-2] >= _OFF:
        facts["before_day"] = days[-2]
    return facts


def _length_of_run(holds: Iterable[bool]) -> int:
    length = 0
    for one in holds:
        if not one:
            break
        length += 1
    return length


def _signs(diaries: Diaries, at: Place) -> Facts:
    facts: Facts = {}
    if flags := flags_at(diaries, at):
        texts = [shipped_flag_texts()[flag] for flag in flags]
        facts["questions"] = _joined(Said(text.question) for text in texts)
        facts["whys"] = _joined(Said(text.why) for text in texts)
        facts["flag_advice"] = advice_of(flags)
    if entry := open_entry(diaries, at):
        flags = flags_at(diaries, entry)
        facts["open_day"] = int(diaries.day[entry])
        facts["open_questions"] = _joined(
            Said(shipped_flag_texts()[flag].question) for flag in flags
        )
        facts["open_advice"] = advice_of(flags)
    return facts


def flags_at(diaries: Diaries, at: Place) -> tuple[RedFlag, ...]:
    """Return the signs answered with yes, unasked or asked back, the most urgent first."""
    return _flags_of(int(diaries.flags[at]) | int(diaries.yes[at]))


@cache
def _flags_of(bits: int) -> tuple[RedFlag, ...]:
    flags = _members(_FLAGS, bits)
    return tuple(sorted(flags, key=lambda flag: (-flag.level, _FLAGS.index(flag))))


def advice_of(flags: Iterable[RedFlag]) -> Said:
    """Return what to do about signs: each advice once, the most urgent first."""
    return _joined(Said(shipped_flag_texts()[flag].what_to_do) for flag in flags)


def open_entry(diaries: Diaries, at: Place) -> Place | None:
    """Return the last entry before with an urgent sign of which nothing was said since."""
    recovery, last = at
    for entry in range(last, -1, -1):
        if diaries.outcome[recovery, entry]:
            return None
        flags = flags_at(diaries, (recovery, entry))
        if entry < last and any(flag.level >= AdviceLevel.TODAY for flag in flags):
            return recovery, entry
    return None


def _members(members: tuple[Member, ...], bits: int) -> tuple[Member, ...]:
    return tuple(member for place, member in enumerate(members) if bits >> place & 1)


def _joined(texts: Iterable[Said]) -> Said:
    return Said.joined(" ", texts)


def _listed(texts: Iterable[Said]) -> Said:
    return Said.joined(", ", texts)
