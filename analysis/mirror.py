"""Mirrored selfies: recognised by the skin's own pattern, and undone.

Phones store many selfies as mirror images and say so nowhere in the file. No two halves of a
face have the same pores, so the photo is laid over its baseline both ways round.
"""

from dataclasses import replace

import cv2
import numpy as np

from analysis.face import Face, Image, find_face
from analysis.flow import measure_agreement, search_flow, shrunk
from analysis.skin import SkinView
from analysis.zones import skin_mask

_SHRINK = 4
"""The pattern is compared on maps smaller by this: coarse marks tell the side well enough."""
_WINDOW_TEXELS = 4.0
_MARGIN = 0.05
"""By how much the mirror image must agree better. Photos of one person differ by 0.15 and more
between the right and the wrong way round (tests/benchmark/mirror.py)."""


def is_mirrored(baseline: SkinView, follow_up: SkinView) -> bool:
    """Tell whether a follow-up is a mirror image when its baseline is none, or the reverse.

    Parameters
    ----------
    baseline, follow_up : SkinView
        Two photos of one person.
    """
    straight, mirrored = agreements(baseline, follow_up)
    return mirrored > straight + _MARGIN


def agreements(baseline: SkinView, follow_up: SkinView) -> tuple[float, float]:
    """Return how well the skin patterns agree, -1 to 1, as they are and with one mirrored."""
    first, second = (shrunk(view.pattern, _SHRINK) for view in (baseline, follow_up))
    # The map is symmetric: mirroring it stands for mirroring the photo.
    return _agreement(first, second), _agreement(first, np.ascontiguousarray(second[:, ::-1]))


def find_mirrored_face(pixels: Image) -> Face:
    """Find the face of a mirror image.

    Parameters
    ----------
    pixels : (M, N, 3) uint8 ndarray
        The photo as it is; its pixels stay where they are.

    Returns
    -------
    face : Face
        The person's own left and right, in pixels of this photo.

    Raises
    ------
    NoFaceFound, SeveralFacesFound
        As `find_face`.
    """
    face = find_face(np.ascontiguousarray(pixels[:, ::-1]))
    points = face.points.copy()
    points[:, 1] = pixels.shape[1] - 1 - points[:, 1]
    return replace(face, points=points, mirrored=True)


def _agreement(first: Image, second: Image) -> float:
    local = measure_agreement(first, second, search_flow(first, second), _WINDOW_TEXELS)
    skin = cv2.resize(skin_mask().astype(np.uint8), first.shape[::-1]).astype(bool)
    return float(np.median(local[skin]))
