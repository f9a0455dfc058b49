"""How exactly a follow-up is laid over its baseline.

Real pairs are judged by features that SIFT finds in both photos, independently of the mesh's and
the flow's answer, known warps by their truth. SIFT places a feature to a pixel or two only, so its
matches are also verified: moved to where the patches around them fit best, to a part of a pixel,
and kept where the way back leads to the start. Errors are in per cent of the interocular
distance; 1 % is about 0.63 mm.

Run `python -m tests.benchmark.alignment` (about ten minutes), with `--write` to keep the figures.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from analysis.align.registration import Registration, register
from analysis.face.detect import Face, Image, Points, find_face
from analysis.face.mesh import INTEROCULAR_MM, MAP_SIZE, read_at, to_texels
from analysis.face.zones import skin_mask
from analysis.photo.decode import Photo, read_photo
from analysis.skin.pair import SkinPair
from analysis.skin.view import SkinView, unroll
from tests.benchmark.faces import pairs
from tests.benchmark.report import report

Relight = Callable[[Image, np.random.Generator], Image]

_RATIO = 0.75
_LOOSE = 0.05
"""Matches further than this from the mesh, in interocular distances, are wrong features."""
_WIDEST = 0.03
"""Wider features, in interocular distances, are blobs whose own place is not exact."""
_NEIGHBOURS, _ODD = 9, 0.015
"""So are matches that move otherwise than the matches around them by more than this."""
_EXPRESSION = 0.03
"""Largest shift of the expression-like field, in interocular distances."""


_PATCH = 0.09
"""Width, in interocular distances, of the patches that verify a match."""
_MOST_MOVED, _MOST_MISSED = 0.01, 0.004
"""Interocular distances that verifying may move a match, and the way back may miss by."""
_OTHER_PATCHES, _SAME = (0.06, 0.15), 0.0025
"""Widths of the patches that have to say the same, and by how much they may differ."""
_JUDGED_EVERY = 5
"""Of so many people one judges the judge."""


@dataclass(frozen=True)
class Case:
    """Two photos of one face and points known in both."""

    name: str
    baseline: SkinView
    follow_up: SkinView
    points: Points
    truth: Points

    def errors(self, registration: Registration) -> Points:
        """Distance of every mapped point from the truth, % of the interocular distance."""
        off = np.linalg.norm(registration.map_points(self.points) - self.truth, axis=1)
        return np.asarray(100 * off / self.follow_up.face.interocular_px)


def real_cases() -> Iterator[Case]:
    """Yield neutral against smile, with the features found in both photos."""
    for pair in pairs():
        yield matched(pair.person, read_photo(pair.neutral), read_photo(pair.smile))


def matched(name: str, first: Photo, second: Photo) -> Case:
    """Find the features of one photo in the other, and drop those that move oddly."""
    baseline = unroll(first, find_face(first.pixels))
    follow_up = unroll(second, find_face(second.pixels))
    points, truth = match_features(first.pixels, baseline.face, second.pixels, follow_up.face)
    mesh = mesh_alone(baseline, follow_up).map_points(points)
    right = _agree((truth - mesh) / follow_up.face.interocular_px, points)
    return Case(name, baseline, follow_up, points[right], truth[right])


def verified(cases: Iterable[Case], *, at_all_sizes: bool = False) -> Iterator[Case]:
    """Move every match to where the patches fit best; drop those that do not lead back.

    Those that smaller or wider patches put elsewhere are dropped, too, if asked (`judge_errors`).
    """
    photos = {pair.person: pair for pair in pairs()}
    for case in cases:
        paths = photos[case.name].neutral, photos[case.name].smile
        greys = [cv2.imread(str(path), cv2.IMREAD_GRAYSCALE) for path in paths]
        sure = verify(case, *greys)
        yield same_at_all_sizes(sure, *greys) if at_all_sizes else sure


def verify(case: Case, first: Image, second: Image) -> Case:
    """Fit the patches around the matches of two grey photos."""
    unit = case.follow_up.face.interocular_px
    truth = _fit_patches(first, second, case.points, case.truth, unit)
    back = _fit_patches(second, first, truth, case.points, unit)
    moved = np.linalg.norm(truth - case.truth, axis=1) / unit
    missed = np.linalg.norm(back - case.points, axis=1) / unit
    right = (moved < _MOST_MOVED) & (missed < _MOST_MISSED)
    return replace(case, points=case.points[right], truth=truth[right])


def same_at_all_sizes(case: Case, first: Image, second: Image) -> Case:
    """Keep the matches that patches of other sizes put to the same place."""
    unit = case.follow_up.face.interocular_px
    right = np.ones(len(case.points), bool)
    for patch in _OTHER_PATCHES:
        other = _fit_patches(first, second, case.points, case.truth, unit, patch)
        right &= np.linalg.norm(other - case.truth, axis=1) / unit < _SAME
    return replace(case, points=case.points[right], truth=case.truth[right])


def judge_errors() -> Iterator[tuple[str, float]]:
    """Yield how far matches are off themselves: of photos moved by a known field, in new light."""
    errors: dict[str, list[Points]] = {"verified": [], "at all sizes": []}
    for number, pair in list(enumerate(pairs()))[::_JUDGED_EVERY]:
        rng, photo = np.random.default_rng(number), read_photo(pair.neutral)
        shape = photo.pixels.shape[:2]
        source = _still(shape) + _expression((*shape, 2), find_face(photo.pixels), rng)
        moved = cv2.remap(photo.pixels, source[..., 0], source[..., 1], cv2.INTER_CUBIC)
        second = Photo(new_light(moved, rng), "")
        greys = [cv2.cvtColor(one.pixels, cv2.COLOR_RGB2GRAY) for one in (photo, second)]
        case = verify(matched(pair.person, photo, second), *greys)
        for name, kept in zip(errors, (case, same_at_all_sizes(case, *greys)), strict=True):
            off = np.linalg.norm(kept.truth - place(source[..., ::-1], kept.points), axis=1)
            errors[name].append(100 * off / case.follow_up.face.interocular_px)
    for name, found in errors.items():
        yield f"moved a little: matches {name}, median", float(np.median(np.concatenate(found)))
        yield f"moved a little: matches {name}, p90", float(np.quantile(np.concatenate(found), 0.9))


def place(source: NDArray[np.float32], points: Points) -> Points:
    """Find the pixels whose source the points are."""
    at = points.copy()
    for _ in range(12):
        at = at + points - read_at(source, at)
    return at


def _fit_patches(
    first: Image, second: Image, points: Points, start: Points, unit: float, patch: float = _PATCH
) -> Points:
    """Find where the patches around points of one photo fit best in the other."""
    side = 2 * round(patch * unit / 2) + 1
    fitted, _, _ = cv2.calcOpticalFlowPyrLK(
        first,
        second,
        np.ascontiguousarray(points[:, None, ::-1], np.float32),
        np.ascontiguousarray(start[:, None, ::-1], np.float32),
        winSize=(side, side),
        maxLevel=0,
        flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
    )
    return np.asarray(fitted[:, 0, ::-1], float)


def on_skin(cases: Iterable[Case]) -> Iterator[Case]:
    """Keep the matches on skin: without lids, brows and lips, which expressions move."""
    for case in cases:
        texels, _ = to_texels(case.baseline.face, case.points)
        rows, columns = np.clip(np.round(texels).astype(int), 0, MAP_SIZE - 1).T
        skin = skin_mask()[rows, columns]
        yield replace(case, points=case.points[skin], truth=case.truth[skin])


def match_features(
    first: Image, first_face: Face, second: Image, second_face: Face
) -> tuple[Points, Points]:
    """Find SIFT features that are each other's clear best match, row and column in both."""
    (first_at, first_features), (second_at, second_features) = (
        _features(first, first_face),
        _features(second, second_face),
    )
    forth, clear = _best(first_features, second_features)
    back, _ = _best(second_features, first_features)
    chosen = np.flatnonzero(clear & (back[forth] == np.arange(len(forth))))
    return first_at[chosen], second_at[forth[chosen]]


def _features(pixels: Image, face: Face) -> tuple[Points, NDArray[np.float32]]:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    inside = np.zeros(grey.shape, np.uint8)
    cv2.fillConvexPoly(inside, _outline(face).astype(np.int32), 255)
    points, features = cv2.SIFT.create(contrastThreshold=0.01).detectAndCompute(grey, inside)
    small = np.array([point.size < _WIDEST * face.interocular_px for point in points])
    unit = features[small] / np.linalg.norm(features[small], axis=1, keepdims=True)
    return np.array([point.pt[::-1] for point in points])[small], unit


def _best(
    features: NDArray[np.float32], others: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Index of each feature's nearest other feature, and whether it is clearly the nearest."""
    apart = 2 - 2 * features @ others.T
    two = np.argpartition(apart, 1, axis=1)[:, :2]
    near = np.take_along_axis(apart, two, axis=1)
    return two[np.arange(len(two)), near.argmin(axis=1)], near.min(1) < _RATIO**2 * near.max(1)


def _agree(off: Points, points: Points) -> NDArray[np.bool_]:
    """Whether a match lies near the mesh and moves as the matches around it do."""
    near = np.linalg.norm(off, axis=1) < _LOOSE
    neighbours = cKDTree(points[near]).query(points, _NEIGHBOURS)[1]
    usual = np.median(off[near][neighbours[:, 1:]], axis=1)
    return np.asarray(near & (np.linalg.norm(off - usual, axis=1) < _ODD))


def _outline(face: Face) -> NDArray[np.float32]:
    return cv2.convexHull(face.points[:468, 1::-1].astype(np.float32))


def _on_mesh(points: Points, view: SkinView) -> NDArray[np.bool_]:
    outline = _outline(view.face)
    return np.array([cv2.pointPolygonTest(outline, (x, y), False) > 0 for y, x in points])


def mesh_alone(baseline: SkinView, follow_up: SkinView) -> Registration:
    """Lay one photo over the other by the face mesh only."""
    still = np.zeros((MAP_SIZE, MAP_SIZE, 2), np.float32)
    return Registration(SkinPair(baseline, follow_up), still, np.zeros((MAP_SIZE, MAP_SIZE), bool))


def warped_cases(relight: Relight) -> Iterator[Case]:
    """Yield photos against themselves in another pose, expression and light."""
    for number, pair in enumerate(pairs()):
        rng = np.random.default_rng(number)
        photo = read_photo(pair.neutral)
        face = find_face(photo.pixels)
        source = warp(photo.pixels.shape, face, rng)
        moved = cv2.remap(photo.pixels, source[..., 1], source[..., 0], cv2.INTER_CUBIC)
        follow_up = Photo(relight(moved, rng), photo.digest)
        baseline, view = unroll(photo, face), unroll(follow_up, find_face(follow_up.pixels))
        truth = np.argwhere(np.ones(moved.shape[:2], bool))[::97].astype(float)
        points = source[truth[:, 0].astype(int), truth[:, 1].astype(int)].astype(float)
        inside = _on_mesh(points, baseline)
        yield Case(pair.person, baseline, view, points[inside], truth[inside])


def warp(shape: tuple[int, ...], face: Face, rng: np.random.Generator) -> NDArray[np.float32]:
    """Where each pixel of the new photo lies in the old one: pose, then a smooth field."""
    height, width = shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = np.radians(rng.uniform(-10, 10))
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middle = np.array([width, height]) / 2
    shaken = (corners - middle) @ rotation.T * rng.uniform(0.92, 1.05) + middle
    shaken = (shaken + rng.normal(0, 0.02 * width, (4, 2))).astype(np.float32)
    grid = _still((height, width))
    matrix = cv2.getPerspectiveTransform(shaken, corners)
    old = cv2.perspectiveTransform(grid.reshape(1, -1, 2), matrix).reshape(grid.shape)
    return (old + _expression(grid.shape, face, rng))[..., ::-1].copy()


def _still(shape: tuple[int, int]) -> NDArray[np.float32]:
    """Column, row of every pixel."""
    rows, columns = np.indices(shape)
    return np.stack([columns, rows], axis=-1).astype(np.float32)


def _expression(
    shape: tuple[int, ...], face: Face, rng: np.random.Generator
) -> NDArray[np.float32]:
    field = rng.normal(size=shape).astype(np.float32)
    field = cv2.GaussianBlur(field, (0, 0), 0.25 * face.interocular_px)
    size = rng.uniform(0, _EXPRESSION) * face.interocular_px
    return field * (size / np.linalg.norm(field, axis=-1).max())


def new_light(pixels: Image, rng: np.random.Generator) -> Image:
    """Change exposure, white balance, the light's direction and the tone curve; save as JPEG."""
    height, width = pixels.shape[:2]
    slope = rng.uniform(-0.35, 0.35, 2)
    rows, columns = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)
    gain = np.exp(rng.normal(0, 0.2) + slope[0] * rows + slope[1] * columns)
    colour = np.exp(rng.normal(0, 0.08, 3) * [1, 0, 1])
    linear = (pixels / 255.0) ** 2.2 * gain[..., None] * colour
    encoded = np.clip(linear, 0, 1) ** (rng.normal(1, 0.07) / 2.2)
    return _saved(255 * encoded + rng.normal(0, 1.5, pixels.shape), int(rng.integers(75, 96)))


def other_day(pixels: Image, rng: np.random.Generator) -> Image:
    """Change the light strongly from the side, lose focus and detail, save with heavy loss."""
    height, width = pixels.shape[:2]
    columns = np.linspace(-1, 1, width)
    gain = np.exp(rng.choice([-1, 1]) * rng.uniform(0.6, 1.2) * np.tanh(3 * columns))
    encoded = np.clip((pixels / 255.0) ** 2.2 * gain[:, None], 0, 1) ** (
        rng.uniform(0.8, 1.25) / 2.2
    )
    small = cv2.resize(encoded, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(cv2.resize(small, (width, height)), (0, 0), rng.uniform(0.5, 2.5))
    return _saved(255 * soft + rng.normal(0, 4, pixels.shape), int(rng.integers(40, 70)))


def _saved(values: Points, quality: int) -> Image:
    bgr = np.clip(values, 0, 255).astype(np.uint8)[..., ::-1]
    _, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR)[..., ::-1]).copy()


def compare(name: str, cases: Iterable[Case]) -> Iterator[tuple[str, float]]:
    """Yield the figures of one set of cases, for the mesh alone and for the registration."""
    errors: dict[str, list[Points]] = {"mesh": [], "registration": []}
    certain, promised = [], []
    for case in cases:
        registration = register(SkinPair(case.baseline, case.follow_up))
        errors["mesh"].append(case.errors(mesh_alone(case.baseline, case.follow_up)))
        errors["registration"].append(case.errors(registration))
        certain.append(registration.accepted_share)
        found_mm = np.median(errors["registration"][-1]) / 100 * INTEROCULAR_MM
        promised.append(registration.expected_error_mm / found_mm)
    for method, found in errors.items():
        yield f"{name} {method} median", float(np.median(np.concatenate(found)))
        yield f"{name} {method} p90", float(np.quantile(np.concatenate(found), 0.9))
    worse = [np.median(b) > np.median(a) for a, b in zip(*errors.values(), strict=True)]
    yield f"{name} people worse than mesh", float(np.sum(worse))
    yield f"{name} accepted share", float(np.median(certain))
    yield f"{name} expected over found error, median", float(np.median(promised))
    yield f"{name} expected over found error, p10", float(np.quantile(promised, 0.1))


def main() -> None:
    """Print the figures beside the committed ones."""
    sure = list(verified(real_cases()))
    figures = [
        *compare("real pairs", sure),
        *compare("real pairs, at all sizes", verified(sure, at_all_sizes=True)),
        *compare("real pairs, skin alone", on_skin(sure)),
        *judge_errors(),
        *compare("known warps", warped_cases(new_light)),
        *compare("other day, simulated", warped_cases(other_day)),
    ]
    report("alignment", figures)


if __name__ == "__main__":
    main()
