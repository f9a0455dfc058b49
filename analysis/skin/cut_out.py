"""A face cut out of its photo, averaged where the photo is finer than the grid it is read on."""

from dataclasses import replace

import cv2
import numpy as np

from analysis.face.detect import Face, Image
from analysis.face.mesh import INTEROCULAR_TEXELS
from analysis.face.points import MESH_POINTS
from analysis.photo.decode import Photo, luma_of
from analysis.skin.pattern import averaged_by

_FINER = 0.8
"""Pixels of a grid's step from which on they are averaged. Chosen: nothing folds above it."""


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


def fine_luma(photo: Photo, face: Face, finer: int) -> tuple[Image, Face]:
    """Return the same as luma, which a photo keeps by itself, and decodes in half of the time."""
    if photo.shrink <= face.interocular_px / INTEROCULAR_TEXELS < photo.shrink * finer:
        return photo.luma, face
    picture, placed = fine_enough(photo, face, finer)
    return luma_of(picture), placed


def cut_out(pixels: Image, face: Face, finer: int = 1) -> tuple[Image, Face]:
    """Cut the face out and, where it is finer than the grid, average it, or texture would alias."""
    scale = finer * INTEROCULAR_TEXELS / face.interocular_px
    if scale > _FINER:
        return pixels, face
    points = face.points[:MESH_POINTS, :2]
    low = np.maximum(points.min(axis=0).astype(int) - 8, 0)
    high = points.max(axis=0).astype(int) + 8
    small = pixels[low[0] : high[0], low[1] : high[1]]
    shape = np.array(small.shape[:2])
    while scale <= 0.5:
        small = averaged_by(small, 0.5)
        scale *= 2
    scales = np.array(small.shape[:2]) / shape
    moved = face.points.copy()
    moved[:, :2] = (moved[:, :2] - low + 0.5) * scales - 0.5
    return _softened(small, scale), replace(face, points=moved)


def _softened(pixels: Image, scale: float) -> Image:
    """Blur as much as averaging down by a factor above a half would: far quicker, no pixel less."""
    if scale > _FINER:
        return pixels
    beside = 1 / (24 * scale**2)  # the weight beside the middle whose spread is that of a step
    sigma = float(1 / np.sqrt(2 * np.log(1 / beside - 2)))
    return np.asarray(cv2.GaussianBlur(pixels, (3, 3), sigma), np.uint8)
