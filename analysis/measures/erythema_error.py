"""How far a change of the erythema index may be off.

The parts add up in squares: the light's share (`light`), what faces move by themselves, how
unevenly the light changed, and for a single zone its size and the grain of both photos. The
figures are set on simulated photos of untreated people and checked with a second simulator of other
formulas (docs/decisions/0009); all are as small as cover 95 of 100 of 116 untreated pairs of 15
people (docs/decisions/0036).
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from analysis.anatomy import Zone
from analysis.figures import NORMAL_95
from analysis.light.cells import Cells, compared_counts
from analysis.light.estimate import LightChange
from analysis.light.flush import STRONGEST_EI

# Chosen: by hand on simulated phone photos of 40 people, 2026-11 (docs/decisions/0009; lamps:
# 0022).
_FACE_SD = 0.17
"""What the whole face moves beside light between untreated photos (flush, pose), SD in EI."""
_UNEVEN, _ORDINARY, _MIXED = 0.26, 2.0, 4.5
"""EI of error for each EI of unevenness where it is ordinary (2 EI); beyond, mixed light makes the
error grow faster than itself, by the power 3/2, until two lamps of unlike colour are told apart."""
_APART = 0.22
"""EI of error for each further EI of unevenness under lamps that are told apart. Measured: 30 pairs
of 15 people under two lamps, 2026-11."""
_PATCHY = 0.6
"""EI of error of a zone for each EI by which cells miss the fitted light."""
_TEXEL_SD = 10.5
"""Error of a single compared texel in EI, as far as it does not repeat from texel to texel."""
_MOBILE_SD = {Zone.UPPER_LIP: 1.3}
"""What expression moves a zone by, SD in EI."""
_UNKNOWN_LAMP = 0.30
"""Share of a change that lamp, camera and the skin's own gloss may add to it or take off it (95 %):
of 246 reddened untreated faces of 32 people under eight lamps half read within a tenth and a fifth
of their redness, one in twenty a third too low or two fifths too high. Measured: 32
people of the third simulated world, 2026-11."""
_UNKNOWN_VEIL = 1.15
"""Share of what bare skin's veil seemed to hide that may be too much: all of it, and what goes with
it. Measured: 8 EI planted without a veil on the darkest 13 of 40 people, 2026-11."""
FAULTY = 1.15
"""Further factor where anything is wrong with the photos: what the parts were scaled down by, on
pairs without a fault. Chosen: reddened dark skin in screenshots stays within (2026-11)."""
_BEYOND = 1.5
"""EI by which the error reaches beyond what contradicting references say."""


class ChangeError(NamedTuple):
    """How far a change in redness may be off (95 %), EI."""

    mdc95: float
    """Smallest change that can be told from error: it is off by no more, either way."""
    too_high: float
    """By how much it may be too high; at most `mdc95`."""

    @property
    def if_less(self) -> float | None:
        """`too_high`, where it says more than `mdc95`."""
        return self.too_high if self.too_high < self.mdc95 else None


def error_of_change(
    zone: Zone, value: float, texels: int, face: Cells, light: LightChange, widening: float
) -> ChangeError:
    """Return how far a change in redness may be off.

    Parameters
    ----------
    zone : Zone
    value : float
        The change itself, EI: part of the error grows with it.
    texels : int
        Compared texels of the zone.
    face : Cells
    light : LightChange
    widening : float
        What the error is multiplied by for what is wrong with the photos.
    """
    sd = light.sd if light.too_high_sd is None else light.too_high_sd
    unflushed = replace(light, sd=sd, reach=light.above)
    either_way, too_high = (
        _error_by(one, zone, value, texels, face, widening) for one in (light, unflushed)
    )
    either_way += light.film.hidden
    return ChangeError(max(either_way, hidden_flush(light, value)), too_high)


def _error_by(
    light: LightChange, zone: Zone, value: float, texels: int, face: Cells, widening: float
) -> float:
    chance = NORMAL_95 * _widened(widening) * change_sd(zone, texels, face, light)
    error = _with_share(chance, value, light)
    return max(error, light.gain * light.reach + _BEYOND) if light.reach else error


def hidden_flush(light: LightChange, value: float) -> float:
    """Return how much redder than a change the skin may be by a flush that passes for light, EI."""
    return float(np.clip(light.flush - value, 0.0, STRONGEST_EI))


def smallest_contrast(
    zone: Zone, value: float, texels: int, face: Cells, light: LightChange, widening: float
) -> float:
    """Return the smallest difference of a zone from the face that can be told from error, EI.

    Parameters
    ----------
    zone, value, texels, face, light, widening
        As in `error_of_change`; the value is the difference.
    """
    parts = [light.gain * _uneven_sd(face.unevenness), *_zone_parts(zone, texels, face, light)]
    chance = NORMAL_95 * _widened(widening) * float(np.linalg.norm(parts))
    return _with_share(chance, value, light)


def _with_share(chance: float, value: float, light: LightChange) -> float:
    """Return an error (95 %), EI, with the share of a change that is unsure by lamp and veil.

    What bare skin's veil hid was given back; it was read off pupils and a usual gloss, so that all
    of that may be too much. It is little on light skin and up to half on the darkest.
    """
    veiled = _UNKNOWN_VEIL * (1 - 1 / light.bare_gain)
    shares = np.array([_UNKNOWN_LAMP, veiled, 1 / light.stretch - 1])
    return float(np.linalg.norm([chance, *(shares * value)]))


def _widened(widening: float) -> float:
    return widening if widening <= 1 else widening * FAULTY


def change_sd(zone: Zone, texels: int, face: Cells, light: LightChange) -> float:
    """Return the standard error of a zone's change in redness.

    Parameters
    ----------
    zone : Zone
    texels : int
        Compared texels of the zone.
    face : Cells
    light : LightChange

    Returns
    -------
    sd : float
        In EI. `mdc95` is 1.96 times as much.
    """
    parts = [light.gain * light.sd, _FACE_SD, light.gain * _uneven_sd(face.unevenness)]
    if zone is Zone.FACE:
        lost = 1 - texels / compared_counts()[zone]
        parts += [_PATCHY * light.gain * face.scatter(light.slopes) * lost]
    else:
        parts += _zone_parts(zone, texels, face, light)
    return float(np.linalg.norm(parts))


def _zone_parts(zone: Zone, texels: int, face: Cells, light: LightChange) -> list[float]:
    """Return the errors that are a single zone's own, SD in EI."""
    missed = light.gain * face.scatter(light.slopes)
    return [_PATCHY * missed, _TEXEL_SD / texels**0.5, _MOBILE_SD.get(zone, 0.0)]


def _uneven_sd(unevenness: float) -> float:
    mixed = min(unevenness, _MIXED)
    return float(_UNEVEN * mixed * (mixed / _ORDINARY) ** 0.5 + _APART * (unevenness - mixed))
