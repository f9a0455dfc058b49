"""The list of clients, most urgent first. It is read as it was kept: nothing is judged here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tracker import clock
from tracker.domain.clinic.acts import Act
from tracker.domain.clinic.places import Place, Stretch, stretches
from tracker.domain.clinic.standing import Rest, Standing
from tracker.domain.records.days import diary_day
from tracker.domain.records.kept import Person, Photo, PhotoRole
from tracker.domain.verdict.method import method_of_verdicts
from tracker.services.photos.album import find_before
from tracker.store.clinic.standings import After
from tracker.store.repository import Records, Store

NOBODY = ""
"""Whom a client is assigned to until somebody takes them over."""
AT_ONCE = 12
"""Clients of one page. Chosen: as many as are read without losing the thread."""


@dataclass(frozen=True, kw_only=True)
class Client:
    """One line of the list."""

    person: Person
    standing: Standing
    photos: tuple[Photo, ...]
    """The latest one and the one from before it; only what there is."""
    acts: tuple[Act, ...]
    """What was done about them, in the order it was done."""


@dataclass(frozen=True)
class GoingOn:
    """Where a page of the list goes on: behind a client, never at a number of them."""

    place: Place
    after: After


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a page shows of one place."""

    place: Place
    clients: tuple[Client, ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of the list, with how many there are in every place of it and beside it."""

    parts: tuple[Part, ...]
    going_on: GoingOn | None
    """Where the next page begins; None where there is none."""
    counts: Mapping[Place, int]
    resting: Mapping[Rest, int]
    of_others: int
    """How many are on the list and not shown, since they are assigned to somebody else."""
    judged_otherwise: int
    """How many were judged by other rules than these."""
    as_of: datetime

    @property
    def everybody(self) -> int:
        """How many clients are on the list or in a named place beside it."""
        return sum(self.counts.values()) + self.of_others + sum(self.resting.values())


def is_clinic(people: Sequence[Person]) -> bool:
    """Tell whether more than one person is followed; an invented one does not count."""
    return sum(not one.is_demo for one in people) > 1


def list_clients(
    store: Store, begin: GoingOn | None = None, most: int = AT_ONCE, *, whose: str = ""
) -> Page:
    """Return a page of the list, beginning behind a client or with the most urgent one.

    Parameters
    ----------
    whose : str
        Only clients assigned to this name, and those assigned to nobody, or nobody would see them.
    """
    now = clock.now()
    shown_of = (whose, NOBODY) if whose else ()
    today = diary_day(now)  # of the clinic, for all its clients alike
    with store.reading() as records:
        found = _read_page(records, begin, most + 1, now, today, shown_of)
        every = list(stretches(today).values())
        counts, resting = records.standings.count_places(every, now, today, shown_of)
        total = sum(records.standings.count_places(every, now, today)[0]) if whose else sum(counts)
        shown = found[:most]
        clients = _clients(records, [one for _, one in shown])
        judged_otherwise = records.standings.count_judged_otherwise(method_of_verdicts())
    places = [place for place, _ in shown]
    return Page(
        parts=tuple(_parts(places, clients)),
        going_on=_going_on(shown) if len(found) > most else None,
        counts=dict(zip(Place, counts, strict=True)),
        resting=resting,
        of_others=total - sum(counts),
        judged_otherwise=judged_otherwise,
        as_of=now,
    )


def list_resting(
    store: Store, rest: Rest, after: After | None = None, most: int = AT_ONCE
) -> tuple[Client, ...]:
    """Return the next clients of a place beside the list, those first who come back first."""
    with store.reading() as records:
        found = records.standings.list_resting(rest, clock.now(), after, most)
        return _clients(records, found)


def find_client(store: Store, person_id: int) -> Client | None:
    """Return how one client stands, wherever that is; None of who is gone."""
    with store.reading() as records:
        standing = records.standings.find_one(person_id)
        return _clients(records, [standing])[0] if standing else None


def _read_page(
    records: Records,
    begin: GoingOn | None,
    most: int,
    now: datetime,
    today: date,
    whose: Collection[str],
) -> list[tuple[Place, Standing]]:
    found: list[tuple[Place, Standing]] = []
    after = begin.after if begin else None
    for place, stretch in _from(begin, today):
        left = most - len(found)
        standings = records.standings.list_stretch(stretch, now, today, after, left, whose)
        found += [(place, one) for one in standings]
        if len(found) == most:
            break
        after = None
    return found


def _from(begin: GoingOn | None, today: date) -> Iterable[tuple[Place, Stretch]]:
    places = list(stretches(today).items())
    order = [place for place, _ in places]
    return places[order.index(begin.place) if begin else 0 :]


def _clients(records: Records, standings: Sequence[Standing]) -> tuple[Client, ...]:
    if not standings:
        return ()
    ids = [one.person_id for one in standings]
    people = records.list_some_people(ids)
    sessions = [one.procedure_id for one in standings if one.procedure_id is not None]
    photos = records.list_photos_of(sessions) if sessions else {}
    acts: dict[int, list[Act]] = {}
    for act in records.standings.list_acts(ids):
        acts.setdefault(act.person_id, []).append(act)
    return tuple(
        Client(
            person=people[one.person_id],
            standing=one,
            photos=_pair(photos.get(one.procedure_id or 0, ())),
            acts=tuple(acts.get(one.person_id, ())),
        )
        for one in standings
        if one.person_id in people
    )


def _pair(photos: Sequence[Photo]) -> tuple[Photo, ...]:
    """Return the latest photo after a session and the one from before that it is compared with."""
    later = [one for one in photos if one.role is PhotoRole.FOLLOW_UP]
    if not later:
        return tuple(one for one in photos if one.role is PhotoRole.BEFORE)[:1]
    before = find_before(photos, later[-1].area, later[-1].view)
    return (before, later[-1]) if before else (later[-1],)


def _parts(places: Sequence[Place], clients: Sequence[Client]) -> Iterable[Part]:
    for place in dict.fromkeys(places):
        own = [one for at, one in zip(places, clients, strict=True) if at is place]
        yield Part(place=place, clients=tuple(own))


def _going_on(shown: Sequence[tuple[Place, Standing]]) -> GoingOn:
    place, last = shown[-1]
    return GoingOn(place, After(last.since, last.person_id))
