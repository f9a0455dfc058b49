"""Photos of a whole archive, measured again after a change of method.

A crew measures, this process keeps: one short transaction for each photo, so that who saves
meanwhile hardly waits. In it is looked whether the photo is there, is what was measured, and was
not kept meanwhile. So whatever is killed, no photo is half kept or kept twice, and beginning once
more goes on where it was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from analysis import Crew, CrewError, Lost, assemble, use_one_thread
from tracker.domain.records.kept import Photo
from tracker.errors import OutOfReach, ProcessEnded
from tracker.said import Said
from tracker.services.photos.many.lots import (
    Lot,
    Planned,
    Standing,
    fill,
    plan,
    standings,
)
from tracker.services.photos.many.measuring import (
    UNEXPECTED,
    Found,
    OutOfStore,
    Result,
    measure_lot,
)
from tracker.services.photos.progress import PhotoOutcome, Progress
from tracker.services.photos.rescoring import save_measured
from tracker.store.repository import Store

_ROUNDS = 3
"""How often a photo is tried that is changed by somebody while it is measured."""
_ENDED = Said(
    "The process that measured it ended, perhaps for lack of memory. Close other programs, and run "
    "the command again."
)
_CHANGED = Said("It was changed again and again while it was measured. Run the command again.")
_NO_STORE = (
    "{reason} What was done until now is kept; please run the command again once it is there."
)
_OTHER_VERSION = Said(
    "A worker measured it by the methods of another version. Install this version there, and run "
    "the command again."
)


def rescore(
    store: Store, workers: int | None = None, person_id: int | None = None
) -> Iterator[Progress]:
    """Measure every photo again that was measured otherwise than it would be now.

    Parameters
    ----------
    workers : int, optional
        Processes of this machine that share the work; see `analysis.assemble`.
    person_id : int, optional
        Whose photos; without it, everybody's.

    Yields
    ------
    step : Progress
        A photo that is done with; one that cannot be measured never stops the rest.

    Raises
    ------
    ProcessEnded
        If a cluster cannot be used, or is gone. What was done until then is kept.
    StoreUnavailable
        If the records, or the place of the photos, cannot be reached. Likewise.
    """
    planned = plan(store, person_id)
    course = _Course(store, sum(len(one.photo_ids) for one in planned))
    try:
        with assemble(course.total, use_one_thread, workers) as crew:
            for _ in range(_ROUNDS):
                yield from course.go(crew, planned)
                planned = list(course.again)
        yield from course.give_up()
    except CrewError as error:
        raise ProcessEnded(str(error)) from error


@dataclass
class _Course:
    """How far it is."""

    store: Store
    total: int
    done: int = 0
    again: dict[Planned, Said] = field(default_factory=dict)
    """Single photos that are tried once more, and what is said if that is of no use."""

    def go(self, crew: Crew, planned: list[Planned]) -> Iterator[Progress]:
        """Have photos measured, and keep what is found."""
        self.again = {}
        lots = (fill(self.store, one, is_here=crew.is_here) for one in planned)
        for lot, found in crew.share(measure_lot, lots):
            for photo_id in lot.gone:
                yield self._tell(f"#{photo_id}")
            for photo_id in lot.moved:
                self._try_again(lot, photo_id, _CHANGED)
            if isinstance(found, OutOfStore):
                raise OutOfReach(_NO_STORE, reason=found.why)
            if isinstance(found, Lost):
                yield from self._lose(lot, found)
            else:
                yield from self._take(lot, found)

    def give_up(self) -> Iterator[Progress]:
        """Tell of the photos that were tried in vain."""
        for planned, why in self.again.items():
            yield self._tell(f"#{planned.photo_ids[0]}", error=why)

    def _take(self, lot: Lot, found: Sequence[Result]) -> Iterator[Progress]:
        for standing, result in zip(lot.wanted, found, strict=True):
            photo = standing.photo
            if not isinstance(result, Found):
                gone = result is not None and _is_gone(self.store, photo)
                yield self._tell(name_of(photo), error=None if gone else result)
            elif not _is_of_now(standing, result):
                yield self._tell(name_of(photo), error=_OTHER_VERSION)
            elif (became := _keep(self.store, standing, result)) is _Kept.ELSE:
                self._try_again(lot, photo.id, _CHANGED)
            else:
                outcome = became if isinstance(became, PhotoOutcome) else None
                yield self._tell(name_of(photo), outcome)

    def _lose(self, lot: Lot, lost: Lost) -> Iterator[Progress]:
        """Try the photos of a lot one by one, so that one of them costs no other."""
        why = _ENDED if lost.ended_process else Said(UNEXPECTED, reason=lost.why)
        for standing in lot.wanted:
            if len(lot.wanted) > 1:
                self._try_again(lot, standing.photo.id, why)
            else:
                yield self._tell(name_of(standing.photo), error=why)

    def _try_again(self, lot: Lot, photo_id: int, why: Said) -> None:
        self.again[Planned(lot.procedure_id, (photo_id,))] = why

    def _tell(
        self, name: str, outcome: PhotoOutcome | None = None, error: Said | None = None
    ) -> Progress:
        self.done += 1
        return Progress(self.done, self.total, name, outcome, error)


class _Kept(Enum):
    """What became of a photo that was measured, where it was not kept."""

    GONE = auto()
    """It was deleted, or somebody else kept the very same."""
    ELSE = auto()
    """It is to be measured otherwise by now."""


def _is_gone(store: Store, photo: Photo) -> bool:
    """Tell whether a photo that could not be measured was deleted meanwhile."""
    with store.reading() as records:
        return photo.id not in standings(records, photo.procedure_id)


def _is_of_now(standing: Standing, found: Found) -> bool:
    return found.measured.measured_from == standing.measured_from(found.before)


def _keep(store: Store, standing: Standing, found: Found) -> PhotoOutcome | _Kept:
    """Keep what was found by the methods of now; return what became of it."""
    photo = standing.photo
    with store.writing(procedure_id=photo.procedure_id) as records:
        now = standings(records, photo.procedure_id).get(photo.id)
        if now is None or now.kept == found.measured.measured_from:
            return _Kept.GONE
        if now.wanted != standing.wanted:
            return _Kept.ELSE
        outcome = save_measured(records, now.photo, found.measured)
    if found.before is not None and found.sheet is not None:
        store.photos.keep_pair(found.before.digest, photo.digest, found.sheet)
    return outcome


def name_of(photo: Photo) -> str:
    """Return how a photo is called in a list: nobody's name, but one that is found again."""
    return f"#{photo.id} {photo.taken_at:%Y-%m-%d} {photo.role.value}"
