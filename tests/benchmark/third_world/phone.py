"""A phone in a room: lamps by their spectra, gloss from the face's normals, a phone's own hand."""

from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from analysis.colour import Floats
from tests.benchmark.third_world.scene import SURFACE, Scene
from tests.benchmark.third_world.spectra import (
    LAMPS,
    Array,
    Camera,
    build_camera,
    camera_palette,
    eye_palette,
    lamp_colour,
)
from tests.benchmark.third_world.states import noise, repaint

_CHIN = 152
_BRIGHTNESS = 0.26
"""Linear light that phones expose a face for, more or less."""


@dataclass(frozen=True)
class Room:
    """Where and how a photo is taken."""

    lamp: str = "daylight"
    second_lamp: str | None = None
    """Of another colour, from the other side."""
    gloss: float = 0.0
    """Strength of mirrored light, 0–.2."""
    glossy_neck: bool = False
    hard: bool = False
    """From one side, with flare and strong evening-out."""
    cropped: bool = False
    """Cut off below the chin."""


@dataclass(frozen=True)
class Light:
    """A lamp, or a screen."""

    power: Array
    strength: Floats
    """(M, N) relative to the studio's."""
    direction: NDArray[np.floating]
    """(3,) unit vector."""


def photograph(scene: Scene, room: Room, rng: np.random.Generator) -> bytes:
    """Take a photo, as a JPEG."""
    scene = repaint(scene, rng)
    camera = build_camera(rng)
    lights = lights_of(scene, room, rng)
    balanced_to = np.asarray(np.mean([light.power for light in lights], axis=0))
    lit = light_up(scene, room, lights, camera, rng, balanced_to)
    return _encode(_crop(develop(_expose(lit, scene, room, rng), room, rng), scene, room), rng)


def raw_jpeg(scene: Scene) -> bytes:
    """Return a scene as it is, as the studio's camera showed it."""
    return jpeg(gamma(scene.linear), 95)


def lights_of(scene: Scene, room: Room, rng: np.random.Generator) -> list[Light]:
    """Return the lamps of a room."""
    normals, angle = scene.normals, rng.uniform(-1, 1)
    if room.second_lamp is None:
        aim = _unit(angle * (0.8 if room.hard else 0.4), rng.uniform(0.1, 0.7), 0.8)
        flat = 0.5 if room.hard else 0.75
        facing = np.maximum(normals @ aim, 0) / np.maximum(normals[..., 2], 0.3)
        return [Light(_power(room.lamp), np.float32(flat + (1 - flat) * facing), aim)]
    base = np.maximum((normals[..., 2] + 0.5) / 1.5, 0.1)
    lights = []
    for lamp, side, strength in (
        (room.lamp, -1, 1.0), (room.second_lamp, 1, rng.uniform(0.7, 1.3))
    ):  # fmt: skip
        aim = _unit(side * rng.uniform(0.75, 0.95), rng.uniform(0, 0.3), 0.45)
        facing = np.maximum((normals @ aim + 0.35) / 1.35, 0.02) / base * 1.1 * strength
        lights.append(Light(_power(lamp), np.float32(facing), aim))
    return lights


def _power(lamp: str) -> Array:
    return np.asarray(LAMPS[lamp] / LAMPS[lamp].mean())


def _unit(*parts: float) -> NDArray[np.floating]:
    vector = np.array(parts)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def light_up(
    scene: Scene,
    room: Room,
    lights: list[Light],
    camera: Camera,
    rng: np.random.Generator,
    balanced_to: Array,
) -> Floats:
    """Return what the camera sees, (M, N, 3), in linear RGB balanced to a light."""
    gain = np.exp(rng.normal(0, 0.06, 3))
    surface = np.minimum(SURFACE * scene.skin[..., None], 0.5 * scene.linear)
    daylight = eye_palette().read(scene.melanin, scene.blood)
    skin = scene.skin[..., None]
    total = np.zeros_like(scene.linear)
    for light in lights:
        palette = camera_palette(camera, light.power, balanced_to)
        white = lamp_colour(camera, light.power, balanced_to).astype(np.float32)
        ratio = np.exp(palette.read(scene.melanin, scene.blood) - daylight)
        body = (scene.linear - surface) * (ratio * skin + white * (1 - skin))
        total += (body + surface * white) * light.strength[..., None]
        if room.gloss:
            total += _gloss(scene, room, light, rng)[..., None] * white
    return np.asarray(np.maximum(total, 1e-5) * np.float32(gain / gain[1]), np.float32)


def _gloss(scene: Scene, room: Room, light: Light, rng: np.random.Generator) -> Floats:
    """Mirrored light: a broad lobe, a narrow one, and what comes from all around."""
    half = light.direction + np.array([0, 0, 1], np.float32)
    facing = np.maximum(scene.normals @ (half / np.linalg.norm(half)), np.float32(0))
    mirrored = room.gloss * (0.5 * facing**18 + 0.9 * facing**70 + 0.12)
    rough = np.maximum(1 + 0.35 * noise(rng, mirrored.shape, 3), 0)
    whole = scene.skin * (1 - scene.eyes)
    return np.asarray(mirrored * rough * (whole if room.glossy_neck else scene.creamed), np.float32)


def _expose(lit: Floats, scene: Scene, room: Room, rng: np.random.Generator) -> Floats:
    face = float(np.median(lit[scene.oval > 0.9].mean(axis=-1)))
    wanted = face**0.45 * _BRIGHTNESS**0.55 * np.exp(rng.normal(0, 0.18))
    lit = lit * np.float32(wanted / face)
    flare = np.float32(rng.uniform(0, 0.02 if room.hard else 0.006)) * lit.mean(axis=(0, 1))
    return np.asarray(lit * 0.99 + flare, np.float32)


def develop(lit: Floats, room: Room, rng: np.random.Generator) -> Floats:
    """Even light and dark out, bend the tones, saturate, shrink, blur, add noise, sharpen."""
    height, width = lit.shape[:2]
    small = cv2.resize(lit.mean(axis=-1), (width // 10, height // 10), interpolation=cv2.INTER_AREA)
    around = cv2.resize(cv2.GaussianBlur(small, (0, 0), 6), (width, height))
    lit = lit * ((around / 0.2 + 0.02) ** -rng.uniform(0.1, 0.3 if room.hard else 0.2))[..., None]
    shoulder = rng.uniform(0, 0.22)
    lit = np.maximum(lit * (1 + shoulder) / (1 + shoulder * lit), 0) ** float(
        np.exp(rng.normal(0, 0.05))
    )
    grey = lit.mean(axis=-1, keepdims=True)
    lit = grey + (lit - grey) * rng.uniform(0.97, 1.1)
    scale = rng.uniform(0.78, 1.0)
    size = int(width * scale), int(height * scale)
    lit = cv2.resize(lit.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    blur = rng.uniform(0, 0.8)
    if blur > 0.3:
        lit = cv2.GaussianBlur(lit, (0, 0), blur)
    grain = rng.uniform(0.3, 2.5 if room.hard else 1.2) * 1e-4
    lit = np.clip(lit, 0, 1.5)
    lit = lit + rng.normal(0, 1, lit.shape).astype(np.float32) * np.sqrt(grain * lit + 1e-6)
    encoded = gamma(lit)
    return encoded + rng.uniform(0.1, 0.5) * (encoded - cv2.GaussianBlur(encoded, (0, 0), 1.1))


def _crop(encoded: Floats, scene: Scene, room: Room) -> Floats:
    if not room.cropped:
        return encoded
    scale = len(encoded) / len(scene.wall)
    return encoded[: int((scene.face.points[_CHIN, 0] + 0.05 * scene.iod) * scale)]


def _encode(encoded: Floats, rng: np.random.Generator) -> bytes:
    size = encoded.shape[1], encoded.shape[0]
    turn = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), rng.normal(0, 2.5), 1)
    turned = cv2.warpAffine(encoded, turn, size, borderMode=cv2.BORDER_REPLICATE)
    return jpeg(np.asarray(turned, np.float32), int(rng.integers(78, 96)))


def gamma(linear: NDArray[np.floating]) -> Floats:
    """Encode linear light as sRGB does, 0–1."""
    linear = np.clip(linear, 0, 1)
    curved = 1.055 * linear ** (1 / 2.4) - 0.055
    return np.asarray(np.where(linear <= 0.0031308, 12.92 * linear, curved), np.float32)


def jpeg(encoded: Floats, quality: int) -> bytes:
    """Write what is encoded as sRGB, 0–1, as a JPEG."""
    buffer = BytesIO()
    pixels = (np.clip(encoded, 0, 1) * 255 + 0.5).astype(np.uint8)
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()
