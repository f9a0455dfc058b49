"""Skin points stand still from frame to frame of a film, as exactly as photos can be laid over.

A photo is bent, lit and saved anew several times, so that it is known where each point of its skin
went. Dots painted there are bent as the film bends the photo, and looked for in its frames.
"""

import sys
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from analysis.align.registration import Registration, register
from analysis.face.detect import find_face
from analysis.face.mesh import MAP_SIZE, to_texels
from analysis.face.zones import skin_mask
from analysis.photo.decode import Photo, read_photo
from analysis.skin.pair import SkinPair
from analysis.skin.view import SkinView, unroll
from tests.benchmark.alignment import new_light, warp
from tests.benchmark.faces import pairs
from tracker.services.photos.film.frames import bend
from tracker.services.photos.placing import HEIGHT_PX, Window, window_of

SEED = 52_000
PEOPLE, FRAMES = 12, 4
EVERY_PX, DOT_PX, NEAR_PX = 60, 3.0, 14
ADDED = 0.05
"""Per cent of the distance between the eyes that a film may add to the alignment's own error."""
Points = NDArray[np.float64]


@dataclass(frozen=True)
class Later:
    """A photo from later, and where points of the first photo's skin truly lie in it."""

    view: SkinView
    size: tuple[int, int]
    truth: Points
    laid: Registration


def later_photo(photo: Photo, first: SkinView, points: Points, rng: np.random.Generator) -> Later:
    source = warp(photo.pixels.shape, first.face, rng)
    moved = cv2.remap(photo.pixels, source[..., 1], source[..., 0], cv2.INTER_CUBIC)
    pixels = new_light(moved, rng)
    view = unroll(Photo(pixels, photo.digest), find_face(pixels))
    return Later(view, pixels.shape[:2], went_to(source, points), register(SkinPair(first, view)))


def went_to(source: NDArray[np.float32], points: Points) -> Points:
    """Return where points of the old photo lie in the new one, by the truth of its bending."""
    found = points.copy()
    for _step in range(60):
        at = found[None].astype(np.float32)
        found += points - cv2.remap(source, at[..., 1], at[..., 0], cv2.INTER_LINEAR)[0]
    return found


def skin_points(view: SkinView) -> Points:
    """Return points of a face on its skin, none near another."""
    low, high = (one(view.face.points[:468, :2], axis=0) for one in (np.min, np.max))
    grid = np.mgrid[low[0] : high[0] : EVERY_PX, low[1] : high[1] : EVERY_PX]
    points = grid.reshape(2, -1).T
    texels, found = to_texels(view.face, points)
    at = np.clip(np.round(np.nan_to_num(texels)).astype(int), 0, MAP_SIZE - 1)
    return points[found & skin_mask()[at[:, 0], at[:, 1]]]


def dots(size: tuple[int, int], places: Points) -> NDArray[np.uint8]:
    paper = np.zeros(size, np.float64)
    for row, column in places:
        top, left = int(row) - NEAR_PX, int(column) - NEAR_PX
        rows, columns = np.arange(top, top + 2 * NEAR_PX), np.arange(left, left + 2 * NEAR_PX)
        across = np.exp(-0.5 * ((rows - row) / DOT_PX) ** 2)
        along = np.exp(-0.5 * ((columns - column) / DOT_PX) ** 2)
        paper[top : top + 2 * NEAR_PX, left : left + 2 * NEAR_PX] = 255 * np.outer(across, along)
    return np.repeat(np.rint(paper).astype(np.uint8)[..., None], 3, axis=-1)


def seen_at(later: Later, window: Window, expected: Points) -> Points:
    """Return where the film shows dots that were painted where the skin truly is."""
    frame = bend(dots(later.size, later.truth), later.laid, window)[..., 0].astype(float)
    found = []
    for top, left in np.round(expected).astype(int) - NEAR_PX:
        part = frame[top : top + 2 * NEAR_PX + 1, left : left + 2 * NEAR_PX + 1]
        places = np.indices(part.shape) + np.array([top, left])[:, None, None]
        found.append((part * places).sum(axis=(1, 2)) / part.sum())
    return np.array(found)


def measure(photo: Photo, rng: np.random.Generator) -> tuple[list[Points], list[Points]]:
    """Return how far points move between frames, and how far the alignment itself is off.

    Returns
    -------
    jitter, own : list of (N,) ndarray
        Per cent of the distance between the eyes, for each frame and the one before it; `own` of
        the alignment of these two photos with each other.
    """
    first = unroll(photo, find_face(photo.pixels))
    points = skin_points(first)
    window = window_of(first.face, photo.pixels.shape)
    scale = min(1.0, HEIGHT_PX / (window[0].stop - window[0].start))
    corner = np.array([window[0].start, window[1].start])
    expected = (points - corner + 0.5) * scale - 0.5
    later = [later_photo(photo, first, points, rng) for _number in range(FRAMES)]
    seen = [expected, *(seen_at(one, window, expected) for one in later)]
    unit = first.face.interocular_px * scale
    jitter = [100 * np.linalg.norm(b - a, axis=1) / unit for a, b in pairwise(seen)]
    own = [off(later[0].laid, points, later[0].truth)]
    for one, other in pairwise(later):
        own.append(off(register(SkinPair(one.view, other.view)), one.truth, other.truth))
    return jitter, own


def off(laid: Registration, points: Points, truth: Points) -> Points:
    unit = laid.follow_up.face.interocular_px
    return 100 * np.linalg.norm(laid.map_points(points) - truth, axis=1) / unit


@pytest.mark.benchmark
def test_skin_stands_still_from_frame_to_frame():
    rng = np.random.default_rng(SEED)
    found = [measure(read_photo(pair.neutral), rng) for pair in list(pairs())[:PEOPLE]]
    jitter, own = (
        float(np.quantile(np.concatenate([one for many in part for one in many]), 0.9))
        for part in zip(*found, strict=True)
    )
    sys.stdout.write(f"p90 between frames {jitter:.3f} %, of the alignment {own:.3f} %\n")
    assert jitter <= own + ADDED
