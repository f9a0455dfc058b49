"""The body of the generated person: face, skull, ears, neck, shoulders and eyes.

The face is the canonical mesh that came with the face mesh weights, so that every point of its
skin has a known place on the skin map. Everything else is built around it. Lengths in cm; x to
the person's left, y up, z forward.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.mesh import canonical_mesh
from analysis.simulate.geometry import (
    light_transfer,
    sphere_directions,
    subdivide,
    vertex_normals,
)
from analysis.simulate.parts import EYE_RADIUS, Material, Part, ear, eyeball, neck, strip
from analysis.simulate.raster import Points, Triangles

LIGHT_DIRECTIONS = sphere_directions(128)
"""Where light can come from, in the frame of the head."""

SKULL_CENTRE = np.array([0.0, 2.8, -4.4])
SKULL_RADII = np.array([7.7, 9.9, 9.7])
SKULL_BACK = np.array([0.0, 0.15, -1.0]) / np.hypot(0.15, 1.0)

OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
EYE_RIGHT = (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246)
EYE_LEFT = (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466)
_RINGS = (0.08, 0.18, 0.3, 0.42, 0.55, 0.7, 0.85)
_UPPER_LIDS = (246, 161, 160, 159, 158, 157, 173, 466, 388, 387, 386, 385, 384, 398)
_LOWER_LIDS = (7, 163, 144, 145, 153, 154, 155, 249, 390, 373, 374, 380, 381, 382)
_LID_CREASE = (247, 30, 29, 27, 28, 56, 190, 467, 260, 259, 257, 258, 286, 414)
_MOUTH_UPPER = (191, 80, 81, 82, 13, 312, 311, 310, 415)
_MOUTH_LOWER = (95, 88, 178, 87, 14, 317, 402, 318, 324)


@dataclass(frozen=True)
class Body:
    """A smooth body, ready to be lit."""

    vertices: Points
    """(V, 3) in cm."""
    normals: Points
    """(V, 3) unit vectors."""
    texture: Points
    """(V, 2) row, column on the skin map in texels; only the face's own mean anything."""
    scalp: Points
    """(V,) how far from the face towards the back of the head, 0–1; 0 where no hair grows."""
    triangles: Triangles
    material: Triangles
    """(T,) Material of each triangle."""
    transfer: NDArray[np.float32]
    """(V, D) light taken from each of `LIGHT_DIRECTIONS`."""
    eyes: Points
    """(2, 3) centres of the right and left eyeball."""

    def rim(self, loop: tuple[int, ...]) -> Points:
        """Return the smoothed places of points of the canonical mesh, closed: (N + 1, 3)."""
        return self.vertices[[*loop, loop[0]]]


def build_body(rng: np.random.Generator, variation: float = 1.0) -> Body:
    """Build a person's body.

    Parameters
    ----------
    rng : numpy.random.Generator
        Decides the shape of the face.
    variation : float
        0 keeps the canonical face, 1 gives the spread between adults.

    Returns
    -------
    body : Body
    """
    face = _varied(_awake(canonical_mesh().vertices), rng, variation)
    eyes = np.stack([_eye_centre(face, EYE_RIGHT), _eye_centre(face, EYE_LEFT)])
    head = _with_skull_and_lids(face, eyes)
    parts = [head, ear(+1), ear(-1), neck()]
    vertices, triangles, material = _joined(parts)
    flat = np.full((len(vertices), 3), -1.0)  # row, column on the skin map, and scalp
    flat[:, 2] = 0
    flat[:468, :2] = canonical_mesh().texture
    flat[len(head.vertices) - len(_scalp(face)) : len(head.vertices), 2] = _scalp(face)
    for _ in range(2):
        smooth, linear, triangles = subdivide(triangles, len(vertices))
        vertices, flat = smooth @ vertices, linear @ flat
    vertices += _hair_volume(vertices, triangles, flat[:, 2])
    return _lit(vertices, flat, triangles, np.tile(material, 16), eyes)


def _scalp(face: Points) -> Points:
    """Share of the way to the back of the head for every point of the skull, 0 below the ears."""
    hairy = np.clip((face[list(OVAL), 1] - 1.0) / 2.0, 0, 1)
    return np.append((np.array(_RINGS)[:, None] * hairy).ravel(), 1.0)


def _hair_volume(vertices: Points, triangles: Triangles, scalp: Points) -> Points:
    thickness = 0.9 * np.clip((scalp - 0.09) / 0.2, 0, 1)
    return np.asarray(vertex_normals(vertices, triangles) * thickness[:, None])


def _lit(
    vertices: Points, flat: Points, triangles: Triangles, material: Triangles, eyes: Points
) -> Body:
    normals = vertex_normals(vertices, triangles)
    for centre in eyes:
        ball = eyeball(centre)
        triangles = np.concatenate([triangles, ball.triangles + len(vertices)])
        material = np.concatenate([material, np.full(len(ball.triangles), Material.EYE)])
        vertices = np.concatenate([vertices, ball.vertices])
        normals = np.concatenate([normals, (ball.vertices - centre) / EYE_RADIUS])
        flat = np.concatenate([flat, np.zeros((len(ball.vertices), 3))])
    transfer = light_transfer(vertices, normals, vertices, triangles, LIGHT_DIRECTIONS)
    return Body(vertices, normals, flat[:, :2], flat[:, 2], triangles, material, transfer, eyes)


def _joined(parts: list[Part]) -> tuple[Points, Triangles, Triangles]:
    offsets = np.cumsum([0] + [len(part.vertices) for part in parts[:-1]])
    return (
        np.concatenate([part.vertices for part in parts]),
        np.concatenate([part.triangles + at for part, at in zip(parts, offsets, strict=True)]),
        np.concatenate([np.broadcast_to(part.material, len(part.triangles)) for part in parts]),
    )


def _awake(vertices: Points) -> Points:
    """Open the eyes and close the lips of the canonical face, which has both in between."""
    face = vertices.copy()
    face[list(_UPPER_LIDS), 1] += 0.20
    face[list(_LID_CREASE), 1] += 0.14
    face[list(_LOWER_LIDS), 1] -= 0.10
    for upper, lower in zip(_MOUTH_UPPER, _MOUTH_LOWER, strict=True):
        middle = (face[upper] + face[lower]) / 2
        face[upper], face[lower] = middle + [0, 0.02, 0], middle - [0, 0.02, 0]
    return face


def _varied(face: Points, rng: np.random.Generator, variation: float) -> Points:
    """Change the face by a few smooth, mirror-symmetric shifts and a slight asymmetry."""
    centres = face[rng.integers(0, len(face), 10)]
    shifts = rng.normal(0, 0.16 * variation, (10, 3))
    mirror = np.array([-1.0, 1.0, 1.0])
    moved = face.copy()
    for centre, shift in zip(centres, shifts, strict=True):
        for side, weight in ((np.ones(3), 1.0), (mirror, 0.92)):
            distance = np.linalg.norm(face - centre * side, axis=1)
            moved += weight * np.exp(-((distance / 3.5) ** 2) / 2)[:, None] * shift * side
    return moved


def _eye_centre(face: Points, loop: tuple[int, ...]) -> Points:
    """Place the eyeball so that its front lies just behind the lids."""
    rim = face[list(loop)]
    middle = (rim.max(axis=0) + rim.min(axis=0)) / 2
    lid = np.median(rim[:, 2])
    return np.array([middle[0], middle[1], lid - EYE_RADIUS + 0.16])


def _with_skull_and_lids(face: Points, eyes: Points) -> Part:
    triangles = canonical_mesh().triangles
    vertices = [face]
    faces = [triangles[~_filling(triangles, EYE_RIGHT) & ~_filling(triangles, EYE_LEFT)]]
    count = len(face)
    for loop, eye in ((EYE_RIGHT, eyes[0]), (EYE_LEFT, eyes[1])):
        rim = face[list(loop)]
        inner = rim + (eye - rim) * [0.02, 0.02, 0.0] - [0, 0, 0.35]
        vertices.append(inner)
        faces.append(strip(np.array(loop), count + np.arange(len(loop))))
        count += len(loop)
    skull, shell = _skull(face, count)
    vertices.append(skull)
    faces.append(shell)
    material = np.full(sum(map(len, faces)), Material.SKIN)
    material[: len(faces[0])] = Material.FACE
    return Part(np.concatenate(vertices), np.concatenate(faces), material)


def _filling(triangles: Triangles, loop: tuple[int, ...]) -> NDArray[np.bool_]:
    return np.isin(triangles, loop).all(axis=1)


def _skull(face: Points, count: int) -> tuple[Points, Triangles]:
    """Carry the oval of the face round to the back of the head."""
    start = (face[list(OVAL)] - SKULL_CENTRE) / SKULL_RADII
    radius = np.linalg.norm(start, axis=1, keepdims=True)
    start = start / radius
    angle = np.arccos(np.clip(start @ SKULL_BACK, -1, 1))[:, None]
    rings, faces, previous = [], [], np.array(OVAL)
    for share in _RINGS:
        turned = (
            np.sin((1 - share) * angle) * start + np.sin(share * angle) * SKULL_BACK
        ) / np.sin(angle)
        reach = 1 + (radius - 1) * (1 - share) ** 2
        rings.append(SKULL_CENTRE + turned * reach * SKULL_RADII)
        ring = count + np.arange(len(OVAL))
        faces.append(strip(previous, ring))
        previous, count = ring, count + len(OVAL)
    pole = SKULL_CENTRE + SKULL_BACK * SKULL_RADII
    cap = np.column_stack([previous, np.roll(previous, -1), np.full(len(OVAL), count)])
    return np.concatenate([*rings, pole[None]]), np.concatenate([*faces, cap])
