"""How exactly a photo of another day, camera and distance is laid over its baseline.

Neutral and smile of 40 people are photographed anew: from near or far (the perspective of the
face's own depth), in light from a side, by a camera with noise, tone curve, colour and loss of its
own; or something is drawn on the second one that the first lacks: a fringe, a beard, glasses. Truth
are the verified matches of the photos as they were (`tests/benchmark/alignment.py`), carried along
by the known change of place: no method sees them. Errors in % of the distance between the eyes.

Run `python -m tests.benchmark.other_days` (about fifteen minutes), `--write` keeps the figures.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RBFInterpolator

from analysis.align.registration import register
from analysis.anatomy import Zone
from analysis.errors import NoFaceFound
from analysis.face.detect import Face, Image, Points, find_face
from analysis.face.mesh import INTEROCULAR_MM, MAP_SIZE, canonical_mesh, to_texels
from analysis.face.points import MESH_POINTS
from analysis.face.zones import zone_masks
from analysis.photo.decode import Photo, read_photo
from analysis.skin.pair import SkinPair
from analysis.skin.view import unroll
from tests.benchmark.alignment import Case, mesh_alone, place, real_cases, verified
from tests.benchmark.faces import pairs
from tests.benchmark.report import report

_EVERY = 8
"""Pixels between the places at which a smooth field is worked out."""
_FEW = 6
"""Matches in a part of the face below which it is not judged."""
_PARTS = 4
"""Rows and columns of parts that the skin map is divided into."""

Floats = NDArray[np.float32]
Edit = Callable[["Sitter", np.random.Generator], tuple[Floats, Floats]]


@dataclass(frozen=True)
class Sitter:
    """A face in a photo, with what its mesh says of every pixel."""

    pixels: Image
    face: Face

    @cached_property
    def texels(self) -> Floats:
        """Row, column on the skin map of every pixel (M, N, 2), carried on beyond the mesh."""
        return self.spread(canonical_mesh().texture)

    @cached_property
    def depth(self) -> Floats:
        """Depth (M, N), away from the camera, in distances between the eyes."""
        return self.spread(self.vertices[:, 2:] / self.face.interocular_px)[..., 0]

    @property
    def vertices(self) -> Points:
        """The mesh's points (468, 3) in pixels."""
        return self.face.points[:MESH_POINTS]

    def spread(self, values: Points) -> Floats:
        """Carry values of the mesh's points to every pixel."""
        return spread(self.vertices[:, :2], values, self.pixels.shape[:2])


def spread(at: Points, values: Points, shape: tuple[int, ...]) -> Floats:
    """Carry values (K, C) at points (K, 2) smoothly to every pixel of a picture."""
    smooth = RBFInterpolator(at, values, smoothing=1.0, kernel="thin_plate_spline")
    rows, columns = (np.arange(0, side + _EVERY, _EVERY) for side in shape)
    nodes = np.stack(np.meshgrid(rows, columns, indexing="ij"), -1).reshape(-1, 2).astype(float)
    grid = smooth(nodes).reshape(len(rows), len(columns), -1).astype(np.float32)
    places = np.indices(shape).astype(np.float32) / _EVERY
    parts = np.moveaxis(grid, -1, 0)
    return np.dstack([cv2.remap(part, places[1], places[0], cv2.INTER_LINEAR) for part in parts])


@dataclass(frozen=True)
class Camera:
    """From how far, in which light and how a photo is taken."""

    distance_mm: float
    interocular_px: float
    side: float
    """How much of the light comes from one side, -1 to 1."""
    colour: tuple[float, float, float]
    exposure: float
    tone: float
    blur_px: float
    noise: float
    quality: int


def near_and_far(rng: np.random.Generator) -> tuple[Camera, Camera]:
    """Draw two photos of one phone in two rooms, from far and from near."""
    far = _camera(rng, rng.uniform(450, 600), rng.uniform(100, 150), 0.3, 2.5, (75, 92))
    return far, _camera(rng, rng.uniform(180, 350), rng.uniform(130, 220), 0.6, 3.0, (75, 92))


def dim_selfies(rng: np.random.Generator) -> tuple[Camera, Camera]:
    """Draw two small photos of evenings, as a front camera takes them."""
    first, second = (
        _camera(rng, rng.uniform(300, 500), rng.uniform(50, 100), 1.0, 5.0, (60, 80))
        for _ in range(2)
    )
    return first, second


def _camera(
    rng: np.random.Generator,
    distance_mm: float,
    interocular_px: float,
    side: float,
    noise: float,
    quality: tuple[int, int],
) -> Camera:
    warm = np.exp(rng.normal(0, 0.15))
    return Camera(
        distance_mm, interocular_px, side * rng.uniform(-1, 1), (warm, 1.0, 1 / warm),
        float(np.exp(rng.normal(-0.1, 0.25))), rng.uniform(0.85, 1.2), rng.uniform(0.3, 1.2), noise,
        int(rng.integers(*quality)),
    )  # fmt: skip


def photograph(
    sitter: Sitter, camera: Camera, points: Points, rng: np.random.Generator
) -> tuple[Image, Points]:
    """Take a photo, and tell where points (N, 2) of the sitter lie in it."""
    unit = sitter.face.interocular_px
    middle = sitter.face.points[:468, :2].mean(axis=0)
    near = camera.distance_mm / (
        camera.distance_mm + INTEROCULAR_MM * sitter.face.points[:468, 2:] / unit
    )
    here = middle + (sitter.face.points[:468, :2] - middle) * near
    source = spread(here, sitter.face.points[:468, :2], sitter.pixels.shape[:2])
    lit = sitter.pixels.astype(np.float32) * _light(sitter, camera)[..., None] ** (1 / 2.2)
    moved = cv2.remap(
        np.clip(lit, 0, 255), source[..., 1], source[..., 0], cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    factor = camera.interocular_px / (unit * float(np.median(near)))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    small = cv2.resize(moved, None, fx=factor, fy=factor, interpolation=how)
    found = place(source, points)
    return _develop(small, camera, rng), (found + 0.5) * factor - 0.5


def _light(sitter: Sitter, camera: Camera) -> Floats:
    """Return how much of the light every pixel (M, N) gets: Lambert's law on the mesh's depth."""
    unit = sitter.face.interocular_px
    soft = cv2.GaussianBlur(sitter.depth * unit, (0, 0), 0.08 * unit)
    down, right = np.gradient(soft)
    facing = 1 / np.sqrt(1 + down**2 + right**2)
    angle = camera.side * np.pi / 2.5
    lit = np.maximum(facing * (np.cos(angle) + right * np.sin(angle)), 0)
    return np.asarray(0.15 + 0.85 * np.clip(lit, 0.1, 1.2), np.float32)


def _develop(pixels: Floats, camera: Camera, rng: np.random.Generator) -> Image:
    linear = (np.clip(pixels, 0, 255) / 255) ** 2.2 * camera.exposure * np.array(camera.colour)
    encoded = np.clip(linear, 0, 1) ** (camera.tone / 2.2)
    soft = cv2.GaussianBlur(encoded, (0, 0), camera.blur_px)
    noisy = np.clip(255 * soft + rng.normal(0, camera.noise, soft.shape), 0, 255).astype(np.uint8)
    _, jpeg = cv2.imencode(".jpg", noisy[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, camera.quality])
    return np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR)[..., ::-1]).copy()


def fringe(sitter: Sitter, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Hair over one side of the forehead, down to a brow: what is covered (M, N), and how dark."""
    rows, columns = np.moveaxis(sitter.texels, -1, 0)
    lowest = 215 + rng.choice([-1, 1]) * 0.25 * (columns - MAP_SIZE / 2)
    head = np.abs(columns - MAP_SIZE / 2) < MAP_SIZE / 2
    covered = _soft((rows < lowest) & (rows > -80) & head, sitter)
    return covered, _strands(sitter, rng, (12.0, 0.8)) * 60 + 45


def beard(sitter: Sitter, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Short hair on jaw, chin and lip."""
    zones = (Zone.CHIN, Zone.UPPER_LIP, Zone.JAWLINE_LEFT, Zone.JAWLINE_RIGHT)
    where = np.max([zone_masks()[zone] for zone in zones], axis=0).astype(np.float32)
    where = cv2.GaussianBlur(cv2.dilate(where, np.ones((31, 31))), (0, 0), 8)
    covered = _at(where, sitter) * (_strands(sitter, rng, (2.5, 0.7)) > 0.3)
    return cv2.GaussianBlur(covered.astype(np.float32) * 0.8, (0, 0), 0.6), np.float32(45)


def glasses(sitter: Sitter, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A dark frame around both eyes."""
    frame = np.zeros((MAP_SIZE, MAP_SIZE), np.float32)
    for middle in (268.0, 500.0):
        cv2.ellipse(frame, ((middle, 265.0), (175.0, 130.0), 0.0), 1.0, int(rng.integers(8, 16)))
    cv2.line(frame, (352, 250), (416, 250), 1.0, 8)
    return _at(frame, sitter), np.float32(30)


def _at(on_map: Floats, sitter: Sitter) -> Floats:
    rows, columns = np.moveaxis(sitter.texels, -1, 0)
    return cv2.remap(
        on_map, np.ascontiguousarray(columns), np.ascontiguousarray(rows), cv2.INTER_LINEAR
    )


def _soft(where: NDArray[np.bool_], sitter: Sitter) -> Floats:
    return cv2.GaussianBlur(where.astype(np.float32), (0, 0), 0.02 * sitter.face.interocular_px)


def _strands(sitter: Sitter, rng: np.random.Generator, lengths: tuple[float, float]) -> Floats:
    noise = rng.normal(size=sitter.pixels.shape[:2]).astype(np.float32)
    hair = cv2.GaussianBlur(noise, (0, 0), sigmaX=lengths[1], sigmaY=lengths[0])
    return hair / hair.std()


def taken_anew(
    cases: Iterable[Case], cameras: Callable[[np.random.Generator], tuple[Camera, Camera]]
) -> Iterator[Case]:
    """Yield the cases as two cameras take them."""
    photos = {pair.person: pair for pair in pairs()}
    for case in cases:
        rng, pair = np.random.default_rng(int(case.name)), photos[case.name]
        taken = []
        sides = (pair.neutral, case.baseline, case.points), (pair.smile, case.follow_up, case.truth)
        for camera, (path, view, points) in zip(cameras(rng), sides, strict=True):
            sitter = Sitter(read_photo(path).pixels, view.face)
            pixels, there = photograph(sitter, camera, points, rng)
            try:
                taken.append((unroll(Photo(pixels, ""), find_face(pixels)), there))
            except NoFaceFound:
                break
        if len(taken) == 2:
            (before, points), (after, truth) = taken
            yield Case(case.name, before, after, points, truth)


def edited(cases: Iterable[Case], edit: Edit) -> Iterator[Case]:
    """Yield the cases with something drawn on the second photo; matches beneath it are dropped."""
    photos = {pair.person: pair for pair in pairs()}
    for case in cases:
        rng = np.random.default_rng(int(case.name))
        sitter = Sitter(read_photo(photos[case.name].smile).pixels, case.follow_up.face)
        covered, shade = edit(sitter, rng)
        drawn = sitter.pixels * (1 - covered[..., None]) + (covered * shade)[..., None]
        pixels = np.clip(drawn, 0, 255).astype(np.uint8)
        rows, columns = np.round(case.truth).astype(int).T
        free = cv2.dilate(covered, np.ones((9, 9)))[rows, columns] < 0.1
        view = unroll(Photo(pixels, ""), find_face(pixels))
        yield Case(case.name, case.baseline, view, case.points[free], case.truth[free])


def parts_of(case: Case) -> NDArray[np.int64]:
    """Return the part of the face that each match lies in."""
    texels, _ = to_texels(case.baseline.face, case.points)
    rows, columns = np.clip(texels * _PARTS / MAP_SIZE, 0, _PARTS - 1).astype(int).T
    return rows * _PARTS + columns


def compare(name: str, cases: Iterable[Case]) -> Iterator[tuple[str, float]]:
    """Yield what the mesh alone and the registration miss, over all matches and by parts."""
    mesh, flow, worse = [], [], []
    for case in cases:
        mesh.append(case.errors(mesh_alone(case.baseline, case.follow_up)))
        flow.append(case.errors(register(SkinPair(case.baseline, case.follow_up))))
        parts = parts_of(case)
        worse.append([
            np.median(flow[-1][parts == part]) - np.median(mesh[-1][parts == part])
            for part in np.unique(parts) if (parts == part).sum() >= _FEW
        ])  # fmt: skip
    for method, errors in (("mesh", mesh), ("registration", flow)):
        together = np.concatenate(errors)
        yield f"{name} {method} median", float(np.median(together))
        yield f"{name} {method} p90", float(np.quantile(together, 0.9))
    people = [np.median(b) > np.median(a) for a, b in zip(mesh, flow, strict=True)]
    yield f"{name} people worse than mesh", float(np.sum(people))
    by_part = np.concatenate(worse)
    yield f"{name} parts", float(len(by_part))
    yield f"{name} parts worse than mesh", float((by_part > 0).sum())
    yield f"{name} parts worse than mesh by .1 and more", float((by_part > 0.1).sum())
    yield f"{name} worst part, worse than mesh by", float(by_part.max())


def main() -> None:
    """Print the figures beside the committed ones."""
    sure = list(verified(real_cases()))
    sets = {
        "as taken": sure,
        "near and far": taken_anew(sure, near_and_far),
        "dim selfies": taken_anew(sure, dim_selfies),
        **{edit.__name__: edited(sure, edit) for edit in (fringe, beard, glasses)},
    }
    report("other_days", [row for name, cases in sets.items() for row in compare(name, cases)])


if __name__ == "__main__":
    main()
