"""Which of several photos of one day stands for it, and which of them verdicts read.

Shown is what the person chose, else the surest. Verdicts read what the person chose, else the worst
of all, as of several entries: a second photo never makes a day milder by itself.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from tracker.domain.records.kept import Photo, Zone
from tracker.domain.records.shown import Change
from tracker.store.repository import Store


def photos_that_count(
    photos: Iterable[Photo], values: Mapping[int, Sequence[Change]]
) -> frozenset[int]:
    """Return the ids of the photos that count for their day, one of each area and side.

    Parameters
    ----------
    photos : iterable of Photo
        Of one recovery.
    values : mapping
        What was measured on them, by photo id; a photo without any never counts.

    Notes
    -----
    The surest is that with the smallest error, which says nothing of how red the skin is; of
    equally sure ones the last.
    """
    measured = sorted((one for one in photos if values.get(one.id)), key=_place)
    return frozenset(
        max(group, key=lambda one: (one.is_chosen, *_sure(values[one.id]), one.taken_at, one.id)).id
        for _, group in groupby(measured, _place)
    )


def photos_to_weigh(
    photos: Iterable[Photo], values: Mapping[int, Sequence[Change]]
) -> tuple[Photo, ...]:
    """Return the photos that verdicts read, in their order; parameters as above.

    Of each area and side of a day all that were measured, or the one that the person chose.
    """
    measured = [one for one in photos if values.get(one.id)]
    decided = {_place(one) for one in measured if one.is_chosen}
    return tuple(one for one in measured if one.is_chosen or _place(one) not in decided)


def worst_of(one: Change, other: Change) -> Change:
    """Return the redder of two values of a zone, between the ends that say more: neither calms.

    It is too high by no more than the surer of both, whose doubt may be smaller; and as much may
    hide as in the one in which more may.
    """
    both = one, other
    redder = max(both, key=lambda change: change.value)
    known = [(one.value, one.mdc95, one.too_high) for one in both if one.mdc95 is not None]
    if not known:
        return redder
    too_high = min(mdc95 if less is None else less for _, mdc95, less in known)
    most = max(value + mdc95 for value, mdc95, _ in known)
    mdc95 = max(most - redder.value, too_high)
    return redder._replace(mdc95=mdc95, too_high=too_high if too_high < mdc95 else None)


def choose_photo(store: Store, photo: Photo) -> None:
    """Let a photo count for its day, in place of any other of the same area and side."""
    with store.writing(person_id=photo.person_id) as records:
        records.choose_photo(photo.id)


def _place(photo: Photo) -> tuple[str, str, str, str]:
    return photo.diary_day.isoformat(), photo.role, photo.area, photo.view


def _sure(values: Sequence[Change]) -> tuple[bool, float]:
    """Return what sorts photos by how much they tell: whole faces first, then the small errors."""
    errors = {one.zone: math.inf if one.mdc95 is None else one.mdc95 for one in values}
    return Zone.FACE in errors, -errors.get(Zone.FACE, max(errors.values()))
