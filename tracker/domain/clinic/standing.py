"""How a client stands: the worst of their open recoveries, as the rules of now judge it.

It is kept with every entry, so that a list of thousands is read and nothing is judged.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum

from tracker.domain.clinic.acts import Act, ActKind
from tracker.domain.clinic.urgency import Urgency
from tracker.domain.records.patterns import Pattern
from tracker.said import Said, read_parts

JOINED_WITHIN = timedelta(days=3)
"""Repeats within it are one matter. Chosen: as long as an answer holds."""
SILENT_AFTER_DAYS = 3
"""Days without an entry after which a client is silent. Chosen: as long as an answer holds."""
NEVER = date(9999, 12, 31)
"""The last day of what has none. Chosen: the last that a database knows."""
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""When a client who does not rest came onto the list. Chosen: before any diary."""


class Rest(Enum):
    """Why a client is not on the list for now: a named place, where everybody can be found."""

    ANSWERED = "answered"
    SNOOZED = "snoozed"
    CLOSED = "closed"


_REST_OF = {
    ActKind.ANSWER: Rest.ANSWERED,
    ActKind.SNOOZE: Rest.SNOOZED,
    ActKind.CLOSE: Rest.CLOSED,
}


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a client's book says of how they stand."""

    urgency: Urgency
    procedure_id: int | None
    """The session of the worst open recovery; None where there was never one."""
    started_on: date | None
    heard_on: date | None
    """The last day of which anything is known."""
    ends_on: date
    """The last day on which it is open; `NEVER` where only a click closes it."""
    others: int
    """How many other recoveries are open."""
    sign: str
    """The pattern and the symptoms that are named, as a digest: what a snooze is about."""
    reason: str
    """The reason in words, as JSON that can be read in any language; empty where there is none."""
    spark: tuple[tuple[int, int], ...]
    """The highest rating of the last days, by day since the session."""
    seen: str
    """All of it, and every entry and photo, as a digest: what a click was about."""
    method: str
    """The rules that judged, as a digest."""


@dataclass(frozen=True, kw_only=True)
class Standing(Found):
    """How a client stands, and since when nobody has answered."""

    person_id: int
    since: datetime
    """When it became as urgent as it is, or was last heard of, with its zone."""
    raised_at: datetime
    """When something was last added to it."""
    times: int
    """On how many days it came up without a pause of three."""
    rest: Rest | None
    due_at: datetime
    """When it is on the list again; `AT_ONCE` where it does not rest."""
    assigned_to: str
    version: int
    """Raised by every change, so that a click says what it was made from."""

    def rests(self, now: datetime) -> bool:
        """Tell whether it is kept off the list."""
        return self.due_at > now


def not_judged(person_id: int) -> Standing:
    """Return how somebody stands of whom nothing was judged yet."""
    return Standing(
        person_id=person_id,
        urgency=Urgency.UNJUDGED,
        procedure_id=None,
        started_on=None,
        heard_on=None,
        ends_on=NEVER,
        others=0,
        sign="",
        reason="",
        spark=(),
        seen="",
        method="",
        since=AT_ONCE,
        raised_at=AT_ONCE,
        times=0,
        rest=None,
        due_at=AT_ONCE,
        assigned_to="",
        version=1,
    )


def stands_now(before: Standing, found: Found, last: Act | None, now: datetime) -> Standing:
    """Return how a client stands once something was found anew.

    Parameters
    ----------
    before : Standing
        How they stood.
    found : Found
        What their book says now.
    last : Act or None
        The last click that kept them off the list or put them back.
    now : datetime
        The moment, with its zone.
    """
    is_new = found.seen != before.seen
    stands = replace(
        before,
        **vars(found),
        since=_since(before, found, now),
        raised_at=now if is_new else before.raised_at,
        times=_times(before, found, now) if is_new else before.times,
    )
    return as_version(before, rested(stands, last))


def rested(standing: Standing, last: Act | None) -> Standing:
    """Return the same standing, kept off the list as far as the last click still holds.

    An answer and an ending hold for what was seen and nothing that came after it; a snooze holds
    for its sign and nothing worse. Nothing else keeps anybody off the list.
    """
    if last is None or not _still_holds(last, standing):
        return replace(standing, rest=None, due_at=AT_ONCE)
    return replace(standing, rest=_REST_OF[last.kind], due_at=last.until or AT_ONCE)


def as_version(before: Standing, after: Standing) -> Standing:
    """Return what is kept after a change: a new version, unless nothing of it is new."""
    is_new = replace(after, method=before.method) != before
    return replace(after, version=before.version + is_new)


def reason_in(standing: Found) -> str:
    """Return the reason in words, which another language can still be read from."""
    said: str = read_parts(json.loads(standing.reason)) if standing.reason else ""
    return said


def heard_at(day: date | None) -> datetime:
    """Return a day as a moment of the list: midnight, in UTC."""
    return datetime.combine(day, time(), UTC) if day else AT_ONCE


def sign_of(pattern: Pattern, reason: str) -> str:
    """Return a digest of a pattern and the symptoms that its reason names, without its figures."""
    named = sorted(_names_in(reason))
    return hashlib.sha256("\n".join((pattern.name, *named)).encode()).hexdigest()


def _still_holds(act: Act, standing: Standing) -> bool:
    match act.kind:
        case ActKind.ANSWER | ActKind.CLOSE:
            return act.seen == standing.seen
        case ActKind.SNOOZE:
            is_same = act.sign == standing.sign and standing.urgency >= act.urgency
            return is_same and standing.urgency.is_concern and not standing.urgency.is_flag
    return False


def _since(before: Standing, found: Found, now: datetime) -> datetime:
    if not found.urgency.is_concern:
        return heard_at(found.heard_on)
    is_on_list = not before.rests(now) and before.urgency.is_concern
    stays = found.seen == before.seen and before.urgency is found.urgency
    return before.since if stays or (is_on_list and before.urgency <= found.urgency) else now


def _times(before: Standing, found: Found, now: datetime) -> int:
    if not found.urgency.is_concern:
        return 0
    if not before.urgency.is_concern or now - before.raised_at > JOINED_WITHIN:
        return 1
    is_another_day = before.raised_at.astimezone(now.tzinfo).date() < now.date()
    return before.times + is_another_day


def _names_in(text: object) -> set[str]:
    """Return the texts within a text that have no figures of their own."""
    if not isinstance(text, Said):
        return set()
    if not text.values:
        return {text.template}
    return {name for value in text.values.values() for name in _names_in(value)}
