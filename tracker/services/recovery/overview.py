"""Everything that a screen shows of one recovery, gathered in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from analysis import Zone
from tracker.domain.course.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.course.reference import CourseReference
from tracker.domain.records.circumstances import Circumstances, OrdinarySkin
from tracker.domain.records.kept import (
    BodyArea,
    DiaryEntry,
    Measurement,
    Person,
    Photo,
    Procedure,
    ShownVerdict,
    View,
)
from tracker.domain.records.scales import Symptom
from tracker.domain.verdict.assess import Assessment, assess_recovery
from tracker.services.photos.album import find_before
from tracker.services.recovery.courses import course_named
from tracker.services.recovery.procedures import entries_of
from tracker.store.repository import Records, Store

DELTA_EI = "delta_erythema_index"


@dataclass(frozen=True, kw_only=True)
class RecoveryOverview:
    """One session and what followed. Days are counted from the session's own date, day 0."""

    person: Person
    procedure: Procedure
    entries: Mapping[int, DiaryEntry]
    """Diary by day."""
    photos: tuple[Photo, ...]
    """In time order, the "before" photo among them."""
    measurements: Mapping[int, tuple[Measurement, ...]]
    """By photo id."""
    photo_redness: Mapping[int, Measurement]
    """Redness change of the whole face by day; the last usable photo of a day counts."""
    plan: RecoveryPlan
    reference: CourseReference
    """The expected course that this recovery is judged with: the one that it began with."""
    days: tuple[RecoveryDay, ...]
    circumstances: Mapping[int, Circumstances]
    """What surrounds the entries, by day; days without any left out."""
    earlier: tuple[Recovery, ...]
    """The person's recoveries before this one, in time order; those without an entry left out."""

    @cached_property
    def assessments(self) -> tuple[Assessment, ...]:
        """One for each of `days`, in day order."""
        if not self.days:
            return ()
        return assess_recovery(self.days, self.plan, self.earlier, self.reference)

    @property
    def latest(self) -> Assessment | None:
        """The verdict on the last day that has an entry or a photo."""
        return self.assessments[-1] if self.assessments else None

    @property
    def latest_entered(self) -> Assessment | None:
        """The verdict on the last day that has an entry; a photo alone is no entry."""
        entered = (verdict for verdict in self.assessments[::-1] if verdict.day in self.entries)
        return next(entered, None)

    def day_of(self, day: date) -> int:
        """Count a date in days since the session."""
        return (day - self.procedure.started_at.date()).days

    def before_photo(self, area: BodyArea = BodyArea.FACE, view: View = View.FRONT) -> Photo | None:
        """Return the "before" photo that a photo of an area and side is compared with."""
        return find_before(self.photos, area, view)


def load_recovery(store: Store, procedure_id: int) -> RecoveryOverview:
    """Gather one recovery, judged with the person's earlier ones in mind."""
    with store.reading() as records:
        chosen = records.get_procedure(procedure_id)
        return _load_all(store, records, chosen.person_id, until=chosen)[-1]


def load_history(store: Store, person_id: int) -> tuple[RecoveryOverview, ...]:
    """Gather all recoveries of a person, the latest first."""
    with store.reading() as records:
        records.get_person(person_id)
        return tuple(_load_all(store, records, person_id))[::-1]


def judge_day(store: Store, records: Records, procedure: Procedure, day: date) -> ShownVerdict:
    """Return the verdict on a day after a procedure that has an entry, as it stands now."""
    return _verdict_on(_load_all(store, records, procedure.person_id, until=procedure)[-1], day)


def _verdict_on(overview: RecoveryOverview, day: date) -> ShownVerdict:
    procedure, number = overview.procedure, overview.day_of(day)
    verdict = next(verdict for verdict in overview.assessments if verdict.day == number)
    assert procedure.id is not None
    return ShownVerdict(
        person_id=procedure.person_id,
        procedure_id=procedure.id,
        diary_day=day,
        day=number,
        status=verdict.status,
        pattern=verdict.pattern,
        reason=verdict.reason,
        reference_version=verdict.reference_version,
        assessed_at=datetime.now(),
    )


def keep_missing_verdicts(store: Store) -> int:
    """Keep a verdict for every entry that has none, and return for how many.

    Entries from before verdicts were kept have none; a new version of the expected course would
    change what is said about them.
    """
    with store.writing() as records:
        missing = [
            _verdict_on(overview, day)
            for person in records.list_people()
            for overview in _load_all(store, records, person.id or 0)
            for day in _days_without_verdict(records, overview)
        ]
        for verdict in missing:
            records.add_verdict(verdict)
    return len(missing)


def _days_without_verdict(records: Records, overview: RecoveryOverview) -> list[date]:
    kept = {verdict.diary_day for verdict in records.list_verdicts(overview.procedure.id or 0)}
    return [entry.day for entry in overview.entries.values() if entry.day not in kept]


def _load_all(
    store: Store, records: Records, person_id: int, *, until: Procedure | None = None
) -> list[RecoveryOverview]:
    """Gather in time order, each with what came before it."""
    procedures = records.list_procedures(person_id)
    diary = records.list_entries(person_id)
    surrounds = records.circumstances.of_person(person_id)
    stated = records.circumstances.list_ordinary(person_id)
    loaded: list[RecoveryOverview] = []
    for procedure in procedures:
        entries = entries_of(procedure, procedures, diary)
        reference = _reference_of(store, records, procedure)
        circumstances = {
            day: surrounds[entry.id] for day, entry in entries.items() if entry.id in surrounds
        }
        plan = _plan_of(procedure, loaded, ordinary_on(stated, procedure.started_at.date()))
        loaded.append(_load(records, procedure, entries, circumstances, plan, loaded, reference))
        if procedure == until:
            break
    return loaded


def _reference_of(store: Store, records: Records, procedure: Procedure) -> CourseReference:
    """Return the version of the first verdict: a newer one must not change what was said."""
    assert procedure.id is not None
    verdicts = records.list_verdicts(procedure.id)
    return course_named(store.settings, verdicts[0].reference_version if verdicts else None)


def _load(
    records: Records,
    procedure: Procedure,
    entries: Mapping[int, DiaryEntry],
    circumstances: Mapping[int, Circumstances],
    plan: RecoveryPlan,
    earlier: Sequence[RecoveryOverview],
    reference: CourseReference,
) -> RecoveryOverview:
    assert procedure.id is not None
    photos = records.list_photos(procedure.id)
    measurements = {
        photo.id: records.list_measurements(photo.id) for photo in photos if photo.id is not None
    }
    changes = _changes_by_day(procedure, photos, measurements)
    days = tuple(
        _day_of(day, entries, changes, circumstances, plan) for day in sorted({*entries, *changes})
    )
    past = tuple(Recovery(plan=other.plan, days=other.days) for other in earlier if other.days)
    return RecoveryOverview(
        person=records.get_person(procedure.person_id),
        procedure=procedure,
        entries=entries,
        photos=photos,
        measurements=measurements,
        photo_redness={
            day: zones[Zone.FACE] for day, zones in changes.items() if Zone.FACE in zones
        },
        plan=plan,
        reference=reference,
        days=days,
        circumstances=circumstances,
        earlier=past,
    )


def _changes_by_day(
    procedure: Procedure,
    photos: Sequence[Photo],
    measurements: Mapping[int, Sequence[Measurement]],
) -> dict[int, dict[Zone, Measurement]]:
    """Redness change by day and zone: of each area and side, the last photo of a day counts.

    A side of a face adds the zones that no photo from the front shows, never the whole face.
    """
    last: dict[tuple[int, BodyArea, View], dict[Zone, Measurement]] = {}
    for photo in photos:
        found = {m.zone: m for m in measurements.get(photo.id or 0, ()) if m.measure == DELTA_EI}
        if photo.view is not View.FRONT:
            found.pop(Zone.FACE, None)
        if found:
            day = (photo.taken_at.date() - procedure.started_at.date()).days
            last[day, photo.area, photo.view] = found
    changes: dict[int, dict[Zone, Measurement]] = {}
    for day, area, view in sorted(last, key=lambda key: key[2] is View.FRONT):
        changes.setdefault(day, {}).update(last[day, area, view])
    return changes


def ordinary_on(stated: Sequence[OrdinarySkin], day: date) -> Mapping[Symptom, int]:
    """Return how the skin rates on an ordinary day, as known on the day of a session.

    What was stated last before it counts, so that nothing said during a recovery explains it away;
    if nothing was, what was stated first after it.
    """
    before = [skin for skin in stated if skin.stated_on <= day]
    chosen = before[-1:] or list(stated[:1])
    return chosen[0].levels if chosen else {}


def _plan_of(
    procedure: Procedure,
    earlier: Sequence[RecoveryOverview],
    ordinary: Mapping[Symptom, int],
) -> RecoveryPlan:
    return RecoveryPlan(
        ordinary=ordinary,
        needle_length_mm=procedure.longest_needle_mm,
        device=procedure.device,
        setting=procedure.setting,
        treated_zones=procedure.treated_zones,
        days_since_previous=(
            (procedure.started_at.date() - earlier[-1].procedure.started_at.date()).days
            if earlier
            else None
        ),
    )


def _day_of(
    day: int,
    entries: Mapping[int, DiaryEntry],
    changes: Mapping[int, Mapping[Zone, Measurement]],
    circumstances: Mapping[int, Circumstances],
    plan: RecoveryPlan,
) -> RecoveryDay:
    entry, zones = entries.get(day), dict(changes.get(day, {}))
    said = circumstances.get(day, Circumstances())
    face = zones.pop(Zone.FACE, None)
    treated = [change.value for zone, change in zones.items() if zone in plan.treated_zones]
    return RecoveryDay(
        day=day,
        ratings=entry.ratings if entry else {},
        red_flags=entry.red_flags if entry else frozenset(),
        photo_delta_ei=face.value if face else None,
        photo_mdc95=face.mdc95 if face else None,
        zone_delta_ei={zone: change.value for zone, change in zones.items()},
        zone_mdc95={
            zone: change.mdc95 for zone, change in zones.items() if change.mdc95 is not None
        },
        reddest_zone_delta_ei=max(treated, default=None),
        special=said.special,
        answers=said.answers,
        outcome=said.outcome,
    )
