"""Which two photos are compared: of one recovery, or of recoveries years apart."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from tracker.domain.records.kept import BodyArea, Photo, PhotoRole
from tracker.services.recovery.book import Book
from tracker.services.recovery.overview import RecoveryOverview
from tracker.ui import words
from tracker.ui.components.paging import choose_of
from tracker.ui.components.photos.names import name_all_photos
from tracker.ui.language import _


class Pair(NamedTuple):
    """Two photos with what they are called, the earlier one first."""

    before: Photo
    after: Photo
    names: tuple[str, str]


def choose_pair(book: Book, overview: RecoveryOverview, area: BodyArea) -> Pair | None:
    """Ask for a photo of this recovery and for what it is compared with.

    Only what is offered is named: a long history has thousands of photos.

    Returns
    -------
    pair : Pair or None
        None where there is nothing to compare with.
    """
    own = [photo for photo in overview.photos if photo.area is area]
    rest = [one for one in book.recoveries if one.procedure.id != overview.procedure.id]
    elsewhere = {photo.view for one in rest for photo in one.photos if photo.area is area}
    here = {photo.id: _comparable(photo, overview) for photo in own}
    shown = [photo for photo in own if here[photo.id] or photo.view in elsewhere]
    if not shown:
        return None
    names = dict(name_all_photos([overview], overview.procedure.id))
    one, other = _choose_photo(overview, shown, names), overview
    if one.view in elsewhere and (not here[one.id] or _is_elsewhere(one)):
        other = _choose_session([each for each in rest if _comparable(one, each)], one)
        names |= name_all_photos([other], overview.procedure.id)
    return _in_order(one, _choose_other(one, _comparable(one, other), names), names)


def _comparable(photo: Photo, overview: RecoveryOverview) -> Sequence[Photo]:
    """Return what a photo can be compared with in a recovery, the one from before first."""
    usual = overview.before_photo(photo.area, photo.view)
    alike = [one for one in overview.photos if (one.area, one.view) == (photo.area, photo.view)]
    rest = sorted((one for one in alike if one.id != photo.id), key=lambda one: one.taken_at)
    return sorted(rest, key=lambda one: usual is None or one.id != usual.id)


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


def _is_elsewhere(photo: Photo) -> bool:
    return st.toggle(_("With a photo of another session"), key=f"elsewhere-{photo.id}")


def _choose_session(others: Sequence[RecoveryOverview], photo: Photo) -> RecoveryOverview:
    by_id: dict[int | None, RecoveryOverview] = {one.procedure.id: one for one in others}
    names = words.name_sessions(one.procedure for one in others)
    chosen = st.selectbox(
        _("The other session"),
        list(reversed(by_id)),
        format_func=names.__getitem__,
        key=f"other_session-{photo.id}",
    )
    return by_id[chosen]


def _choose_other(photo: Photo, others: Sequence[Photo], names: Mapping[int, str]) -> Photo:
    by_id = {one.id: one for one in others}
    if len(by_id) == 1:
        return others[0]
    of = others[0].procedure_id
    chosen = st.selectbox(
        _("Compared with"), list(by_id), format_func=names.__getitem__, key=f"with-{photo.id}-{of}"
    )
    return by_id[chosen]


def _in_order(one: Photo, other: Photo, names: Mapping[int, str]) -> Pair:
    is_before = (other.taken_at, other.id) < (one.taken_at, one.id)
    first, second = (other, one) if is_before else (one, other)
    return Pair(first, second, (names[first.id], names[second.id]))
