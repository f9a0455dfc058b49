"""What the pages run on. Call these through the module, so that tests can replace them."""

import streamlit as st

from tracker.config import Settings, load_settings
from tracker.domain.records.kept import Photo
from tracker.services.photos import marking
from tracker.services.photos.card_print import draw_card_pdf
from tracker.services.photos.comparing import Comparison, load_comparison
from tracker.services.photos.long_term import LongTermChange, compare_texture
from tracker.services.photos.marking import PicturesToMark
from tracker.services.photos.previewing import PhotoPreview, preview_photo
from tracker.services.photos.thumbnails import thumbnail_of
from tracker.store.repository import Store
from tracker.ui.language import _


def get_settings() -> Settings:
    """Return where things live."""
    return load_settings()


def get_store() -> Store:
    """Return the store, opened once for all browser windows."""
    return _open_store(get_settings())


@st.cache_resource
def _open_store(settings: Settings) -> Store:
    return Store(settings)


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
    """Drop the remembered pictures: what was deleted shall not live on in memory."""
    preview.clear()
    _comparison.clear()
    pictures_to_mark.clear()
    texture_change.clear()
