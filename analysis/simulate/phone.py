"""A phone camera, simulated: a scene in linear light becomes the JPEG that a person would send.

Everything is drawn from a generator that the caller seeds. The order is that of nature: light,
lens, sensor, white balance, colour matrix, tone, JPEG. The spreads are those of the imaging
literature for phones that were left to their automatics.
"""

from dataclasses import dataclass, replace
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pictures
from scipy.special import expit

from analysis.card.design import CARD_HEIGHT_MM, CARD_WIDTH_MM, CardSize, draw_card
from analysis.colour import LUMINANCE_WEIGHTS, Floats, to_linear
from analysis.face.mesh import INTEROCULAR_MM
from analysis.face.points import CHIN_TIP, FOREHEAD_TOP
from analysis.simulate.studio import Sitter, redecorate

# Chosen: by eye; see also `Conditions`.
_LOCAL_SIGMA = 0.15
"""Reach of local tone mapping, in heights of the face."""
_WORKING_SHRINK = 8
_CURVED = 0.5
"""Share of local tone mapping that bends each channel; the rest brightens and keeps the colour."""
_FADE = 0.02
"""Darkest linear light that tone mapping tells apart."""
_CARD_MARGIN = 0.03
"""Distance of the card from the picture's lower left corner, in widths of the picture."""
_CARD = CardSize.LARGE
"""These photos are small: here the large card has as many pixels as the pocket card in a phone's
own photo."""
_CARD_DPI = 150
"""Chosen: finer than these photos show it."""


@dataclass(frozen=True)
class Conditions:
    """How far light and camera stray. A pair of numbers is a range, drawn evenly."""

    white_balance_sd: float
    """Spread of ln gain of red and of blue."""
    exposure_sd: float
    """Spread of exposure in stops (EV)."""
    matrix_sd: float
    """Spread of the six free terms of the colour matrix around unity."""
    exponent_sd: float
    """Spread of ln exponent of the tone curve."""
    s_curve_sd: float
    """Spread of the contrast added in the middle of the tone curve."""
    local_tone: tuple[float, float]
    """Share of large-scale ln luminance that local tone mapping evens out."""
    gradient_sd: float
    """Spread of ln light per width of the face, in any direction."""
    side_light: tuple[float, float]
    """Strength of a second light from one side, relative to the first."""
    chin_shadow: tuple[float, float]
    """Share of the second light that the chin keeps off the neck."""
    side_colour_sd: float
    """Spread of ln red and -ln blue of the second light."""
    flare: tuple[float, float]
    """Share of the picture's mean light that is spread over all of it."""
    saturation: tuple[float, float]
    """Factor on the distance of a colour from grey."""
    blur_px: tuple[float, float]
    noise: tuple[float, float]
    """Sensor noise: variance in linear light per light."""
    scale: tuple[float, float]
    """Pixels of the photo per pixel of the sitter."""
    roll_sd_deg: float
    quality: tuple[int, int]
    """JPEG quality."""


USUAL = Conditions(
    white_balance_sd=0.08,
    exposure_sd=0.3,
    matrix_sd=0.02,
    exponent_sd=0.07,
    s_curve_sd=0.10,
    local_tone=(0.10, 0.25),
    gradient_sd=0.20,
    side_light=(0.0, 0.0),
    chin_shadow=(0.0, 0.0),
    side_colour_sd=0.0,
    flare=(0.0, 0.004),
    saturation=(0.97, 1.08),
    blur_px=(0.0, 1.2),
    noise=(1e-5, 1e-4),
    scale=(0.75, 1.0),
    roll_sd_deg=3.0,
    quality=(75, 95),
)
"""An ordinary room, a phone of the last years, nobody taking special care. Chosen: spreads as the
imaging literature has them for phones left to themselves; some by hand."""

HARD = replace(
    USUAL,
    matrix_sd=0.03,
    s_curve_sd=0.15,
    local_tone=(0.25, 0.45),
    gradient_sd=0.25,
    side_light=(0.3, 1.0),
    chin_shadow=(0.0, 0.7),
    side_colour_sd=0.30,
    flare=(0.005, 0.035),
    saturation=(0.9, 1.2),
    noise=(1e-4, 5e-4),
    quality=(65, 90),
)
"""A coloured lamp or window from one side, strong evening-out of the light, flare, vivid colour.
Chosen: by hand, worse than anybody should take."""


def take_photo(
    sitter: Sitter,
    conditions: Conditions,
    rng: np.random.Generator,
    *,
    hide_neck: bool = False,
    card: bool = False,
) -> bytes:
    """Photograph a person with a random phone, in a random room and shirt.

    Parameters
    ----------
    sitter : Sitter
    conditions : Conditions
        `USUAL` or `HARD`.
    rng : numpy.random.Generator
    hide_neck : bool
        Cut the picture off just below the chin.
    card : bool
        Hold the printed card before the shoulder.

    Returns
    -------
    jpeg : bytes
    """
    room = redecorate(sitter, rng)
    linear = _with_card(room) if card else room.linear
    linear = linear * _light(room, conditions, rng)
    linear = _frame(linear, room, conditions, rng, hide_neck=hide_neck)
    linear = _expose(_look_through_lens(linear, conditions, rng), conditions, rng)
    face_height = float(np.ptp(sitter.face.points[[FOREHEAD_TOP, CHIN_TIP], 0]))
    shrink = linear.shape[1] / sitter.linear.shape[1]
    linear = _map_tones_locally(linear, _LOCAL_SIGMA * face_height * shrink, conditions, rng)
    return _develop(linear, conditions, rng)


def _light(sitter: Sitter, conditions: Conditions, rng: np.random.Generator) -> Floats:
    """Relative light on every pixel: a slope across the picture and a lamp from one side."""
    rows, columns = np.mgrid[0 : sitter.wall.shape[0], 0 : sitter.wall.shape[1]].astype(np.float32)
    middle = sitter.face.points[:, :2].mean(axis=0)
    width = float(np.ptp(sitter.face.points[:, 1]))
    slope = (rng.normal(0, conditions.gradient_sd, 2) / width).astype(np.float32)
    plane = np.exp(slope[0] * (rows - middle[0]) + slope[1] * (columns - middle[1]))
    side = np.array([rng.choice([-1, 1]) * rng.uniform(0.5, 1), rng.uniform(-0.2, 0.8), 0.5])
    side = (side / np.linalg.norm(side)).astype(np.float32)
    facing = np.maximum(sitter.normals @ side, 0)
    facing *= 1 - rng.uniform(*conditions.chin_shadow) * _below_chin(sitter)
    facing += sitter.wall * (side[2] - facing)  # the wall is flat
    hue = rng.normal(0, conditions.side_colour_sd)
    colour = rng.uniform(*conditions.side_light) * np.exp([hue, 0, -1.5 * hue])
    lamp = 1 + facing[..., None] * colour.astype(np.float32)
    on_face = sitter.texels[..., 0] >= 0
    return np.asarray(plane[..., None] * lamp / lamp[on_face].mean(), np.float32)


def _below_chin(sitter: Sitter) -> Floats:
    """Whether a pixel lies below the chin, 0–1, with the soft edge of a shadow: (M, 1)."""
    rows = np.arange(sitter.wall.shape[0], dtype=np.float32)[:, None]
    edge = 0.05 * sitter.face.interocular_px
    return np.asarray(expit((rows - sitter.face.points[CHIN_TIP, 0]) / edge), np.float32)


def _with_card(sitter: Sitter) -> Floats:
    """Hold the card before the person's right shoulder, as far away as the face."""
    px_per_mm = sitter.face.interocular_px / INTEROCULAR_MM * _CARD.scale
    size = round(CARD_WIDTH_MM * px_per_mm), round(CARD_HEIGHT_MM * px_per_mm)
    card = cv2.resize(to_linear(draw_card(_CARD, _CARD_DPI)), size, interpolation=cv2.INTER_AREA)
    linear = sitter.linear.copy()
    margin = int(_CARD_MARGIN * linear.shape[1])
    linear[-margin - size[1] : -margin, margin : margin + size[0]] = card
    return linear


def _frame(
    linear: Floats,
    sitter: Sitter,
    conditions: Conditions,
    rng: np.random.Generator,
    *,
    hide_neck: bool,
) -> Floats:
    """Turn, shrink and cut the picture."""
    rows, columns = linear.shape[:2]
    scale = rng.uniform(*conditions.scale)
    matrix = cv2.getRotationMatrix2D(
        (columns / 2, rows / 2), rng.normal(0, conditions.roll_sd_deg), 1.0
    )
    turned = cv2.warpAffine(linear, matrix, (columns, rows), borderMode=cv2.BORDER_REPLICATE)
    if hide_neck:
        chin = matrix @ [sitter.face.points[CHIN_TIP, 1], sitter.face.points[CHIN_TIP, 0], 1]
        turned = turned[: int(chin[1] + 0.12 * sitter.face.interocular_px)]
    return np.asarray(cv2.resize(turned, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def _look_through_lens(linear: Floats, conditions: Conditions, rng: np.random.Generator) -> Floats:
    """Blur, flare and the sensor's noise."""
    seen = cv2.GaussianBlur(linear, (0, 0), max(rng.uniform(*conditions.blur_px), 0.05))
    seen = seen + rng.uniform(*conditions.flare) * seen.mean(axis=(0, 1))
    grain = rng.standard_normal(seen.shape, dtype=np.float32)
    per_light = rng.uniform(*conditions.noise)
    return np.asarray(seen + grain * np.sqrt(per_light * np.maximum(seen, 0)), np.float32)


def _expose(linear: Floats, conditions: Conditions, rng: np.random.Generator) -> Floats:
    """Exposure, white balance and what is left of the camera's own colours."""
    red, blue = np.exp(rng.normal(0, conditions.white_balance_sd, 2))
    gains = np.array([red, 1, blue]) * 2 ** rng.normal(0, conditions.exposure_sd)
    matrix = rng.normal(0, conditions.matrix_sd, (3, 3))
    np.fill_diagonal(matrix, 0)
    matrix += np.diag(1 - matrix.sum(axis=1))  # white stays white
    return np.asarray(np.maximum(linear @ (matrix * gains).T.astype(np.float32), 0), np.float32)


def _map_tones_locally(
    linear: Floats, sigma: float, conditions: Conditions, rng: np.random.Generator
) -> Floats:
    """Even out the light over wide areas.

    Partly by an exponent on each channel, as phones do: lifted shadows lose some colour, and how
    far skin is lifted depends on the room behind it.
    """
    size = tuple(n // _WORKING_SHRINK for n in linear.shape[1::-1])
    small = cv2.resize(linear, size, interpolation=cv2.INTER_AREA) @ LUMINANCE_WEIGHTS
    wide = np.log(np.clip(small, _FADE, 0.9)).astype(np.float32)
    wide = np.asarray(cv2.GaussianBlur(wide, (0, 0), sigma / _WORKING_SHRINK))
    share = rng.uniform(*conditions.local_tone)
    lift = share * (wide.mean() - wide)
    plan = np.dstack([1 + _CURVED * lift / wide, (1 - _CURVED) * lift]).astype(np.float32)
    exponent, gain = np.split(cv2.resize(plan, linear.shape[1::-1]), 2, axis=-1)
    logarithm = np.asarray(cv2.log(np.clip(linear, 1e-6, 1)))
    return np.asarray(cv2.exp(logarithm * exponent + gain), np.float32)


def _develop(linear: Floats, conditions: Conditions, rng: np.random.Generator) -> bytes:
    """Tone curve, saturation and JPEG."""
    curve = _tone_curve(conditions, rng)
    steps = np.sqrt(np.clip(linear, 0, 1)) * (len(curve) - 1)
    encoded = curve[steps.astype(np.int32)]
    grey = (encoded @ LUMINANCE_WEIGHTS)[..., None]
    vivid = grey + (encoded - grey) * np.float32(rng.uniform(*conditions.saturation))
    return _to_jpeg(vivid, int(rng.integers(*conditions.quality, endpoint=True)))


def _tone_curve(conditions: Conditions, rng: np.random.Generator) -> Floats:
    """Tabulate encoded values 0–1 at even steps of the square root of linear light."""
    linear = np.linspace(0, 1, 4096) ** 2
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    encoded = encoded ** np.exp(rng.normal(0, conditions.exponent_sd))
    bend = rng.normal(0, conditions.s_curve_sd)
    encoded = encoded + 2 * bend * encoded * (1 - encoded) * (encoded - 0.5)
    return np.asarray(encoded, np.float32)


def _to_jpeg(encoded: NDArray[np.floating], quality: int) -> bytes:
    counts = np.clip(np.round(encoded * 255), 0, 255).astype(np.uint8)
    file = BytesIO()
    Pictures.fromarray(counts).save(file, "JPEG", quality=quality)  # 4:2:0, as phones do
    return file.getvalue()
