"""Which entries concern which recovery.

A recovery is a session with the areas that were treated. It goes on in an area until the next
session there: one that needles a zone of it again. An entry is about areas, so several recoveries
may read it, each what concerns its own areas; nothing is ever assigned, all of it follows from what
an entry and the sessions say themselves. What was entered on the day of a session, before it began,
is read by the recovery before it, too: a session explains nothing that was there already. Where it
was mild it is read by that one alone: whoever needles in the evening has not begun at the morning's
calm, from which all redness would seem to rise.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, zip_longest
from typing import NamedTuple, TypeVar

from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import (
    BodyArea,
    DiaryEntry,
    NewDiaryEntry,
    NewProcedure,
    Procedure,
    Zone,
)
from tracker.domain.records.same_day import around, worse
from tracker.domain.records.scales import Symptom

T = TypeVar("T")
Entry = TypeVar("Entry", bound=NewDiaryEntry)

UNDER_WAY_DAYS = 14
"""Days after a session for which the expected course is known, and for which the app asks. Source:
tracker/reference/course.csv."""
DOUBLE_WITHIN_DAYS = 3
"""A second session of the same zones within so many days is likelier a double. Chosen: by hand."""

_MILD = 3
"""Ratings up to this, without a sign, are no day of needling if they were entered before it.
Chosen: the end of "mild"; what is worse may belong to a session whose time was entered wrongly."""

Days = dict[int, DiaryEntry]
"""What a recovery reads, by day since its session."""


class Span(NamedTuple):
    """The days on which a recovery goes on in one area."""

    procedure: Procedure
    area: BodyArea
    next: Procedure | None
    """The next session there, whose day is no longer part of it."""
    is_first: bool
    """Whether no session there was before it."""

    def holds(self, day: date) -> bool:
        """Return whether it goes on on a day."""
        return self.procedure.diary_day <= day and (not self.next or day < self.next.diary_day)

    def reads(self, entry: NewDiaryEntry) -> bool:
        """Return whether an entry is about a day of it, or may be from before the next session."""
        if not self.is_first and _is_mild_before(entry, self.procedure):
            return False
        if self.holds(entry.day):
            return True
        return self.next is not None and _may_be_from_before(entry, self.next)


class Timeline:
    """A person's sessions, and how long each recovery goes on in each of its areas."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self.procedures = sorted(procedures, key=_place)
        """In time order."""
        self._spans = [
            Span(
                one,
                area,
                _next(one, self.procedures[place + 1 :], area),
                all(area not in areas_of(other) for other in self.procedures[:place]),
            )
            for place, one in enumerate(self.procedures)
            for area in sorted(areas_of(one))
        ]

    def going_on(self, area: BodyArea, day: date) -> list[Procedure]:
        """Return the sessions whose recovery goes on in an area on a day, in time order."""
        return [span.procedure for span in self._spans if span.area is area and span.holds(day)]

    def reading(self, area: BodyArea, entry: NewDiaryEntry) -> list[Procedure]:
        """Return the sessions whose recovery reads of an area what an entry says, in time order."""
        return [span.procedure for span in self._spans if span.area is area and span.reads(entry)]

    def latest(self, day: date) -> Procedure | None:
        """Return the latest session on or before a day."""
        begun = [one for one in self.procedures if one.diary_day <= day]
        return begun[-1] if begun else None

    def asked(self, day: date) -> list[Procedure]:
        """Return the sessions that a day is asked about: those under way, else the latest one."""
        return _asked(self.procedures, day)

    def areas_asked(self, day: date) -> frozenset[BodyArea]:
        """Return what an entry of a day is about if it does not say so; empty before them all."""
        return areas_of_all(self.asked(day))

    def areas_about(self, entry: NewDiaryEntry) -> frozenset[BodyArea]:
        """Return the areas that an entry is about."""
        before = [one for one in self.procedures if not _may_be_from_before(entry, one)]
        asked = areas_of_all(_asked(before, entry.day))
        return entry.areas or self.areas_asked(entry.day) | asked

    def readers(self, entry: NewDiaryEntry) -> list[Procedure]:
        """Return the sessions whose recoveries read an entry, in time order."""
        areas = self.areas_about(entry)
        found = {
            id(span.procedure): span.procedure
            for span in self._spans
            if span.area in areas and span.reads(entry)
        }
        return list(found.values())

    def readings(self, diary: Iterable[DiaryEntry]) -> list[Days]:
        """Return what each recovery reads of a diary, in the order of the sessions.

        Of several entries on one day, or about several of its areas, the worst counts.
        """
        found: dict[int, dict[int, list[DiaryEntry]]] = {}
        for entry in diary:
            areas = self.areas_about(entry)
            for span in self._spans:
                if span.area in areas and span.reads(entry):
                    day = (entry.day - span.procedure.diary_day).days
                    own = found.setdefault(id(span.procedure), {})
                    own.setdefault(day, []).append(seen_in(entry, span.area))
        return [
            {day: worst_of(seen) for day, seen in sorted(found.get(id(one), {}).items())}
            for one in self.procedures
        ]


def area_of(zone: Zone) -> BodyArea:
    """Return the area that a treated zone lies in."""
    return BodyArea.FACE if zone.is_facial else BodyArea[zone.name]


def areas_of(procedure: NewProcedure) -> frozenset[BodyArea]:
    """Return the areas that a session treated."""
    return frozenset(map(area_of, procedure.treated_zones))


def areas_of_all(procedures: Iterable[NewProcedure]) -> frozenset[BodyArea]:
    """Return the areas that any of some sessions treated."""
    return frozenset(area for one in procedures for area in areas_of(one))


def entries_of(
    procedure: Procedure, procedures: Iterable[Procedure], diary: Iterable[DiaryEntry]
) -> Days:
    """Return what one recovery reads of a diary, by day since its session."""
    timeline = Timeline(procedures)
    return timeline.readings(diary)[timeline.procedures.index(procedure)]


def seen_in(entry: Entry, area: BodyArea) -> Entry:
    """Return an entry as it is about one area."""
    return replace(
        entry,
        areas=frozenset({area}),
        ratings={**entry.ratings, **entry.area_ratings.get(area, {})},
        red_flags=entry.red_flags | entry.area_flags.get(area, frozenset()),
        area_ratings={},
        area_flags={},
    )


def worst_of(entries: Sequence[Entry]) -> Entry:
    """Return one entry of a day that is as bad as the worst of several, in each symptom."""
    if len(entries) == 1:
        return entries[0]
    ratings: dict[Symptom, int] = {}
    flags: frozenset[RedFlag] = frozenset()
    for entry in entries:
        flags |= entry.red_flags
        ratings = worse(ratings, entry.ratings)
    notes = dict.fromkeys(entry.note for entry in entries if entry.note)
    areas = frozenset(area for entry in entries for area in entry.areas)
    return replace(
        entries[-1],
        ratings=ratings,
        red_flags=flags,
        note="\n".join(notes),
        areas=areas,
        circumstances=around(entries),
    )


def day_by_day(diary: Iterable[DiaryEntry]) -> list[DiaryEntry]:
    """Return one entry for each day, as bad as the worst of that day in any area."""
    days: dict[date, list[DiaryEntry]] = {}
    for entry in diary:
        own = {*entry.area_ratings, *entry.area_flags}
        seen = [seen_in(entry, area) for area in sorted(own)]
        days.setdefault(entry.day, []).extend([entry, *seen])
    return [worst_of(days[day]) for day in sorted(days)]


def relabelled(
    entry: DiaryEntry, sessions: Timeline, before: Procedure, after: Procedure
) -> DiaryEntry:
    """Return an entry that follows a session whose areas are corrected.

    Parameters
    ----------
    sessions : Timeline
        The person's sessions as they were, `before` among them.
    """
    others = Timeline(one for one in sessions.procedures if one != before)
    areas = sessions.areas_about(entry)
    own = {area for area in areas if before in sessions.reading(area, entry)}
    came = areas_of(after) - areas_of(before)
    gone = {area for area in own - areas_of(after) if not others.reading(area, entry)}
    if not came or not own or not (gone or own == areas_of(before)):
        return entry
    to = dict(zip_longest(sorted(gone), sorted(came)[: len(gone)], fillvalue=max(came)))
    return replace(
        entry,
        areas=(areas - gone) | came,
        area_ratings=_moved(entry.area_ratings, to, worse),
        area_flags=_moved(entry.area_flags, to, frozenset.union),
    )


def going_with(
    diary: Iterable[DiaryEntry], sessions: Timeline, leaving: Procedure
) -> list[DiaryEntry]:
    """Return the entries that go with a session: those that no other recovery needs.

    Another one needs an entry that it reads too, or that it would read without the session and
    that lies within its own time, as after a session that was entered twice.
    """
    others = Timeline(one for one in sessions.procedures if one != leaving)
    return [
        entry
        for entry in diary
        if leaving in (readers := sessions.readers(entry))
        and not _is_needed(replace(entry, areas=sessions.areas_about(entry)), readers, others)
    ]


def looks_double(procedure: NewProcedure, others: Iterable[Procedure]) -> Procedure | None:
    """Return the session that a new one seems to repeat: the same zones within a few days."""
    return next(
        (
            other
            for other in sorted(others, key=_place)
            if abs((other.diary_day - procedure.diary_day).days) <= DOUBLE_WITHIN_DAYS
            and not other.treated_zones.isdisjoint(procedure.treated_zones)
        ),
        None,
    )


def _place(procedure: Procedure) -> tuple[object, ...]:
    return procedure.diary_day, procedure.moment, procedure.id


def _next(one: Procedure, later: Sequence[Procedure], area: BodyArea) -> Procedure | None:
    own = {zone for zone in one.treated_zones if area_of(zone) is area}
    return next((other for other in later if not own.isdisjoint(other.treated_zones)), None)


def _asked(procedures: Sequence[Procedure], day: date) -> list[Procedure]:
    begun = [one for one in procedures if one.diary_day <= day]
    recent = [one for one in begun if (day - one.diary_day).days <= UNDER_WAY_DAYS]
    return recent or begun[-1:]


def _may_be_from_before(entry: NewDiaryEntry, session: Procedure) -> bool:
    """Tell whether an entry of a session's day may tell of the time before it.

    What was first entered once it had begun does not; where that was not kept nobody knows. One
    that is corrected keeps its first time: it may then be read once too often, never once too few.
    """
    is_later = entry.recorded_at is not None and entry.recorded_at >= session.moment
    return entry.day == session.diary_day and not is_later


def _is_mild_before(entry: NewDiaryEntry, session: Procedure) -> bool:
    """Tell whether an entry of a session's day was entered before it began, and says little."""
    if entry.recorded_at is None or entry.recorded_at >= session.moment:
        return False
    if entry.day != session.diary_day or entry.red_flags or any(entry.area_flags.values()):
        return False
    ratings = chain(entry.ratings.values(), *(one.values() for one in entry.area_ratings.values()))
    return max(ratings, default=0) <= _MILD


def _is_needed(entry: DiaryEntry, readers: Sequence[Procedure], others: Timeline) -> bool:
    return any(
        other in readers or (entry.day - other.diary_day).days <= UNDER_WAY_DAYS
        for other in others.readers(entry)
    )


def _moved(
    by_area: Mapping[BodyArea, T], to: Mapping[BodyArea, BodyArea], join: Callable[[T, T], T]
) -> dict[BodyArea, T]:
    moved: dict[BodyArea, T] = {}
    for area, answers in by_area.items():
        new = to.get(area, area)
        moved[new] = join(moved[new], answers) if new in moved else answers
    return moved
