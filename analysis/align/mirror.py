"""Mirrored selfies: recognised by the skin's own pattern, and undone.

Phones store many selfies as mirror images and say so nowhere in the file. No two halves of a
face have the same pores, so the photo is laid over its baseline both ways round.
"""

from dataclasses import replace

import numpy as np

from analysis.align.flow import measure_agreement, search_flow
from analysis.face.detect import Face, Image, find_face
from analysis.face.zones import Mask
from analysis.skin.pattern import shrunk
from analysis.skin.view import SkinView

_SHRINK = 4
"""The pattern is compared on maps smaller by this: coarse marks tell the side well enough. Chosen:
for time; a texel is then 1.1 mm, moles are still seen."""
_WINDOW_TEXELS = 4.0  # Texels of the small maps. Chosen: 4 mm, a mole and its surroundings.
_LEAST_SEEN = 0.1
"""Share of the map that must be skin seen in both photos. Chosen: by hand."""
_BY_CHANCE = 0.46
"""More than unlike skin agrees by once the flow has bent it: two people's at most 0.39 (1,560
pairs), one person's at least 0.49, in poor light (tests/benchmark/mirror.py). Measured: 40 people,
2026-11."""
_MARGIN = 0.05
"""By how much the mirror image must agree better. Photos of one person differ by 0.15 and more
between the right and the wrong way round (tests/benchmark/mirror.py). Measured: 40 people,
2026-11."""


def is_mirrored(baseline: SkinView, follow_up: SkinView) -> bool:
    """Tell whether a follow-up is a mirror image when its baseline is none, or the reverse.

    Parameters
    ----------
    baseline, follow_up : SkinView
        Two photos of one person.
    """
    straight, mirrored = agreements(baseline, follow_up)
    return mirrored > straight + _MARGIN


def is_same_skin(baseline: SkinView, follow_up: SkinView) -> bool:
    """Tell whether the pattern of two photos can be one person's, either way round.

    Parameters
    ----------
    baseline, follow_up : SkinView
        Two photos of one side of a face.
    """
    return max(agreements(baseline, follow_up)) > _BY_CHANCE


def agreements(baseline: SkinView, follow_up: SkinView) -> tuple[float, float]:
    """Return how well the skin patterns agree, -1 to 1, as they are and with one mirrored.

    Only skin that both photos show counts; where that is too little, unlike skin's agreement by
    chance stands for it.
    """
    (first, seen), (second, also_seen) = (
        (shrunk(view.pattern, _SHRINK), shrunk(view.visible.astype(np.uint8), _SHRINK) > 0)
        for view in (baseline, follow_up)
    )
    # The map is symmetric: mirroring it stands for mirroring the photo.
    mirrored = np.ascontiguousarray(second[:, ::-1])
    return (
        _agreement(first, second, seen & also_seen),
        _agreement(first, mirrored, seen & also_seen[:, ::-1]),
    )


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


def _agreement(first: Image, second: Image, seen: Mask) -> float:
    if seen.mean() < _LEAST_SEEN:
        return _BY_CHANCE
    local = measure_agreement(first, second, search_flow(first, second), _WINDOW_TEXELS)
    return float(np.median(local[seen]))
