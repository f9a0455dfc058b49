"""Which two photos are compared: of one recovery, or of recoveries years apart."""

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from tracker.domain.records.kept import BodyArea, Photo, PhotoRole
from tracker.services.recovery.book import Book
from tracker.services.recovery.overview import RecoveryOverview
from tracker.ui.components.paging import choose_of
from tracker.ui.language import _

Pair = tuple[Photo, Photo]


def choose_pair(
    book: Book, overview: RecoveryOverview, area: BodyArea, names: Mapping[int, str]
) -> Pair | None:
    """Ask for a photo of this recovery and for what it is compared with.

    Returns
    -------
    pair : tuple of Photo or None
        The earlier one first. None where there is nothing to compare with.
    """
    own = [photo for photo in overview.photos if photo.area is area]
    everywhere = [photo for one in book.recoveries for photo in one.photos if photo.area is area]
    others = {photo.id: _comparable(photo, overview, everywhere) for photo in own}
    shown = [photo for photo in own if others[photo.id]]
    if not shown:
        return None
    one = _choose_photo(overview, shown, names)
    return _in_order(one, _choose_other(one, others[one.id], names))


def _comparable(
    photo: Photo, overview: RecoveryOverview, everywhere: Iterable[Photo]
) -> Sequence[Photo]:
    """Return what a photo can be compared with, what it was measured against first."""
    usual = overview.before_photo(photo.area, photo.view)
    usual = None if usual is None or usual.id == photo.id else usual
    alike = [one for one in everywhere if one.view is photo.view and one.id != photo.id]
    rest = sorted((one for one in alike if one != usual), key=lambda one: one.taken_at)
    return [usual, *rest] if usual else rest


def _choose_photo(
    overview: RecoveryOverview, photos: Sequence[Photo], names: Mapping[int, str]
) -> Photo:
    by_id = {photo.id: photo for photo in photos}
    later = [one for one, photo in by_id.items() if photo.role is PhotoRole.FOLLOW_UP]
    chosen = choose_of(
        _("Photo"),
        {one: names[one] for one in by_id},
        (later or list(by_id))[-1],
        key=f"compare_day-{overview.procedure.id}-{photos[0].area}",
    )
    assert chosen is not None, "one is always chosen"
    return by_id[chosen]


def _choose_other(photo: Photo, others: Sequence[Photo], names: Mapping[int, str]) -> Photo:
    by_id = {one.id: one for one in others}
    if len(by_id) == 1:
        return others[0]
    chosen = st.selectbox(
        _("Compared with"), list(by_id), format_func=names.__getitem__, key=f"with-{photo.id}"
    )
    return by_id[chosen]


def _in_order(one: Photo, other: Photo) -> Pair:
    is_before = (other.taken_at, other.id) < (one.taken_at, one.id)
    return (other, one) if is_before else (one, other)
