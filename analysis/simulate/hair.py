"""Hair as strands: paths in space that are drawn over the rendered skin."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.simulate.head import EYE_LEFT, EYE_RIGHT, SKULL_BACK, SKULL_CENTRE, SKULL_RADII, Body
from analysis.simulate.parts import Material
from analysis.simulate.raster import Points

_STEPS = 12


@dataclass(frozen=True)
class Strands:
    """Hairs of the same kind."""

    paths: Points
    """(K, P, 3) points in cm, from root to tip."""
    normals: Points
    """(K, P, 3) unit normals of the skin below, which say what is hidden."""
    shade: NDArray[np.float64]
    """(K,) brightness, mean 1."""


def grow_hair(rng: np.random.Generator, body: Body, count: int = 9000) -> Strands:
    """Comb hair straight back from the hairline."""
    roots = _roots(rng, body, count)
    direction = (roots - SKULL_CENTRE) / SKULL_RADII
    radius = np.linalg.norm(direction, axis=1)[:, None]
    direction = direction / radius
    back = SKULL_BACK + rng.normal(0, 0.06, (count, 3)) + [0, 0.2, 0]
    back /= np.linalg.norm(back, axis=1, keepdims=True)
    angle = np.arccos(np.clip((direction * back).sum(axis=1), -1, 1))[:, None]
    reach = rng.uniform(0.35, 0.8, count)[:, None]
    lift = rng.gamma(2.0, 0.006, count)[:, None]
    paths, normals = [], []
    for share in np.linspace(0, 1, _STEPS)[:, None, None] * reach:
        turned = (np.sin((1 - share) * angle) * direction + np.sin(share * angle) * back) / np.sin(
            angle
        )
        height = radius + (1.09 - radius) * np.clip(share * 2.5, 0, 1) + lift * (share / reach)
        paths.append(SKULL_CENTRE + turned * height * SKULL_RADII)
        normal = turned / SKULL_RADII
        normals.append(normal / np.linalg.norm(normal, axis=1, keepdims=True))
    return Strands(
        np.stack(paths, axis=1), np.stack(normals, axis=1), rng.lognormal(0, 0.25, count)
    )


def _roots(rng: np.random.Generator, body: Body, count: int) -> Points:
    """Points on the scalp, many of them at the hairline."""
    scalp = body.scalp[body.triangles].mean(axis=1)
    likely = (scalp > 0.055) * np.clip((scalp - 0.05) / 0.05, 0, 1) * np.exp(-scalp * 4)
    corners = body.vertices[body.triangles]
    area = np.linalg.norm(
        np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1
    )
    likely = likely * area * (body.material == Material.SKIN)
    chosen = rng.choice(len(likely), count, p=likely / likely.sum())
    weights = rng.dirichlet((1, 1, 1), count)
    return np.asarray((corners[chosen] * weights[..., None]).sum(axis=1))


def grow_lashes(rng: np.random.Generator, body: Body) -> Strands:
    """Curved lashes along the lids, longer above and towards the temple."""
    paths, shade = [], []
    for loop, eye in ((EYE_RIGHT, body.eyes[0]), (EYE_LEFT, body.eyes[1])):
        rim = body.rim(loop)
        outward = np.sign(eye[0])
        for edge, length, bend, number in (
            (rim[8:], 0.75, 1.0, 95),
            (rim[:9], 0.38, -0.8, 45),
        ):
            for _ in range(number):
                along = rng.uniform(0.06, 0.94) * (len(edge) - 1)
                root = _on_path(edge, along)
                side = (root[0] - eye[0]) / 1.3 + 0.15 * outward + rng.normal(0, 0.12)
                size = length * rng.uniform(0.6, 1.0) * (0.75 + 0.35 * side * outward)
                paths.append(_lash(root, side, bend, size))
                shade.append(0.5 if bend > 0 else 0.9)
    path = np.array(paths)
    return Strands(path, np.broadcast_to([0.0, 0.0, 1.0], path.shape), np.array(shade))


def _on_path(path: Points, along: float) -> Points:
    index = np.arange(len(path))
    return np.array([np.interp(along, index, path[:, k]) for k in range(3)])


def _lash(root: Points, side: float, bend: float, size: float) -> Points:
    t = np.linspace(0, 1, 6)[:, None]
    forward = np.array([0.0, -0.15 * bend, 0.75])
    upward = np.array([0.0, 0.75 * bend, 0.0])
    return np.asarray(
        root + size * (t * forward + t**1.7 * upward + t * np.array([0.45 * side, 0.0, 0.0]))
    )
