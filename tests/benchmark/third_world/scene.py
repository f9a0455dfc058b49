"""Real people taken apart into what skin, wall and clothes are, so that each can be changed."""

from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

import cv2
import numpy as np

from analysis.anatomy import Zone
from analysis.colour import Floats, to_linear
from analysis.face.detect import Face, Points, find_face
from analysis.face.zones import zone_masks
from analysis.photo.decode import read_photo
from analysis.simulate.studio import take_apart
from tests.benchmark.faces import FACES
from tests.benchmark.third_world.spectra import eye_palette

SURFACE = 0.012
"""Light that dry skin sends back from its surface, where white paper sends back 1."""
SIDE_PX = 850
_EVERY = 2
_OVAL = [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152,
    148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
]  # fmt: skip
_EYES = (
    [33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246],
    [263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466],
)
_LIDS_AND_BROWS = (
    [33, 246, 161, 160, 159, 158, 157, 173, 133, 190, 56, 28, 27, 29, 30, 247],
    [263, 466, 388, 387, 386, 385, 384, 398, 362, 414, 286, 258, 257, 259, 260, 467],
    [46, 53, 52, 65, 55, 107, 66, 105, 63, 70],
    [276, 283, 282, 295, 285, 336, 296, 334, 293, 300],
)
_LIPS = [
    61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185,
]  # fmt: skip
_JAW = [58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288]
_TYPICAL_BLOOD = 15.0
"""Position in `BLOOD` of a face's median."""


@dataclass(frozen=True)
class Scene:
    """A person before a wall, in linear light. Maps are (M, N), masks 0–1 with soft edges."""

    linear: Floats = field(repr=False)
    """(M, N, 3) linear sRGB; 1 is white paper."""
    face: Face
    wall: Floats = field(repr=False)
    clothes: Floats = field(repr=False)
    texels: Floats = field(repr=False)
    """(M, N, 2) row, column on the skin map; -1 off the face."""
    normals: Floats = field(repr=False)
    """(M, N, 3) x right, y up, z to the camera."""
    melanin: Floats = field(repr=False)
    """Position in `spectra.MELANIN`."""
    blood: Floats = field(repr=False)
    """Position in `spectra.BLOOD`."""
    skin: Floats = field(repr=False)
    """All of the person, hair included, that no cloth covers."""
    oval: Floats = field(repr=False)
    """Face within its outline."""
    eyes: Floats = field(repr=False)
    lips: Floats = field(repr=False)
    lids: Floats = field(repr=False)
    """Eyes, lids and brows."""
    added: Floats = field(repr=False)
    """Redness added, EI."""

    @property
    def iod(self) -> float:
        """Distance between the eyes, px."""
        return self.face.interocular_px

    @property
    def creamed(self) -> Floats:
        """Where cream goes: the face but the eyes."""
        return self.oval * (1 - self.eyes)

    @property
    def needled(self) -> Floats:
        """Where needles go: the face but eyes, lids and brows."""
        return self.oval * (1 - self.lids)

    @property
    def cheeks(self) -> Floats:
        """Face without eyes and lips."""
        return self.oval * (1 - self.eyes) * (1 - self.lips)

    @cached_property
    def zone_pixels(self) -> dict[Zone, Floats]:
        """Where the zones lie, bool each, at every second row and column."""
        rows, columns = np.moveaxis(np.round(self.texels[::_EVERY, ::_EVERY]).astype(int), -1, 0)
        return {zone: mask[rows, columns] & (rows >= 0) for zone, mask in zone_masks().items()}

    def below_jaw(self, gap: float) -> Floats:
        """1 below a line that follows the jaw, `gap` distances between the eyes lower."""
        points = self.face.points[_JAW, :2]
        points = points[np.argsort(points[:, 1])]
        height, width = self.wall.shape
        line = np.interp(np.arange(width), points[:, 1], points[:, 0]) + gap * self.iod
        below = np.arange(height)[:, None] - line
        return np.asarray(
            1 / (1 + np.exp(np.clip(-below / (0.012 * self.iod), -30, 30))), np.float32
        )

    def truth(self) -> dict[Zone, float]:
        """Return the redness that was added to every zone, EI."""
        added = self.added[::_EVERY, ::_EVERY]
        return {zone: float(added[where].mean()) for zone, where in self.zone_pixels.items()}


@lru_cache(maxsize=2)
def read_scene(person: str, expression: str) -> Scene:
    """Take a person's studio photo apart."""
    pixels = read_photo(FACES / f"{person}_{expression}.jpg").pixels
    pixels = np.asarray(cv2.resize(pixels, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA))
    face = find_face(pixels)
    sitter = take_apart(pixels, face)
    linear = to_linear(pixels)
    points, iod, shape = face.points, face.interocular_px, sitter.wall.shape
    oval = _polygon(shape, points[_OVAL], 0.05 * iod)
    eyes = _union([_polygon(shape, points[eye], 1.5) for eye in _EYES])
    lids = _union([eyes, *(_polygon(shape, points[one], 0.02 * iod) for one in _LIDS_AND_BROWS)])
    melanin, blood = _unmix(linear, oval > 0.9)
    return Scene(
        linear, face, sitter.wall, sitter.clothes, sitter.texels, sitter.normals, melanin, blood,
        skin=1 - np.maximum(sitter.wall, sitter.clothes), oval=oval, eyes=eyes,
        lips=_polygon(shape, points[_LIPS], 2.0), lids=lids, added=np.zeros(shape, np.float32),
    )  # fmt: skip


def _polygon(shape: tuple[int, ...], points: Points, soft: float) -> Floats:
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [np.round(points[:, 1::-1]).astype(np.int32)], 1)
    return np.asarray(cv2.GaussianBlur(mask.astype(np.float32), (0, 0), soft), np.float32)


def _union(masks: list[Floats]) -> Floats:
    return np.asarray(np.maximum.reduce(masks).clip(0, 1), np.float32)


def _unmix(linear: Floats, face: Floats) -> tuple[Floats, Floats]:
    """Read one melanin for the person, and blood from each pixel's red over green."""
    body = np.maximum(cv2.GaussianBlur(linear, (0, 0), 1.2) - SURFACE, 2e-3)
    table = eye_palette().ln_rgb
    greens = np.exp(table[:, int(_TYPICAL_BLOOD), 1])
    green = float(np.median(body[face][:, 1])) * 1.05
    melanin = float(np.interp(-green, -greens, np.arange(len(greens))))
    ratio = np.log(body[..., 0] / body[..., 1])
    at = np.arange(table.shape[1])
    ratios = _between(table[..., 0] - table[..., 1], melanin)
    typical = np.interp(_TYPICAL_BLOOD, at, ratios)
    blood = np.interp(typical + ratio - np.median(ratio[face]), ratios, at)
    return np.full(ratio.shape, melanin, np.float32), blood.astype(np.float32)


def _between(rows: Floats, at: float) -> Floats:
    low = min(int(at), len(rows) - 2)
    return np.asarray(rows[low] + (at - low) * (rows[low + 1] - rows[low]))


def with_more_blood(scene: Scene, density: float, where: Floats, noise: Floats) -> Scene:
    """Add blood until ln green has fallen by `density` where the mask is 1."""
    wanted = np.maximum(density * where * noise, 0).astype(np.float32)
    greens = _between(eye_palette().ln_rgb[..., 1], float(np.median(scene.melanin)))
    at = np.arange(len(greens))
    now = np.interp(scene.blood, at, greens)
    blood = np.interp(-(now - wanted), -greens, at).astype(np.float32)
    palette = eye_palette()
    change = palette.read(scene.melanin, blood) - palette.read(scene.melanin, scene.blood)
    surface = np.minimum(SURFACE * scene.skin[..., None], 0.7 * scene.linear)
    linear = (scene.linear - surface) * np.exp(change) + surface
    added = 43.43 * (change[..., 0] - change[..., 1])
    return replace(
        scene, linear=np.float32(linear), blood=blood, added=np.float32(scene.added + added)
    )
