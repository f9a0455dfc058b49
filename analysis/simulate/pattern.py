"""The person's own skin, painted on the skin map: what stays the same in every photo."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from analysis.face.mesh import MAP_SIZE, TEXELS_PER_MM, canonical_mesh
from analysis.simulate.albedo import Plane
from analysis.simulate.shape.head import EYE_LEFT, EYE_RIGHT, LID_CREASE_LEFT, LID_CREASE_RIGHT

# Chosen: by eye; blood a usual value of skin models such as `albedo`.
DETAIL = 2
"""Texels of these maps per texel of the skin map, along each side."""
SIZE = MAP_SIZE * DETAIL
PER_MM = TEXELS_PER_MM * DETAIL
MAP_CM2 = (SIZE / PER_MM / 10) ** 2

BASE_BLOOD = 0.016
"""Volume fraction of blood in untreated skin. Chosen: a usual value of skin models such as
`albedo`."""

# Source: MediaPipe's face mesh. Chosen: redness and shade by eye.
LIPS = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
_MOUTH_LINE = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
_BROW_UPPER = (107, 66, 105, 63, 70)
_BROW_LOWER = (55, 65, 52, 53, 46)

# Skin that is naturally redder: mesh point, radius in mm, share of blood more.
# Source of the points: MediaPipe's face mesh. Chosen: shares by eye.
_FLUSH = (
    (50, 14, 0.22), (280, 14, 0.22), (4, 8, 0.35), (48, 6, 0.35), (278, 6, 0.35),
    (199, 9, 0.10), (151, 18, -0.08), (9, 8, 0.08),
)  # fmt: skip
# Skin that is naturally darker: mesh point, radius in mm, share of melanin more.
_SHADE = (
    (230, 6, 0.22), (450, 6, 0.22), (27, 7, 0.18), (257, 7, 0.18), (133, 4, 0.25), (362, 4, 0.25),
    (164, 9, 0.06), (199, 14, 0.05),
)  # fmt: skip
_NOSTRIL = (238, 239, 79, 166, 75, 60, 20)


@dataclass(frozen=True)
class Pattern:
    """Maps of the person's untreated skin, each (SIZE, SIZE) float32."""

    melanin: Plane
    """Volume fraction in the epidermis."""
    blood: Plane
    """Volume fraction in the dermis."""
    fine: Plane
    """Pores, fine lines and grain as change of log luminance."""
    lips: Plane
    """0 skin to 1 lip."""
    brows: Plane
    """0 skin to 1 covered by brow hair."""
    shadow: Plane
    """Light that reaches the surface, 0–1: mouth line, nostrils, folds."""
    mottling: Plane
    """Uneven answer of the skin to treatment, mean 1."""


def paint_pattern(rng: np.random.Generator, melanin: float) -> Pattern:
    """Paint the skin of one person.

    Parameters
    ----------
    rng : numpy.random.Generator
    melanin : float
        Mean volume fraction of melanosomes in the epidermis: 0.02 very light to 0.4 very dark.

    Returns
    -------
    pattern : Pattern
    """
    lips, spots = lip_mask(), _spots(rng)
    fine = fine_texture(rng) * (1 - 0.75 * lips) + lips * _lip_lines(rng)
    return Pattern(
        melanin=_melanin(rng, melanin, lips, spots),
        blood=_blood(rng, lips),
        fine=fine - 0.10 * spots,
        lips=lips,
        brows=_brows(rng),
        shadow=_shadow(),
        mottling=1 + 0.16 * _noise(rng, 9.0) + 0.10 * _noise(rng, 3.0),
    )


def disc(point: int, radius_mm: float) -> Plane:
    """Return a soft disc of height 1 around a mesh point of the skin map."""
    row, column = _place(point)
    rows, columns = np.ogrid[:SIZE, :SIZE]
    squared = (rows - row) ** 2 + (columns - column) ** 2
    return np.asarray(np.exp(-squared / (2 * (radius_mm * PER_MM) ** 2)), np.float32)


def lip_mask() -> Plane:
    """Return the red of the lips, softly edged."""
    return np.asarray(cv2.GaussianBlur(_filled(LIPS), (0, 0), 0.7 * PER_MM))


def eye_mask(margin_mm: float) -> Plane:
    """Return the eyes and the lids around them, softly edged."""
    mask = np.maximum(_filled(EYE_RIGHT), _filled(EYE_LEFT))
    size = 2 * round(margin_mm * PER_MM) + 1
    wide = cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    return np.asarray(cv2.GaussianBlur(wide, (0, 0), 1.0 * PER_MM))


def _filled(points: tuple[int, ...]) -> Plane:
    mask = np.zeros((SIZE, SIZE), np.float32)
    outline = np.array([_place(point)[::-1] for point in points])
    cv2.fillPoly(mask, [np.round(outline).astype(np.int32)], 1.0)
    return mask


def fine_texture(rng: np.random.Generator) -> Plane:
    """Return pores, crossing fine lines and grain: log luminance, spread about 0.05."""
    pores = _specks(rng, per_cm2=90, blur_mm=0.14) + 0.8 * _specks(rng, per_cm2=25, blur_mm=0.22)
    lines = sum(_streaks(rng, angle) for angle in (25.0, -35.0, 80.0))
    fine = -0.045 * pores + 0.014 * lines + 0.016 * _noise(rng, 0.12) + 0.014 * _noise(rng, 0.5)
    return np.asarray(fine - fine.mean(), np.float32)


def _place(point: int) -> NDArray[np.float64]:
    return np.asarray(canonical_mesh().texture[point] * DETAIL + (DETAIL - 1) / 2)


def _noise(rng: np.random.Generator, blur_mm: float) -> Plane:
    """Smooth noise of spread 1; drawn small where it is smooth anyway."""
    blur = blur_mm * PER_MM
    shrink = max(1, int(blur / 3))
    side = SIZE // shrink + 1
    noise = gaussian_filter(rng.standard_normal((side, side)), blur / shrink, mode="wrap")
    big = cv2.resize((noise / noise.std()).astype(np.float32), (SIZE, SIZE))
    return np.asarray(big, np.float32)


def _specks(rng: np.random.Generator, per_cm2: float, blur_mm: float) -> Plane:
    """Blurred dots of random depth around 1."""
    count = round(per_cm2 * MAP_CM2)
    dots = np.zeros((SIZE, SIZE), np.float32)
    dots[tuple(rng.integers(0, SIZE, (2, count)))] = rng.gamma(4, 0.25, count)
    blur = blur_mm * PER_MM
    return np.asarray(gaussian_filter(dots, blur) * 2 * np.pi * blur**2, np.float32)


def _streaks(rng: np.random.Generator, angle: float) -> Plane:
    noise = gaussian_filter(rng.standard_normal((SIZE, SIZE)).astype(np.float32), (0.8, 7))
    turn = cv2.getRotationMatrix2D((SIZE / 2, SIZE / 2), angle, 1.0)
    turned = cv2.warpAffine(noise, turn, (SIZE, SIZE), borderMode=cv2.BORDER_REFLECT)
    return np.asarray(turned / turned.std(), np.float32)


def _melanin(rng: np.random.Generator, mean: float, lips: Plane, spots: Plane) -> Plane:
    share = 1 + 0.07 * _noise(rng, 7.0) + 0.04 * _noise(rng, 1.2)
    for point, radius, more in _SHADE:
        share += more * disc(point, radius)
    share += 0.5 * lips + spots * min(1.0, (0.05 / mean) ** 0.5)
    return np.asarray(np.clip(mean * share, 0.005, 0.6), np.float32)


def _spots(rng: np.random.Generator) -> Plane:
    """Freckles over nose and cheeks, and a few moles anywhere."""
    spots = np.zeros((SIZE, SIZE), np.float32)
    centres = np.array([_place(point) for point in (50, 280, 195, 151, 205, 425)])
    for _ in range(110):
        place = centres[rng.integers(len(centres))] + rng.normal(0, 15 * PER_MM, 2)
        _add_spot(spots, place, rng.uniform(0.35, 0.8), rng.uniform(0.25, 0.8))
    for _ in range(9):
        place = rng.uniform(0.15, 0.85, 2) * SIZE
        _add_spot(spots, place, rng.uniform(0.5, 1.0), rng.uniform(1.5, 3.0))
    return spots


def _add_spot(plane: Plane, place: NDArray[np.float64], radius_mm: float, height: float) -> None:
    radius = radius_mm * PER_MM
    reach = int(3 * radius)
    row, column = np.round(place).astype(int)
    if not (reach < row < SIZE - reach and reach < column < SIZE - reach):
        return
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    distance = np.hypot(rows, columns) / radius
    window = plane[row - reach : row + reach + 1, column - reach : column + reach + 1]
    window += (height / (1 + np.exp((distance - 1) * 6))).astype(np.float32)


def _blood(rng: np.random.Generator, lips: Plane) -> Plane:
    share = 1 + 0.10 * _noise(rng, 6.0) + 0.06 * _noise(rng, 1.5)
    for point, radius, more in _FLUSH:
        share += more * disc(point, radius)
    return np.asarray(BASE_BLOOD * share * (1 - lips) + 0.075 * lips, np.float32)


def _lip_lines(rng: np.random.Generator) -> Plane:
    noise = gaussian_filter(rng.standard_normal((SIZE, SIZE)).astype(np.float32), (12, 1.8))
    return np.asarray(0.07 * noise / noise.std(), np.float32)


def _shadow() -> Plane:
    """Mouth line, nostrils and the wings of the nose."""
    dark = np.zeros((SIZE, SIZE), np.float32)
    _line(dark, _MOUTH_LINE, width_mm=0.9, blur_mm=0.35, depth=0.85)
    _line(dark, _MOUTH_LINE, width_mm=2.5, blur_mm=1.2, depth=0.35)
    for eye, crease in ((EYE_RIGHT, LID_CREASE_RIGHT), (EYE_LEFT, LID_CREASE_LEFT)):
        _line(dark, (*eye[9:], eye[0]), width_mm=0.9, blur_mm=0.30, depth=0.85)
        _line(dark, eye[:9], width_mm=0.5, blur_mm=0.35, depth=0.22)
        _line(dark, crease, width_mm=0.7, blur_mm=0.45, depth=0.55)
        _line(dark, crease, width_mm=3.0, blur_mm=1.6, depth=0.20)
    nostril = cv2.GaussianBlur(_filled(_NOSTRIL), (0, 0), 0.8 * PER_MM)
    np.maximum(dark, 0.9 * np.maximum(nostril, nostril[:, ::-1]), out=dark)
    return np.asarray(1 - np.clip(dark, 0, 0.93), np.float32)


def _line(
    plane: Plane, points: tuple[int, ...], width_mm: float, blur_mm: float, depth: float
) -> None:
    layer = np.zeros_like(plane)
    path = np.array([_place(point)[::-1] for point in points]) * 16
    width = max(1, round(width_mm * PER_MM))
    cv2.polylines(
        layer, [np.round(path).astype(np.int32)], False, depth, width, cv2.LINE_AA, shift=4
    )
    np.maximum(plane, cv2.GaussianBlur(layer, (0, 0), blur_mm * PER_MM), out=plane)


def _brows(rng: np.random.Generator) -> Plane:
    """Short hairs, upright near the nose and lying flat at the temple."""
    cover = np.zeros((SIZE, SIZE), np.float32)
    upper = np.array([_place(point) for point in _BROW_UPPER])
    lower = np.array([_place(point) for point in _BROW_LOWER])
    for mirrored in (False, True):
        for _ in range(760):
            _add_brow_hair(cover, rng, upper, lower, mirrored)
    return np.asarray(np.clip(cv2.GaussianBlur(cover, (0, 0), 0.6), 0, 1))


def _add_brow_hair(
    cover: Plane,
    rng: np.random.Generator,
    upper: NDArray[np.float64],
    lower: NDArray[np.float64],
    mirrored: bool,
) -> None:
    along = 4 * rng.beta(1.15, 1.1)
    across = rng.beta(2, 2) * (1 - 0.35 * along / 4) + 0.1
    index = np.arange(5)
    top = np.array([np.interp(along, index, upper[:, k]) for k in range(2)])
    bottom = np.array([np.interp(along, index, lower[:, k]) for k in range(2)])
    root = bottom + (top - bottom) * across + rng.normal(0, 0.5 * PER_MM, 2)
    lean = np.radians(np.interp(along, [0, 1, 2.5, 4], [70, 40, 15, -20]) + rng.normal(0, 9))
    length = rng.uniform(4, 7.5) * PER_MM * (1 - 0.25 * along / 4)
    bend = np.radians(rng.uniform(5, 25))
    path = [root]
    for step in range(4):
        angle = lean - bend * step / 3
        path.append(path[-1] + length / 4 * np.array([-np.sin(angle), -np.cos(angle)]))
    points = np.array(path)[:, ::-1]
    if mirrored:
        points[:, 0] = SIZE - 1 - points[:, 0]
    strength = float(rng.uniform(0.5, 1.0))
    layer_points = [np.round(points * 16).astype(np.int32)]
    cv2.polylines(cover, layer_points, False, strength, 2, cv2.LINE_AA, shift=4)
