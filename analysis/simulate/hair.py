"""Hair as strands: paths in space that are drawn over the rendered skin."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.simulate.albedo import Plane
from analysis.simulate.body import Body
from analysis.simulate.camera import Camera
from analysis.simulate.shape.geometry import arc, unit
from analysis.simulate.shape.head import EYE_LEFT, EYE_RIGHT, SKULL_BACK, SKULL_CENTRE, SKULL_RADII
from analysis.simulate.shape.parts import Material
from analysis.simulate.shape.raster import Fragments, Points

# Chosen: by eye, those below as well.
_HAIRS, _POINTS = 9000, 12
_HAIR_LEVEL = 1.125
"""Height of the combed hair in radii of the skull."""
# Per lid: length in cm, bend (up is positive), number, brightness.
# Chosen: by eye.
_UPPER_LASHES, _LOWER_LASHES = (0.62, 1.0, 80, 0.5), (0.30, -0.8, 34, 0.9)
# Chosen: by eye.
_HIDDEN_BEHIND_CM = 0.6
_ROOT_POINTS = 3
"""Hairs fade in over their first points: a hair is thin where it leaves the skin."""
_FULL_HEIGHT = 2500
"""Height of the picture in which a thickness is in pixels."""


@dataclass(frozen=True)
class Strands:
    """Hairs of the same kind."""

    paths: Points
    """(K, P, 3) points in cm, from root to tip."""
    normals: Points
    """(K, P, 3) unit normals of the skin below: they say what is turned away."""
    brightness: Points
    """(K,) about 1."""
    thickness: int
    """In pixels of a picture 2500 pixels high."""


def grow_hair(rng: np.random.Generator, body: Body) -> Strands:
    """Comb hair straight back from the hairline."""
    start = (_roots(rng, body) - SKULL_CENTRE) / SKULL_RADII
    radius = np.linalg.norm(start, axis=1, keepdims=True)
    back = unit(SKULL_BACK + rng.normal(0, 0.06, start.shape) + [0, 0.2, 0])
    reach, lift = (
        rng.uniform(0.35, 0.8, len(start)),
        rng.gamma(2.0, 0.005, len(start)).clip(max=0.02),
    )
    way = np.linspace(0, 1, _POINTS)[:, None, None] ** 1.7
    share = way * reach[:, None]
    directions = arc(start / radius, back, share)
    height = radius + (_HAIR_LEVEL - radius) * np.clip(share * 2.5, 0, 1) + lift[:, None] * way
    return Strands(
        paths=(SKULL_CENTRE + directions * height * SKULL_RADII).swapaxes(0, 1),
        normals=unit(directions / SKULL_RADII).swapaxes(0, 1),
        brightness=rng.lognormal(0, 0.35, len(start)),
        thickness=2,
    )


def _roots(rng: np.random.Generator, body: Body) -> Points:
    """Points on the scalp, most of them near the hairline."""
    scalp = body.scalp[body.triangles].mean(axis=1)
    corners = body.vertices[body.triangles]
    sides = corners[:, 1:] - corners[:, :1]
    area = np.linalg.norm(np.cross(sides[:, 0], sides[:, 1]), axis=1)
    likely = np.clip(scalp / 0.05, 0, 1) * np.exp(-scalp * 4) * area
    likely *= body.material == Material.SKIN
    chosen = rng.choice(len(likely), _HAIRS, p=likely / likely.sum())
    weights = rng.dirichlet((1, 1, 1), _HAIRS)
    return np.asarray((corners[chosen] * weights[..., None]).sum(axis=1))


def grow_lashes(rng: np.random.Generator, body: Body) -> Strands:
    """Curved lashes along the lids, longer above and towards the temple."""
    paths, brightness = [], []
    for loop, eye in ((EYE_RIGHT, body.eyes[0]), (EYE_LEFT, body.eyes[1])):
        rim = body.rim(loop)
        for edge, lashes in ((rim[8:], _UPPER_LASHES), (rim[:9], _LOWER_LASHES)):
            length, bend, number, shade = lashes
            paths += [_lash(rng, edge, eye, length, bend) for _ in range(number)]
            brightness += [shade] * number
    path = np.array(paths)
    ahead = np.broadcast_to([0.0, 0.0, 1.0], path.shape)
    return Strands(path, ahead, np.array(brightness), thickness=1)


def _lash(
    rng: np.random.Generator, edge: Points, eye: Points, length: float, bend: float
) -> Points:
    along = rng.uniform(0.06, 0.94) * (len(edge) - 1)
    root = np.array([np.interp(along, np.arange(len(edge)), column) for column in edge.T])
    outward = np.sign(eye[0])
    side = (root[0] - eye[0]) / 1.3 + 0.15 * outward + rng.normal(0, 0.12)
    size = length * rng.uniform(0.6, 1.0) * (0.75 + 0.35 * side * outward)
    t = np.linspace(0, 1, 6)[:, None]
    return np.asarray(
        root + size * (t * [0.45 * side, -0.15 * bend, 0.75] + t**1.7 * [0, 0.75 * bend, 0])
    )


def draw_strands(
    scene: Plane,
    strands: Strands,
    colour: Points,
    light: Points,
    camera: Camera,
    fragments: Fragments,
) -> None:
    """Draw strands into a rendered scene, where nothing stands before them.

    Parameters
    ----------
    scene : (M, N, 3) float32 ndarray
        Linear sRGB; changed in place.
    strands : Strands
    colour : (3,) float ndarray
        Linear sRGB.
    light : (3,) float ndarray
        Direction of the window in the frame of the head.
    camera : Camera
    fragments : Fragments
        What the scene shows.
    """
    places = camera.project(strands.paths)
    colours = _lit(strands, colour, light, unit(camera.place))
    visible = _visible(places, strands, fragments, camera)
    pixels = np.rint(places[..., :2] * 16).astype(int)
    below, covered = scene.copy(), fragments.covered
    width = max(1, round(strands.thickness * scene.shape[0] / _FULL_HEIGHT))
    for strand, point in zip(*np.nonzero(visible[:, :-1] & visible[:, 1:]), strict=True):
        tint = colours[strand, point]
        column, row = places[strand, point, :2].astype(int)
        if point < _ROOT_POINTS and covered[row, column]:
            tint = tint + (1 - point / _ROOT_POINTS) * (below[row, column] - tint)
        ends = pixels[strand, point], pixels[strand, point + 1]
        cv2.line(scene, *ends, tint.tolist(), width, cv2.LINE_AA, 4)


def _lit(strands: Strands, colour: Points, light: Points, view: Points) -> Points:
    """Light on thin cylinders (Kajiya & Kay 1989, doi:10.1145/74334.74361)."""
    along = unit(np.gradient(strands.paths, axis=1))
    diffuse = np.sqrt(np.clip(1 - (along @ light) ** 2, 0, 1))
    shine = np.clip(1 - (along @ unit(light + view)) ** 2, 0, 1) ** 20
    exposed = np.clip(strands.normals @ light + 0.4, 0.05, 1.4) / 1.4
    level = (0.25 + 0.9 * diffuse * exposed)[..., None] * colour + 0.09 * (shine * exposed)[
        ..., None
    ]
    return np.asarray(level * strands.brightness[:, None, None])


def _visible(
    places: Points, strands: Strands, fragments: Fragments, camera: Camera
) -> NDArray[np.bool_]:
    """(K, P) points that face the camera, lie in the picture and have nothing before them."""
    column, row = np.moveaxis(places[..., :2].astype(int), -1, 0)
    rows, columns = fragments.depth.shape
    inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
    before = fragments.depth[row.clip(0, rows - 1), column.clip(0, columns - 1)]
    open_to_view = places[..., 2] < before + _HIDDEN_BEHIND_CM
    facing = strands.normals @ unit(camera.place) > -0.05
    return np.asarray(inside & open_to_view & facing)
