"""Known redness: more blood in the skin of a real photo, as a spectral skin model says.

The model integrates over wavelengths (see `albedo`), so the truth does not come from the formula
that scores it. The level of redness k is the haemoglobin optical density that is added to the
green channel of light skin; an increase of k = 0.1 moves the index of skin without gloss by
about 2.8 EI.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.color import rgb2lab

from analysis.anatomy import Zone
from analysis.colour import LUMINANCE_WEIGHTS, Floats
from analysis.face.mesh import INTEROCULAR_MM, INTEROCULAR_TEXELS, MAP_SIZE, TEXELS_PER_MM
from analysis.face.zones import zone_masks
from analysis.simulate.albedo import SURFACE_VEIL, skin_albedo
from analysis.simulate.studio import Sitter

# Chosen: a usual value of skin models such as `albedo`; patches, dots and gloss by eye.
_REST_BLOOD = 0.02
"""Volume fraction of blood in untreated facial skin."""
_LIGHT_SKIN_MELANIN = 0.03
"""Melanosome fraction by which k is defined."""
_MELANIN = np.geomspace(0.01, 0.43, 60)
_LEVELS = np.linspace(0, 1.6, 161)
_FEATHER = 0.03
"""Softness of a treated zone's edge, in interocular distances."""
_PATCHINESS, _PATCH_MM = 0.25, 8.0
_DOTS_PER_CM2, _DOT_RADIUS_MM, _DOT_STRENGTH = 30.0, 0.25, 1.0
_VEIL = 0.012
"""Share of the light on a face that its surface sends back white. Less than the model's own veil,
which is for light from all sides: a studio keeps its lamps off the mirror angle."""
_GLOSS_MM, _GLOSS_STEP = 5.0, 1.12


@dataclass(frozen=True)
class Tone:
    """How light a person's facial skin is."""

    ita_deg: float
    """Individual typology angle in degrees, above 55 very light, below -30 dark."""
    melanin: float
    """Melanosome fraction of the skin model that has this angle."""
    light: float
    """How much light falls on the face, 1 where a white sheet would be white."""


def find_tone(sitter: Sitter) -> Tone:
    """Estimate a person's skin tone.

    Parameters
    ----------
    sitter : Sitter

    Returns
    -------
    tone : Tone

    References
    ----------
    Chardon et al. 1991, Int J Cosmet Sci 13:191 (individual typology angle).
    """
    face = _project(zone_masks()[Zone.FACE].astype(np.float32), sitter) > 0.5
    luminance, around = _luminance(sitter)
    colour = np.median(sitter.linear[face & (luminance < around)], axis=0)
    ita = _ita(colour)
    # The angle falls as melanin rises, and interpolation wants it rising.
    melanin = float(np.interp(ita, _ita(_model_colour(_MELANIN))[::-1], _MELANIN[::-1]))
    light = float(colour @ LUMINANCE_WEIGHTS / (_model_colour(melanin) @ LUMINANCE_WEIGHTS))
    return Tone(float(ita), melanin, min(light, 1.0))


def redden(
    sitter: Sitter, level: float, rng: np.random.Generator, zones: Collection[Zone] = (Zone.FACE,)
) -> tuple[Sitter, Mapping[Zone, float]]:
    """Bring more blood into the skin of some zones.

    Parameters
    ----------
    sitter : Sitter
    level : float
        Mean k over the zones: 0.05 hardly visible, 0.1 just visible, 0.2 clear, 0.4 strong.
    rng : numpy.random.Generator
        Decides the patchiness and the needle dots.
    zones : collection of Zone

    Returns
    -------
    sitter : Sitter
    truth : mapping of Zone to float
        Mean change of the erythema index of the skin's body reflection in every zone, in EI:
        what the change would be without gloss, camera and neighbouring light.
    """
    tone = find_tone(sitter)
    amount = level * _texture(zones, rng)
    ratio = _blood_ratio(tone.melanin)
    where = sitter.texels[..., 0] >= 0
    at_pixel = _project(amount, sitter)[where]
    change = np.stack([np.interp(at_pixel, _LEVELS, ratio[:, c]) for c in range(3)], axis=-1)
    veil = _surface_light(sitter, tone)[where][:, None]
    linear = sitter.linear.copy()
    body = np.maximum(linear[where] - veil, 0)
    linear[where] += (body * (change - 1)).astype(np.float32)
    index = 100 * np.log10(ratio[:, 0] / ratio[:, 1])
    truth = {
        zone: float(np.interp(amount[mask], _LEVELS, index).mean())
        for zone, mask in zone_masks().items()
    }
    return replace(sitter, linear=linear), truth


def _texture(zones: Collection[Zone], rng: np.random.Generator) -> Floats:
    """Pattern of redness on the skin map, with mean 1 inside the zones: patches and dots."""
    masks = zone_masks()
    inside = np.any([masks[zone] for zone in zones], axis=0)
    patches = _blurred(rng.normal(size=(MAP_SIZE, MAP_SIZE)), _PATCH_MM * TEXELS_PER_MM / 2)
    pattern = np.maximum(1 + _PATCHINESS * patches / patches.std(), 0)
    count = rng.poisson(_DOTS_PER_CM2 * (MAP_SIZE / TEXELS_PER_MM / 10) ** 2)
    dots = np.zeros((MAP_SIZE, MAP_SIZE))
    dots[tuple(rng.integers(0, MAP_SIZE, (2, count)))] = 1
    radius = _DOT_RADIUS_MM * TEXELS_PER_MM
    pattern += _DOT_STRENGTH * np.pi * radius**2 * _blurred(dots, radius / np.sqrt(2))
    pattern /= pattern[inside].mean()
    edge = _blurred(inside.astype(float), _FEATHER * INTEROCULAR_TEXELS / 2)
    return np.asarray(pattern * edge * masks[Zone.FACE], np.float32)


def _blurred(values: NDArray[np.floating], sigma: float) -> Floats:
    return np.asarray(cv2.GaussianBlur(values.astype(np.float32), (0, 0), sigma))


def _surface_light(sitter: Sitter, tone: Tone) -> Floats:
    """White light that the surface sends back before it meets any blood, per pixel.

    An even veil in proportion to the light on the face, and gloss: whatever is brighter than
    its surroundings by more than a step.
    """
    luminance, around = _luminance(sitter)
    on_face = sitter.texels[..., 0] >= 0
    veil = _VEIL * tone.light * around / np.median(luminance[on_face])
    return np.asarray(veil + np.maximum(luminance - _GLOSS_STEP * around, 0), np.float32)


def _luminance(sitter: Sitter) -> tuple[Floats, Floats]:
    """Luminance of each pixel and of the skin around it."""
    luminance = np.asarray(sitter.linear @ LUMINANCE_WEIGHTS, np.float32)
    return luminance, _blurred(luminance, _GLOSS_MM / INTEROCULAR_MM * sitter.face.interocular_px)


def _project(values: Floats, sitter: Sitter) -> Floats:
    """Read a skin map at every pixel of the photo; 0 off the face."""
    rows, columns = (np.ascontiguousarray(sitter.texels[..., i]) for i in (0, 1))
    read = np.asarray(cv2.remap(values, columns, rows, cv2.INTER_LINEAR), np.float32)
    return np.where(rows >= 0, read, np.float32(0))


def _ita(linear: Floats) -> Floats:
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    lab = rgb2lab(np.asarray(encoded, float))
    return np.asarray(np.degrees(np.arctan2(lab[..., 0] - 50, lab[..., 2])))


def _model_colour(melanin: float | NDArray[np.float64]) -> Floats:
    fraction = np.atleast_2d(np.asarray(melanin, np.float32))
    return np.squeeze(skin_albedo(fraction, np.full_like(fraction, _REST_BLOOD)))


@lru_cache(maxsize=64)
def _blood_ratio(melanin: float) -> Floats:
    """Colour of the body reflection at each of `_LEVELS`, relative to skin at rest: (161, 3)."""
    amounts = np.linspace(_REST_BLOOD, 0.16, 400, dtype=np.float32)[None]
    light_skin = _body(np.full_like(amounts, _LIGHT_SKIN_MELANIN), amounts)
    density = -np.log(light_skin[:, 1] / light_skin[0, 1])
    skin = _body(np.full_like(amounts, melanin), amounts)
    curves = [np.interp(_LEVELS, density, skin[:, c] / skin[0, c]) for c in range(3)]
    return np.stack(curves, axis=-1).astype(np.float32)


def _body(melanin: Floats, blood: Floats) -> Floats:
    return np.asarray(np.maximum(skin_albedo(melanin, blood)[0] - SURFACE_VEIL, 1e-4))
