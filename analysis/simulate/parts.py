"""Building blocks of the generated body: ears, neck and shoulders, eyeballs. Lengths in cm."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from analysis.simulate.raster import Points, Triangles

EYE_RADIUS = 1.2


class Material(IntEnum):
    """What a triangle is made of."""

    FACE = 0
    SKIN = 1
    NECK = 2
    EYE = 3


@dataclass(frozen=True)
class Part:
    """A coarse mesh of one material or several."""

    vertices: Points
    """(V, 3) in cm."""
    triangles: Triangles
    material: Triangles
    """(T,) Material of each triangle."""


def grid(rows: int, columns: int, *, closed: bool) -> Triangles:
    """Triangles of a grid of points, row by row; closed joins the last column to the first."""
    index = np.arange(rows * columns).reshape(rows, columns)
    if closed:
        index = np.column_stack([index, index[:, 0]])
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]
    return np.concatenate(
        [
            np.stack([a, c, b], axis=-1).reshape(-1, 3),
            np.stack([b, c, d], axis=-1).reshape(-1, 3),
        ]
    )


def ear(side: int) -> Part:
    """A shell with a rim, a fold and a hollow; `side` +1 is the person's left."""
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
    back = np.array([0.46, 0.0, -0.89])
    up = np.array([0.05, 0.98, -0.17])
    out = np.array([0.89, 0.0, 0.46])
    points = (
        np.array([7.75, 1.15, -4.0])
        + across[..., None] * back
        + along[..., None] * up
        + relief[..., None] * out
    ).reshape(-1, 3)
    triangles = grid(13, 28, closed=True)
    if side < 0:
        triangles = triangles[:, ::-1]
    return Part(points * [side, 1, 1], triangles, np.array(Material.SKIN))


def neck() -> Part:
    """Neck and shoulders: rings from inside the head down to the chest."""
    height = np.array([-4.5, -6.5, -8.5, -10.5, -12.0, -13.5, -15.0, -16.5, -18.0, -20.0, -23.0, -27.0])  # fmt: skip
    half_width = np.array([5.6, 5.6, 5.55, 5.5, 5.6, 5.9, 6.8, 9.5, 13.5, 17.0, 18.5, 19.0])
    front = np.array([-0.5, 0.0, 0.3, 0.4, 0.6, 0.9, 1.2, 1.6, 2.2, 3.2, 4.5, 5.5])
    back = np.array([-9.5, -9.5, -9.5, -9.6, -9.8, -10.2, -10.8, -11.4, -12, -12.5, -13, -13])
    around = np.linspace(0, 2 * np.pi, 41)[:-1]
    middle, depth = (front + back)[:, None] / 2, (front - back)[:, None] / 2
    points = np.stack(
        [
            half_width[:, None] * np.sin(around),
            np.broadcast_to(height[:, None], (len(height), len(around))),
            middle + depth * np.cos(around),
        ],
        axis=-1,
    )
    triangles = grid(len(height), len(around), closed=True)
    return Part(points.reshape(-1, 3), triangles, np.array(Material.NECK))


def eyeball(centre: Points) -> Part:
    polar, around = np.meshgrid(
        np.linspace(0, np.pi / 2, 16), np.linspace(0, 2 * np.pi, 33)[:-1], indexing="ij"
    )
    vertices = np.stack(
        [np.sin(polar) * np.cos(around), np.sin(polar) * np.sin(around), np.cos(polar)], axis=-1
    )
    return Part(
        centre + EYE_RADIUS * vertices.reshape(-1, 3),
        grid(16, 32, closed=True),
        np.array(Material.EYE),
    )


def strip(first: Triangles, second: Triangles) -> Triangles:
    """Triangles between two closed rings of equal length."""
    a, b = first, np.roll(first, -1)
    c, d = second, np.roll(second, -1)
    return np.concatenate([np.column_stack([a, b, c]), np.column_stack([b, d, c])])
