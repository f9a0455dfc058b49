"""Which patterns a batch of recoveries shows on each day.

The status of an entry is the greatest over rules, and each rule alone never falls when a rating,
a photo's redness or a red flag of that entry rises: what it compares with comes from earlier
entries, other people, the plan, the ordinary level, explanations and answers. An answer left out
is never milder than the mildest one. So the status has that order by construction; only the
pattern, which names it, may be another one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from analysis import CLEAR_EI
from tracker.domain.course.arrays import FloatArray, Indices
from tracker.domain.course.departures import KINDS, Against, Departure
from tracker.domain.course.diaries import (
    BoolArray,
    Diaries,
    IntArray,
    band_high,
    unknown,
)
from tracker.domain.course.earlier import risen
from tracker.domain.course.explanations import explained, unexplained
from tracker.domain.course.personal import Memories
from tracker.domain.course.reference import DIARY_CHANNELS, Channel, CourseReference
from tracker.domain.course.suspicion import Suspicion, suspect
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.scales import SETTLED
from tracker.domain.records.status import Status
from tracker.domain.verdict.holds import hold, sign_left_unread
from tracker.domain.verdict.photo_facts import photo_outruns
from tracker.domain.verdict.rules import signs
from tracker.domain.verdict.rules.evidence import (
    BESIDE_POINTS,
    BEYOND,
    FAR,
    FAR_POINTS,
    TOGETHER_POINTS,
    TOGETHER_SPREADS,
    alone,
    fired_on,
    photo_alarm,
    seen_in,
    settling,
    two_together,
)
from tracker.domain.verdict.rules.photos import (
    is_quiet,
    is_strong,
    not_faded,
    photo_has_risen,
    zone_is_strong,
    zone_reddens,
    zone_reddens_twice,
)
from tracker.domain.verdict.rules.plain import (
    NONE,
    TURNING,
    WHOLE_ENTRY,
    above,
    burns_at_first,
    far_at_first,
    first_channel,
    late_change,
    lingers,
    pain_holds,
    rebound_twice,
    soars,
    sore,
    still_red,
    sudden_turn,
)
from tracker.domain.verdict.rules.staying import (
    rises,
    stays_above,
    stays_high,
    towers,
)
from tracker.domain.verdict.screen import NEARLY, may_speak
from tracker.domain.verdict.verdicts import Opened, Verdicts, calm, carried_on, nothing_open

# Chosen: as the limits of evidence (rules/evidence.py).
FLOOR_POINTS = 3
"""Points above the usual range from which every rating is a watch, whatever this person rated
before and whatever explains it."""
MOST_ABOVE = 5
"""Points above other people's range from which it is one whatever level is called ordinary."""
UNKNOWN_ASKS = 0.1
"""Share by which over-treatment asks for more evidence where the usual course is hardly known
(docs/decisions/0067)."""

_CHANNELS = tuple(Channel)
_REDNESS, _SWELLING, _ITCHING, _PAIN, _DRYNESS, _PHOTO = range(len(_CHANNELS))

_OWN: tuple[Departure, ...] = tuple(
    departure
    for departure, kind in KINDS.items()
    if kind.against is Against.OWN and departure is not Departure.PHOTO
)
_USUAL: tuple[Departure, ...] = tuple(
    departure
    for departure, kind in KINDS.items()
    if kind.against is Against.OTHERS
    and departure not in (Departure.TOO_MUCH, Departure.MUCH_REDNESS)
)


def find_drift(
    diaries: Diaries,
    reference: CourseReference,
    memories: Memories | None = None,
    persons: Sequence[str | None] | None = None,
    skins: Sequence[str | None] | None = None,
) -> Verdicts:
    """Judge every entry from itself and the entries before it.

    Parameters
    ----------
    diaries : Diaries
        N recoveries; those of one person stand in time order.
    reference : CourseReference
        The expected course.
    memories : Memories, optional
        What earlier recoveries of these persons have said; learns from this batch.
    persons : sequence of str or None, optional
        Whose recovery each one is; None for somebody nothing is known of.
    skins : sequence of str or None, optional
        Which recoveries are of the same skin, so that each ends the one before, but not what that
        asked for; those of one person by default.
    """
    memories = memories or Memories(reference)
    suspicion = suspect(diaries, reference, memories, persons)
    band = band_high(diaries, reference)
    high = band + suspicion.ordinary
    verdicts = calm(diaries.day.shape)
    rows = np.flatnonzero(may_speak(diaries, high) | _may_depart(diaries, high, suspicion))
    opened = nothing_open(len(diaries.day))

    def judge(rows: Indices, begin: Opened | None = None) -> None:
        batch = diaries.rows(rows), band[rows], suspicion.rows(rows)
        found, left = _judge(*batch, begin)
        verdicts.put(rows, found)
        opened.put(rows, left)

    judge(rows)
    for later, begin in carried_on(opened, skins or persons or [], memories.left_open):
        judge(later, begin)
    _name_what_stands_out(verdicts, diaries, band + suspicion.known[:, None])
    return verdicts


def _name_what_stands_out(verdicts: Verdicts, diaries: Diaries, usual: FloatArray) -> None:
    """Note in entries on course which symptom is above its usual range: that is said, too."""
    little = first_channel(above(diaries, usual))
    np.copyto(verdicts.channel, little, where=verdicts.rank == 0)


def _may_depart(diaries: Diaries, high: FloatArray, suspicion: Suspicion) -> BoolArray:
    """Return (N,) in which recoveries what was expected can say anything: no other may.

    Each line asks no more than every rule does that it stands for.
    """
    floor = np.minimum(high + FLOOR_POINTS, high - suspicion.ordinary + MOST_ABOVE)
    may = (above(diaries, floor - NEARLY) | rises(diaries, high, suspicion.ordinary)).any(axis=2)
    for departure, kind in KINDS.items():
        # An explanation takes nothing away here: what it explains is asked about all the same.
        may |= suspicion.bare[departure].total >= min(kind.alarm, kind.watch)
    together = np.zeros(may.shape, np.int8)
    for channel in DIARY_CHANNELS:
        surprise = suspicion.surprise[channel]
        may |= surprise >= min(FAR[channel], BEYOND[channel])
        if DIARY_CHANNELS.index(channel) in TURNING:
            points = suspicion.above[channel] >= min(TOGETHER_POINTS, BESIDE_POINTS)
            together += points & (surprise >= TOGETHER_SPREADS)
    return np.asarray((may | (together >= 2)).any(axis=1))


def _judge(
    diaries: Diaries, band: FloatArray, suspicion: Suspicion, begin: Opened | None = None
) -> tuple[Verdicts, Opened]:
    """Judge every entry by every rule; return what is left open, too."""
    verdicts = calm(diaries.day.shape)
    high = band + suspicion.ordinary
    said = tuple(signs.claims(diaries, high, suspicion.ordinary))
    np.copyto(verdicts.asked, signs.asked(said, diaries))
    for pattern, channel in _findings(diaries, high, suspicion, said):
        verdicts.raise_to(pattern, channel)
    if diaries.special.any():
        verdicts.raise_to(Pattern.EXPLAINED, _but_for_explanations(diaries, high, suspicion, said))
    verdicts.raise_to(Pattern.SIGN_UNREADABLE, fired_on(sign_left_unread(diaries), WHOLE_ENTRY))
    verdicts.raise_to(Pattern.UNREADABLE, fired_on(diaries.is_unreadable, WHOLE_ENTRY))
    verdicts.raise_to(Pattern.NOTHING_ENTERED, fired_on(diaries.is_blank, WHOLE_ENTRY))
    known = band + suspicion.known[:, None]
    return verdicts, hold(verdicts, diaries, high, known=known, begin=begin)


def _findings(
    diaries: Diaries, high: FloatArray, suspicion: Suspicion, said: Iterable[signs.Claim]
) -> Iterator[tuple[Pattern, IntArray]]:
    """Yield each pattern with the channel it was seen in, the most telling first."""
    is_explained = explained(diaries).transpose(2, 0, 1)
    pain = pain_holds(diaries, high)
    yield from signs.findings(said, diaries, suspicion.surprise, pain != np.int8(NONE))
    yield Pattern.SUDDEN_TURN, sudden_turn(diaries)
    yield Pattern.LATE_CHANGE, late_change(diaries, suspicion.ordinary)
    grown, stands_out = risen(diaries), np.asarray(above(diaries, high).any(axis=2))
    over = diaries.ratings - suspicion.ordinary
    is_more = (over[:, :, :_DRYNESS] > SETTLED).any(axis=2)  # else it is back to normal
    for departure in _OWN:
        seen = seen_in(suspicion, departure, KINDS[departure].alarm)
        seen = np.where(is_more, seen, np.int8(NONE))
        yield from _rising(grown, seen, stands_out)
    yield from _reddening(diaries, suspicion)
    yield from _redness_alone(diaries, suspicion, is_explained)
    for many in _USUAL:
        seen = np.where(is_more, seen_in(suspicion, many, KINDS[many].alarm), np.int8(NONE))
        yield from _rising(grown, seen, stands_out)
    both = np.where(is_more, two_together(suspicion, grown), np.int8(NONE))
    yield from _rising(grown, both, stands_out)
    yield Pattern.FAR_ABOVE, pain
    yield Pattern.FAR_ABOVE, far_at_first(diaries, high)
    yield Pattern.FAR_ABOVE, towers(diaries, high)
    stays = stays_high(diaries, high, suspicion.ordinary)
    redness, own = diaries.rating(Channel.REDNESS), suspicion.own_redness
    stays[:, :, _REDNESS] &= (own < 0) | (redness > own + 1)
    yield Pattern.STAYS_HIGH, first_channel(stays)
    yield Pattern.FAR_ABOVE, sore(diaries, high)
    far = alone(suspicion, FAR, FAR_POINTS)
    far[:, :, _REDNESS] |= soars(diaries)
    yield from _rising(grown, first_channel(far & ~is_explained[:, :, :_PHOTO]), stands_out)
    red = still_red(diaries, suspicion.ordinary, surely=False)
    yield Pattern.RED_AS_BEFORE, np.where(redness <= own, red, np.int8(NONE))
    yield Pattern.EXPLAINED, np.where(is_explained[:, :, _REDNESS], red, np.int8(NONE))
    yield Pattern.SETTLING_SLOWLY, red
    yield from _watches(diaries, high, suspicion, is_explained)


def _but_for_explanations(
    diaries: Diaries, high: FloatArray, suspicion: Suspicion, said: Iterable[signs.Claim]
) -> IntArray:
    """Return what would be off course, had nothing been noted: that is a watch all the same."""
    bare = calm(diaries.day.shape)
    bare_of_it = replace(suspicion, evidence=suspicion.bare)
    for pattern, channel in _findings(unexplained(diaries), high, bare_of_it, said):
        bare.raise_to(pattern, channel)
    whole = np.where(bare.channel == NONE, np.int8(WHOLE_ENTRY), bare.channel)
    return np.where(
        (bare.rank >= Status.OFF_COURSE.rank) & (diaries.special != 0), whole, np.int8(NONE)
    )


def _reddening(diaries: Diaries, suspicion: Suspicion) -> Iterator[tuple[Pattern, IntArray]]:
    """Yield what photos say that the ratings may not."""
    photo = photo_alarm(diaries, suspicion)
    unrated = is_quiet(diaries) | photo_outruns(diaries)
    for pattern, named in ((Pattern.PHOTO_RISING, unrated), (Pattern.REDDENING, ~unrated)):
        yield pattern, np.where(photo_has_risen(diaries) & named, photo, np.int8(NONE))
    yield Pattern.FAR_ABOVE, photo
    yield Pattern.ZONE_REDDENING, fired_on(zone_reddens_twice(diaries), WHOLE_ENTRY)


def _redness_alone(
    diaries: Diaries, suspicion: Suspicion, is_explained: BoolArray
) -> Iterator[tuple[Pattern, IntArray]]:
    """Yield redness that comes back or stays, unless it is usual here or something explains it."""
    back = rebound_twice(diaries, suspicion.ordinary)
    calmed = (back == _REDNESS) & is_explained[:, :, _REDNESS]
    yield Pattern.REBOUND, np.where(calmed, np.int8(NONE), back)
    red = still_red(diaries, suspicion.ordinary, surely=True)
    redness, own = diaries.rating(Channel.REDNESS), suspicion.own_redness
    as_before = redness <= own
    calmed = as_before | is_explained[:, :, _REDNESS]
    yield Pattern.STILL_RED, np.where(calmed, np.int8(NONE), red)
    slow = settling(diaries, suspicion, is_alarm=True)
    too_much = KINDS[Departure.TOO_MUCH].alarm * (1 + UNKNOWN_ASKS * unknown(diaries))
    yield Pattern.FAR_TOO_MUCH, seen_in(suspicion, Departure.TOO_MUCH, too_much)
    near = (own >= 0) & (redness <= own + 1)
    yield Pattern.NOT_SETTLING, np.where(near, np.int8(NONE), slow)


def _rising(
    grown: IntArray, channel: IntArray, stands_out: BoolArray
) -> Iterator[tuple[Pattern, IntArray]]:
    """Yield what has fired in these channels by what has visibly risen with it, if anything.

    Nothing that has not risen is too much where all ratings are within their range.
    """
    fired = channel != NONE
    if not fired.any():
        return
    place = np.maximum(channel, 0)[:, :, None].astype(np.intp)
    named = fired & (np.take_along_axis(grown, place, axis=2)[:, :, 0] > 0)
    yield Pattern.ITCH_CLIMBING, fired_on(named & (channel == _ITCHING), _ITCHING)
    pain, red = grown[:, :, _PAIN], grown[:, :, _REDNESS]
    together = named & (pain > 0) & (red > 0)
    yield Pattern.RISING, fired_on(together, np.where(pain >= red, _PAIN, _REDNESS))
    for pattern, which in (
        (Pattern.PAIN_RISING, _PAIN),
        (Pattern.REDDENING, _REDNESS),
        (Pattern.SWELLING_RISING, _SWELLING),
    ):
        yield pattern, fired_on(named & (channel == which), which)
    yield Pattern.FAR_ABOVE, np.where(stands_out, channel, np.int8(NONE))


def _watches(
    diaries: Diaries, high: FloatArray, suspicion: Suspicion, is_explained: BoolArray
) -> Iterator[tuple[Pattern, IntArray]]:
    beyond = alone(suspicion, BEYOND, 0.0)
    beyond |= above(diaries, high + FLOOR_POINTS) | rises(diaries, high, suspicion.ordinary)
    beyond |= above(diaries, high - suspicion.ordinary + MOST_ABOVE)
    yield Pattern.EXPLAINED, first_channel(beyond & is_explained[:, :, :_PHOTO])
    yield Pattern.SETTLING_SLOWLY, settling(diaries, suspicion, is_alarm=False)
    yield Pattern.LINGERING, lingers(diaries, suspicion.known)
    too_much = KINDS[Departure.TOO_MUCH]
    yield Pattern.TOO_MUCH, seen_in(suspicion, Departure.TOO_MUCH, too_much.watch)
    yield Pattern.TOO_MUCH, burns_at_first(diaries, high)
    photo = seen_in(suspicion, Departure.PHOTO, KINDS[Departure.PHOTO].watch)
    clear = diaries.photo - diaries.photo_too_high >= CLEAR_EI
    disagrees = (is_quiet(diaries) & clear) | photo_outruns(diaries)
    yield Pattern.PHOTO_DISAGREES, np.where(disagrees, photo, np.int8(NONE))
    strong = is_strong(diaries, diaries.photo, diaries.photo_too_high)
    yield Pattern.SETTLING_SLOWLY, fired_on(strong, _PHOTO)
    of_zone = zone_is_strong(diaries) | zone_reddens(diaries)
    yield Pattern.ZONE_RED, fired_on(of_zone, WHOLE_ENTRY)
    of_face = photo_alarm(diaries, suspicion) != NONE
    stays = not_faded(diaries, of_face, zone_reddens_twice(diaries))
    yield Pattern.PHOTO_OPEN, fired_on(stays, WHOLE_ENTRY)
    yield Pattern.ABOVE_BAND, stays_above(diaries, high)
    yield Pattern.ABOVE_BAND, first_channel(beyond & above(diaries, high))
    yield Pattern.LEANING, first_channel(beyond)
    stands_out = above(diaries, high).any(axis=2) | ~np.isnan(diaries.photo)
    for departure, kind in KINDS.items():
        leans = seen_in(suspicion, departure, kind.watch)
        yield Pattern.LEANING, np.where(stands_out, leans, np.int8(NONE))
