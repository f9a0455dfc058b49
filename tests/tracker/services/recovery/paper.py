"""One person's diary as it would stand on paper: the truth that generated histories are held to.

Written from what was told and done alone, with rules of its own; only the records' fields are the
program's.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from analysis import Zone
from tracker.domain.records.kept import BodyArea, DiaryEntry, Photo, PhotoRole, Procedure
from tracker.domain.records.shown import ShownVerdict

ZONES = {
    Zone.CHIN: BodyArea.FACE,
    Zone.FOREHEAD: BodyArea.FACE,
    Zone.BACK: BodyArea.BACK,
    Zone.NECK: BodyArea.NECK,
}
NEEDED_FOR_DAYS = 14


@dataclass
class Paper:
    """What one person has told, and what they were told."""

    day_ends: int = 4
    sessions: dict[int, Procedure] = field(default_factory=dict)
    entries: dict[int, DiaryEntry] = field(default_factory=dict)
    photos: dict[int, Photo] = field(default_factory=dict)
    redness: dict[int, float] = field(default_factory=dict)
    """What was measured on a photo, by its id; no two alike."""
    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)
    verdicts: set[ShownVerdict] = field(default_factory=set)
    days_deleted_from: set[date] = field(default_factory=set)
    """Days of which an entry was deleted: what was said of them may have been said anew."""

    def day_of(self, wall: datetime) -> date:
        """The day that a person would write over a time of night."""
        return wall.date() - timedelta(days=wall.hour < self.day_ends)

    def in_order(self) -> list[Procedure]:
        return sorted(self.sessions.values(), key=place)

    def reads(self, entry: DiaryEntry, area: BodyArea) -> list[Procedure]:
        """The sessions to whose recovery belongs what an entry says about an area.

        What was written down on the day of a session before it began belongs to both; what was
        mild then to the one before alone.
        """
        begun = [one for one in self.in_order() if one.diary_day <= entry.day]
        over = [one for one in begun if one.diary_day < entry.day or is_later(entry, one)]
        return [
            one
            for one in begun
            if (own := zones_in(one, area))
            and not (is_mild_morning(entry, one) and self.was_treated_before(one, area))
            and not any(own & zones_in(other, area) for other in over if place(other) > place(one))
        ]

    def was_treated_before(self, one: Procedure, area: BodyArea) -> bool:
        return any(place(other) < place(one) and zones_in(other, area) for other in self.in_order())

    def readers(self, entry: DiaryEntry) -> set[int]:
        return {one.id for area in entry.areas for one in self.reads(entry, area)}

    def without(self, session_id: int) -> "Paper":
        left = {key: one for key, one in self.sessions.items() if key != session_id}
        return replace(self, sessions=left)

    def with_session(self, session: Procedure) -> "Paper":
        return replace(self, sessions=self.sessions | {session.id: session})

    def days_asked(self, day: date) -> list[int]:
        """Ids of the sessions that a day is asked about."""
        begun = [one for one in self.in_order() if one.diary_day <= day]
        recent = [one for one in begun if (day - one.diary_day).days <= NEEDED_FOR_DAYS]
        return [one.id for one in recent or begun[-1:]]

    def expected(self, session: Procedure) -> dict[int, dict[str, Any]]:
        """What each day of a recovery says: its ratings, its signs, and what photos show."""
        days: dict[int, dict[str, Any]] = {}
        for entry in self.entries.values():
            for area in entry.areas:
                if session in self.reads(entry, area):
                    day = days.setdefault((entry.day - session.diary_day).days, blank())
                    told = {**entry.ratings, **entry.area_ratings.get(area, {})}
                    for symptom, rating in told.items():
                        day["ratings"][symptom] = max(rating, day["ratings"].get(symptom, 0))
                    day["signs"] |= entry.red_flags | entry.area_flags.get(area, frozenset())
        for photo in sorted(self.photos.values(), key=lambda one: (one.taken_at, one.id)):
            if photo.procedure_id == session.id and photo.id in self.redness:
                day = days.setdefault((photo.diary_day - session.diary_day).days, blank())
                day["photos"][Zone[photo.area.name]] = self.redness[photo.id]
        return days

    def goes_with(self, session_id: int) -> set[int]:
        """Ids of the entries that no other recovery needs."""
        rest, gone = self.without(session_id), set()
        for entry in self.entries.values():
            before = self.readers(entry)
            is_needed = any(
                other in before
                or (entry.day - self.sessions[other].diary_day).days <= NEEDED_FOR_DAYS
                for other in rest.readers(entry)
            )
            if session_id in before and not is_needed:
                gone.add(entry.id)
        return gone

    def follows(self, entry: DiaryEntry, before: Procedure, after: Procedure) -> frozenset[Any]:
        """The areas of an entry once its session turns out to have been of other areas."""
        came, rest = areas(after) - areas(before), self.without(before.id)
        own = {area for area in entry.areas & areas(before) if before in self.reads(entry, area)}
        gone = {area for area in own - areas(after) if not rest.reads(entry, area)}
        is_about_it = bool(gone) or own == areas(before)
        return (entry.areas - gone) | came if came and own and is_about_it else entry.areas

    def cannot_be_corrected(self, before: Procedure, after: Procedure, latest: datetime) -> bool:
        """Whether a correction would leave something without a session, or cannot be."""
        then, others = self.with_session(after), self.without(before.id).sessions.values()
        if after.started_at != before.started_at and after.started_at > latest:
            return True
        if any(other.started_at == after.started_at for other in others):
            return True
        for entry in self.entries.values():
            moved = replace(entry, areas=self.follows(entry, before, after))
            if self.readers(entry) and not then.readers(moved):
                return True
            if all(one.diary_day > entry.day for one in then.sessions.values()):
                return True
        return any(
            one.diary_day > after.diary_day
            if one.role is PhotoRole.BEFORE
            else one.diary_day < after.diary_day
            for one in self.photos.values()
            if one.procedure_id == before.id
        )

    def before_photo(self, session_id: int, area: BodyArea) -> Photo | None:
        found = [one for one in self.album(session_id, area) if one.role is PhotoRole.BEFORE]
        return next(iter(found), None)

    def album(self, session_id: int, area: BodyArea | None = None) -> Iterator[Photo]:
        for one in self.photos.values():
            if one.procedure_id == session_id and area in (None, one.area):
                yield one

    def forget_redness(self, photos: Collection[Photo]) -> None:
        """Photos that are measured anew have no value here: these pictures show nothing."""
        for one in photos:
            self.redness.pop(one.id, None)

    def is_about(self, session: Procedure, day: date) -> bool:
        """Whether anything that a recovery reads is of a day."""
        return (day - session.diary_day).days in self.expected(session)

    def drop_photo(self, photo: Photo | None) -> None:
        if photo is not None:
            del self.photos[photo.id]
            self.redness.pop(photo.id, None)

    def drop_drafts(self, forms: Collection[str]) -> None:
        for form in forms:
            self.drafts.pop(form, None)

    def drop_session(self, session_id: int) -> None:
        for entry_id in self.goes_with(session_id):
            del self.entries[entry_id]
        self.drop_drafts(
            [one for one in self.drafts if self.days_asked(day_in(one)) == [session_id]]
        )
        for photo in list(self.album(session_id)):
            self.drop_photo(photo)
        del self.sessions[session_id]


def blank() -> dict[str, Any]:
    return {"ratings": {}, "signs": frozenset(), "photos": {}}


def place(session: Procedure) -> tuple[object, ...]:
    return session.diary_day, session.moment, session.id


def is_later(entry: DiaryEntry, session: Procedure) -> bool:
    """Whether an entry was first written down once a session had begun."""
    return entry.recorded_at is not None and entry.recorded_at >= session.moment


def is_mild_morning(entry: DiaryEntry, session: Procedure) -> bool:
    """Whether an entry of a session's day was written before it began, with no rating above 3."""
    areas = entry.areas
    told = [*entry.ratings.values()]
    told += [rating for area in areas for rating in entry.area_ratings.get(area, {}).values()]
    signs = entry.red_flags.union(*(entry.area_flags.get(area, frozenset()) for area in areas))
    is_earlier = entry.recorded_at is not None and entry.recorded_at < session.moment
    is_its_day = entry.day == session.diary_day
    return is_earlier and is_its_day and not signs and max(told, default=0) <= 3


def zones_in(session: Procedure, area: BodyArea) -> set[Zone]:
    return {one.zone for one in session.zones if ZONES[one.zone] is area}


def areas(session: Procedure) -> frozenset[BodyArea]:
    return frozenset(ZONES[one.zone] for one in session.zones)


def day_in(form: str) -> date:
    return datetime.strptime(form[len("check_in-") :][:8], "%Y%m%d").date()
