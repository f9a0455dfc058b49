"""Light, cameras and skin by wavelength, 400–700 nm."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.colour import Floats

Array = NDArray[np.float64]

WAVES = np.arange(400, 701, 10).astype(float)
# Molar extinction of haemoglobin with and without oxygen, 1/(cm M), Prahl's compilation.
_OXYGENATED = np.array([
    266232, 466840, 480360, 246072, 102580, 62816, 44480, 33209, 26629, 23684, 20932, 20035, 24202,
    39956, 53236, 43016, 32613, 44496, 50104, 14400, 3200, 1506, 942, 610, 442, 368, 319, 294, 277,
    276, 290,
])  # fmt: skip
_DEOXYGENATED = np.array([
    223296, 303956, 407560, 528600, 413280, 103292, 23388, 16156, 14550, 16684, 20862, 25773, 31589,
    39036, 46592, 53412, 53788, 45072, 37020, 28324, 14677, 9443, 6509, 5148, 4345, 3750, 3226,
    2795, 2407, 2051, 1794,
])  # fmt: skip
_DAYLIGHT = np.interp(
    WAVES,
    [400, 420, 440, 460, 480, 500, 520, 540, 560, 580, 600, 620, 640, 660, 680, 700],
    [82.8, 93.4, 104.9, 117.8, 115.9, 109.4, 104.8, 104.4, 100, 95.8, 90, 87.7, 83.7, 80.2, 78.3,
     71.6],
)  # fmt: skip
_XYZ_TO_RGB = np.array(
    [[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]]
)

MELANIN = np.linspace(0, 1, 40) ** 2 * 0.95
"""Optical density of the epidermis that `Palette` is tabulated at."""
BLOOD = np.linspace(0, 1, 48) ** 2 * 0.16 + 0.0015
"""Share of blood in the dermis, likewise."""


def _bell(middle: float, sd: float, sd_above: float | None = None) -> Array:
    sds = np.where(middle > WAVES, sd, sd_above or sd)
    return np.asarray(np.exp(-0.5 * ((WAVES - middle) / sds) ** 2))


def _glow(kelvin: float) -> Array:
    metres = WAVES * 1e-9
    power = metres**-5 / (np.exp(1.4388e-2 / (metres * kelvin)) - 1)
    return np.asarray(power / power.max())


def _sum_of(*lines: tuple[float, float, float], ground: float = 0.0) -> Array:
    return np.asarray(ground + sum(height * _bell(at, sd) for height, at, sd in lines))


LAMPS: Mapping[str, Array] = {
    "daylight": _sum_of((0.45, 460, 120), (0.1, 600, 90), ground=0.55),
    "cloudy": _sum_of((0.6, 430, 110), ground=0.5),
    "halogen": _glow(3000),
    "bulb": _glow(2750),
    "warm LED": _sum_of((0.28, 455, 12), (1.0, 610, 58), (0.45, 545, 45)),
    "cool LED": _sum_of((0.9, 450, 12), (0.75, 560, 65)),
    "old fluorescent": _sum_of(
        (0.55, 580, 45), (0.35, 490, 50), (0.9, 546, 6), (0.6, 436, 6), (0.35, 578, 6), ground=0.03
    ),
    "three-band fluorescent": _sum_of(
        (0.8, 611, 7), (1.0, 545, 7), (0.35, 435, 8), (0.25, 490, 8), (0.2, 585, 8), ground=0.02
    ),
}
"""Power by wavelength, in any unit."""


@dataclass(frozen=True)
class Camera:
    """A phone's sensor, and the matrix that turns what it sees into linear sRGB."""

    sensitivity: Array
    """(3, W)."""
    matrix: Array
    """(3, 3); white stays white."""


def build_camera(rng: np.random.Generator) -> Camera:
    """Build a camera that errs as cameras do: its matrix fits ordinary surfaces in daylight."""
    sensitivity = np.stack([
        _bell(rng.normal(598, 7), rng.uniform(30, 42)) + 0.06 * _bell(450, 25),
        _bell(rng.normal(537, 6), rng.uniform(33, 45)),
        _bell(rng.normal(460, 6), rng.uniform(25, 35)),
    ])  # fmt: skip
    lit = sensitivity * _DAYLIGHT
    lit /= lit.sum(axis=1, keepdims=True)
    white = np.ones((30, 3))
    seen = np.vstack([_surfaces() @ lit.T, white])
    meant = np.vstack([_surfaces() @ _observer().T, white])
    matrix = np.linalg.lstsq(seen, meant, rcond=None)[0].T
    return Camera(sensitivity, matrix / matrix.sum(axis=1, keepdims=True))


@lru_cache(maxsize=1)
def _surfaces() -> Array:
    """Reflectances of 200 ordinary things."""
    rng = np.random.default_rng(3)
    bells = np.stack([_bell(middle, 45) for middle in np.linspace(390, 710, 7)])
    raised = rng.normal(0, 1, (200, 7)) * 1.3 @ bells + rng.normal(0, 0.8, (200, 1))
    return np.asarray(1 / (1 + np.exp(-raised)))


@lru_cache(maxsize=1)
def _observer() -> Array:
    """Sensitivity of linear sRGB in daylight, (3, W), by Wyman's fit of the colour matching."""
    x = (
        1.056 * _bell(599.8, 37.9, 31.0)
        + 0.362 * _bell(442.0, 16.0, 26.7)
        - 0.065 * _bell(501.1, 20.4, 26.2)
    )
    y = 0.821 * _bell(568.8, 46.9, 40.5) + 0.286 * _bell(530.9, 16.3, 31.1)
    z = 1.217 * _bell(437.0, 11.8, 36.0) + 0.681 * _bell(459.0, 26.0, 13.8)
    response = _XYZ_TO_RGB @ (np.stack([x, y, z]) * _DAYLIGHT)
    return np.asarray(response / response.sum(axis=1, keepdims=True))


@lru_cache(maxsize=1)
def skin_reflectance() -> Array:
    """Body reflectance of skin without its surface, (melanin, blood, W): Kubelka and Munk."""
    haemoglobin = 2.303 * (0.7 * _OXYGENATED + 0.3 * _DEOXYGENATED) * 150 / 64500
    absorbed = BLOOD[None, :, None] * haemoglobin * 1.6 + 0.25 + 0.35 * np.exp(-(WAVES - 400) / 60)
    scattered = 26 * (WAVES / 500) ** -1.25 + 5.4 * (WAVES / 500) ** -4
    ratio = absorbed / scattered
    dermis = 1 + ratio - np.sqrt(ratio**2 + 2 * ratio)
    epidermis = np.exp(-MELANIN[:, None, None] * 8.6 * (WAVES / 500) ** -3.05)
    return np.asarray(0.96 * dermis * epidermis)


class Palette:
    """Ln of linear RGB of skin, by melanin and blood, under one lamp for one camera."""

    def __init__(self, rgb: Array) -> None:
        self.ln_rgb = np.log(rgb).astype(np.float32)
        """(melanin, blood, 3)."""

    def read(self, melanin: Floats, blood: Floats) -> Floats:
        """Return ln RGB (M, N, 3) at positions (M, N) in `MELANIN` and `BLOOD`."""
        return np.stack([
            cv2.remap(np.ascontiguousarray(self.ln_rgb[..., channel]), blood, melanin,
                      cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            for channel in range(3)
        ], axis=-1)  # fmt: skip


@lru_cache(maxsize=1)
def eye_palette() -> Palette:
    """Skin in daylight as linear sRGB means it: what the studio photos are taken to show."""
    return Palette(np.maximum(skin_reflectance() @ _observer().T, 1e-4))


def camera_palette(camera: Camera, lamp: Array, balanced_to: Array) -> Palette:
    """Return skin under a lamp as a camera gives it, white-balanced to a lamp."""
    white = (camera.sensitivity * balanced_to).sum(axis=1)
    seen = np.maximum(skin_reflectance() @ (camera.sensitivity * lamp).T / white, 1e-5)
    return Palette(np.maximum(seen @ camera.matrix.T, 2e-4))


def lamp_colour(camera: Camera, lamp: Array, balanced_to: Array) -> Array:
    """Return linear RGB (3,) of white paper under a lamp."""
    response = (camera.sensitivity * lamp).sum(axis=1)
    return np.asarray(camera.matrix @ (response / (camera.sensitivity * balanced_to).sum(axis=1)))
