"""A face cut out of its photo, averaged where the photo is finer than the grid it is read on."""

from dataclasses import replace

import numpy as np

from analysis.face.detect import Face, Image
from analysis.face.mesh import INTEROCULAR_TEXELS
from analysis.face.points import MESH_POINTS
from analysis.photo.decode import Photo
from analysis.skin.pattern import averaged_by


def fine_enough(photo: Photo, face: Face, finer: int = 1) -> tuple[Image, Face]:
    """Return the overview, or the photo where the overview is coarser than the grid.

    Parameters
    ----------
    photo : Photo
    face : Face
        In pixels of the photo.
    finer : int
        Steps of the grid per texel of the skin map.
    """
    if face.interocular_px < photo.shrink * finer * INTEROCULAR_TEXELS:
        return photo.pixels, face
    return photo.overview, face.scaled(1 / photo.shrink)


def cut_out(pixels: Image, face: Face, finer: int = 1) -> tuple[Image, Face]:
    """Cut the face out and, where it is finer than the grid, average it, or texture would alias."""
    scale = finer * INTEROCULAR_TEXELS / face.interocular_px
    if scale > 0.8:
        return pixels, face
    points = face.points[:MESH_POINTS, :2]
    low = np.maximum(points.min(axis=0).astype(int) - 8, 0)
    high = points.max(axis=0).astype(int) + 8
    region = pixels[low[0] : high[0], low[1] : high[1]]
    small = _averaged(region, scale)
    scales = np.array(small.shape[:2]) / np.array(region.shape[:2])
    moved = face.points.copy()
    moved[:, :2] = (moved[:, :2] - low + 0.5) * scales - 0.5
    return small, replace(face, points=moved)


def _averaged(pixels: Image, scale: float) -> Image:
    while scale < 0.5:  # halving is far quicker than any other factor
        pixels = averaged_by(pixels, 0.5)
        scale *= 2
    return averaged_by(pixels, scale)
