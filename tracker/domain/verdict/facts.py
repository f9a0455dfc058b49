"""What a diary says up to an entry, by the names that the words of patterns use.

A fact that the diary does not have is not there, so no sentence can state it:

day                 day of the entry
symptom, Symptom    the rated symptom that the pattern was seen in, and value, its rating
lowest              the lowest rating of that symptom before, where it has risen since
redness, …          today's rating of each symptom; redness_left, … only if it is not 0, and
redness_kept, …     only if it was higher before
redness_from, …     the lowest rating before, where it has risen since
redness_since, …    the same where it has not fallen since it was rated last
risen               all symptoms that have risen by 2 at least, from where to where: two or more
again, again_day    the last rating of 4 or more of the pattern's symptom before, from day 2 on
rising              those of them that have not fallen since they were rated last: two or more
others              those of risen that are not the pattern's own, if there is one
rated               all ratings that are not 0, if there are two at least
photo               the photo's change of redness in EI; photo_left only if it is beyond its error
photo_rise          how much redder than the palest photo before, which is of photo_from_day
photo_rising        the same where it is no paler than the last photo
photo_unrated       the same where redness is rated no higher than it was then
photo_leans, photo_seen   photo_rise and photo, where the pattern was seen in photos
zone, zone_rise, zone_rising, zone_from_day        the same of the reddest zone
settled_day         the last day before on which no rating was above 1
run                 number of this entry in a row of two or more that are not on course
alone               that this says little, where it is the first such entry of the first two weeks
                    and not severe
off_day             the day on which the present row of days that are off course began
before_day          day of the entry before, where that was off course
urgent_day          the same, where that asked for a clinician
events              what the person noted that may explain the day
questions, whys, flag_advice          of the warning signs that were answered with yes
sign_question, sign_advice            of the sign that a rating points to
asked_question, asked_advice          of a sign that a rating raises, nobody has answered, and that
                    would ask for more than the status does
open_day, open_questions, open_advice of a sign whose outcome is not known
"""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from tracker.domain.course.diaries import MISSING, SEEN, Diaries, flag_status_rank
from tracker.domain.course.earlier import TROUBLED
from tracker.domain.course.reference import DIARY_CHANNELS, LAST_DAY, Channel
from tracker.domain.records.circumstances import SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.scales import SETTLED
from tracker.domain.records.status import LOWEST_STATUS, Status
from tracker.domain.verdict.advice import (
    ALONE,
    CAPITALISED_NAMES,
    CHANNEL_NAMES,
    FROM_TO,
    RATED,
)
from tracker.domain.verdict.photo_facts import OF_PHOTOS, photo_facts
from tracker.domain.verdict.rules.plain import NONE
from tracker.domain.verdict.rules.signs import PAIN, SECOND_PAIN_FROM_DAY
from tracker.domain.verdict.rules.staying import RISEN
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
RISING = (Channel.REDNESS, Channel.SWELLING, Channel.ITCHING, Channel.PAIN)
_FLAGS, _EVENTS, _PATTERNS = tuple(RedFlag), tuple(SpecialEvent), tuple(Pattern)
_OFF, _URGENT = Status.OFF_COURSE.rank, Status.URGENT.rank
# Chosen: what is worth a word.
WORTH_SAYING = 2
"""Points: a rise that is named beside others."""
MOST_ALONE, MOST_OF_TROUBLE = 7, 2
"""The highest rating of which it is said that one such day is common, and that of pain or
swelling."""
_OF_SIGN = frozenset({"sign_question", "sign_advice"})
OF_ONE_SYMPTOM = {"symptom", "Symptom", "value", "lowest"} | _OF_SIGN
OF_RATINGS = ("_from", "_since", "_left", "_kept")
_PLACES: dict[Channel, int] = {channel: place for place, channel in enumerate(DIARY_CHANNELS)}
_NAMES: dict[Channel, Said] = {channel: Said(CHANNEL_NAMES[channel]) for channel in DIARY_CHANNELS}
_CAPITALISED: dict[Channel, Said] = {
    channel: Said(CAPITALISED_NAMES[channel]) for channel in DIARY_CHANNELS
}
_ALONE = Said(ALONE)


def facts_at(
    diaries: Diaries, verdicts: Verdicts, at: Place, wanted: frozenset[str] | None = None
) -> Facts:
    """Return what the diary says up to an entry: everything, or at least what is wanted of it."""
    facts: Facts = {"day": int(diaries.day[at])}
    for names, told in _TOLD_BY:
        if wanted is None or not names.isdisjoint(wanted):
            facts |= told(diaries, verdicts, at)
    return facts


def _ratings(diaries: Diaries, verdicts: Verdicts, at: Place) -> Facts:
    facts: Facts = {}
    for channel, value, before in _rated(diaries, at):
        lowest = min(before, default=value)
        facts[channel.value] = value
        if value > 0:
            facts[f"{channel.value}_left"] = value
            if max(before, default=value) > value:
                facts[f"{channel.value}_kept"] = value
        if lowest < value:
            facts[f"{channel.value}_from"] = lowest
            if before[-1] <= value:
                facts[f"{channel.value}_since"] = lowest
        if _PLACES[channel] == verdicts.channel[at]:
            facts |= {"symptom": _NAMES[channel], "value": value}
            facts["Symptom"] = _CAPITALISED[channel]
            facts |= {"lowest": lowest} if lowest < value else {}
    return facts


def _rated(diaries: Diaries, at: Place) -> Iterator[tuple[Channel, int, list[int]]]:
    """Yield the symptoms that are rated: today's rating and those before."""
    recovery, entry = at
    ratings = diaries.ratings[recovery, : entry + 1].T.tolist()
    for channel, (*earlier, value) in zip(DIARY_CHANNELS, ratings, strict=True):
        if value != MISSING:
            yield channel, value, [one for one in earlier if one != MISSING]


def _lists(diaries: Diaries, verdicts: Verdicts, at: Place) -> Facts:
    rated: list[Said] = []
    risen: dict[Channel, Said] = {}
    rising: list[Said] = []
    for channel, value, before in _rated(diaries, at):
        lowest = min(before, default=value)
        if value > 0:
            rated.append(_rated_at(channel, value))
        if channel in RISING and value - lowest >= WORTH_SAYING:
            risen[channel] = _from_to(channel, lowest, value)
            rising += [risen[channel]] if before[-1] <= value else []
    others = [text for one, text in risen.items() if _PLACES[one] != verdicts.channel[at]]
    told = {"others": others, "risen": list(risen.values()), "rising": rising, "rated": rated}
    return {name: _listed(texts) for name, texts in told.items() if len(texts) > (name != "others")}


@cache
def _rated_at(channel: Channel, value: int) -> Said:
    return Said(RATED, symptom=_NAMES[channel], value=value)


@cache
def _from_to(channel: Channel, lowest: int, value: int) -> Said:
    return Said(FROM_TO, symptom=_NAMES[channel], lowest=lowest, value=value)


def _again(diaries: Diaries, verdicts: Verdicts, at: Place) -> Facts:
    recovery, entry = at
    number = _symptom_of(verdicts, at)
    if number is None:
        return {}
    ratings, days = diaries.ratings[recovery, :entry, number], diaries.day[recovery, :entry]
    found = np.flatnonzero((ratings >= PAIN) & (days >= SECOND_PAIN_FROM_DAY))
    return (
        {"again": int(ratings[found[-1]]), "again_day": int(days[found[-1]])} if len(found) else {}
    )


def _settled(diaries: Diaries, verdicts: Verdicts, at: Place) -> Facts:
    recovery, entry = at
    ratings = diaries.ratings[recovery, :entry]
    was_calm = (ratings <= SETTLED).all(axis=1) & (ratings != MISSING).any(axis=1)
    calm = np.flatnonzero(was_calm & (diaries.day[recovery, :entry] >= 1))
    return {"settled_day": int(diaries.day[recovery, calm[-1]])} if len(calm) else {}


def _sign(diaries: Diaries, verdicts: Verdicts, at: Place) -> Facts:
    number = _symptom_of(verdicts, at)
    if number is None or diaries.ratings[*at, number] == MISSING:
        return {}
    channel = DIARY_CHANNELS[number]
    if channel not in SIGN_OF:
        return {}
    is_allergy = verdicts.pattern[at] == _PATTERNS.index(Pattern.ALLERGY_LIKE)
    sign = RedFlag.BREATHING_OR_FACE_SWELLING if is_allergy else SIGN_OF[channel]
    text = shipped_flag_texts()[sign]
    question = Said(text.asked_back or text.question)
    return {"sign_question": question, "sign_advice": Said(text.what_to_do)}


def _asked(diaries: Diaries, verdicts: Verdicts, at: Place) -> Facts:
    place = int(verdicts.asked[at])
    if place == NONE or LOWEST_STATUS[_FLAGS[place].level].rank <= verdicts.rank[at]:
        return {}
    text = shipped_flag_texts()[_FLAGS[place]]
    question = Said(text.asked_back or text.question)
    return {"asked_question": question, "asked_advice": Said(text.what_to_do)}


def _verdicts(diaries: Diaries, verdicts: Verdicts, at: Place) -> Facts:
    recovery, entry = at
    facts: Facts = {}
    ranks = verdicts.rank[recovery, : entry + 1].tolist()
    days = diaries.day[recovery, : entry + 1].tolist()
    run = _length_of_run(rank > 0 for rank in ranks[::-1])
    if run >= 2:
        facts["run"] = run
    elif days[-1] <= LAST_DAY and _is_common(diaries, _symptom_of(verdicts, at), at):
        facts["alone"] = _ALONE
    off = _length_of_run(rank >= _OFF for rank in ranks[::-1])
    if off >= 2:
        facts["off_day"] = days[-off]
    if entry and ranks[-2] >= _OFF:
        facts["urgent_day" if ranks[-2] >= _URGENT else "before_day"] = days[-2]
    return facts


def _is_common(diaries: Diaries, symptom: int | None, at: Place) -> bool:
    """Return whether one such day is common, and the first of its kind."""
    if symptom is None:
        return True
    recovery, entry = at
    *before, rating = diaries.ratings[recovery, : entry + 1, symptom].tolist()
    rated = [one for one in before if one != MISSING]
    is_little = rating <= (MOST_OF_TROUBLE if symptom in TROUBLED else MOST_ALONE)
    return is_little and (not rated or rated[-1] < rating < min(rated) + RISEN)


def _symptom_of(verdicts: Verdicts, at: Place) -> int | None:
    """Return the place of the symptom that a verdict speaks of; None where it is of none."""
    number = int(verdicts.channel[at])
    return number if 0 <= number < len(DIARY_CHANNELS) else None


def _events(diaries: Diaries, verdicts: Verdicts, at: Place) -> Facts:
    events = _members(_EVENTS, int(diaries.special[at]))
    return {"events": _listed(Said(SPECIAL_EVENTS[one]) for one in events)} if events else {}


def _photos(diaries: Diaries, verdicts: Verdicts, at: Place) -> Facts:
    return photo_facts(diaries, at, is_of_photo=verdicts.channel[at] == len(DIARY_CHANNELS))


def _length_of_run(holds: Iterable[bool]) -> int:
    length = 0
    for one in holds:
        if not one:
            break
        length += 1
    return length


def _signs(diaries: Diaries, verdicts: Verdicts, at: Place) -> Facts:
    facts: Facts = {}
    if flags := flags_at(diaries, at):
        texts = [shipped_flag_texts()[flag] for flag in flags]
        facts["questions"] = _joined(Said(text.question) for text in texts)
        facts["whys"] = _joined(Said(text.why) for text in texts)
        facts["flag_advice"] = advice_of(flags)
    if entry := open_entry(diaries, at):
        flags = _flags_of(_open_bits(diaries, entry))
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
    """Return the entry before with the most urgent sign that nobody has looked at, the last one."""
    recovery, last = at
    found, most = None, 0
    for entry in range(last, -1, -1):
        rank = _rank_of(_open_bits(diaries, (recovery, entry))) if entry < last else most
        if rank > most:
            found, most = (recovery, entry), rank
        if diaries.outcome[recovery, entry] == SEEN:
            break
    return found


def _open_bits(diaries: Diaries, at: Place) -> int:
    """Return the signs of an entry that an outcome of that day does not settle."""
    is_seen = diaries.outcome[at] == SEEN
    return int(diaries.since[at] if is_seen else diaries.flags[at] | diaries.yes[at])


@cache
def _rank_of(bits: int) -> int:
    return flag_status_rank(frozenset(_flags_of(bits)))


def _members(members: tuple[Member, ...], bits: int) -> tuple[Member, ...]:
    return tuple(member for place, member in enumerate(members) if bits >> place & 1)


def _joined(texts: Iterable[Said]) -> Said:
    return Said.joined(" ", texts)


def _listed(texts: Iterable[Said]) -> Said:
    return Said.joined(", ", texts)


_TOLD_BY: tuple[tuple[frozenset[str], Callable[[Diaries, Verdicts, Place], Facts]], ...] = (
    (
        frozenset(f"{one}{what}" for one in DIARY_CHANNELS for what in ("", *OF_RATINGS))
        | (OF_ONE_SYMPTOM - _OF_SIGN),
        _ratings,
    ),
    (frozenset({"others", "risen", "rising", "rated"}), _lists),
    (_OF_SIGN, _sign),
    (frozenset({"asked_question", "asked_advice"}), _asked),
    (frozenset({"settled_day"}), _settled),
    (frozenset({"again", "again_day"}), _again),
    (OF_PHOTOS, _photos),
    (frozenset({"run", "alone", "off_day", "before_day", "urgent_day"}), _verdicts),
    (
        frozenset(
            {"questions", "whys", "flag_advice", "open_day", "open_questions", "open_advice"}
        ),
        _signs,
    ),
    (frozenset({"events"}), _events),
)
"""Which facts each function tells, so that only what is said is looked for."""
