"""A real person in a studio photo, taken apart so that light, wall and clothes can be changed.

Made for photos with a plain pale wall and pale clothes, such as the Face Research Lab London Set
(doi:10.6084/m9.figshare.5047666): there, wall and clothes are what is pale and colourless.
"""

from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from analysis.colour import Floats, to_linear
from analysis.face.detect import Face, Image
from analysis.face.mesh import canonical_mesh
from analysis.face.points import CHIN_TIP, MESH_POINTS
from analysis.simulate.shape.geometry import vertex_normals
from analysis.simulate.shape.raster import rasterise

# Chosen: by hand on photos of that set.
_PALE_SATURATION, _PALE_LIGHT = 0.13, 0.12
_BLUER_THAN_SKIN = 0.95
"""Red relative to blue: folds of white cloth are bluish, skin never is."""
_WALL_STEP = 1
"""Counts per pixel by which a smooth wall may change; the edge of a shoulder changes by more."""
_ORTHOGRAPHIC = 1e5
_WORKING_SHRINK = 8
_FAR = 3e-3


@dataclass(frozen=True)
class Sitter:
    """A person before a wall, in linear light, as any camera might meet them."""

    linear: Floats = field(repr=False)
    """(M, N, 3) linear sRGB; 1 is a white sheet in full light."""
    face: Face
    wall: Floats = field(repr=False)
    """(M, N) share 0–1 of wall in each pixel."""
    clothes: Floats = field(repr=False)
    """(M, N) share 0–1 of clothes in each pixel."""
    texels: Floats = field(repr=False)
    """(M, N, 2) row, column on the skin map; -1 off the face."""
    normals: Floats = field(repr=False)
    """(M, N, 3) unit normals, x to the right, y up, z to the camera; carried on beyond the face."""


def take_apart(pixels: Image, face: Face) -> Sitter:
    """Split a studio photo into person, wall and clothes.

    Parameters
    ----------
    pixels : (M, N, 3) uint8 ndarray
        Upright sRGB photo before a plain pale wall, in pale clothes.
    face : Face
        As found in it.

    Returns
    -------
    sitter : Sitter
    """
    linear = to_linear(pixels)
    wall, clothes = _find_wall_and_clothes(pixels, linear, face)
    texels, normals = _find_surface(face, (pixels.shape[0], pixels.shape[1]))
    return Sitter(linear, face, wall, clothes, texels, normals)


def redecorate(sitter: Sitter, rng: np.random.Generator) -> Sitter:
    """Put the person before another wall and into other clothes.

    Parameters
    ----------
    sitter : Sitter
    rng : numpy.random.Generator

    Returns
    -------
    sitter : Sitter
        Folds of the clothes stay; the wall becomes two surfaces with a soft edge.
    """
    wall = _paint_wall(sitter.linear.shape[:2], rng)
    cloth = sitter.linear * _random_colour(rng)
    person = 1 - np.maximum(sitter.wall, sitter.clothes)
    painted = (
        sitter.linear * person[..., None]
        + wall * sitter.wall[..., None]
        + cloth * np.minimum(sitter.clothes, 1 - sitter.wall)[..., None]
    )
    return replace(sitter, linear=np.asarray(painted, np.float32))


def _find_wall_and_clothes(pixels: Image, linear: Floats, face: Face) -> tuple[Floats, Floats]:
    brightest = linear.max(axis=-1)
    saturation = 1 - linear.min(axis=-1) / np.maximum(brightest, 1e-3)
    bluish = linear[..., 0] < _BLUER_THAN_SKIN * linear[..., 2]
    pale = ((saturation < _PALE_SATURATION) | bluish) & (brightest > _PALE_LIGHT)
    pale &= cv2.fillConvexPoly(np.zeros(pale.shape, np.uint8), _outline(face), 1) == 0
    below_chin = (
        np.arange(len(pale))[:, None] > face.points[CHIN_TIP, 0] - 0.3 * face.interocular_px
    )
    wall = pale & _flood_from_corners(pixels)
    return _feather(wall), _feather(pale & ~wall & below_chin)


def _outline(face: Face) -> NDArray[np.int32]:
    return np.asarray(cv2.convexHull(face.points[:, 1::-1].astype(np.int32)), np.int32)


def _flood_from_corners(pixels: Image) -> NDArray[np.bool_]:
    grey = np.asarray(cv2.cvtColor(cv2.GaussianBlur(pixels, (0, 0), 1.0), cv2.COLOR_RGB2GRAY))
    mask = np.zeros((grey.shape[0] + 2, grey.shape[1] + 2), np.uint8)
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | (1 << 8)
    for corner in ((2, 2), (grey.shape[1] - 3, 2)):
        cv2.floodFill(grey, mask, corner, 0, _WALL_STEP, _WALL_STEP, flags)
    return mask[1:-1, 1:-1] > 0


def _feather(mask: NDArray[np.bool_]) -> Floats:
    closed = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    return np.asarray(cv2.GaussianBlur(closed.astype(np.float32), (0, 0), 1.2))


def _find_surface(face: Face, shape: tuple[int, int]) -> tuple[Floats, Floats]:
    mesh = canonical_mesh()
    seen = face.points[:MESH_POINTS, [1, 0, 2]] + [0, 0, _ORTHOGRAPHIC]
    fragments = rasterise(seen, mesh.triangles, shape)
    covered = fragments.triangle >= 0
    normals = vertex_normals(face.points[:MESH_POINTS, [1, 0, 2]] * [1, -1, -1], mesh.triangles)
    texels = np.full((*shape, 2), -1, np.float32)
    texels[covered] = fragments.interpolate(mesh.texture, mesh.triangles)
    turned = np.zeros((*shape, 3), np.float32)
    turned[covered] = fragments.interpolate(normals, mesh.triangles)
    return texels, _carried_on(turned, covered, 0.5 * face.interocular_px)


def _carried_on(normals: Floats, known: NDArray[np.bool_], reach: float) -> Floats:
    """Let the normals fade on beyond the face: ears and neck are turned about as the jaw is."""
    size = tuple(n // _WORKING_SHRINK for n in known.shape[::-1])
    weight = cv2.resize(known.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    small = cv2.resize(normals, size, interpolation=cv2.INTER_AREA)
    weight = np.asarray(cv2.GaussianBlur(weight, (0, 0), reach / _WORKING_SHRINK))
    small = np.asarray(cv2.GaussianBlur(small, (0, 0), reach / _WORKING_SHRINK))
    small += np.array([0, 0, _FAR], np.float32)  # far off, nothing is known: facing the camera
    beyond = cv2.resize(small / (weight[..., None] + _FAR), known.shape[::-1])
    edge = cv2.GaussianBlur(known.astype(np.float32), (0, 0), reach / 5)[..., None]
    joined = np.where(known[..., None], edge * normals + (1 - edge) * beyond, beyond)
    return np.asarray(joined / np.linalg.norm(joined, axis=-1, keepdims=True), np.float32)


def _paint_wall(shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """Paint two surfaces that meet in a slanted edge, each shaded a little from end to end."""
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32) / max(shape)
    angle, at = rng.uniform(0, np.pi), rng.uniform(0.2, 0.8)
    across = (columns - 0.5) * np.float32(np.cos(angle)) + (rows - 0.5) * np.float32(np.sin(angle))
    mix = expit((across - np.float32(at - 0.5)) / np.float32(0.01))
    slope = rng.normal(0, 0.4, 2)
    shade = np.exp(slope[0] * (rows - 0.5) + slope[1] * (columns - 0.5)).astype(np.float32)
    first, second = _random_colour(rng), _random_colour(rng)
    return np.asarray(shade[..., None] * (first + (second - first) * mix[..., None]), np.float32)


def _random_colour(rng: np.random.Generator) -> Floats:
    """Reflectance of a wall or a cloth: dark to white, mostly muted, at times vivid."""
    light = rng.uniform(0.03, 0.85)
    tint = np.exp(rng.normal(0, rng.choice([0.08, 0.35], p=[0.6, 0.4]), 3))
    return np.asarray(np.clip(light * tint / tint.mean(), 0.01, 0.95), np.float32)
