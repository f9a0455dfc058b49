"""A generated limb: skin with moles, freckles, pores and hairs on a cylinder, photographed.

Nothing here is used by the alignment itself, so its truth is independent of it.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.card.design import CARD_WIDTH_MM, MM_PER_INCH, draw_card
from analysis.face.detect import Image, Points

PX_PER_MM = 8
_SIZE_PX = (1200, 1600)
_FOCAL_PX = 1500.0
_TONES = np.array([[0.62, 0.42, 0.32], [0.45, 0.28, 0.19], [0.22, 0.12, 0.075]])
"""Linear albedo of light, medium and dark skin."""
_BLOOD = 0.36, 1.0, 0.93
"""Optical density that blood adds to red, green and blue, relative to green."""
_CARD_DPI = 300
_CARD_HEIGHT, _CARD_GAP_MM = 0.7, 6.0
"""Height in radii above the limb's middle, and distance from the limb."""


@dataclass(frozen=True)
class Limb:
    """A cylinder of skin; texture rows run along it, columns around it, in 1/PX_PER_MM mm."""

    radius_mm: float
    texture: NDArray[np.float32]


@dataclass(frozen=True)
class View:
    """A photo of a limb and where the camera stood."""

    pixels: Image
    rotation: Points
    offset: Points

    def project(self, points: Points) -> Points:
        """Row, column of points (N, 3) in mm of the limb's own frame."""
        seen = points @ self.rotation.T + self.offset
        centre = np.array(_SIZE_PX) / 2
        return seen[:, 1::-1] / seen[:, 2:] * _FOCAL_PX + centre


def generate_limb(seed: int) -> Limb:
    """Generate the skin of one person's limb."""
    rng = np.random.default_rng(seed)
    radius = rng.uniform(40, 70)
    size = 260 * PX_PER_MM, int(np.pi * radius * PX_PER_MM)
    tint = _noise(rng, size, 60) * 0.06 + _noise(rng, size, 12) * 0.03 + _noise(rng, size, 2) * 0.04
    area_cm2 = size[0] * size[1] / (10 * PX_PER_MM) ** 2
    marks = np.zeros(size, np.float32)
    for per_cm2, radii, depths in (
        (0.15, (0.6, 2.0), (0.4, 1.0)),
        (0.8, (0.3, 0.8), (0.1, 0.35)),
        (25, (0.12, 0.2), (0.1, 0.25)),
    ):
        _strew(marks, rng, rng.poisson(per_cm2 * area_cm2), radii, depths)
    hairs = _hairs(rng, size, rng.poisson(rng.uniform(0.3, 2) * area_cm2))
    dark = cv2.GaussianBlur(marks, (0, 0), 0.8) + hairs
    tone = _TONES[rng.integers(len(_TONES))]
    absorbed = np.exp(-(dark[..., None] * [0.6, 1.0, 1.3] + tint[..., None]))
    return Limb(radius, (tone * absorbed).astype(np.float32))


def treat(limb: Limb, seed: int, *, redness: float = 0.0, flakes_per_cm2: float = 0.0) -> Limb:
    """Redden a limb's skin by an optical density of green, and let it flake."""
    rng = np.random.default_rng([seed, 7])
    size = limb.texture.shape[:2]
    flakes = np.zeros(size, np.float32)
    count = rng.poisson(flakes_per_cm2 * size[0] * size[1] / (10 * PX_PER_MM) ** 2)
    _strew(flakes, rng, count, (0.3, 0.9), (0.08, 0.25))
    changed = np.exp(flakes[..., None] - redness * np.array(_BLOOD))
    return replace(limb, texture=(limb.texture * changed).astype(np.float32))


def photograph(limb: Limb, seed: int, *, moved: bool, card: bool = False) -> View:
    """Photograph a limb; a moved camera stands elsewhere, under another lamp.

    With a card, which lies beside the limb, the camera bends its tone curve too.
    """
    rng = np.random.default_rng([seed, int(moved)])
    turns = np.radians(rng.uniform(-1, 1, 3) * ([10, 12, 15] if moved else [3, 3, 3]))
    rotation = cv2.Rodrigues(np.array([turns[0], 0, 0]))[0] @ cv2.Rodrigues(
        np.array([0, turns[1], 0])
    )[0] @ cv2.Rodrigues(np.array([0, 0, turns[2]]))[0]  # fmt: skip
    distance = rng.uniform(240, 300) if moved else 270.0
    offset = np.array([*rng.uniform(-8, 8, 2), distance + limb.radius_mm])
    points, hit = _surface(limb, rotation, offset)
    towards = _lamp(rotation, rng)
    lit = _texture_at(limb, points) * _shade(points * [1, 0, 1] / limb.radius_mm, towards)
    lit[~hit] = rng.uniform(0.05, 0.5, 3)
    if card:
        _lay_card(lit, hit, limb, rotation, offset, towards)
    colour = np.exp(rng.normal(0, 0.08, 3) * [1, 0, 1]) * np.exp(rng.normal(0, 0.25))
    soft = cv2.GaussianBlur(lit * colour, (0, 0), rng.uniform(0.4, 1.0))
    tone = np.random.default_rng([seed, int(moved), 1]).normal(1, 0.07) if card else 1.0
    encoded = 255 * np.clip(soft, 0, 1) ** (tone / 2.2) + rng.normal(0, 2, lit.shape)
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(80, 96))]
    _, content = cv2.imencode(".jpg", encoded.clip(0, 255).astype(np.uint8)[..., ::-1], quality)
    pixels = np.asarray(cv2.imdecode(content, cv2.IMREAD_COLOR)[..., ::-1]).copy()
    return View(pixels, rotation, offset)


def common_points(limb: Limb, first: View, second: View) -> tuple[Points, Points, float]:
    """Skin seen well in both photos: row, column in each, and the first one's pixels per mm."""
    angles, along = np.meshgrid(np.radians(np.arange(-50, 51, 5)), np.arange(-60, 61, 6))
    points = limb.radius_mm * np.stack(
        [np.sin(angles), along / limb.radius_mm, -np.cos(angles)], axis=-1
    ).reshape(-1, 3)
    normals = points * [1, 0, 1] / limb.radius_mm
    seen = np.ones(len(points), bool)
    for view in (first, second):
        at = view.project(points)
        inside = ((at > 20) & (at < np.array(_SIZE_PX) - 20)).all(axis=1)
        towards = -(points + view.rotation.T @ view.offset)
        facing = (normals * towards).sum(1) / np.linalg.norm(towards, axis=1) > 0.6
        seen &= inside & facing
    scale = _FOCAL_PX / (first.offset[2] - limb.radius_mm)
    return first.project(points[seen]), second.project(points[seen]), scale


def _noise(rng: np.random.Generator, size: tuple[int, int], wave_mm: float) -> NDArray[np.float32]:
    step = max(1, int(wave_mm * PX_PER_MM / 4))
    small = rng.normal(size=(size[0] // step + 8, size[1] // step + 8)).astype(np.float32)
    field = cv2.resize(cv2.GaussianBlur(small, (0, 0), 1.6), size[::-1])
    return np.asarray(field / field.std(), np.float32)


def _strew(
    layer: NDArray[np.float32],
    rng: np.random.Generator,
    count: int,
    radii_mm: tuple[float, float],
    depths: tuple[float, float],
) -> None:
    for row, column in rng.uniform(0, layer.shape, (count, 2)):
        axes = rng.uniform(*radii_mm) * PX_PER_MM * np.array([2, 2 * rng.uniform(0.7, 1)])
        ellipse = ((column, row), (float(axes[0]), float(axes[1])), rng.uniform(0, 180))
        cv2.ellipse(layer, ellipse, float(rng.uniform(*depths)), -1, cv2.LINE_8)


def _hairs(rng: np.random.Generator, size: tuple[int, int], count: int) -> NDArray[np.float32]:
    layer = np.zeros(size, np.uint8)
    for row, column in rng.uniform(0, size, (count, 2)):
        bend = np.cumsum(rng.normal(0.02, 0.08, 12)) + rng.normal(np.pi / 2, 0.4)
        steps = np.stack([np.cos(bend), np.sin(bend)], axis=1) * rng.uniform(0.3, 0.8) * PX_PER_MM
        path = np.array([column, row]) + np.cumsum(steps, axis=0)
        cv2.polylines(layer, [path.astype(np.int32)], False, 255, 1, cv2.LINE_AA)
    return np.asarray(layer.astype(np.float32) / 255 * 0.7)


def _surface(limb: Limb, rotation: Points, offset: Points) -> tuple[Points, NDArray[np.bool_]]:
    """Where each pixel's ray meets the limb, in its own frame."""
    direction, start = _rays(rotation, offset)
    a = direction[..., 0] ** 2 + direction[..., 2] ** 2
    b = direction[..., 0] * start[0] + direction[..., 2] * start[2]
    root = b**2 - a * (start[0] ** 2 + start[2] ** 2 - limb.radius_mm**2)
    hit = root > 0
    depth = (-b - np.sqrt(np.maximum(root, 0))) / a
    return start + depth[..., None] * direction, hit


def _rays(rotation: Points, offset: Points) -> tuple[Points, Points]:
    """Direction of each pixel's ray (M, N, 3), and where all start, in the limb's frame."""
    rows, columns = np.indices(_SIZE_PX)
    centre = np.array(_SIZE_PX) / 2
    rays = np.dstack([columns - centre[1], rows - centre[0], np.full(_SIZE_PX, _FOCAL_PX)])
    return rays / _FOCAL_PX @ rotation, -rotation.T @ offset


def _lay_card(
    lit: Points,
    hit: NDArray[np.bool_],
    limb: Limb,
    rotation: Points,
    offset: Points,
    towards: Points,
) -> None:
    """Draw the printed card, upright beside the limb, nearly as high as its skin."""
    pixels = cv2.rotate(draw_card(dpi=_CARD_DPI), cv2.ROTATE_90_CLOCKWISE)
    direction, start = _rays(rotation, offset)
    depth = (-_CARD_HEIGHT * limb.radius_mm - start[2]) / direction[..., 2]
    points = start + depth[..., None] * direction
    px_per_mm = _CARD_DPI / MM_PER_INCH
    left, top = limb.radius_mm + _CARD_GAP_MM, -CARD_WIDTH_MM / 2
    columns, rows = ((points[..., i] - low) * px_per_mm for i, low in ((0, left), (1, top)))
    inside = (rows > 0) & (rows < pixels.shape[0] - 1) & (columns > 0)
    inside &= (columns < pixels.shape[1] - 1) & ~hit
    fine = cv2.remap(pixels, columns.astype(np.float32), rows.astype(np.float32), cv2.INTER_LINEAR)
    paper = (fine / 255.0) ** 2.2 * _shade(np.array([0.0, 0.0, -1.0]), towards)
    lit[inside] = paper[inside]


def _texture_at(limb: Limb, points: Points) -> NDArray[np.float32]:
    around = np.arctan2(points[..., 0], -points[..., 2]) * limb.radius_mm
    rows = (points[..., 1] * PX_PER_MM + limb.texture.shape[0] / 2).astype(np.float32)
    columns = (around * PX_PER_MM + limb.texture.shape[1] / 2).astype(np.float32)
    return cv2.remap(limb.texture, columns, rows, cv2.INTER_AREA, borderMode=cv2.BORDER_REFLECT)


def _lamp(rotation: Points, rng: np.random.Generator) -> Points:
    """Direction towards the lamp, in the limb's frame."""
    towards = rotation.T @ (np.array([rng.uniform(-0.8, 0.8), rng.uniform(-0.8, 0.3), -1.0]))
    return np.asarray(towards / np.linalg.norm(towards))


def _shade(normals: Points, towards: Points) -> Points:
    return np.asarray(0.35 + 0.75 * np.maximum(normals @ towards, 0))[..., None]
