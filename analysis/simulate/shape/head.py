"""The head of the generated person, as a coarse mesh: face, lids and skull.

The face is the canonical mesh that came with the face mesh weights, so that every point of its
skin has a known place on the skin map. The skull is built around it. Lengths in cm; x to the
person's left, y up, z forward.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.face.mesh import canonical_mesh
from analysis.simulate.shape.geometry import arc
from analysis.simulate.shape.parts import EYE_RADIUS, Material, Part, strip
from analysis.simulate.shape.raster import Points, Triangles

# Chosen: by eye, about an adult's head.
SKULL_CENTRE = np.array([0.0, 2.8, -4.4])
SKULL_RADII = np.array([7.7, 9.9, 9.7])
SKULL_BACK = np.array([0.0, 0.15, -1.0]) / np.hypot(0.15, 1.0)

# Outlines as points of the mesh. An eye runs from its outer corner along the lower lid.
# Source: MediaPipe's face mesh.
OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
EYE_RIGHT = (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246)
EYE_LEFT = (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466)
LID_CREASE_RIGHT = (247, 30, 29, 27, 28, 56, 190)
LID_CREASE_LEFT = (467, 260, 259, 257, 258, 286, 414)
_MOUTH_UPPER = (191, 80, 81, 82, 13, 312, 311, 310, 415)
_MOUTH_LOWER = (95, 88, 178, 87, 14, 317, 402, 318, 324)

# Chosen: by eye.
_SKULL_RINGS = np.array([0.08, 0.18, 0.3, 0.42, 0.55, 0.7, 0.85])
_LID_DEPTH = 0.35
_LIP_GAP = np.array([0.0, 0.04, 0.0])
_VARIATIONS, _VARIATION_CM, _VARIATION_REACH_CM = 10, 0.13, 3.5


def shape_face(rng: np.random.Generator, variation: float) -> Points:
    """Return the canonical face, awake and made one person's own, (468, 3).

    Parameters
    ----------
    rng : numpy.random.Generator
    variation : float
        0 keeps the canonical face, 1 gives about the spread between adults.
    """
    face = _awake(canonical_mesh().vertices)
    centres = face[rng.integers(0, len(face), _VARIATIONS)]
    shifts = rng.normal(0, _VARIATION_CM * variation, (_VARIATIONS, 3))
    moved = face.copy()
    for centre, shift in zip(centres, shifts, strict=True):
        for side, weight in ((1, 1.0), (-1, 0.92)):  # no face is quite symmetric
            mirror = np.array([side, 1, 1])
            distance = np.linalg.norm(face - centre * mirror, axis=1) / _VARIATION_REACH_CM
            moved += weight * np.exp(-(distance**2) / 2)[:, None] * shift * mirror
    return moved


def _awake(vertices: Points) -> Points:
    """Open the eyes and close the lips of the canonical face, which has both in between."""
    face = vertices.copy()
    for eye, crease in ((EYE_RIGHT, LID_CREASE_RIGHT), (EYE_LEFT, LID_CREASE_LEFT)):
        face[list(eye[1:8]), 1] -= 0.10
        face[list(eye[9:]), 1] += 0.15
        face[list(crease), 1] += 0.14
    for upper, lower in zip(_MOUTH_UPPER, _MOUTH_LOWER, strict=True):
        middle = (face[upper] + face[lower]) / 2
        face[upper], face[lower] = middle + _LIP_GAP / 2, middle - _LIP_GAP / 2
    return face


def eye_centres(face: Points) -> Points:
    """Return where the right and left eyeball lie, just behind the lids, (2, 3)."""
    return np.stack([_eye_centre(face[list(loop)]) for loop in (EYE_RIGHT, EYE_LEFT)])


def _eye_centre(rim: Points) -> Points:
    x, y, _ = (rim.max(axis=0) + rim.min(axis=0)) / 2
    return np.array([x, y, np.median(rim[:, 2]) - EYE_RADIUS + 0.16])


def build_head(face: Points) -> Part:
    """Return the face with holes for the eyes, the rims of the lids and the skull, all welded."""
    mesh = canonical_mesh()
    vertices, places = [face], [np.column_stack([mesh.texture, np.zeros(len(face))])]
    open_eyed = ~_fills(mesh.triangles, EYE_RIGHT) & ~_fills(mesh.triangles, EYE_LEFT)
    triangles = [mesh.triangles[open_eyed]]
    count = len(face)
    for loop in (EYE_RIGHT, EYE_LEFT):
        vertices.append(face[list(loop)] - [0, 0, _LID_DEPTH])
        places.append(np.zeros((len(loop), 3)))
        triangles.append(strip(np.array(loop), count + np.arange(len(loop))))
        count += len(loop)
    skull = _skull(face, count)
    vertices.append(skull.vertices)
    places.append(skull.places)
    triangles.append(skull.triangles)
    material = np.full(sum(map(len, triangles)), Material.SKIN)
    material[: len(triangles[0])] = Material.FACE
    return Part(
        np.concatenate(vertices), np.concatenate(triangles), material, np.concatenate(places)
    )


def _fills(triangles: Triangles, loop: tuple[int, ...]) -> NDArray[np.bool_]:
    return np.asarray(np.isin(triangles, loop).all(axis=1))


def _skull(face: Points, count: int) -> Part:
    """Carry the oval of the face round to the back of the head; `count` vertices come before."""
    start = (face[list(OVAL)] - SKULL_CENTRE) / SKULL_RADII
    radius = np.linalg.norm(start, axis=1, keepdims=True)
    share = _SKULL_RINGS[:, None, None]
    reach = 1 + (radius - 1) * (1 - share) ** 2
    rings = SKULL_CENTRE + arc(start / radius, SKULL_BACK, share) * reach * SKULL_RADII
    pole = SKULL_CENTRE + SKULL_BACK * SKULL_RADII
    index = count + np.arange(rings.shape[0] * rings.shape[1]).reshape(rings.shape[:2])
    index = np.concatenate([np.array(OVAL)[None], index])
    shell = [strip(a, b) for a, b in pairwise(index)]
    last = index[-1]
    shell.append(np.column_stack([last, np.roll(last, -1), np.full(len(last), index.max() + 1)]))
    texture = np.broadcast_to(canonical_mesh().texture[list(OVAL)], (*rings.shape[:2], 2))
    behind = np.broadcast_to(share, (*rings.shape[:2], 1))
    places = np.concatenate([texture, behind], axis=-1).reshape(-1, 3)
    return Part(
        vertices=np.concatenate([rings.reshape(-1, 3), pole[None]]),
        triangles=np.concatenate(shell),
        material=np.array([Material.SKIN]),
        places=np.concatenate([places, [[0, 0, 1]]]),
    )
