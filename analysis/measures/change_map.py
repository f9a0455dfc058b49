"""The map of redness change: where on the face the skin became redder, texel by texel."""

import cv2
import numpy as np
from scipy.spatial.transform import Rotation

from analysis.align.registration import Registration
from analysis.colour import Floats
from analysis.face.detect import Points
from analysis.face.mesh import MAP_SIZE, TEXELS_PER_MM, carried_to_texels
from analysis.face.points import MESH_POINTS
from analysis.light.cells import EVERY, compare_colours
from analysis.results import PhotoAnalysis

_SMOOTH_MM = 2.5
"""Finer than this is grain of the camera, not blood. Chosen: by hand; blotches of blood are
wider."""
_LEAST_SHARE = 0.3
"""A texel is drawn if this share of its surroundings can be compared. Chosen: as for a cell of the
light (`light/cells.py`)."""

_STEADY = [10, 109, 338, 67, 297, 103, 332, 168, 6, 197, 33, 133, 362, 263, 127, 356, 234, 454]
"""Mesh points that no expression moves much: forehead, bridge of the nose, corners of the eyes,
temples. Source: MediaPipe's face mesh. Chosen: by anatomy."""
_MOVED_EI = 50.0
"""What a smile changes where it moves the skin (folds, bunched cheeks, a stretched upper lip), EI
per interocular distance. On untreated pairs of a smile it halves what the nasolabial folds show
wrongly; real redness there is still shown. Measured: 40 people who smile, 2026-11."""


def redness_change_map(analysis: PhotoAnalysis) -> Floats | None:
    """Map the change of the erythema index since the baseline photo.

    Parameters
    ----------
    analysis : PhotoAnalysis
        Of a follow-up photo, as `analyse_photo` returned it.

    Returns
    -------
    change : (S, S) float32 ndarray or None
        On the baseline's skin map (as its `skin.pixels`), in EI, the light's share taken off;
        positive is redder, NaN where nothing can be said. None where redness was not compared.

    Notes
    -----
    A single texel is less sure than a zone: at least the `mdc95` of the zone around it and
    `expression_error` apply.
    """
    registration = analysis.registration
    if analysis.light is None or not isinstance(registration, Registration):
        return None
    colours = compare_colours(registration)
    where = colours.clean.astype(np.float32)
    change = analysis.light.corrected(colours.change, colours.places).astype(np.float32)
    share, total = (
        np.asarray(cv2.GaussianBlur(part, (0, 0), _SMOOTH_MM * TEXELS_PER_MM / EVERY))
        for part in (where, change * where)
    )
    change = np.where(share > _LEAST_SHARE, total / np.maximum(share, _LEAST_SHARE), np.nan)
    return np.asarray(cv2.resize(change, (MAP_SIZE, MAP_SIZE)), np.float32)


def expression_error(analysis: PhotoAnalysis) -> Floats:
    """Map how far the expression alone may have changed the erythema index.

    Parameters
    ----------
    analysis : PhotoAnalysis
        As for `redness_change_map`.

    Returns
    -------
    error : (S, S) float32 ndarray
        In EI, 0 or more; it grows with how far the skin moved within the face.
    """
    registration = analysis.registration
    if not isinstance(registration, Registration):
        return np.zeros((MAP_SIZE, MAP_SIZE), np.float32)
    return _MOVED_EI * carried_to_texels(_moved(registration)[:, None])[..., 0]


def _moved(registration: Registration) -> Points:
    """Return how far the expression moved each mesh point, (468,) interocular distances."""
    faces = registration.baseline.face, registration.follow_up.face
    centred = [
        face.unmirrored[:MESH_POINTS] - face.unmirrored[_STEADY].mean(axis=0) for face in faces
    ]
    sizes = [np.linalg.norm(points[_STEADY]) for points in centred]
    was, now = (points / size for points, size in zip(centred, sizes, strict=True))
    turn, _ = Rotation.align_vectors(was[_STEADY], now[_STEADY])
    apart = np.linalg.norm((turn.apply(now) - was)[:, :2], axis=1)  # depth is but guessed
    return np.asarray(apart * sizes[0] / faces[0].interocular_px)
