"""What a practitioner does about a client: a click counts for what was seen, or not at all."""

from dataclasses import replace
from datetime import timedelta

from tracker import clock
from tracker.domain.clinic.acts import ANSWER_HOLDS, CLOSED_UNTIL, ActKind, NewAct
from tracker.domain.clinic.standing import Standing, reason_in, rested
from tracker.errors import NotFound, Overtaken
from tracker.store.repository import Records, Store


def answer(store: Store, seen: Standing, name: str, note: str) -> Standing:
    """Note what was done about a client; it holds for what was seen, for three days at most."""
    return _act(store, seen, ActKind.ANSWER, name, note, ANSWER_HOLDS)


def snooze(store: Store, seen: Standing, name: str, days: int, note: str = "") -> Standing:
    """Put the sign that a client shows off for some days; anything else or worse comes back."""
    return _act(store, seen, ActKind.SNOOZE, name, note, timedelta(days))


def close(store: Store, seen: Standing, name: str, note: str) -> Standing:
    """Take a client off the list until something new comes in."""
    return _act(store, seen, ActKind.CLOSE, name, note)


def reopen(store: Store, seen: Standing, name: str) -> Standing:
    """Put a client back on the list."""
    return _act(store, seen, ActKind.REOPEN, name)


def assign(store: Store, seen: Standing, name: str, to: str) -> Standing:
    """Say whose client it is from now on; nobody's where that is empty."""
    return _act(store, seen, ActKind.ASSIGN, name, to.strip())


def _act(
    store: Store,
    seen: Standing,
    kind: ActKind,
    name: str,
    note: str = "",
    holds: timedelta | None = None,
) -> Standing:
    """Keep an act and what follows from it.

    Raises
    ------
    InvalidEntry
        If the name or the note is missing, or too long.
    Overtaken
        If something came in, or somebody else did something, after what was seen. Nothing is kept.
    """
    now = clock.now()
    with store.writing(person_id=seen.person_id) as records:
        current = _unchanged(records, seen)
        until = now + holds if holds else CLOSED_UNTIL if kind is ActKind.CLOSE else None
        act = NewAct(
            person_id=current.person_id,
            kind=kind,
            name=name.strip(),
            at=now,
            note=note.strip(),
            until=until,
            urgency=current.urgency,
            sign=current.sign,
            seen=current.seen,
        )
        records.standings.add_act(act)
        if kind is ActKind.ASSIGN:
            current = replace(current, assigned_to=act.note)
        last = records.standings.find_last_placing(current.person_id)
        after = replace(rested(current, last), version=seen.version + 1)
        records.standings.keep(after)
        return after


def _unchanged(records: Records, seen: Standing) -> Standing:
    current = records.standings.find_one(seen.person_id, to_change=True)
    if current is None:
        raise NotFound("This person is no longer in the diary. Please load the page anew.")
    if current.version == seen.version:
        return current
    if current.seen != seen.seen:
        raise Overtaken(
            "Something came in meanwhile, so that nothing was noted: {reason} Please look at it "
            "first.",
            reason=reason_in(current),
        )
    acts = records.standings.list_acts([seen.person_id])
    raise Overtaken(
        "{name} has done something about this client meanwhile, so that nothing was noted: "
        "{note} Please look at it first.",
        name=acts[-1].name if acts else "",
        note=acts[-1].note if acts else "",
    )
