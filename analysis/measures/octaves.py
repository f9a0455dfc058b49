"""Roughness at the size that structures have: five octaves of waves from 0.3 to 11 mm.

Each is measured where both photos show it, from waves of 8 pixels on, and is left out elsewhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from analysis.anatomy import Zone
from analysis.colour import Floats, robust_sd
from analysis.face.mesh import MAP_SIZE, TEXELS_PER_MM
from analysis.face.zones import Mask, square_within, thinned
from analysis.figures import NORMAL_95
from analysis.measures.stated_errors import stated_mdc95
from analysis.skin.closeup import HALF_SIDE, LEAST_PX, pixels_per_mm
from analysis.skin.pair import SkinPair
from analysis.skin.pattern import shrunk
from analysis.skin.sharpness import blurred
from analysis.skin.view import SkinView
from analysis.vocabulary import Measure, Unit, ZoneMeasurement

METHOD = "mad_of_octave"
METHOD_VERSION = "4"

_HALF = float(np.sqrt(-np.log(1 - 0.5 ** (1 / 3)) / 2) / np.pi)
"""Standard deviation of the Gaussian g, in wavelengths, with which 1 - (1 - g)³ lets half of a
wave's amplitude through. Source: g's transfer, exp(-2 (π σ / λ)²)."""
_NARROWEST = float(np.sqrt(2))
"""Least ratio of a band's longest to its shortest wave: where a photo ends inside an octave, half
an octave stays. Chosen: so that no wave of 8 pixels falls between two bands."""
_PIXELS_OF_BLUR = 1.2
"""How many pixels a blur by one (SD) makes of one: a wave has to span the least number of those.
Chosen: an eighth of its amplitude is gone then, most of which matching the focus gives back."""
_LET_PASS = 1.15
"""By how much longer than half an octave's waves those that blur leaves may begin, and the half is
measured all the same. Chosen: no two photos are equally sharp; half a pixel of blur is let pass."""
_BLUR_SHARE = 0.5
"""Share of what matching the focus takes from an octave that stays as an error (SD). Measured: 40
people's photos blurred by 1 px (tests/benchmark/texture.py), 2026-11."""
_LEAST_SQUARE = 0.05
"""Share of a square that must be plain skin of its zone. Chosen: by hand: a quarter of a cm²."""


@dataclass(frozen=True)
class Octave:
    """A band of waves, by the wavelengths that come through at half amplitude."""

    measure: Measure
    shortest_mm: float
    longest_mm: float
    grid: float
    """Steps per texel of the skin map: each octave's shortest wave has about 4.4 steps."""


OCTAVES = (
    Octave(Measure.ROUGHNESS_300_UM, 0.3, 0.6, 4),
    Octave(Measure.ROUGHNESS_600_UM, 0.6, 1.2, 2),
    Octave(Measure.ROUGHNESS_1200_UM, 1.2, 2.4, 1),
    Octave(Measure.ROUGHNESS_2400_UM, 2.4, 5.0, 1 / 2),
    Octave(Measure.ROUGHNESS_5000_UM, 5.0, 11.0, 1 / 4),
)
"""Chosen: from flakes and pores to folds without a gap; the greatest answer is halved within a
tenth of these wavelengths, as a test with waves shows."""


def finest_wave_mm(pair: SkinPair) -> float:
    """Return the shortest wave that both photos show, in mm."""
    return LEAST_PX / min(pixels_per_mm(view.face) for view in (pair.baseline, pair.follow_up))


def _resolved_wave_mm(pair: SkinPair) -> float:
    """Return the same, a pixel being as wide as the softer photo's blur makes it."""
    finest_mm = finest_wave_mm(pair)
    blur_px = abs(pair.focus_offset) / TEXELS_PER_MM / (finest_mm / LEAST_PX)
    return finest_mm * float(np.hypot(1, _PIXELS_OF_BLUR * blur_px))


def measure_octaves(
    texels: Mapping[Zone, NDArray[np.int64]], pair: SkinPair
) -> Iterator[ZoneMeasurement]:
    """Measure by octaves how much rougher every zone became than in the baseline photo.

    Parameters
    ----------
    texels : mapping of Zone to (N,) int64 ndarray
        Those that are plain skin in both photos.
    pair : SkinPair

    Yields
    ------
    measurement : ZoneMeasurement
        ln of the ratio of the octave's spread; 0.1 is about 10 % rougher. Nothing of an octave
        whose waves span fewer than 8 pixels in one of the photos, each as wide as the softer
        photo's blur makes it.

    References
    ----------
    Rousseeuw, Croux 1993, doi:10.1080/01621459.1993.10476408 (robust scale).
    """
    for octave in OCTAVES:
        band = _fit(octave, pair)
        if band is None:
            continue
        before, after = _values(octave.grid, texels, pair, band)
        unsharp = error_of_focus(band.offset, band.shortest, band.longest)
        for zone in before:
            change = float(np.log(spread(after[zone]) / spread(before[zone])))
            mdc95 = float(np.hypot(stated_mdc95(octave.measure, zone), unsharp))
            yield ZoneMeasurement(
                zone, octave.measure, change, Unit.LOG_RATIO, mdc95, METHOD, METHOD_VERSION
            )


@dataclass(frozen=True)
class _Band:
    """What two photos show of an octave, in steps of its grid."""

    shortest: float
    longest: float
    offset: float
    """Blur (SD) that the baseline needs to be as sharp; negative where the follow-up needs it."""

    @property
    def ends(self) -> tuple[float, float]:
        """Both wavelengths."""
        return self.shortest, self.longest


def error_of_focus(offset: float, shortest: float, longest: float) -> float:
    """Return the error (95 %) of a band's spread that making both photos equally sharp leaves.

    Parameters
    ----------
    offset : float
        Blur (SD) that was needed, in the unit of the wavelengths.
    shortest, longest : float
        Wavelengths of the band.
    """
    lost = 2 * (np.pi * offset) ** 2 / (shortest * longest)  # of ln amplitude in its middle
    return float(NORMAL_95 * _BLUR_SHARE * lost)


def _fit(octave: Octave, pair: SkinPair) -> _Band | None:
    """Return the part of an octave that both photos show; None where they show too little."""
    finest_mm, half_mm = finest_wave_mm(pair), octave.longest_mm / _NARROWEST
    resolved_mm = _resolved_wave_mm(pair)
    if octave.longest_mm < finest_mm or resolved_mm > _LET_PASS * max(half_mm, finest_mm):
        return None
    if octave.grid > 1 and octave.grid not in pair.grids:
        return None
    shortest_mm = min(max(octave.shortest_mm, resolved_mm), half_mm)
    steps = octave.grid * TEXELS_PER_MM
    return _Band(shortest_mm * steps, octave.longest_mm * steps, octave.grid * pair.focus_offset)


def _values(
    grid: float, texels: Mapping[Zone, NDArray[np.int64]], pair: SkinPair, band: _Band
) -> tuple[dict[Zone, Floats], dict[Zone, Floats]]:
    """Return each zone's part of the band, of both photos."""
    photos = (pair.baseline, 1), (pair.follow_up, -1)
    if grid > 1:
        masks = _square_masks(texels, int(grid))
        before, after = (
            _in_squares(view, int(grid), masks, band, sign * band.offset) for view, sign in photos
        )
    else:
        every = round(1 / grid)
        apart = every * _apart(every)
        steps = {zone: _steps_of(thinned(chosen), apart) for zone, chosen in texels.items()}
        before, after = (
            _on_map(view, light, every, steps, band)
            for (view, _), light in zip(photos, pair.lights, strict=True)
        )
    return before, after


def _steps_of(texels: NDArray[np.int64], every: int) -> NDArray[np.int64]:
    """Return in which step of a map smaller by a whole factor, flattened, texels (N,) lie."""
    rows, columns = np.divmod(texels, MAP_SIZE)
    return np.asarray(rows // every * (MAP_SIZE // every) + columns // every)


def _on_map(
    view: SkinView, light: Floats, every: int, steps: Mapping[Zone, NDArray[np.int64]], band: _Band
) -> dict[Zone, Floats]:
    def find() -> Floats:
        return waves_between(shrunk(light, every), band.shortest, band.longest, _apart(every))

    sharp = light is view.light
    waves = (view.once(("waves", every), band.ends, find) if sharp else find()).ravel()
    return {zone: waves[at] for zone, at in steps.items()}


def _apart(every: int) -> int:
    """Return which steps of a map are looked at: every second texel, or every larger step."""
    return 2 if every == 1 else 1


def _square_masks(texels: Mapping[Zone, NDArray[np.int64]], grid: int) -> dict[Zone, Mask]:
    """Return which second steps of each zone's square are plain skin, of zones with enough."""
    masks: dict[Zone, Mask] = {}
    for zone, chosen in texels.items():
        if zone is Zone.FACE:  # it is put together from the squares
            continue
        inside = np.zeros(MAP_SIZE**2, np.uint8)
        inside[chosen] = 1
        square = inside.reshape(MAP_SIZE, MAP_SIZE)[square_within(zone, HALF_SIDE)]
        if square.mean() > _LEAST_SQUARE:
            masks[zone] = square.repeat(grid // 2, 0).repeat(grid // 2, 1).astype(bool)
    return masks


def _in_squares(
    view: SkinView, grid: int, masks: Mapping[Zone, Mask], band: _Band, blur: float
) -> dict[Zone, Floats]:
    def waves(zone: Zone) -> Floats:
        square = view.closeups[grid].zones[zone]
        light = blurred(square, blur)
        find = partial(waves_between, light, band.shortest, band.longest, 2)
        sharp = light is square  # and so the same for the next photo
        return view.once(("waves", grid, zone), band.ends, find) if sharp else find()

    found = {zone: thinned(waves(zone)[mask]) for zone, mask in masks.items()}
    return found | ({Zone.FACE: np.concatenate([*found.values()])} if found else {})


def waves_between(light: Floats, shortest: float, longest: float, every: int = 1) -> Floats:
    """Return what of ln luminance comes in waves between two lengths, in its own steps.

    Parameters
    ----------
    light : (M, N) float32 ndarray
    shortest, longest : float
        Wavelengths in steps; the longest is at least `_NARROWEST` times the shortest.
    every : int, optional
        1, or 2 for every second step alone.

    Returns
    -------
    waves : (⌈M / every⌉, ⌈N / every⌉) float32 ndarray
    """
    fine, wide = _HALF * shortest, _HALF * longest
    once = blurred(light, fine)
    twice = blurred(once, fine)
    # What is left is smooth enough to go on with every second step alone.
    once, twice = (np.ascontiguousarray(part[::every, ::every]) for part in (once, twice))
    thrice = blurred(twice, fine / every)
    wide_once = blurred(twice, float(np.sqrt(max(wide**2 - 2 * fine**2, 0))) / every)
    wide_twice = blurred(wide_once, wide / every)
    wide_thrice = blurred(wide_twice, wide / every)
    return _without_shorter(once, twice, thrice) - _without_shorter(
        wide_once, wide_twice, wide_thrice
    )


def _without_shorter(once: Floats, twice: Floats, thrice: Floats) -> Floats:
    """Cut waves off more sharply than one Gaussian does, which was applied up to three times.

    With g a Gaussian, 1 - (1 - g)³ falls from nine to one tenth within 1.2 octaves, g in 2.2.
    """
    return 3 * (once - twice) + thrice


def spread(values: Floats) -> float:
    """Return the robust standard deviation of values (N,)."""
    return max(robust_sd(values), 1e-6)
