"""Everything that a screen shows of one recovery, gathered from a person's book."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from analysis import Zone
from tracker.domain.course.outlook.prediction import PersonalCourse, predictive_band
from tracker.domain.course.own_error import OwnErrors
from tracker.domain.course.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.course.reference import CourseReference
from tracker.domain.records.circumstances import NOTHING_ELSE, Circumstances, OrdinarySkin
from tracker.domain.records.concern import areas_of
from tracker.domain.records.kept import (
    BodyArea,
    DiaryEntry,
    Person,
    Photo,
    Procedure,
    View,
)
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.scales import Symptom
from tracker.domain.records.shown import Change, ShownVerdict
from tracker.domain.records.status import Status
from tracker.domain.verdict.assess import Assessment, assess_recovery, retell
from tracker.domain.verdict.method import method_of_verdicts
from tracker.services.photos.album import find_before
from tracker.services.photos.counting import photos_that_count, photos_to_weigh
from tracker.services.photos.untreated.lights import Lesson
from tracker.services.recovery.courses import course_named
from tracker.services.recovery.days import DELTA_EI as DELTA_EI  # also for those who read it
from tracker.services.recovery.days import changes_by_day, days_of, surer_days

if TYPE_CHECKING:
    from tracker.services.recovery.book import Book

MEASURES_READ = frozenset({DELTA_EI})
"""The measured values that a verdict reads."""
_OF_ONE_ZONE = frozenset({Pattern.ZONE_RED, Pattern.ZONE_REDDENING})
EARLIER_READ = 24
"""How many recoveries before it a verdict reads: two years of a session a month (a choice)."""


@dataclass(frozen=True, kw_only=True)
class RecoveryOverview:
    """One session and what followed. Days are counted from the session's own diary day, day 0."""

    person: Person
    procedure: Procedure
    entries: Mapping[int, DiaryEntry]
    """What it reads of the diary, by day; of several entries a day the worst counts."""
    photos: tuple[Photo, ...]
    """In time order, the "before" photo among them."""
    changes: Mapping[int, tuple[Change, ...]]
    """The measured values that verdicts read, with the person's own error, by photo id."""
    photo_redness: Mapping[int, Change]
    """Redness change of the whole face by day, of several photos the worst, with the own error."""
    counting: frozenset[int]
    """The photos shown for their day, by id: of several, the person's choice or the surest."""
    plan: RecoveryPlan
    reference: CourseReference
    """The expected course that this recovery is judged with: the one that it began with."""
    days: tuple[RecoveryDay, ...]
    """As verdicts read them: with the general error of photos."""
    own: OwnErrors = field(default_factory=OwnErrors)
    """The person's own errors of redness, as they were known on the day of the session."""
    shown_days: tuple[RecoveryDay, ...] = ()
    """The same days as they are shown: with the own error of photos."""
    surer_days: tuple[RecoveryDay, ...] = ()
    """The same days where the own error is smaller than the general one; empty where none is."""
    retests: tuple[Photo, ...] = ()
    """Untreated skin in another light: for the own error of later sessions, too."""
    lessons: Mapping[int, Lesson] = field(default_factory=dict, hash=False)
    """What each of them may teach, by id; none where skin may have been healing."""
    earlier: tuple[Recovery, ...] = ()
    """What was known on its first day of the person's recoveries before it, in time order; of
    another area's, which may still go on then, only what had come of it."""
    known_before: str = ""
    """What `earlier` says, as a digest."""
    shown: tuple[ShownVerdict, ...] = ()
    """What was said, in the order it was said."""

    @cached_property
    def assessments(self) -> tuple[Assessment, ...]:
        """One for each of `days`, in day order.

        The worse of what the general and what a smaller own error lead to: no pair of untreated
        skin ever takes a warning back.
        """
        judged = self._assessed(self.days)
        if not self.surer_days:
            return judged
        both = zip(judged, self._assessed(self.surer_days), strict=True)
        return tuple(max(pair, key=lambda one: one.status.rank) for pair in both)

    def _assessed(self, days: tuple[RecoveryDay, ...]) -> tuple[Assessment, ...]:
        return assess_recovery(days, self.plan, self.earlier, self.reference) if days else ()

    @cached_property
    def contents(self) -> Mapping[int, str]:
        """What was done and all of `days` up to each of them, as a digest."""
        return dict(_digests(self.plan, self.days, self.surer_days))

    @cached_property
    def bases(self) -> Mapping[int, str]:
        """All that a verdict on each of `days` follows from, as a digest."""
        return {
            day: _digest(self.reference.version, self.known_before, known)
            for day, known in self.contents.items()
        }

    @cached_property
    def said(self) -> Mapping[int, ShownVerdict]:
        """The verdict that was shown of each day, where what is known is still what it was."""
        bases = self.bases
        return {one.day: one for one in self.shown if one.basis and bases.get(one.day) == one.basis}

    @cached_property
    def statuses(self) -> Mapping[int, Status]:
        """The status of each of `days`, in day order: read where it was shown, else judged."""
        said = self.said
        judged = self._judged if said.keys() < self.bases.keys() else {}
        return {day: said[day].status if day in said else judged[day].status for day in self.bases}

    def verdict_on(self, day: int) -> Assessment | None:
        """Return the verdict on a day: read where the same rules gave it, else judged.

        None where nothing is known of that day.
        """
        return self._told[day] if day in self._told else self._judged.get(day)

    @property
    def latest(self) -> Assessment | None:
        """The verdict on the last day that has an entry or a photo."""
        return self.verdict_on(self.days[-1].day) if self.days else None

    @property
    def latest_entered(self) -> Assessment | None:
        """The verdict on the last day that has an entry; a photo alone is no entry."""
        return self.verdict_on(max(self.entries)) if self.entries else None

    def zone_of(self, verdict: Assessment) -> Zone | None:
        """Return the zone that a verdict speaks of as one: the treated one reddest on its day."""
        if verdict.pattern not in _OF_ONE_ZONE:
            return None
        day = next(one for one in self.days if one.day == verdict.day)
        treated = day.zone_delta_ei.keys() & self.plan.treated_zones
        return max(treated, key=day.zone_delta_ei.__getitem__, default=None)

    @cached_property
    def expected(self) -> PersonalCourse:
        """What is expected of this person from here on, as long as it goes on normally."""
        return predictive_band(self.calm_days, self.plan, self.earlier, self.reference)

    @property
    def calm_days(self) -> tuple[RecoveryDay, ...]:
        """The days up to the last one that was not off course."""
        is_calm = [status.rank < Status.OFF_COURSE.rank for status in self.statuses.values()]
        last = max((number for number, calm in enumerate(is_calm, start=1) if calm), default=0)
        return self.days[:last]

    def day_of(self, day: date) -> int:
        """Count a date in days since the session."""
        return (day - self.procedure.diary_day).days

    @property
    def circumstances(self) -> Mapping[int, Circumstances]:
        """What surrounds the entries, by day; days without any left out."""
        said = {day: entry.circumstances for day, entry in self.entries.items()}
        return {day: one for day, one in said.items() if one != NOTHING_ELSE}

    @cached_property
    def _judged(self) -> Mapping[int, Assessment]:
        return {verdict.day: verdict for verdict in self.assessments}

    @cached_property
    def _told(self) -> Mapping[int, Assessment]:
        by_these_rules = (one for one in self.said.values() if one.method == method_of_verdicts())
        return {one.day: retell(one) for one in by_these_rules}

    @cached_property
    def as_recovery(self) -> Recovery:
        """What the statistics see of it."""
        return Recovery(plan=self.plan, days=self.days)

    def known_on(self, day: date) -> Recovery | None:
        """Return what was known of it before a date; None where nothing was."""
        until = self.day_of(day)
        if self.days and self.days[-1].day < until:
            return self.as_recovery
        days = tuple(one for one in self.days if one.day < until)
        return Recovery(plan=self.plan, days=days) if days else None

    def content_before(self, day: date) -> str | None:
        """Return what was known of it before a date as a digest; None where nothing was."""
        until = self.day_of(day)
        known = [content for number, content in self.contents.items() if number < until]
        return known[-1] if known else None

    def before_photo(self, area: BodyArea = BodyArea.FACE, view: View = View.FRONT) -> Photo | None:
        """Return the "before" photo that a photo of an area and side is compared with."""
        return find_before(self.photos, area, view)


def gather(book: "Book") -> tuple[RecoveryOverview, ...]:
    """Return all recoveries of a person in time order, each with what came before it."""
    found: list[RecoveryOverview] = []
    for procedure, entries in zip(book.sessions.procedures, book.readings, strict=True):
        found.append(_gather_one(book, procedure, entries, tuple(found)))
    return tuple(found)


def _gather_one(
    book: "Book",
    procedure: Procedure,
    entries: Mapping[int, DiaryEntry],
    before: tuple[RecoveryOverview, ...],
) -> RecoveryOverview:
    photos = book.photos_by_procedure.get(procedure.id, ())
    shown = book.verdicts_by_procedure.get(procedure.id, ())
    weighed = photos_to_weigh(photos, book.changes_by_photo)
    changes = changes_by_day(procedure, weighed, book.changes_by_photo)
    own = book.own_errors(procedure.diary_day)
    day, recent = procedure.diary_day, before[-EARLIER_READ:]
    plan = _plan_of(procedure, before, ordinary_on(book.ordinary, day))
    return RecoveryOverview(
        person=book.person,
        procedure=procedure,
        entries=entries,
        photos=photos,
        changes=_changes_of(photos, book, own),
        photo_redness={
            day: own.stated(zones[Zone.FACE])
            for day, zones in changes.items()
            if Zone.FACE in zones
        },
        counting=photos_that_count(photos, book.changes_by_photo),
        plan=plan,
        # A newer version than that of the first verdict must not change what was said.
        reference=course_named(book.settings, shown[0].reference_version if shown else None),
        days=(days := days_of(entries, changes, plan)),
        own=own,
        shown_days=days_of(entries, changes, plan, own) if own.zones else days,
        surer_days=surer_days(entries, changes, plan, own),
        retests=book.retests_by_procedure.get(procedure.id, ()),
        lessons=book.lessons,
        earlier=tuple(filter(None, (one.known_on(day) for one in recent))),
        known_before=_digest(*filter(None, (one.content_before(day) for one in recent))),
        shown=shown,
    )


def _changes_of(
    photos: Sequence[Photo], book: "Book", own: OwnErrors
) -> dict[int, tuple[Change, ...]]:
    """Return what photos changed by, of those that were measured."""
    found = ((photo.id, book.changes_by_photo.get(photo.id)) for photo in photos)
    return {id_: tuple(map(own.stated, values)) for id_, values in found if values}


def ordinary_on(stated: Sequence[OrdinarySkin], day: date) -> Mapping[Symptom, int]:
    """Return how the skin rates on an ordinary day, as known on the day of a session.

    What was stated last before it counts, so that nothing said during a recovery explains it away.
    """
    before = [skin for skin in stated if skin.stated_on <= day]
    return before[-1].levels if before else {}


def _plan_of(
    procedure: Procedure, before: Sequence[RecoveryOverview], ordinary: Mapping[Symptom, int]
) -> RecoveryPlan:
    areas = areas_of(procedure)
    same = [one.procedure for one in before if not areas.isdisjoint(areas_of(one.procedure))]
    return RecoveryPlan(
        ordinary=ordinary,
        needle_length_mm=procedure.longest_needle_mm,
        device=procedure.device,
        setting=procedure.setting,
        treated_zones=procedure.treated_zones,
        days_since_previous=(procedure.diary_day - same[-1].diary_day).days if same else None,
    )


def _digests(
    plan: RecoveryPlan, days: Sequence[RecoveryDay], surer: Sequence[RecoveryDay]
) -> Iterator[tuple[int, str]]:
    """Yield each day with a digest of the plan and of all days up to it, as they are read."""
    known = hashlib.sha256(_said_by(plan).encode())
    for day, *more in zip(days, *[surer] * bool(surer), strict=True):
        for one in (day, *(other for other in more if other != day)):
            known.update(_said_by(one).encode())
        yield day.day, known.hexdigest()


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _said_by(record: RecoveryPlan | RecoveryDay) -> str:
    """Write what a record says, the same for the same content; what it leaves open is left out."""
    values = ((one.name, getattr(record, one.name)) for one in fields(record))
    return repr([(name, _in_order(value)) for name, value in values if value or value == 0])


def _in_order(value: object) -> object:
    if isinstance(value, Mapping):
        return sorted((str(key), _in_order(one)) for key, one in value.items())
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)
