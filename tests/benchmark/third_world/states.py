"""What happens to skin, and what covers it: every function changes a scene into another."""

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.colour import Floats
from tests.benchmark.third_world.scene import Scene, with_more_blood

COLLARS = (
    (0.30, 0.26, 0.18), (0.72, 0.64, 0.52), (0.55, 0.47, 0.36), (0.33, 0.27, 0.22),
    (0.25, 0.25, 0.25), (0.50, 0.42, 0.30), (0.42, 0.30, 0.22),
)  # fmt: skip
"""Linear RGB of cloths that pass for skin: khaki, cream, beige, brown, grey."""
_FACE_MM = 63.0
"""Distance between an adult's eyes."""
_PUFFY = (50, 280, 119, 348, 164, 199, 151, 205, 425)
"""Mesh points that swell: cheeks, lower lids, lips, chin, forehead."""
_BLOODY = np.array([0.42, 0.13, 0.13], np.float32)
_PASTE = np.array([0.75, 0.74, 0.71], np.float32)
_TINTED = np.array([1.05, 1.06, 1.04])


def noise(rng: np.random.Generator, shape: tuple[int, ...], px: float) -> Floats:
    """Draw smooth noise with structures of a size, mean 0 and SD about 1."""
    rows, columns = (max(int(n / px), 2) + 1 for n in shape)
    small = rng.normal(0, 1, (rows, columns)).astype(np.float32)
    return np.asarray(cv2.resize(small, shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32)


def redden(
    scene: Scene, density: float, where: Floats, rng: np.random.Generator, patchy: float = 0.25
) -> Scene:
    """Add blood, unevenly; a density of .32 is about 9 EI."""
    uneven = 1 + patchy * noise(rng, where.shape, scene.iod * 0.25)
    return with_more_blood(scene, density, where, np.asarray(uneven, np.float32))


def veil(scene: Scene, light: float, where: Floats, rng: np.random.Generator) -> Scene:
    """Lay white light over the skin, unevenly, as cream or sunscreen does."""
    uneven = np.maximum(1 + 0.2 * noise(rng, where.shape, scene.iod * 0.4), 0)
    added = (light * where * uneven)[..., None]
    return replace(scene, linear=(scene.linear + added).astype(np.float32))


def wet(scene: Scene, where: Floats) -> Scene:
    """Darken skin as water does: less light is scattered back out of it."""
    darker = 1 - 0.08 * where[..., None] * np.array([0.8, 1, 1.1], np.float32)
    return replace(scene, linear=(scene.linear * darker).astype(np.float32))


def make_up(scene: Scene, share: float) -> Scene:
    """Cover a share of the face with its own average colour, shaded as the face is."""
    colour = np.median(scene.linear[scene.cheeks > 0.9], axis=0) * _TINTED
    shade = cv2.GaussianBlur(scene.linear.mean(axis=-1), (0, 0), 0.15 * scene.iod) / colour.mean()
    covered = share * scene.cheeks[..., None]
    painted = scene.linear * (1 - covered) + colour * shade[..., None] * covered
    return replace(scene, linear=painted.astype(np.float32))


def paste(scene: Scene, cover: float, where: Floats, rng: np.random.Generator) -> Scene:
    """Smear an opaque white paste such as zinc over the skin, thickly here and thinly there."""
    uneven = np.clip(1 + 0.3 * noise(rng, where.shape, scene.iod * 0.3), 0, 1 / max(cover, 0.1))
    covered = (cover * where * uneven)[..., None]
    shade = cv2.GaussianBlur(scene.linear.mean(axis=-1), (0, 0), 0.15 * scene.iod)
    white = _PASTE * (shade / float(np.median(shade[scene.cheeks > 0.9])))[..., None]
    painted = scene.linear * (1 - covered) + white * covered
    return replace(scene, linear=painted.astype(np.float32))


def flakes(scene: Scene, per_cm2: float, rng: np.random.Generator) -> Scene:
    """Scatter pale scales."""
    mm, mask = scene.iod / _FACE_MM, np.zeros(scene.wall.shape, np.float32)
    for x, y in _scattered(scene, per_cm2, rng):
        axes = [
            max(1, round(rng.uniform(low, high) * mm)) for low, high in ((0.25, 0.8), (0.15, 0.5))
        ]
        depth = float(rng.uniform(0.15, 0.5))
        cv2.ellipse(mask, (x, y), axes, rng.uniform(0, 180), 0, 360, depth, -1, cv2.LINE_AA)
    mask = cv2.GaussianBlur(mask, (0, 0), 0.6)[..., None]
    near = cv2.GaussianBlur(scene.linear, (0, 0), 3)
    pale = near * 0.6 + 0.35 * near.mean(axis=-1, keepdims=True) + 0.06
    return replace(scene, linear=(scene.linear * (1 - mask) + pale * mask).astype(np.float32))


def blood_points(scene: Scene, per_cm2: float, rng: np.random.Generator) -> Scene:
    """Scatter points of blood."""
    mm, mask = scene.iod / _FACE_MM, np.zeros(scene.wall.shape, np.float32)
    for x, y in _scattered(scene, per_cm2, rng):
        radius = max(1, round(rng.uniform(0.2, 0.7) * mm))
        cv2.circle(mask, (x, y), radius, float(rng.uniform(0.5, 0.95)), -1, cv2.LINE_AA)
    mask = cv2.GaussianBlur(mask, (0, 0), 0.5)[..., None]
    linear = scene.linear * (1 - mask) + scene.linear * _BLOODY * mask
    return replace(scene, linear=linear.astype(np.float32))


def _scattered(scene: Scene, per_cm2: float, rng: np.random.Generator) -> Iterator[tuple[int, int]]:
    rows, columns = np.nonzero(scene.cheeks > 0.95)
    count = int(per_cm2 * len(rows) / (10 * scene.iod / _FACE_MM) ** 2)
    for at in rng.integers(0, len(rows), count):
        yield int(columns[at]), int(rows[at])


def tramlines(scene: Scene, depth: float, rng: np.random.Generator) -> Scene:
    """Draw the parallel red lines that a roller leaves, in two to four directions."""
    mask = np.zeros(scene.wall.shape, np.float32)
    for _ in range(rng.integers(2, 5)):
        angle = rng.uniform(0, np.pi)
        along = np.array([np.cos(angle), np.sin(angle)])
        for start, end in _parallel(scene, along, rng):
            cv2.line(mask, start, end, 1.0, 1, cv2.LINE_AA)
    mask = cv2.GaussianBlur(mask, (0, 0), 0.6) * scene.cheeks * depth
    return redden(scene, 1.0, mask, rng, patchy=0.0)


def _parallel(
    scene: Scene, along: NDArray[np.floating], rng: np.random.Generator
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    iod = scene.iod
    middle = scene.face.points[:, 1::-1].mean(axis=0)
    across = np.array([-along[1], along[0]])
    for aside in np.arange(-1.1 * iod, 1.1 * iod, rng.uniform(1.5, 4) * iod / _FACE_MM):
        if rng.random() < 0.4:
            continue
        half, shift = iod * rng.uniform(0.2, 0.6), rng.uniform(-0.8, 0.8) * iod
        ends = (middle + across * aside + along * (shift + side * half) for side in (-1, 1))
        (x0, y0), (x1, y1) = (end.astype(int) for end in ends)
        yield (int(x0), int(y0)), (int(x1), int(y1))


def swell(scene: Scene, amount: float, rng: np.random.Generator) -> Scene:
    """Bulge cheeks, lids and lips outwards, by a share of the distance between the eyes."""
    shape = scene.wall.shape
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    moved = np.zeros((2, *shape), np.float32)
    for point in _PUFFY:
        height, width = amount * rng.uniform(0.3, 1) * scene.iod, rng.uniform(0.25, 0.4) * scene.iod
        down, right = rows - scene.face.points[point, 0], columns - scene.face.points[point, 1]
        pull = height / width * np.exp(-(down**2 + right**2) / (2 * width**2)) * 0.825
        moved -= pull * np.stack([down, right])

    def warped(part: Floats, how: int = cv2.INTER_LINEAR) -> Floats:
        source = (np.ascontiguousarray(part, np.float32), columns + moved[1], rows + moved[0])
        return np.asarray(cv2.remap(*source, how, borderMode=cv2.BORDER_REPLICATE), np.float32)

    names = ("linear", "wall", "clothes", "normals", "melanin", "blood", "skin", "oval", "eyes",
             "lips", "lids", "added")  # fmt: skip
    changed = {name: warped(getattr(scene, name)) for name in names}
    return replace(scene, **changed, texels=warped(scene.texels, cv2.INTER_NEAREST))


def collar(
    scene: Scene, colour: tuple[float, ...], rng: np.random.Generator, folds: float = 0.0
) -> Scene:
    """Cover what is below the jaw with a cloth."""
    shape, cover = scene.wall.shape, scene.below_jaw(0.06)
    woven = 1 + 0.04 * rng.normal(0, 1, shape)
    folded = np.exp(folds * noise(rng, shape, scene.iod * 0.3))
    cloth = np.asarray(colour) * (woven * folded)[..., None]
    linear = scene.linear * (1 - cover[..., None]) + cloth * cover[..., None]
    skin = np.asarray(scene.skin * (1 - cover), np.float32)
    return replace(scene, linear=np.clip(linear, 0, 2).astype(np.float32), skin=skin)


def repaint(scene: Scene, rng: np.random.Generator) -> Scene:
    """Put the person before another wall, in another shirt."""
    width = scene.wall.shape[1]
    first, second, shirt = (
        np.float32(np.clip(rng.uniform(0.05, 0.7) * np.exp(rng.normal(0, 0.12, 3)), 0.02, 0.95))
        for _ in range(3)
    )
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :, None]
    wall = first + (second - first) / (1 + np.exp(-(across - rng.uniform(0.2, 0.8)) / 0.02))
    person = 1 - np.maximum(scene.wall, scene.clothes)
    linear = (
        scene.linear * person[..., None]
        + np.broadcast_to(wall, scene.linear.shape) * scene.wall[..., None]
        + scene.linear * shirt * np.minimum(scene.clothes, 1 - scene.wall)[..., None]
    )
    return replace(scene, linear=linear.astype(np.float32))
