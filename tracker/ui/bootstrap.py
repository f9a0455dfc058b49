"""What the pages run on. Call these through the module, so that tests can replace them."""

import contextlib
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from itertools import count

import streamlit as st
from streamlit import runtime

from tracker import clock
from tracker.config import Settings, load_settings
from tracker.domain.access.accounts import Account
from tracker.domain.records.kept import Photo
from tracker.errors import Refused, UserError
from tracker.services.access.signing_in import account_of, viewer_of
from tracker.services.photos import marking
from tracker.services.photos.camera.sittings import SITTINGS
from tracker.services.photos.card_print import draw_card_pdf
from tracker.services.photos.comparing import (
    Comparison,
    load_comparison,
    load_whole_pair,
    with_exposure,
)
from tracker.services.photos.encoding import webp_of, within
from tracker.services.photos.film.frames import Frames, load_frames
from tracker.services.photos.long_term import LongTermChange, compare_texture
from tracker.services.photos.marking import PicturesToMark
from tracker.services.photos.placing import Box, PhotoPair
from tracker.services.photos.previewing import PhotoPreview, preview_photo
from tracker.services.photos.thumbnails import thumbnail_of
from tracker.services.safety import restoring
from tracker.services.safety.places import Place
from tracker.services.safety.schedule import back_up_if_due
from tracker.store.repository import Store
from tracker.store.seen import SeenStore
from tracker.store.sharing.shared_file import seal_shared
from tracker.ui import state
from tracker.ui.doors import LOCK, SIGN_IN, forget_sessions
from tracker.ui.doors import sign_in as signing_in
from tracker.ui.language import _
from tracker.ui.phone import SHARING
from tracker.vault import Key

_one_at_a_time = threading.RLock()
_AT_ONCE, _LONGEST_WAIT_S = 8, 120.0
"""Pages that are drawn at the same time, and how long one waits for a place. Chosen: of two hundred
threads each gets the interpreter once in a second, and holds a connection meanwhile; a page that
waits behind long work, such as measuring photos, begins all the same."""
_places = threading.BoundedSemaphore(_AT_ONCE)
_LOOK_MIN = 30
_MOST_SHOWN = 140_000
"""Bytes of each picture of a comparison. Chosen: three of them, as text, stay below 600 kB."""


def get_settings() -> Settings:
    """Return where things live."""
    return load_settings()


def get_store() -> Store:
    """Return the store as whoever asks may see it: the whole one where nobody signs in.

    Raises
    ------
    DiaryLocked
        While it is locked.
    Refused
        If nobody is signed in where people sign in, or not any more.
    """
    whole = get_whole_store()
    if not signing_in.is_needed():
        return whole
    account = get_account()
    if account is None:
        raise Refused
    viewer = viewer_of(account)
    return SeenStore(whole, viewer, SIGN_IN.looks(signing_in.window(), viewer))


def get_whole_store() -> Store:
    """Return the store, opened once for all browser windows; raise DiaryLocked while it is."""
    with _one_at_a_time:
        return _open_store(get_settings())


@contextlib.contextmanager
def place_to_draw() -> Iterator[None]:
    """Wait for one of the places that there are for drawing pages, and hold it."""
    has_place = _places.acquire(timeout=_LONGEST_WAIT_S)
    try:
        yield
    finally:
        if has_place:
            _places.release()


def begin() -> Account | None:
    """Begin a page: return whoever is signed in, and have its looks be looks of its own."""
    SIGN_IN.begin(signing_in.window())
    state.forget_account()
    state.keep_account(account := get_account())
    return account


def is_closed() -> bool:
    """Tell whether nothing but signing in is open."""
    return signing_in.is_needed()


def get_account() -> Account | None:
    """Return the account of whoever is signed in; None if nobody is, or where nobody signs in.

    It is asked once in a run of the script; in each transaction the guard asks anew for its role.
    """
    if (kept := state.kept_account()) is not None:
        account: Account | None = kept[0]
        return account
    if not signing_in.is_needed():
        return None
    SIGN_IN.serve(get_whole_store)
    return account_of(get_whole_store(), signing_in.claims())


# Another program may have locked the diary, or restored a backup: then it is opened anew.
@st.cache_resource(
    validate=lambda store: store.is_current(), on_release=lambda store: store.close()
)
def _open_store(settings: Settings) -> Store:
    LOCK.when_locking(_forget_everything)
    store = Store(settings, LOCK.key)
    if LOCK.key is not None:  # a lock that was switched on by another program, or half-way
        seal_shared(settings.data_dir, None, LOCK.key)
    if runtime.exists():
        SHARING.resume()
    if runtime.exists():
        threading.Thread(target=_back_up_daily, args=(weakref.ref(store),), daemon=True).start()
    return store


def _back_up_daily(find: Callable[[], Store | None]) -> None:
    """Make the backup of each day while a store is open. What fails is seen by its age.

    Between two looks it holds no store: a closed one is not kept in memory.
    """
    for minute in count():
        store = find()
        if store is None or not store.is_current():
            return
        if minute % _LOOK_MIN == 0:
            with contextlib.suppress(UserError):
                back_up_if_due(store, clock.now())
        del store
        time.sleep(60)


def restore(path: Place, words: str) -> None:
    """Put a backup in the place of the present data; one that is locked is to be unlocked anew."""
    with _one_at_a_time:
        restoring.restore(path, words, get_settings(), clock.now())
        _open_store.clear()
        st.cache_data.clear()
        SITTINGS.end_all()
    SHARING.switch_off()
    if LOCK.is_needed():
        LOCK.lock()


def convert(begin: Callable[[Settings, Key], Iterator[tuple[int, int]]], key: Key) -> None:
    """Lock or unlock the whole diary. Nobody reads meanwhile, and all windows begin anew."""
    LOCK.when_locking(_forget_everything)
    with _one_at_a_time:
        _open_store.clear()
        bar = st.progress(0.0, _("Writing everything anew …"))
        for done, total in begin(get_settings(), key):
            bar.progress(done / max(total, 1), _("Writing everything anew …"))
    LOCK.lock()


def _forget_everything() -> None:
    """Drop all that was read: the app was locked."""
    _open_store.clear()
    st.cache_data.clear()
    SITTINGS.end_all()
    forget_sessions()


@st.cache_data(max_entries=32, show_spinner=False)
def preview(content: bytes) -> PhotoPreview:
    """Look at a file before it is added; remembered while a form is being filled."""
    return preview_photo(content)


def comparison(before: Photo, after: Photo) -> Comparison:
    """Return two photos of one area, aligned; remembered, because it takes a second."""
    with st.spinner(_("Aligning the photos …")):
        return _comparison(before, after)


@st.cache_data(max_entries=8, show_spinner=False)
def _comparison(before: Photo, after: Photo) -> Comparison:
    return load_comparison(get_store(), before, after)


@st.cache_data(max_entries=8, show_spinner=False)
def pictures_to_show(before: Photo, after: Photo, *, matched: bool) -> dict[str, bytes]:
    """Return what a comparison shows as WebP: `before`, `after` and, where there is one, `map`."""
    seen = comparison(before, after)
    pictures = {
        "before": seen.pair.before,
        "after": seen.matched if matched else seen.pair.after,
        "map": seen.redness_map,
    }
    return {name: within(_MOST_SHOWN, one) for name, one in pictures.items() if one is not None}


@st.cache_data(max_entries=4, show_spinner=False)
def close_up(before: Photo, after: Photo, box: Box, *, matched: bool) -> tuple[bytes, bytes, Box]:
    """Return a part of two photos in their own pixels, as WebP, and which part it is."""
    pair, cut = _whole_pair(before, after).close_up(box)
    gains = comparison(before, after).gains if matched else None
    return webp_of(pair.before), webp_of(with_exposure(pair.after, gains)), cut


@st.cache_data(max_entries=1, show_spinner=False)
def _whole_pair(before: Photo, after: Photo) -> PhotoPair:
    placement = comparison(before, after).placement
    return load_whole_pair(get_store(), before, after, placement)


def frames(photos: tuple[Photo, ...]) -> Frames:
    """Return photos on the skin of the first one; remembered, because each takes a second."""
    with contextlib.suppress(LookupError):
        return _frames(photos)
    bar = st.progress(0.0, _("Laying the photos over each other …"))
    made = None
    for made in load_frames(get_store(), photos):
        bar.progress((len(made.frames) + len(made.left_out)) / len(photos))
    bar.empty()
    return _frames(photos, made)


# What is drawn while a remembered function runs would be drawn again with its result, so that it
# is made outside. What is not there yet is not remembered.
@st.cache_data(max_entries=2, show_spinner=False)
def _frames(photos: tuple[Photo, ...], _made: Frames | None = None) -> Frames:
    if _made is None:
        raise LookupError
    return _made


@st.cache_data(max_entries=4, show_spinner=False)
def pictures_to_mark(before: Photo, after: Photo) -> PicturesToMark:
    """Return two photos to mark spots in."""
    return marking.pictures_to_mark(get_store(), before, after)


@st.cache_data(max_entries=8, show_spinner=False)
def texture_change(earlier: Photo, later: Photo) -> LongTermChange:
    """Return how texture changed between two photos from before a session."""
    return compare_texture(get_store(), earlier, later)


@st.cache_data(max_entries=2, show_spinner=False)
def card_pdf(paper: str) -> bytes:
    """Return the printable card; remembered, because drawing it takes seconds."""
    return draw_card_pdf(paper)


def thumbnail(photo: Photo) -> bytes:
    """Return a kept photo in little, as JPEG."""
    return thumbnail_of(get_store(), photo)


def forget_pictures() -> None:
    """Drop the remembered pictures: what was deleted shall not live on in memory.

    What is served to windows goes, too, of all windows; each serves its pictures anew when it is
    drawn again.
    """
    for remembered in (
        *(preview, _comparison, pictures_to_show, close_up, _whole_pair),
        *(_frames, pictures_to_mark, texture_change),
    ):
        remembered.clear()
    SITTINGS.end_deleted(get_whole_store())
    if runtime.exists():
        media = runtime.get_instance().media_file_mgr
        for window in list(media._files_by_session_and_coord):  # nothing public names them
            media.clear_session_refs(window)
        for _again in range(2):  # at the first time, what can be downloaded is only marked
            media.remove_orphaned_files()
