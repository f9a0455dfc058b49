"""Building blocks of the generated body: ears, neck and shoulders, eyeballs. Lengths in cm."""

from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

import numpy as np

from analysis.simulate.shape.raster import Points, Triangles

EYE_RADIUS = 1.2
"""Source: an adult's eyeball is 24 mm wide."""

# Height, half width, front and back of the rings of neck and shoulders.
# Chosen: by eye, about an adult.
_NECK_RINGS = (
    (-4.5, 5.6, -0.5, -9.5),
    (-6.5, 5.5, 0.0, -9.5),
    (-8.5, 5.4, 0.2, -9.5),
    (-10.5, 5.4, 0.3, -9.6),
    (-12.0, 5.6, 0.5, -9.8),
    (-13.2, 6.1, 0.8, -10.2),
    (-14.2, 7.4, 1.1, -10.8),
    (-15.2, 10.0, 1.5, -11.4),
    (-16.4, 13.5, 2.1, -12.0),
    (-18.2, 17.0, 3.0, -12.5),
    (-21.5, 18.5, 4.3, -13.0),
    (-26.0, 19.0, 5.3, -13.0),
)
# Chosen: by eye.
_EAR_CENTRE = np.array([7.75, 1.15, -4.0])
# Where the ear points to, for the person's left one: back, up and out.
# Chosen: by eye.
_EAR_AXES = np.array([[0.46, 0.0, -0.89], [0.05, 0.98, -0.17], [0.89, 0.0, 0.46]])


class Material(IntEnum):
    """What a triangle is made of."""

    FACE = 0
    """Skin that lies on the skin map."""
    SKIN = 1
    """The rest of the head."""
    NECK = 2
    """Neck, and further down the shirt."""
    EYE = 3


@dataclass(frozen=True)
class Part:
    """A coarse mesh."""

    vertices: Points
    """(V, 3) in cm."""
    triangles: Triangles
    material: Triangles
    """(T,) Material of each triangle."""
    places: Points
    """(V, 3) row and column on the skin map, and the way from the face to the back of the head,
    0–1; zero where neither means anything."""


def ear(side: int) -> Part:
    """Return a shell with a rim, a fold and a hollow; `side` +1 is the person's left."""
    ring, around = np.meshgrid(
        np.linspace(0, 1.06, 13), np.linspace(0, 2 * np.pi, 29)[:-1], indexing="ij"
    )
    lobe = np.clip(-np.sin(around), 0, 1) ** 2
    across = ring * np.cos(around) * (1.75 - 0.45 * lobe)
    along = ring * np.sin(around) * 3.1
    relief = (
        0.34 * np.exp(-(((ring - 0.90) / 0.09) ** 2)) * (1 - lobe)
        + 0.30 * np.exp(-(((ring - 0.58) / 0.10) ** 2)) * (1 - 0.7 * lobe)
        - 0.55 * np.exp(-((ring / 0.38) ** 2))
        - 0.8 * np.clip(ring - 0.97, 0, 1) / 0.09
    )
    points = _EAR_CENTRE + np.stack([across, along, relief], axis=-1).reshape(-1, 3) @ _EAR_AXES
    triangles = grid(13, 28)
    return _plain(points * [side, 1, 1], triangles[:, ::side], Material.SKIN)


def neck() -> Part:
    """Return neck and shoulders: rings from inside the head down to the chest."""
    height, half_width, front, back = np.array(_NECK_RINGS).T[..., None]
    around = np.linspace(0, 2 * np.pi, 41)[:-1]
    right = half_width * np.sin(around)
    forward = (front + back) / 2 + (front - back) / 2 * np.cos(around)
    points = np.stack([right, np.broadcast_to(height, right.shape), forward], axis=-1)
    return _plain(points.reshape(-1, 3), grid(*right.shape), Material.NECK)


def eyeball(centre: Points) -> Part:
    """Return the front half of an eyeball."""
    polar, around = np.meshgrid(
        np.linspace(0, np.pi / 2, 16), np.linspace(0, 2 * np.pi, 33)[:-1], indexing="ij"
    )
    directions = np.stack(
        [np.sin(polar) * np.cos(around), np.sin(polar) * np.sin(around), np.cos(polar)], axis=-1
    )
    return _plain(centre + EYE_RADIUS * directions.reshape(-1, 3), grid(16, 32), Material.EYE)


def _plain(vertices: Points, triangles: Triangles, material: Material) -> Part:
    return Part(
        vertices, triangles, np.full(len(triangles), material), np.zeros((len(vertices), 3))
    )


def joined(parts: list[Part]) -> Part:
    """Put parts side by side in one mesh, without welding them."""
    offsets = np.cumsum([0] + [len(part.vertices) for part in parts[:-1]])
    return Part(
        np.concatenate([part.vertices for part in parts]),
        np.concatenate([part.triangles + at for part, at in zip(parts, offsets, strict=True)]),
        np.concatenate([part.material for part in parts]),
        np.concatenate([part.places for part in parts]),
    )


def grid(rows: int, columns: int) -> Triangles:
    """Return the triangles of a tube of points, ring by ring."""
    rings = np.arange(rows * columns).reshape(rows, columns)
    return np.concatenate([strip(b, a) for a, b in pairwise(rings)])


def strip(first: Triangles, second: Triangles) -> Triangles:
    """Return the triangles between two closed rings of equal length."""
    a, b = first, np.roll(first, -1)
    c, d = second, np.roll(second, -1)
    return np.concatenate([np.column_stack([a, b, c]), np.column_stack([b, d, c])])
