"""A photo's face: 478 mesh points, found with OpenCV's DNN module.

Source of the models: Kartynnik et al. 2019, arXiv:1907.06724 (mesh); Bazarevsky et al. 2019,
arXiv:1907.05047 (detector). This module is the replaceable part: nothing else knows the networks.
"""

import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.errors import NoFaceFound, SeveralFacesFound
from analysis.face.points import EYE_OUTER_LEFT, EYE_OUTER_RIGHT, EYES, IRIS_LEFT, IRIS_RIGHT
from analysis.face.weights import read_bundle

Image = NDArray[np.uint8]
Points = NDArray[np.float64]

_LEAST_GAP = 0.15
"""Gap between the lids of an open eye, in widths of the eye; a broad smile leaves 0.23. Measured:
40 people, 2026-11."""

_DETECTOR_SIZE = 128  # Source: the input of BlazeFace (docs/decisions/0001).
_PER_PIXEL = 4
"""Rows and columns of the photo that make up one pixel of the detector's picture: averaging all of
a large photo would take longer than the detector. Chosen: by hand, for time."""
_MESH_SIZE = 256  # Source: the input of the mesh network (docs/decisions/0001).
# Source: MediaPipe's own defaults (face detection and landmarks: 0.5, 0.5, 0.3).
_DETECTION_THRESHOLD = 0.5
_PRESENCE_THRESHOLD = 0.5
_OVERLAP_THRESHOLD = 0.3
_SECOND_FACE_SHARE = 0.4
"""A second face smaller than this share of the first one is a poster or a passer-by. Chosen: by
hand: at arm's length, who is two and a half times as far away."""
_CROP_MARGIN = 1.5  # Source: MediaPipe's crop for its mesh (the face's box, enlarged by half).
_HEAD_MARGIN = 1.6  # Chosen: by hand; the mesh ends below the hair.
_SURELY_TURNED = 0.5
"""Of the detector's score, a logit; see `is_upside_down`. Chosen: on 13 photos, 2026-11; 20 others
were then all put upright."""


@dataclass(frozen=True)
class Face:
    """A face in a photo."""

    points: Points
    """(478, 3) row, column in pixels of the photo, and depth in the same unit (towards the
    camera is negative)."""
    presence: float
    """Probability 0–1 that the mesh lies on a face."""
    mirrored: bool = False
    """Whether the photo is a mirror image; the points are then the person's own all the same."""

    def scaled(self, factor: float) -> "Face":
        """Return the same face in a photo of another size."""
        points = self.points * factor
        points[:, :2] += (factor - 1) / 2  # a pixel's centre is a whole number
        return replace(self, points=points)

    @property
    def unmirrored(self) -> Points:
        """Return the points with columns counted so that the face is no mirror image."""
        return self.points * [1, -1, 1] if self.mirrored else self.points

    @cached_property
    def interocular_px(self) -> float:
        """Distance between the two iris centres in pixels (about 63 mm in an adult).

        As seen from the front: what a turn of the head takes is put back by the depth of the
        corners of the eyes.
        """
        irises = self.points[IRIS_LEFT, :2] - self.points[IRIS_RIGHT, :2]
        corners = self.points[EYE_OUTER_LEFT] - self.points[EYE_OUTER_RIGHT]
        turned = np.linalg.norm(corners) / max(float(np.linalg.norm(corners[:2])), 1.0)
        return float(np.linalg.norm(irises) * turned)

    @property
    def eyes_open(self) -> bool:
        """Whether both pupils can be seen between the lids."""
        gaps, widths = self._eyes
        return bool((gaps > _LEAST_GAP * widths).all())

    def eye_gap(self, blurred_px: float = 0.0) -> float:
        """Return how far the eyes are open, relative to their width; the mean of both.

        Parameters
        ----------
        blurred_px : float
            Pixels between the lids that do not count.
        """
        gaps, widths = self._eyes
        return float(((gaps - blurred_px) / widths).mean())

    @property
    def _eyes(self) -> tuple[Points, Points]:
        """Gap between the lids and width of either eye, px."""
        upper, lower, outer, inner = np.moveaxis(self.points[np.array(EYES), :2], 1, 0)
        return np.linalg.norm(upper - lower, axis=1), np.linalg.norm(outer - inner, axis=1)


@dataclass(frozen=True)
class _Networks:
    detector: cv2.dnn.Net
    mesh: cv2.dnn.Net
    anchors: Points
    lock: threading.Lock


def find_face(pixels: Image) -> Face:
    """Find the one face of a photo.

    Parameters
    ----------
    pixels : (M, N, 3) uint8 ndarray
        Upright sRGB photo.

    Returns
    -------
    face : Face

    Raises
    ------
    NoFaceFound
        If there is none, or it is turned away or covered too far.
    SeveralFacesFound
        If a second face of similar size is in the photo.
    MissingWeights
        If the models are not installed.
    """
    faces = _find_all(pixels)
    if not faces:
        raise NoFaceFound("No face was found in this photo.")
    first, *others = sorted(faces, key=_extent, reverse=True)
    if any(_is_another(first, other) for other in others):
        raise SeveralFacesFound("More than one face is in this photo.")
    return first


def is_upside_down(pixels: Image, face: Face) -> bool:
    """Tell whether a face is found that stands on its head, in which the mesh sees eyes in a mouth.

    The detector is asked about the face's surroundings as they are, and on their head. The margin
    was set on 13 photos; 20 of the Face Research Lab London set were put upright from every side.
    """
    low, high = face.points[:, :2].min(axis=0), face.points[:, :2].max(axis=0)
    side = int(_HEAD_MARGIN * (high - low).max())
    top, left = ((low + high - side) / 2).astype(int)
    crop = _window_of(pixels, (top, left, side))
    right, turned = (_ask_detector(one)[0].max() for one in (crop, crop[::-1, ::-1]))
    return bool(turned > right + _SURELY_TURNED)


def _find_all(pixels: Image) -> list[Face]:
    """Look at the whole photo first, then ever closer; the same face may be found twice."""
    for windows in _windows(pixels.shape[0], pixels.shape[1]):
        boxes = [box for window in windows for box in _detect_in(pixels, window)]
        faces = [face for box in boxes if (face := _fit_mesh(pixels, box)) is not None]
        if faces:
            return faces
    return []


def _extent(face: Face) -> float:
    return float(np.ptp(face.points[:, 0]))


def _is_another(first: Face, other: Face) -> bool:
    apart = np.linalg.norm((first.points - other.points).mean(axis=0)[:2])
    large = _extent(other) > _SECOND_FACE_SHARE * _extent(first)
    return large and float(apart) > 0.5 * _extent(first)


@lru_cache(maxsize=1)
def _networks() -> _Networks:
    bundle = read_bundle()
    return _Networks(
        detector=_load(bundle["face_detector.tflite"]),
        mesh=_load(bundle["face_landmarks_detector.tflite"]),
        anchors=_anchors(),
        lock=threading.Lock(),
    )


def _load(content: bytes) -> cv2.dnn.Net:
    # From a buffer OpenCV 5.0 forgets the engine asked for, and its new engine gives one output.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.tflite"
        path.write_bytes(content)
        return cv2.dnn.readNetFromTFLite(str(path), cv2.dnn.ENGINE_CLASSIC)


def _anchors() -> Points:
    """Centres (x, y) of the detector's 896 anchors, 0–1: 16x16 cells of 2, then 8x8 cells of 6."""
    rows = []
    for cells, per_cell in ((16, 2), (8, 6)):
        centre = (np.arange(cells) + 0.5) / cells
        y, x = np.meshgrid(centre, centre, indexing="ij")
        rows.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), per_cell, axis=0))
    return np.concatenate(rows)


def _windows(height: int, width: int) -> Iterator[list[tuple[int, int, int]]]:
    """Square windows (top, left, side) that cover the photo, in rounds of falling size."""
    whole = max(height, width)
    yield [(-(whole - height) // 2, -(whole - width) // 2, whole)]
    for share in (0.66, 0.45):
        side = int(whole * share)
        yield [(top, left, side) for top in _steps(height, side) for left in _steps(width, side)]


def _steps(length: int, side: int) -> list[int]:
    if length <= side:
        return [-(side - length) // 2]
    count = int(np.ceil((length - side) / (side / 2))) + 1
    return [int(start) for start in np.linspace(0, length - side, count)]


def _detect_in(pixels: Image, window: tuple[int, int, int]) -> list[Points]:
    """Boxes of likely faces as x, y: right eye, left eye, centre, extent, each (4, 2)."""
    top, left, side = window
    scores, boxes = _ask_detector(_window_of(pixels, window))
    score = 1 / (1 + np.exp(-np.clip(scores, -80, 80)))
    likely = np.flatnonzero(score > _DETECTION_THRESHOLD)
    if likely.size == 0:
        return []
    raw = boxes[likely].astype(float).reshape(len(likely), 8, 2) / _DETECTOR_SIZE
    anchors = _networks().anchors[likely]
    centre, extent, keypoints = raw[:, 0] + anchors, raw[:, 1], raw[:, 2:] + anchors[:, None]
    chosen = _suppress_overlaps(centre, extent, score[likely])
    scale = np.array([left, top], float)
    return [
        np.stack([keypoints[i, 0] * side + scale, keypoints[i, 1] * side + scale,
                  centre[i] * side + scale, extent[i] * side])
        for i in chosen
    ]  # fmt: skip


def _window_of(pixels: Image, window: tuple[int, int, int]) -> Image:
    """Return a square of the photo as the detector looks at it."""
    top, left, side = window
    every = max(1, side // (_PER_PIXEL * _DETECTOR_SIZE))
    corner = (np.array([left, top]) - 0.5) / every + 0.5
    return _resample(pixels[::every, ::every], corner, 0.0, side / every, _DETECTOR_SIZE)


def _ask_detector(crop: Image) -> tuple[Points, NDArray[np.float32]]:
    """Return the score of each anchor, a logit, and its raw box."""
    networks = _networks()
    with networks.lock:
        networks.detector.setInput(_blob(crop, -1.0, 1.0))
        scores, boxes = networks.detector.forward(("classificators", "regressors"))
    return scores[0, :, 0].astype(float), boxes[0]


def _suppress_overlaps(centre: Points, extent: Points, score: Points) -> list[int]:
    corners = np.concatenate([centre - extent / 2, extent], axis=1)
    kept = cv2.dnn.NMSBoxes(
        corners.tolist(), score.tolist(), _DETECTION_THRESHOLD, _OVERLAP_THRESHOLD
    )
    return [int(i) for i in np.asarray(kept).ravel()]


def _fit_mesh(pixels: Image, box: Points) -> Face | None:
    """Run the mesh on the detector's box and once more on the box of its own first answer."""
    eye_right, eye_left, centre, extent = box
    face = _mesh_in(pixels, centre, _angle(eye_right, eye_left), _CROP_MARGIN * extent.max())
    if face is None:
        return None
    points = face.points[:, 1::-1]
    angle = _angle(points[EYE_OUTER_RIGHT], points[EYE_OUTER_LEFT])
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    upright = points @ turn.T
    low, high = upright.min(axis=0), upright.max(axis=0)
    return _mesh_in(pixels, turn.T @ ((low + high) / 2), angle, _CROP_MARGIN * (high - low).max())


def _angle(eye_right: Points, eye_left: Points) -> float:
    x, y = eye_left - eye_right
    return float(np.arctan2(y, x))


def _mesh_in(pixels: Image, centre: Points, angle: float, side: float) -> Face | None:
    axis_x = np.array([np.cos(angle), np.sin(angle)])
    axis_y = np.array([-np.sin(angle), np.cos(angle)])
    corner = centre - (axis_x + axis_y) * side / 2
    crop = _resample(pixels, corner, angle, side, _MESH_SIZE)
    networks = _networks()
    with networks.lock:
        networks.mesh.setInput(_blob(crop, 0.0, 1.0))
        mesh, presence = networks.mesh.forward(("Identity", "Identity_1"))
    probability = float(1 / (1 + np.exp(-float(presence.ravel()[0]))))
    if probability < _PRESENCE_THRESHOLD:
        return None
    scaled = mesh.reshape(478, 3).astype(float) * side / _MESH_SIZE
    xy = corner + scaled[:, :1] * axis_x + scaled[:, 1:2] * axis_y - 0.5
    return Face(points=np.column_stack([xy[:, ::-1], scaled[:, 2]]), presence=probability)


def _resample(pixels: Image, corner: Points, angle: float, side: float, size: int) -> Image:
    """Cut a turned square out of the photo; `corner` (x, y) and `side` in photo pixels."""
    shrink = max(1, int(side / size))
    if shrink > 1:  # average before sampling, or fine texture folds into coarse patterns
        pixels, corner, side, origin = _shrunk(pixels, corner, angle, side, shrink)
        corner = corner - origin
    step = side / size
    axis_x = np.array([np.cos(angle), np.sin(angle)]) * step
    axis_y = np.array([-np.sin(angle), np.cos(angle)]) * step
    # Pixel centres are whole numbers for OpenCV, edges are for the network.
    offset = corner + (axis_x + axis_y) / 2 - 0.5
    matrix = np.column_stack([axis_x, axis_y, offset])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpAffine(pixels, matrix, (size, size), flags=flags, borderMode=cv2.BORDER_CONSTANT)
    )


def _shrunk(
    pixels: Image, corner: Points, angle: float, side: float, factor: int
) -> tuple[Image, Points, float, Points]:
    """Cut the square's bounding box and average it down by a whole factor."""
    axis_x = np.array([np.cos(angle), np.sin(angle)]) * side
    axis_y = np.array([-np.sin(angle), np.cos(angle)]) * side
    corners = corner + np.array([[0, 0], axis_x, axis_y, axis_x + axis_y])
    limit = np.array(pixels.shape[1::-1])
    low = np.clip(np.floor(corners.min(axis=0)), 0, limit - 1).astype(int)
    high = np.clip(np.ceil(corners.max(axis=0)), low + factor, np.maximum(limit, low + factor))
    size = np.maximum((high - low) // factor, 1).astype(int)
    region = pixels[low[1] : low[1] + size[1] * factor, low[0] : low[0] + size[0] * factor]
    size = np.maximum(np.array(region.shape[1::-1]) // factor, 1)
    if factor % 2 == 0 and min(region.shape[:2]) > factor:  # OpenCV halves far quicker
        halved = cv2.resize(region, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        region = np.asarray(halved, np.uint8)
    small = cv2.resize(region, tuple(int(n) for n in size), interpolation=cv2.INTER_AREA)
    return np.asarray(small), corner / factor, side / factor, low / factor


def _blob(crop: Image, low: float, high: float) -> NDArray[np.float32]:
    scaled = crop.astype(np.float32) * ((high - low) / 255) + low
    return np.ascontiguousarray(scaled.transpose(2, 0, 1)[None])
