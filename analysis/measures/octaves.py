"""Roughness at the size that structures have: five octaves of waves from 0.3 to 11 mm.

Each is measured where both photos show it, from waves of 8 pixels on, and is left out elsewhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from analysis.anatomy import Zone
from analysis.colour import Floats, robust_sd
from analysis.face.mesh import MAP_SIZE, TEXELS_PER_MM
from analysis.face.zones import Box, Mask, eye_boxes, square_within, thinned
from analysis.figures import NORMAL_95
from analysis.measures.file_effects import effect_of_files, grain_apart
from analysis.measures.stated_errors import stated_mdc95
from analysis.skin.closeup import HALF_SIDE, LEAST_PX, pixels_per_mm
from analysis.skin.pair import SkinPair
from analysis.skin.pattern import shrunk
from analysis.skin.sharpness import blurred
from analysis.skin.view import SkinView
from analysis.skin.waves import waves_between
from analysis.vocabulary import Measure, Unit, ZoneMeasurement

METHOD = "mad_of_octave"
METHOD_VERSION = "5"

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
_LEAK, _LEAK_MOST = 0.1, 0.9
"""Share of the next coarser band's variance that passes through the filter of a band; at most so
much of the band's own is taken for that. Source: both filters' transfer, 0.085 to 0.094 of waves
equally strong in each octave."""
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
    found: list[list[ZoneMeasurement]] = []
    coarser: dict[Zone, Spreads] = {}
    quiet = grain_apart(pair)
    for octave in reversed(OCTAVES):
        band = _fit(octave, pair)
        if band is None:
            continue
        before, after = _values(octave.grid, texels, pair, band)
        files = effect_of_files(
            pair, (before.eyes, after.eyes), band.ends_mm, quiet if octave.grid < 1 else None
        )
        zones = {
            zone: Spreads(spread(before.zones[zone]), spread(after.zones[zone]))
            for zone in before.zones
        }
        unsharp = error_of_focus(band.offset, *band.ends)
        shown = median_change(zones)
        found.append([])
        for zone, one in zones.items():
            unlike, passing = files.error(one.least**2, shown), _passing(one, coarser.get(zone))
            found[-1].append(_record(octave, zone, one, (unsharp, unlike, passing)))
        coarser = zones
    yield from chain(*reversed(found))


@dataclass(frozen=True)
class _Band:
    """What two photos show of an octave, in steps of its grid."""

    shortest: float
    longest: float
    offset: float
    """Blur (SD) that the baseline needs to be as sharp; negative where the follow-up needs it."""
    ends_mm: tuple[float, float]

    @property
    def ends(self) -> tuple[float, float]:
        """Both wavelengths."""
        return self.shortest, self.longest


@dataclass(frozen=True)
class _Waves:
    """A band's waves in one photo."""

    zones: Mapping[Zone, Floats]
    eyes: tuple[Floats, ...]
    """(M, N) of the squares around both eyes, of every second step where the zones' are."""


@dataclass(frozen=True)
class Spreads:
    """How strong a band is in a zone of both photos, robust SD of ln luminance."""

    before: float
    after: float

    @property
    def change(self) -> float:
        """Ln of their ratio."""
        return float(np.log(self.after / self.before))

    @property
    def least(self) -> float:
        """That of the smoother photo."""
        return min(self.before, self.after)


def _passing(spreads: Spreads, coarser: Spreads | None) -> float:
    """Return what a change of the next coarser octave's waves may make of one, ln."""
    if coarser is None:
        return 0.0
    passing = _LEAK * (coarser.after**2 - coarser.before**2) / spreads.before**2
    return abs(0.5 * float(np.log1p(max(passing, -_LEAK_MOST))))


def median_change(zones: Mapping[Zone, Spreads]) -> float:
    """Return by how much the skin of a face changed, ln; 0 of none."""
    return float(np.median([one.change for one in zones.values()])) if zones else 0.0


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


def blurred_octave(pair: SkinPair) -> Octave | None:
    """Return the coarsest octave that is left out because two photos are not equally sharp."""
    lost = (one for one in reversed(OCTAVES) if _is_shown(one, pair) and not _fit(one, pair))
    return next(lost, None)


def _is_shown(octave: Octave, pair: SkinPair) -> bool:
    """Tell whether both photos show enough of an octave, if they are equally sharp."""
    shown = octave.grid <= 1 or octave.grid in pair.grids
    return shown and octave.longest_mm >= finest_wave_mm(pair)


def _fit(octave: Octave, pair: SkinPair) -> _Band | None:
    """Return the part of an octave that both photos show; None where they show too little."""
    finest_mm, half_mm = finest_wave_mm(pair), octave.longest_mm / _NARROWEST
    resolved_mm = _resolved_wave_mm(pair)
    if not _is_shown(octave, pair) or resolved_mm > _LET_PASS * max(half_mm, finest_mm):
        return None
    shortest_mm = min(max(octave.shortest_mm, resolved_mm), half_mm)
    steps = octave.grid * TEXELS_PER_MM
    ends_mm = shortest_mm, octave.longest_mm
    shortest, longest = (steps * end for end in ends_mm)
    return _Band(shortest, longest, octave.grid * pair.focus_offset, ends_mm)


def _record(
    octave: Octave, zone: Zone, spreads: Spreads, errors: tuple[float, ...]
) -> ZoneMeasurement:
    mdc95 = float(np.linalg.norm([stated_mdc95(octave.measure, zone), *errors]))
    return ZoneMeasurement(
        zone, octave.measure, spreads.change, Unit.LOG_RATIO, mdc95, METHOD, METHOD_VERSION
    )


def _values(
    grid: float, texels: Mapping[Zone, NDArray[np.int64]], pair: SkinPair, band: _Band
) -> tuple[_Waves, _Waves]:
    """Return the band of each zone, and of what lies around the eyes, of both photos."""
    if grid > 1:
        masks = _square_masks(texels, int(grid))
        photos = (pair.baseline, band.offset), (pair.follow_up, -band.offset)
        before, after = (_in_squares(view, int(grid), masks, band, blur) for view, blur in photos)
    else:
        every = round(1 / grid)
        apart = every * _apart(every)
        steps = {zone: _steps_of(thinned(chosen), apart) for zone, chosen in texels.items()}
        before, after = (
            _on_map(view, light, every, steps, band)
            for view, light in zip((pair.baseline, pair.follow_up), pair.lights, strict=True)
        )
    return before, after


def _steps_of(texels: NDArray[np.int64], every: int) -> NDArray[np.int64]:
    """Return in which step of a map smaller by a whole factor, flattened, texels (N,) lie."""
    rows, columns = np.divmod(texels, MAP_SIZE)
    return np.asarray(rows // every * (MAP_SIZE // every) + columns // every)


def _on_map(
    view: SkinView, light: Floats, every: int, steps: Mapping[Zone, NDArray[np.int64]], band: _Band
) -> _Waves:
    def find() -> Floats:
        return waves_between(shrunk(light, every), band.shortest, band.longest, _apart(every))

    sharp = light is view.light
    waves = view.once(("waves", every), band.ends, find) if sharp else find()
    eyes = tuple(waves[_smaller(box, every * _apart(every))] for box in eye_boxes())
    return _Waves({zone: waves.ravel()[at] for zone, at in steps.items()}, eyes)


def _smaller(box: Box, every: int) -> Box:
    rows, columns = (slice(side.start // every, side.stop // every) for side in box)
    return rows, columns


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
) -> _Waves:
    closeup = view.closeups[grid]

    def waves(name: object, square: Floats) -> Floats:
        light = blurred(square, blur)
        find = partial(waves_between, light, band.shortest, band.longest, 2)
        sharp = light is square  # and so the same for the next photo
        return view.once(("waves", grid, name), band.ends, find) if sharp else find()

    found = {zone: thinned(waves(zone, closeup.zones[zone])[mask]) for zone, mask in masks.items()}
    eyes = tuple(waves(("eye", side), eye) for side, eye in enumerate(closeup.eyes))
    return _Waves(found | ({Zone.FACE: np.concatenate([*found.values()])} if found else {}), eyes)


def spread(values: Floats) -> float:
    """Return the robust standard deviation of values (N,)."""
    return max(robust_sd(values), 1e-6)
