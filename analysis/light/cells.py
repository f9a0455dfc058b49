"""Two photos of one face, texel against texel and in coarse cells, which the light is read from."""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.align.registration import Registration
from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.colour import Floats, bloodless_lightness, robust_sd
from analysis.face.detect import Points
from analysis.face.mesh import INTEROCULAR_TEXELS, MAP_SIZE
from analysis.face.zones import Mask, zone_masks
from analysis.skin.view import SkinView

# Chosen: for time, and as small as cells can be that still hold enough texels to average out
# grain.
EVERY = 4
"""Every fourth row and column of texels is compared: a mean over a zone needs no more."""
_SIDE = 8
"""Rows and columns of compared texels in a cell: 8.7 mm."""
_LEAST_SHARE = 0.3
"""A cell of which less can be compared is left out."""


@dataclass(frozen=True)
class ColourChange:
    """Two photos, texel against texel; maps are (T, T), every fourth texel of the skin map."""

    index: Floats = field(repr=False)
    """Erythema index in the baseline photo, EI."""
    change: Floats = field(repr=False)
    """Raw change of the index, EI: the light's share is in it."""
    brightening: Floats = field(repr=False)
    """Change of ln bloodless lightness."""
    clean: Mask = field(repr=False)
    """Where colour can be trusted in both photos."""

    @cached_property
    def places(self) -> Floats:
        """(T, T, 3) what the light's share goes with: see `Cells.places`."""
        sideways = np.broadcast_to(_sideways(len(self.index)), self.index.shape)
        return np.dstack([self.index / 10, self.brightening, sideways]).astype(np.float32)


@dataclass(frozen=True)
class Cells:
    """Cells of the face that both photos show well, N of them."""

    change: Points
    """(N,) raw change of the index, EI."""
    places: Points
    """(N, 3) redness in tens of EI, ln of brightening without blood, interocular distances
    sideways from the middle, positive to the person's left."""
    weight: Points
    """(N,) share that can be compared, 0–1."""
    zones: Points
    """(N, 11) share that lies in each facial zone, in the order of `FACIAL_ZONES`."""

    @cached_property
    def place(self) -> Points:
        """(3,) middle of `places`."""
        return self.place_of(self.weight)

    @cached_property
    def mean_change(self) -> float:
        """Raw change of the whole face, EI."""
        return float(np.average(self.change, weights=self.weight))

    @cached_property
    def unevenness(self) -> float:
        """How unevenly the index changed over the face, robust SD in EI: mixed light does that."""
        return robust_sd(self.change)

    def scatter(self, slopes: Points) -> float:
        """Return how far cells miss a change along `places` with slopes (3,), robust SD in EI."""
        slopes = np.asarray(slopes, float)
        known = self._scatters.get(slopes.tobytes())
        if known is None:  # every zone's error asks for the same
            known = robust_sd(self.change - self.places @ slopes)
            self._scatters[slopes.tobytes()] = known
        return known

    @cached_property
    def _scatters(self) -> dict[bytes, float]:
        return {}

    def place_of(self, weight: Points) -> Points:
        """Return the middle of `places`, weighted: (3,)."""
        return np.asarray(np.average(self.places, axis=0, weights=weight))


def compare_colours(registration: Registration) -> ColourChange:
    """Compare the colour of two photos, texel against texel.

    Texel is compared with texel, not zone with zone: on untreated pairs that lowers the error by
    a quarter.

    Parameters
    ----------
    registration : Registration

    Returns
    -------
    change : ColourChange
    """
    before = [every_few(part) for part in _maps(registration.baseline)]
    after = [registration.to_baseline(part, EVERY) for part in _maps(registration.follow_up)]
    return ColourChange(
        index=before[0],
        change=after[0] - before[0],
        brightening=bloodless_lightness(*after[:2]) - bloodless_lightness(*before[:2]),
        clean=(before[2] > 0) & (after[2] > 0.99) & ~registration.cover.hidden,
    )


def _maps(view: SkinView) -> tuple[Floats, Floats, Floats]:
    return view.index, view.light, view.clean.astype(np.float32)


def pool_cells(colours: ColourChange) -> Cells:
    """Average the clean texels of the face over cells.

    Parameters
    ----------
    colours : ColourChange

    Returns
    -------
    cells : Cells
    """
    counted = (colours.clean & compared_masks()[Zone.FACE]).astype(np.float32)
    share = _pooled(counted)
    chosen = share > _LEAST_SHARE
    change, index, brightening = (
        (_pooled(part * counted)[chosen] / share[chosen]).astype(float)
        for part in (colours.change, colours.index, colours.brightening)
    )
    sideways = np.broadcast_to(_sideways(len(share)), share.shape)[chosen]
    return Cells(
        change=change,
        places=np.column_stack([index / 10, brightening, sideways]),
        weight=share[chosen].astype(float),
        zones=_zone_shares()[chosen],
    )


@lru_cache(maxsize=1)
def compared_masks() -> dict[Zone, Mask]:
    """Return the masks of the facial zones and FACE at the compared texels, (T, T) bool."""
    return {zone: every_few(mask) for zone, mask in zone_masks().items()}


@lru_cache(maxsize=1)
def compared_counts() -> dict[Zone, int]:
    """Return how many compared texels the facial zones and FACE have."""
    return {zone: int(mask.sum()) for zone, mask in compared_masks().items()}


def every_few(values: NDArray[Any]) -> NDArray[Any]:
    """Return the compared texels of a map (S, S[, C]), side by side in memory: (T, T[, C])."""
    return np.ascontiguousarray(values[::EVERY, ::EVERY])


@lru_cache(maxsize=1)
def _zone_shares() -> Points:
    masks = compared_masks()
    return np.stack([_pooled(masks[zone]) for zone in FACIAL_ZONES], axis=-1).astype(float)


def _pooled(values: NDArray[np.floating] | Mask) -> Floats:
    """Average a map (T, T) over cells: (T / 8, T / 8)."""
    count = len(values) // _SIDE
    return np.asarray(values.reshape(count, _SIDE, count, _SIDE).mean(axis=(1, 3)), np.float32)


@lru_cache(maxsize=2)
def _sideways(count: int) -> Floats:
    """Middles of `count` columns, in interocular distances from the middle of the map."""
    middles = (np.arange(count) + 0.5) / count - 0.5
    return (middles * MAP_SIZE / INTEROCULAR_TEXELS).astype(np.float32)
