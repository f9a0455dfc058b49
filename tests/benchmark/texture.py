"""How well texture is read: untreated pairs, known blur, known flakes.

Retest is the rank correlation of people's roughness between two untreated photos; the shift
under blur is in standard deviations between people; flakes are drawn on the second photo of
untreated pairs, on the skin map, and told from pairs without.

Run `python -m tests.benchmark.texture` (about three minutes), with `--write` to keep the figures.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from scipy.stats import rankdata, spearmanr

from analysis.align.registration import register
from analysis.anatomy import Zone
from analysis.colour import Floats
from analysis.face.detect import find_face
from analysis.face.mesh import TEXELS_PER_MM
from analysis.face.zones import zone_texels
from analysis.measures.texture import BANDS, measure_texture_change, spread
from analysis.photo.decode import Photo, read_photo
from analysis.skin.pair import SkinPair
from analysis.skin.view import SkinView, unroll
from analysis.vocabulary import Measure
from tests.benchmark.faces import pairs
from tests.benchmark.report import report

_ZONES = (Zone.FOREHEAD, Zone.CHEEK_LEFT, Zone.CHEEK_RIGHT)
_BLURS_PX = (0.7, 1.0, 1.5)
_FLAKES_PER_CM2 = (2, 5, 10)
_FLAKE_RADIUS_MM, _FLAKE_CONTRAST = (0.3, 0.9), (0.08, 0.25)


@dataclass(frozen=True)
class Person:
    """Two untreated photos, and the first one out of focus by every blur."""

    neutral: SkinView
    smile: SkinView
    blurred: tuple[SkinView, ...]


def people() -> Iterator[Person]:
    """Yield every person's views."""
    for pair in pairs():
        neutral, smile = (read_photo(path).pixels for path in (pair.neutral, pair.smile))
        blurred = [_jpeg(cv2.GaussianBlur(neutral, (0, 0), sigma)) for sigma in _BLURS_PX]
        views = [unroll(Photo(p, ""), find_face(p)) for p in (neutral, smile, *blurred)]
        yield Person(views[0], views[1], tuple(views[2:]))


def _jpeg(pixels: np.ndarray) -> np.ndarray:
    _, content = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 92])
    return np.asarray(cv2.imdecode(content, cv2.IMREAD_COLOR))


def main() -> None:
    """Print the figures beside the committed ones."""
    everybody = list(people())
    report("texture", [*_roughness(everybody), *_null(everybody), *_flakes(everybody)])


def _roughness(everybody: list[Person]) -> Iterator[tuple[str, float]]:
    for band, measure in enumerate(BANDS):
        name = measure.value
        first, second = (
            np.array([_levels(view, band) for view in views])
            for views in ([p.neutral for p in everybody], [p.smile for p in everybody])
        )
        retests = [spearmanr(first[:, i], second[:, i])[0] for i in range(len(_ZONES))]
        yield f"{name}: retest, mean of zones", float(np.mean(retests))
        yield f"{name}: retest, zones together", spearmanr(first.mean(1), second.mean(1))[0]
        between = float(first.std(axis=0).mean())
        for i, sigma in enumerate(_BLURS_PX):
            shifts = [_changes(p.neutral, p.blurred[i])[measure] for p in everybody]
            yield f"{name}: shift under {sigma} px blur, SD", float(np.mean(shifts)) / between


def _levels(view: SkinView, band: int) -> list[float]:
    values, plain = view.detail.bands[band].ravel(), view.plain.ravel()
    return [float(np.log(spread(values[t[plain[t]]]))) for t in map(zone_texels().get, _ZONES)]


def _changes(before: SkinView, after: SkinView) -> dict[Measure, float]:
    """Mean change over the three zones, per measure."""
    found = measure_texture_change(register(SkinPair(before, after)))
    return {
        measure: float(np.mean([m.value for m in found if (m.measure, m.zone) in _at(measure)]))
        for measure in {m.measure for m in found}
    }


def _at(measure: Measure) -> set[tuple[Measure, Zone]]:
    return {(measure, zone) for zone in _ZONES}


def _null(everybody: list[Person]) -> Iterator[tuple[str, float]]:
    found = [
        m for p in everybody for m in measure_texture_change(register(SkinPair(p.neutral, p.smile)))
    ]
    for measure in sorted({m.measure for m in found}):
        chosen = [m for m in found if m.measure is measure]
        within = [abs(m.value) <= (m.mdc95 or 0) for m in chosen]
        yield f"{measure.value}: untreated within mdc95, share", float(np.mean(within))


def _flakes(everybody: list[Person]) -> Iterator[tuple[str, float]]:
    rng = np.random.default_rng(5)
    null = [_count(p.neutral, p.smile) for p in everybody]
    for density in _FLAKES_PER_CM2:
        flaky = [_count(p.neutral, _with_flakes(p.smile, density, rng)) for p in everybody]
        zones = [_auc([f[i] for f in flaky], [n[i] for n in null]) for i in range(len(_ZONES))]
        together = _auc([np.mean(f) for f in flaky], [np.mean(n) for n in null])
        yield f"flakes: AUC at {density} per cm², one zone", float(np.mean(zones))
        yield f"flakes: AUC at {density} per cm², zones together", together
        yield f"flakes: counted at {density} per cm²", float(np.mean(flaky))


def _count(before: SkinView, after: SkinView) -> list[float]:
    found = measure_texture_change(register(SkinPair(before, after)))
    at = {m.zone: m.value for m in found if m.measure is Measure.FLAKES_PER_CM2_CHANGE}
    return [at[zone] for zone in _ZONES]


def _with_flakes(view: SkinView, per_cm2: float, rng: np.random.Generator) -> SkinView:
    texels = np.concatenate([zone_texels()[zone] for zone in _ZONES])
    count = rng.poisson(per_cm2 * len(texels) / (10 * TEXELS_PER_MM) ** 2)
    light = view.light.copy()
    for texel in rng.choice(texels, count):
        row, column = divmod(int(texel), light.shape[1])
        box = slice(row - 12, row + 13), slice(column - 12, column + 13)
        light[box] = np.maximum(light[box], view.light[box] + _flake(rng))
    return replace(view, light=light)


def _flake(rng: np.random.Generator) -> Floats:
    flake = np.zeros((25, 25), np.float32)
    radius = rng.uniform(*_FLAKE_RADIUS_MM) * TEXELS_PER_MM
    axes = 2 * radius, 2 * radius * rng.uniform(0.5, 1)
    cv2.ellipse(flake, ((12.0, 12.0), axes, rng.uniform(0, 180)), 1.0, -1)
    return np.asarray(cv2.GaussianBlur(flake, (0, 0), 0.6) * rng.uniform(*_FLAKE_CONTRAST))


def _auc(positive: list[float], negative: list[float]) -> float:
    """Chance that a flaky pair shows more than an untreated one (Mann-Whitney)."""
    ranks = rankdata(np.concatenate([positive, negative]))[: len(positive)]
    n, m = len(positive), len(negative)
    return float((ranks.sum() - n * (n + 1) / 2) / (n * m))


if __name__ == "__main__":
    main()
