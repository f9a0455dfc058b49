"""Photos of one view over the days, each bent onto the skin of the first: still frames of a film.

Unlike a comparison of two photos, which only moves and turns them, a film follows the skin's own
alignment, so that a pore stays where it is from frame to frame.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

import analysis
from analysis import Zone
from tracker.domain.records.kept import BodyArea, Photo
from tracker.errors import UnusablePhoto, UserError
from tracker.services.photos.comparing import with_exposure
from tracker.services.photos.placing import (
    HEIGHT_PX,
    Box,
    Pixels,
    Window,
    window_of,
)
from tracker.services.photos.reading import load_subject
from tracker.services.photos.redness_map import zone_boxes
from tracker.services.photos.scoring import Subject, analyse
from tracker.store.repository import Store

Registration: TypeAlias = analysis.Registration | analysis.BodyRegistration

_EVERY_PX = 8
"""Where skin lies is asked for at every eighth pixel of a frame: it is smooth in between."""
_EMPTY = (128, 128, 128)


@dataclass(frozen=True)
class Frame:
    """A photo on the skin of the first one."""

    photo: Photo
    picture: Pixels
    """(M, N, 3), sRGB; all frames have the same size."""


@dataclass(frozen=True)
class Frames:
    """Frames in the order of their photos, the first one as it was taken."""

    frames: tuple[Frame, ...]
    left_out: tuple[Photo, ...]
    """Photos that could not be laid over the first one."""
    zones: Mapping[Zone, Box]
    """Where each zone of a face lies in every frame."""


def load_frames(store: Store, photos: Sequence[Photo]) -> Iterator[Frames]:
    """Lay photos of one view over the first of them; yields what is done after each of them.

    Raises
    ------
    NotFound, StoreUnavailable, UnusablePhoto
        If the first photo cannot be read, or shows no face where it should.
    """
    first = load_subject(store, photos[0])
    with _for_users():
        pixels = analysis.read_photo(first.content).pixels
        face = analysis.find_face(pixels) if photos[0].area is BodyArea.FACE else None
    window: Window = (slice(0, pixels.shape[0]), slice(0, pixels.shape[1]))
    zones: Mapping[Zone, Box] = {}
    if face is not None:
        window = window_of(face, pixels.shape)
        zones = zone_boxes(face, window)
    frames, left_out = [Frame(photos[0], _shown(pixels[window]))], list[Photo]()
    yield Frames(tuple(frames), (), zones)
    for photo in photos[1:]:
        picture = _laid(store, photo, photos[0], first, window)
        if picture is None:
            left_out.append(photo)
        else:
            frames.append(Frame(photo, picture))
        yield Frames(tuple(frames), tuple(left_out), zones)


@contextmanager
def _for_users() -> Iterator[None]:
    try:
        yield
    except analysis.AnalysisError as error:
        raise UnusablePhoto(str(error)) from error


def _laid(
    store: Store, photo: Photo, first: Photo, subject: Subject, window: Window
) -> Pixels | None:
    """Return a photo on the skin of the first; None where too little of it is recognised."""
    with store.reading() as records:
        sessions = [records.get_procedure(one.procedure_id) for one in (first, photo)]
        spots = records.list_spots(photo.id, first.id)
    treated = frozenset[Zone]().union(*(session.treated_zones for session in sessions))
    try:
        own = load_subject(store, photo)
        result = analyse(own, photo.area, subject, treated, spots)
    except UserError:  # its file is gone or damaged: the others still make a film
        return None
    if result.registration is None:
        return None
    pixels = analysis.read_photo(own.content).pixels
    return with_exposure(bend(pixels, result.registration, window), analysis.exposure_gains(result))


def bend(pixels: Pixels, registration: Registration, window: Window) -> Pixels:
    """Bend a photo onto the skin of an earlier one, in a window of that, as high as it is shown."""
    places = places_of(registration, window)
    bent = cv2.remap(pixels, places[..., 1], places[..., 0], cv2.INTER_AREA, borderValue=_EMPTY)
    return np.asarray(bent, np.uint8)


def places_of(registration: Registration, window: Window) -> NDArray[np.float32]:
    """Return the row and column (M, N, 2) in a photo of what each pixel of a frame shows."""
    rows, columns = (side.stop - side.start for side in window)
    scale = min(1.0, HEIGHT_PX / rows)
    height, width = round(rows * scale), round(columns * scale)
    sides = (np.arange(0, side + _EVERY_PX, _EVERY_PX) for side in (height, width))
    grid = np.stack(np.meshgrid(*sides, indexing="ij"), axis=-1)
    corner = np.array([window[0].start, window[1].start])
    asked = ((grid + 0.5) / scale - 0.5 + corner).reshape(-1, 2)
    coarse = registration.map_points(asked).reshape(grid.shape).astype(np.float32)
    at = np.indices((height, width), np.float32) / _EVERY_PX
    return np.asarray(cv2.remap(coarse, at[1], at[0], cv2.INTER_LINEAR), np.float32)


def _shown(pixels: Pixels) -> Pixels:
    scale = min(1.0, HEIGHT_PX / pixels.shape[0])
    size = round(pixels.shape[1] * scale), round(pixels.shape[0] * scale)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
