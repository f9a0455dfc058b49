"""Is everything ready? Ticks, the needles and how often they were used, numbing, the photo."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tracker import clock
from tracker.domain.guidance.planning import (
    NeedleSet,
    NewNeedleSet,
    PlannedPhoto,
    PlannedRetest,
    PlannedSession,
)
from tracker.domain.guidance.readiness import (
    LeftOut,
    NeedleCare,
    assess_needles,
    checklist_for,
    why_not_begin,
)
from tracker.domain.records.days import is_possible_by
from tracker.domain.records.kept import BodyArea, DeviceKind
from tracker.errors import InvalidEntry, UnusablePhoto
from tracker.services.photos.scoring import Subject, check_file, check_one_face, clean_photo, score
from tracker.store.repository import Records, Store


@dataclass(frozen=True)
class CountedNeedles:
    """Needles with the sessions they have done, and what speaks against one more."""

    needles: NeedleSet
    uses: int
    warning: NeedleCare | None


@dataclass(frozen=True)
class Readiness:
    """How far the preparation of a session is."""

    plan: PlannedSession
    ready: frozenset[str]
    """Ids of the lines of the checklist that are ticked."""
    needles: tuple[CountedNeedles, ...]
    """The person's needles for the device, without those thrown away."""
    photo: PlannedPhoto | None
    retests: tuple[PlannedRetest, ...] = ()
    """The same skin in another light, beside `photo`."""

    @property
    def chosen(self) -> CountedNeedles | None:
        """The needles that were chosen for the session."""
        own = (one for one in self.needles if one.needles.id == self.plan.needle_set_id)
        return next(own, None) if self.plan.needle_set_id else None

    @property
    def left_out(self) -> LeftOut | None:
        """Why lines are left out, if that was said."""
        return next((one for one in LeftOut if one in self.ready), None)

    @property
    def missing(self) -> int:
        """How many lines of the checklist are not ticked."""
        return sum(item.id not in self.ready for item in checklist_for(self.plan.device))


def load_readiness(store: Store, plan_id: int) -> Readiness:
    """Return how far the preparation of a session is."""
    with store.reading() as records:
        plan = records.plans.get_plan(plan_id)
        needles = _count(records, plan.person_id, plan.device)
        ready = frozenset(records.plans.list_ticks(plan_id))
        photo, retests = records.plans.find_photo(plan_id), records.plans.list_retests(plan_id)
        return Readiness(plan, ready, needles, photo, retests)


def list_needles(store: Store, person_id: int, device: DeviceKind) -> tuple[CountedNeedles, ...]:
    """Return a person's needles for a device, without those thrown away."""
    with store.reading() as records:
        return _count(records, person_id, device)


def set_ready(store: Store, plan_id: int, item: str, *, is_ready: bool) -> None:
    """Tick a line of the checklist, or take the tick back."""
    with store.writing(plan_id=plan_id) as records:
        if is_ready:
            records.plans.tick(plan_id, item, datetime.now(UTC))
        else:
            records.plans.untick(plan_id, item)


def leave_out(store: Store, plan_id: int, why: LeftOut | None) -> None:
    """Keep why the lines that are not ticked are left out; None if they are not."""
    with store.writing(plan_id=plan_id) as records:
        for one in LeftOut:
            records.plans.untick(plan_id, one)
        if why is not None:
            records.plans.tick(plan_id, why, datetime.now(UTC))


def check_ready(records: Records, plan: PlannedSession) -> None:
    """Raise InvalidEntry if the list is not gone through, or numbing cream is on the skin still."""
    ready = records.plans.list_ticks(plan.id)
    why = why_not_begin(plan.device, ready, numbed=plan.numbing_started_at is not None)
    if why is not None:
        raise InvalidEntry(why)


def set_numbing(store: Store, plan_id: int, *, runs: bool) -> PlannedSession:
    """Start the numbing timer now, or put it back."""
    with store.writing(plan_id=plan_id) as records:
        plan = records.plans.get_plan(plan_id)
        started_at = datetime.now(UTC) if runs else None
        return records.plans.update_plan(replace(plan, numbing_started_at=started_at))


def open_needles(store: Store, plan_id: int, name: str, uses_before: int = 0) -> NeedleSet:
    """Add needles of the plan's device and choose them for the session."""
    with store.writing(plan_id=plan_id) as records:
        plan = records.plans.get_plan(plan_id)
        needles = NewNeedleSet(
            person_id=plan.person_id, device=plan.device, name=name, uses_before=uses_before
        )
        kept = records.plans.add_needles(needles)
        records.plans.update_plan(replace(plan, needle_set_id=kept.id))
        return kept


def choose_needles(store: Store, plan_id: int, needle_set_id: int | None) -> None:
    """Choose the needles of a session."""
    with store.writing(plan_id=plan_id) as records:
        plan = records.plans.get_plan(plan_id)
        records.plans.update_plan(replace(plan, needle_set_id=needle_set_id))


def discard_needles(store: Store, plan_id: int, needle_set_id: int) -> None:
    """Note that needles were thrown away; the plan is then without needles."""
    with store.writing(plan_id=plan_id) as records:
        plan = records.plans.get_plan(plan_id)  # gone meanwhile, it says so before all else
        records.plans.discard_needles(needle_set_id)
        records.plans.update_plan(replace(plan, needle_set_id=None))


def keep_before_photo(store: Store, plan_id: int, content: bytes) -> None:
    """Keep the photo from before, cleaned, until the session is recorded.

    Raises
    ------
    InvalidEntry
        If it is dated after today.
    UnusablePhoto
        If it is no photo, shows not exactly one face although the face is to be needled, or was
        taken in night mode: before the session a better one is soon taken.
    """
    photo = _checked_photo(store, plan_id, content)
    with store.writing(plan_id=plan_id) as records:
        records.plans.keep_photo(photo)


def keep_retest(store: Store, plan_id: int, content: bytes) -> None:
    """Keep the same skin in another light beside the photo from before, until then.

    Raises
    ------
    InvalidEntry, UnusablePhoto
        As `keep_before_photo`; and if it is a photo that is there already.
    """
    photo = _checked_photo(store, plan_id, content)
    with store.writing(plan_id=plan_id) as records:
        first, others = records.plans.find_photo(plan_id), records.plans.list_retests(plan_id)
        if any(one and one.content == photo.content for one in (first, *others)):
            raise UnusablePhoto("This very photo is there already. Please take another one.")
        records.plans.add_retest(photo)


def drop_retest(store: Store, plan_id: int, number: int) -> None:
    """Delete a photo of the same skin in another light."""
    with store.writing(plan_id=plan_id) as records:
        records.plans.drop_retest(plan_id, number)


def _checked_photo(store: Store, plan_id: int, content: bytes) -> PlannedPhoto:
    with store.reading() as records:
        area = area_before(records.plans.get_plan(plan_id))
    clean = clean_photo(content, area)
    check_file(clean)
    taken_at = clean.taken_at or clock.wall().replace(microsecond=0)
    if not is_possible_by(taken_at, clock.now()):
        raise InvalidEntry("This photo's date lies in the future. Please take a new one.")
    check_one_face(score(Subject(clean.content), area, None, frozenset()))
    return PlannedPhoto(plan_id=plan_id, content=clean.content, taken_at=taken_at)


def drop_before_photo(store: Store, plan_id: int) -> None:
    """Delete the photo from before of a session that is not recorded yet.

    Those in another light stay: they are held to the one that is taken in its place.
    """
    with store.writing(plan_id=plan_id) as records:
        records.plans.drop_photo(plan_id)


def area_before(plan: PlannedSession) -> BodyArea:
    """Return what the photo from before of a plan shows."""
    on_face = any(planned.zone.is_facial for planned in plan.zones)
    return BodyArea.FACE if on_face else BodyArea.NECK


def _count(records: Records, person_id: int, device: DeviceKind) -> tuple[CountedNeedles, ...]:
    own = [
        one
        for one in records.plans.list_needles(person_id)
        if one.device is device and not one.is_discarded
    ]
    uses = records.plans.count_all_uses(person_id)
    counted = ((one, uses[one.id]) for one in own)
    return tuple(CountedNeedles(one, done, assess_needles(device, done)) for one, done in counted)
