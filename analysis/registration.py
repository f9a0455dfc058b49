"""A follow-up photo laid over its baseline: face mesh, refined by dense optical flow.

The mesh brings both photos onto the same skin map to within a millimetre; the flow then follows
the skin's own pattern, and is believed only where following it forth and back returns to the
start (imaging accuracy: see tests/benchmark).
"""

from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.colour import Floats
from analysis.face import Image, Points
from analysis.mesh import MAP_SIZE, canonical_mesh
from analysis.skin import SkinView
from analysis.zones import Mask, skin_mask

_RETURN_TOLERANCE = 1.5
"""Texels that forth and back may miss the start by."""
_SMOOTHING = 6.0
_FINE, _COARSE = 8.0, 12.0


@dataclass(frozen=True)
class Registration:
    """How a follow-up lies over its baseline."""

    baseline: SkinView = field(repr=False)
    follow_up: SkinView = field(repr=False)
    flow: NDArray[np.float32] = field(repr=False)
    """(S, S, 2) rows, columns to add to a baseline texel to reach the same skin in the
    follow-up."""
    accepted: Mask = field(repr=False)
    """(S, S) where the flow was believed; elsewhere the mesh alone holds."""

    @property
    def accepted_share(self) -> float:
        """Share 0–1 of the skin seen in both photos where the dense flow holds."""
        common = self.baseline.visible & self.follow_up.visible
        return float(self.accepted[common].mean()) if common.any() else 0.0

    def map_points(self, points: Points) -> Points:
        """Find where points of the baseline photo lie in the follow-up photo.

        Parameters
        ----------
        points : (N, 2) float ndarray
            Row, column in pixels of the baseline photo.

        Returns
        -------
        mapped : (N, 2) float ndarray
            Row, column in pixels of the follow-up photo. Points off the face follow the
            turn, shift and size of the whole face, which is less exact.
        """
        points = np.asarray(points, float).reshape(-1, 2)
        texels, on_face = _to_texels(points, self.baseline.face.points[:468, :2])
        mapped = _follow_affine(points, self.baseline, self.follow_up)
        if on_face.any():
            moved = texels[on_face] + _read_at(self.flow, texels[on_face])
            mapped[on_face] = _to_photo(moved, self.follow_up.face.points[:468, :2])
        return mapped

    def to_baseline(self, values: NDArray[Any]) -> NDArray[Any]:
        """Read a map (S, S[, C]) of the follow-up at the texels of the baseline."""
        return _shifted(values, self.flow)


def register(baseline: SkinView, follow_up: SkinView) -> Registration:
    """Lay a follow-up over its baseline.

    Parameters
    ----------
    baseline, follow_up : SkinView
        Two photos of one person.

    Returns
    -------
    registration : Registration

    References
    ----------
    Kroeger et al. 2016, arXiv:1603.03590 (dense inverse search flow).
    """
    first, second = _skin_pattern(baseline), _skin_pattern(follow_up)
    solver = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    still = np.zeros((MAP_SIZE, MAP_SIZE, 2), np.float32)
    forth = np.asarray(solver.calc(first, second, still.copy()), np.float32)[..., ::-1]
    back = np.asarray(solver.calc(second, first, still.copy()), np.float32)[..., ::-1]
    returned = forth + _shifted(back, forth)
    common = baseline.visible & follow_up.visible
    accepted = common & (np.linalg.norm(returned, axis=-1) < _RETURN_TOLERANCE)
    return Registration(baseline, follow_up, _blend(forth, accepted), accepted)


def _skin_pattern(view: SkinView) -> Image:
    """Luminance with local mean and contrast evened out: what stays of it is the skin."""
    light = np.where(skin_mask(), view.light, np.median(view.light[view.visible]))
    light = light.astype(np.float32)
    high = light - np.asarray(cv2.GaussianBlur(light, (0, 0), _FINE))
    spread = np.sqrt(np.asarray(cv2.GaussianBlur(high * high, (0, 0), _COARSE)))
    return np.asarray(np.clip(128 + 40 * high / np.maximum(spread, 1e-3), 0, 255), np.uint8)


def _shifted(values: NDArray[Any], flow: Floats) -> NDArray[Any]:
    grid = np.mgrid[0:MAP_SIZE, 0:MAP_SIZE].astype(np.float32)
    at_column, at_row = grid[1] + flow[..., 1], grid[0] + flow[..., 0]
    return np.asarray(
        cv2.remap(values, at_column, at_row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    )


def _blend(flow: Floats, accepted: Mask) -> Floats:
    """Smooth the accepted flow and let it fade into the mesh where nothing was accepted."""
    weight = np.asarray(cv2.GaussianBlur(accepted.astype(np.float32), (0, 0), _SMOOTHING))
    total = np.asarray(cv2.GaussianBlur(flow * accepted[..., None], (0, 0), _SMOOTHING))
    return np.asarray(total / np.maximum(weight, 0.1)[..., None], np.float32)


def _to_texels(points: Points, vertices: Points) -> tuple[Points, NDArray[np.bool_]]:
    """Texel coordinates of photo points, and which of them lie on the mesh."""
    triangles = canonical_mesh().triangles
    return _between(points, vertices[triangles], canonical_mesh().texture[triangles])


def _to_photo(texels: Points, vertices: Points) -> Points:
    # A texel just off the map is placed by the nearest triangle, carried on.
    triangles = canonical_mesh().triangles
    return _between(texels, canonical_mesh().texture[triangles], vertices[triangles])[0]


def _follow_affine(points: Points, baseline: SkinView, follow_up: SkinView) -> Points:
    """Move points as the whole mesh moved: the best affine map between the two faces."""
    source = np.column_stack([baseline.face.points[:468, :2], np.ones(468)])
    matrix = np.linalg.lstsq(source, follow_up.face.points[:468, :2], rcond=None)[0]
    return np.asarray(np.column_stack([points, np.ones(len(points))]) @ matrix)


def _read_at(values: Floats, texels: Points) -> Points:
    columns = np.ascontiguousarray(texels[:, 1], np.float32)
    rows = np.ascontiguousarray(texels[:, 0], np.float32)
    read = cv2.remap(values, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(read, float).reshape(-1, 2)


def _between(points: Points, source: Points, target: Points) -> tuple[Points, NDArray[np.bool_]]:
    """Map points by the triangle (of K, 3, 2 source corners) that they lie in."""
    edges = np.stack([source[:, 1] - source[:, 0], source[:, 2] - source[:, 0]], axis=-1)
    flat = np.abs(np.linalg.det(edges)) < 1e-9
    inverse = np.linalg.inv(np.where(flat[:, None, None], np.eye(2), edges))
    mapped = np.zeros_like(points)
    found = np.zeros(len(points), bool)
    for i, point in enumerate(points):
        second_third = np.einsum("kij,kj->ki", inverse, point - source[:, 0])
        weights = np.column_stack([1 - second_third.sum(axis=1), second_third])
        depth = np.where(flat, -np.inf, weights.min(axis=1))
        best = int(depth.argmax())
        found[i] = depth[best] > -1e-6
        mapped[i] = weights[best] @ target[best]
    return mapped, found
