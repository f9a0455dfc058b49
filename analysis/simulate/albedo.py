"""The colour of skin from what it is made of: melanin above, blood below.

Two layers, as in Preece & Claridge 2004 (IEEE TPAMI 26:913). The optical constants are those of
Jacques and Jensen as commonly quoted; the light leaving the dermis follows the diffusion
approximation for a semi-infinite scatterer with refractive index 1.4.
"""

from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

Plane = NDArray[np.float32]

# Source: Preece & Claridge 2004 and the constants of Jacques and Jensen, see above; IEC 61966-2-1.
SURFACE_VEIL = 0.018
"""Share of light that the surface sends back untouched, white."""
OXYGEN_SATURATION = 0.75
HAEMOGLOBIN_G_PER_L = 150.0
_HAEMOGLOBIN_G_PER_MOL = 64_500.0
_EPIDERMIS_DOUBLE_PATH_CM = 0.011
_XYZ_TO_SRGB = np.array(
    [[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]]
)

# The look-up table's axes: square roots, because colour changes fastest where there is little.
# Chosen: more than the darkest and the reddest skin; the table is finer than 8 bits.
_MELANIN_MAX, _BLOOD_MAX = 0.6, 0.16
_TABLE_SIZE = 64


def skin_albedo(melanin: Plane, blood: Plane) -> Plane:
    """Return the colour of skin under white light.

    Parameters
    ----------
    melanin : (...) float32 ndarray
        Volume fraction of melanosomes in the epidermis, 0–0.6 (very light skin about 0.02).
    blood : (...) float32 ndarray
        Volume fraction of blood in the dermis, 0–0.16 (pale skin about 0.01).

    Returns
    -------
    albedo : (..., 3) float32 ndarray
        Linear sRGB, 0–1.
    """
    column = np.sqrt(np.clip(blood / _BLOOD_MAX, 0, 1)) * (_TABLE_SIZE - 1)
    row = np.sqrt(np.clip(melanin / _MELANIN_MAX, 0, 1)) * (_TABLE_SIZE - 1)
    return read_map(_table(), np.stack([row, column]))


def read_map(plane: Plane, places: NDArray[np.floating]) -> Plane:
    """Read a map (R, C) or (R, C, K) between its texels, at rows and columns (2, ...)."""
    if plane.ndim == 2:
        return np.asarray(map_coordinates(plane, places, order=1, mode="mirror"), np.float32)
    layers = [read_map(plane[..., k], places) for k in range(plane.shape[-1])]
    return np.stack(layers, axis=-1)


def erythema_index(albedo: Plane) -> Plane:
    """Return 100 · log10(R/G) of linear colours (..., 3), after Diffey et al. 1984."""
    return np.asarray(100 * np.log10(albedo[..., 0] / albedo[..., 1]), np.float32)


@lru_cache(maxsize=1)
def _table() -> Plane:
    axis = np.linspace(0, 1, _TABLE_SIZE) ** 2
    reflectance = _reflectance(axis[:, None, None] * _MELANIN_MAX, axis[None, :, None] * _BLOOD_MAX)
    spectra = _spectra()
    weights = np.stack([spectra[name] for name in "xyz"], axis=1) * spectra["d65"][:, None]
    xyz = reflectance @ (weights / weights[:, 1].sum())
    white = weights.sum(axis=0) / weights[:, 1].sum()
    rgb = (xyz @ _XYZ_TO_SRGB.T) / (_XYZ_TO_SRGB @ white)
    return np.asarray(np.clip(rgb, 1e-3, 1), np.float32)


def _reflectance(melanin: NDArray[np.float64], blood: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of light that comes back, for broadcastable fractions with a last axis of 1."""
    spectra = _spectra()
    wavelength = spectra["wavelength_nm"]
    bloodless = 0.244 + 85.3 * np.exp(-(wavelength - 154) / 66.2)
    epidermis = 6.6e11 * wavelength**-3.33 * melanin + bloodless * (1 - melanin)
    haemoglobin = (
        OXYGEN_SATURATION * spectra["hbo2"] + (1 - OXYGEN_SATURATION) * spectra["hb"]
    ) * (np.log(10) * HAEMOGLOBIN_G_PER_L / _HAEMOGLOBIN_G_PER_MOL)
    dermis = haemoglobin * blood + bloodless * (1 - blood)
    through = np.exp(-_EPIDERMIS_DOUBLE_PATH_CM * epidermis)
    body = through * _diffuse_reflectance(dermis, 70 * (wavelength / 500) ** -1.42)
    return SURFACE_VEIL + (1 - SURFACE_VEIL) * body


def _diffuse_reflectance(
    absorption: NDArray[np.float64], scattering: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Semi-infinite diffuse reflectance (Flock et al. 1989, doi:10.1109/10.42107)."""
    internal = 0.53  # inward reflection of diffuse light at n = 1.4
    mismatch = (1 + internal) / (1 - internal)
    albedo = scattering / (absorption + scattering)
    q = np.sqrt(3 * (1 - albedo))
    share = albedo / 2 * (1 + np.exp(-4 / 3 * mismatch * q)) * np.exp(-q)
    return np.asarray(share)


@lru_cache(maxsize=1)
def _spectra() -> NDArray[np.void]:
    text = files("analysis.data").joinpath("skin_spectra.csv").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if not line.startswith("#")]
    table = np.genfromtxt(rows, delimiter=",", names=True)
    return np.asarray(table)
