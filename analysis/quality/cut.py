"""A face that the picture's edge cuts: what is measured all the same, and how to take it whole."""

from collections.abc import Iterator

import numpy as np

from analysis.anatomy import Zone
from analysis.face.points import MESH_POINTS
from analysis.face.zones import zone_masks
from analysis.skin.view import NEAR_EDGE, SkinView
from analysis.vocabulary import Aspect, QualityFinding

CUT_OFF = "cut_off"
_MAKE_A_FACE = (33, 133, 263, 362, 159, 145, 386, 374, 1)
"""Mesh points without which size and place of a face are guessed: corners and lids of both eyes,
tip of the nose. Source: MediaPipe's face mesh."""
_SURE_PRESENCE = 0.9
"""What only looks like a face is cut more often than not. Chosen: as for turned photos."""
_MOST = 0.75
"""Share of the face's skin that must be in the picture for a value of the whole face. Chosen: by
hand: without one cheek or the forehead it is no whole face."""
_WIDENS = 1.25  # Chosen: by hand: a mesh that is partly guessed, and less of the face to go by
_FACES = 1.15  # Chosen: by hand: a face with a little room around it
_SIDES = {
    "below": ("The lower part of the face is", "The nose or more of the lower face is"),
    "above": ("The upper part of the face is", "The eyes or more of the upper face are"),
    "beside": ("One side of the face is", "An eye and one side of the face are"),
}
CUT_SENTENCES = {
    (side, how): f"{said} outside the picture{then}"
    for side, (some, much) in _SIDES.items()
    for how, said, then in (
        ("mostly", some, ". Only what is wholly in it was measured, less surely."),
        (
            "partly",
            some,
            ". Only what is wholly in it was measured, less surely, and no value is given for the "
            "whole face.",
        ),
        ("guessed", much, ", so nothing was measured."),
    )
}
"""By side and by what is done; whole sentences, so that each is translated as it stands."""
_MOVE = {
    1.1: "Move the face to the middle of the picture.",
    1.4: "Move back by about a third, so that the whole face is in the picture.",
    1.8: "Move back by half the distance, so that the whole face is in the picture.",
    np.inf: "Move back to twice the distance, so that the whole face is in the picture.",
}
"""How to take the face whole, by how many times the distance it needs. Chosen: steps that a person
can tell apart."""


def check_cut(view: SkinView, size: tuple[int, int]) -> Iterator[QualityFinding]:
    """Say what of a face is outside the picture, and refuse what would be guessed.

    Parameters
    ----------
    view : SkinView
    size : (int, int)
        Rows and columns of the photo.
    """
    points = view.face.points[:MESH_POINTS, :2]
    beyond = {
        "above": -points[:, 0].min(),
        "below": points[:, 0].max() - size[0],
        "beside": max(-points[:, 1].min(), points[:, 1].max() - size[1]),
    }
    where = max(beyond, key=lambda side: beyond[side])
    retake = _how_to_take_it_whole(points, size)
    cut = not view.framed[zone_masks()[Zone.FACE]].all()
    if cut and (_is_guessed(points, size) or view.face.presence < _SURE_PRESENCE):
        yield QualityFinding(CUT_OFF, CUT_SENTENCES[where, "guessed"], retake, frozenset(Aspect))
    elif cut:
        why = CUT_SENTENCES[where, "mostly" if shows_most(view) else "partly"]
        yield QualityFinding(CUT_OFF, why, retake, widens=_WIDENS)


def _is_guessed(points: np.ndarray, size: tuple[int, int]) -> bool:
    """Tell whether a point that a face is placed by lies outside, or at the edge."""
    core = points[_MAKE_A_FACE, :]
    margin = NEAR_EDGE * float(np.linalg.norm(core[0] - core[2]))
    return bool((core < margin).any() or (core >= np.array(size) - margin).any())


def _how_to_take_it_whole(points: np.ndarray, size: tuple[int, int]) -> str:
    needed = float((_FACES * np.ptp(points, axis=0) / size).max())
    return next(said for most, said in _MOVE.items() if needed < most)


def shows_most(view: SkinView) -> bool:
    """Whether so much of a face is in the picture that a value can stand for the whole of it."""
    face = zone_masks()[Zone.FACE]
    return bool(view.framed[face].mean() >= _MOST)
