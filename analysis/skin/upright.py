"""A photo on its side or its head is put upright by the face in it."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from analysis.errors import NoFaceFound, SeveralFacesFound
from analysis.face.detect import Face, Image, find_face, is_upside_down
from analysis.face.points import CHIN_TIP, FOREHEAD_TOP
from analysis.photo.capture import TURNED
from analysis.photo.decode import Photo

_OTHER_WAYS = (1, 3, 2)
"""Quarter turns to try where no face is found, the likeliest first. Chosen: phones are held
upright or on their side, seldom on their head."""
_SURE_PRESENCE = 0.9
"""Whoever looks at a picture from four sides finds a face in cloth sooner: it has to be plain.
Chosen: by hand on 13 photos, 2026-11."""


def find_upright_face(
    photo: Photo, find: Callable[[Image], Face] = find_face
) -> tuple[Photo, Face]:
    """Find a photo's face, and turn the photo where the face is not upright.

    Returns
    -------
    photo : Photo
        As it was, or turned by quarters, with a finding that says so.
    face : Face
        In pixels of that photo.

    Raises
    ------
    NoFaceFound, SeveralFacesFound
        As `find_face`; no side of the photo shows one face then.
    """
    return put_on_its_feet(*find_face_by_chin(photo, find), find)


def find_face_by_chin(
    photo: Photo, find: Callable[[Image], Face] = find_face
) -> tuple[Photo, Face]:
    """Find a photo's face, and turn the photo where its chin is not below its forehead.

    A face on its head may be taken for one with eyes in its mouth: see `put_on_its_feet`.

    Returns
    -------
    photo, face : as `find_upright_face`

    Raises
    ------
    NoFaceFound, SeveralFacesFound
        As `find_face`; no side of the photo shows one face then.
    """
    try:
        face = find(photo.overview)
    except NoFaceFound:
        turned = next(_found_turned(photo, find), None)
        if turned is None:
            raise
        return turned
    if quarters := _quarters_to_upright(face):
        photo = _turned(photo, quarters)
        face = find(photo.overview)
    return photo, face.scaled(photo.shrink)


def put_on_its_feet(
    photo: Photo, face: Face, find: Callable[[Image], Face] = find_face
) -> tuple[Photo, Face]:
    """Turn a photo over whose face stands on its head, eyes in its mouth; else return both as is.

    Raises
    ------
    NoFaceFound, SeveralFacesFound
        As `find_face`, and if half a face looks like one on its head.
    """
    seen = face.scaled(1 / photo.shrink)
    if not is_upside_down(photo.overview, seen):
        return photo, face
    if not _is_whole(photo.overview, seen):
        raise NoFaceFound(
            "No whole face was found in this photo. Move back, so that the whole face is in "
            "the picture."
        )
    photo = _turned(photo, 2)
    return photo, find(photo.overview).scaled(photo.shrink)


def put_upright(photo: Photo) -> Photo:
    """Return a photo with its face upright; as it is where no one face is found."""
    try:
        return find_upright_face(photo)[0]
    except (NoFaceFound, SeveralFacesFound):
        return photo


def _found_turned(photo: Photo, find: Callable[[Image], Face]) -> Iterator[tuple[Photo, Face]]:
    for quarters in _OTHER_WAYS:
        turned = _turned(photo, quarters)
        try:
            face = find(turned.overview)
        except (NoFaceFound, SeveralFacesFound):
            continue
        is_upright = not _quarters_to_upright(face) and not is_upside_down(turned.overview, face)
        if face.presence > _SURE_PRESENCE and is_upright:
            yield turned, face.scaled(photo.shrink)


def _is_whole(pixels: Image, face: Face) -> bool:
    places = face.points[:, :2]
    return bool((places >= 0).all() and (places < pixels.shape[:2]).all())


def _quarters_to_upright(face: Face) -> int:
    """Return the quarter turns, counterclockwise, after which the chin is below the forehead."""
    down, right = face.points[CHIN_TIP, :2] - face.points[FOREHEAD_TOP, :2]
    return -round(float(np.arctan2(right, down)) / (np.pi / 2)) % 4


def _turned(photo: Photo, quarters: int) -> Photo:
    others = (one for one in photo.capture.findings if one.code != TURNED.code)
    return replace(
        photo,
        overview=np.ascontiguousarray(np.rot90(photo.overview, quarters)),
        capture=replace(photo.capture, findings=(*others, TURNED)),
        quarter_turns=(photo.quarter_turns + quarters) % 4,
    )
