"""What the light and the camera did to redness between two photos, read from untreated skin.

A tone curve moves red skin otherwise than pale skin, and a coloured lamp from one side moves one
cheek more than the other, so the change of a reference is not yet the light's change on the face.
The face's own cells show how the change goes with redness, brightening and side; every reference
is carried over to the face along these slopes before it counts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from analysis.face.detect import Points
from analysis.light.cells import Cells
from analysis.light.film import BARE, Film
from analysis.light.flush import UNSEEN, Whites, weigh_flush
from analysis.light.hypotheses import Estimate, weigh_up
from analysis.vocabulary import NO_REFERENCE

LIGHT_SD = 5.2
"""How far a phone's light and white balance alone move the index between two photos, SD in EI
(tests/benchmark/redness.py: untreated pairs, no reference). Measured: 40 people, 2026-11."""

# Chosen: by hand on simulated phone photos of 40 people, 2026-11 (docs/decisions/0009; films:
# 0022).
_SLOPE_SDS = np.array([1.0, 3.0, 1.0])
"""Weak beliefs that the slopes are small: EI per 10 EI of redness, per ln of brightening, per
interocular distance sideways."""
_ZONE_SD = 3.0
"""How far treatment of single zones may lift them out of the rest, SD in EI."""
_CELL_VARIANCE = 9.0
"""Of a cell's change, EI²; neighbouring cells repeat each other, so more than one cell's own."""
_MOST_LOST = 0.5
"""Largest share of the slope along redness that is taken for lost to noise."""
_DISAGREEMENT = 4.0
"""Variance of the references, relative to their stated errors, from which they contradict."""
_MOST_DOUBT = 0.7
"""Chance from which a neck is none, and is left out."""
_FILM_ON_FACE = 0.65, 0.3
"""Share of a film's drop that the neck does not share, and its error: on the face alone it is all,
on face and neck alike about none. Nobody is asked which."""


class ReferenceKind(StrEnum):
    """What can serve as untreated reference."""

    NECK = "neck"
    CARD = "card"
    ZONES = "zones"
    """Facial zones that were not needled."""
    LIDS = "lids"
    BROWS = "brows"


# How far a reference moves by itself between two photos, SD in EI of skin, and by how much more
# for each EI of unevenness: in mixed light it is lit otherwise than the face.
# Chosen: by hand on simulated phone photos of 40 people, 2026-11 (docs/decisions/0009; films:
# 0022).
_OWN_SD = {
    ReferenceKind.NECK: (0.5, 0.2),
    ReferenceKind.CARD: (0.5, 0.2),
    ReferenceKind.ZONES: (0.7, 0.2),
    ReferenceKind.LIDS: (0.65, 0.3),
    ReferenceKind.BROWS: (0.7, 0.8),
}
_SPREAD_SD = 0.5
"""How far redness may spread beside a treated zone anyhow, in EI; added to as much redness as the
face shows against what is surely untreated, so that it is hardly taken for light. A guess, since
no photos of treated faces with known redness exist."""
_UNSEEN_SD, _UNSEEN_SHARE = 4.6, 0.4
"""Where nothing surely untreated shows, lids and brows that flush with the face (by 9 EI) would
pass for light: stated as error in EI, and a share of what redness the face shows against them."""
_UNCHECKED_SD = 1.2
"""What a neck or card may be off by, in EI, where no lids could contradict it; several check each
other. Chosen: as much as lids and brows that contradict it as usual (2 EI) add to the error."""
_ASIDE_SD, _ASIDE_FREE = 5.0, 0.05
"""EI of error for each interocular distance by which what is compared of the face lies aside of the
references, beyond what any face does: a lamp on either side lights them unlike. Chosen: on 26 pairs
with two lamps, 2026-11."""
_LAMP_SHARE = 0.06
"""Share of the light's change that its references miss, SD: lamps of other spectra move skin, lids
and blood unlike. Chosen: on 130 pairs of 15 people under eight lamps, 2026-11."""
_PALED_SD, _PALED_FREE = 0.8, 1.8
"""EI of error for each EI by which skin that was redder by 10 EI paled more than the rest, beyond
what noise in the photo from before does: make-up and films do, and have a colour of their own.
Chosen: on 26 pairs with make-up, 2026-11."""
_OVERLAP = 0.82
"""Share of the errors' sum that is left of it, since what they are for overlaps. Chosen: 95 of 100
of 116 untreated pairs of 15 people lay within, 2026-11; of 8 people who had no part in it all of
72 do. What grows with redness is an error of its own (`measures/erythema_error.py`)."""
# What a film does to lids and brows beside the face, for each EI of its drop: they are darker.
_FILM_ON = {ReferenceKind.LIDS: 0.8, ReferenceKind.BROWS: 2.0}


@dataclass(frozen=True)
class Reference:
    """Something untreated that both photos show."""

    kind: ReferenceKind
    change: float
    """Of its erythema index, EI."""
    place: Points
    """(3,) as `Cells.place`."""
    extra_sd: float = 0.0
    """Error beyond what its kind always has, SD in EI."""
    beside_treated: bool = False
    """Whether redness and swelling of treated skin may have spread to it."""
    doubt: float = 0.0
    """How likely it is not what it stands for, 0–1: a collar where the neck should be."""

    def sd(self, unevenness: float, gain: float, film: Film) -> float:
        """Return how far it may be off where no redness spreads to it, SD in EI."""
        own, uneven = _OWN_SD[self.kind]
        veiled = _FILM_ON.get(self.kind, 0.0) * abs(film.drop) / gain
        return float(np.linalg.norm([own / gain, uneven * unevenness, self.extra_sd, veiled]))


@dataclass(frozen=True)
class LightChange:
    """What the light and the camera, not the skin, did to the erythema index."""

    value: float
    """On the whole face, EI."""
    sd: float
    """Standard error of `value`, EI."""
    kinds: tuple[ReferenceKind, ...]
    gain: float = 1.0
    """What a raw change is multiplied by to undo the veil of gloss and flare."""
    bare_gain: float = 1.0
    """The same for what veils skin with nothing on it."""
    disagree: bool = False
    """Whether the references contradict each other by more than their errors allow."""
    reach: float = 0.0
    """EI around `value` that the contradicting references lie in; the stated error covers it."""
    above: float = 0.0
    """EI of `reach` by which they exceed `value`: skin may seem too red by as much."""
    not_neck: bool = False
    """Whether what lies below the chin was taken for cloth, and left out."""
    whites_seen: bool = True
    """Whether the whites of the eyes show in both photos, which contradict a flush of all skin."""
    flush: float = 0.0
    """Redness of all skin, untreated skin too, that cannot be told from light here, EI: the stated
    error reaches up to it."""
    flush_before: bool = False
    """Whether all skin may have been flushed in the photo from before."""
    too_high_sd: float | None = None
    """Standard error as far as it can make skin seem redder, EI: without what covers a flush; None
    where that is no less than `sd`."""
    film: Film = BARE
    """What lies on the skin; its share is in `value`."""
    stretch: float = 1.0
    """How much stronger (above 1) or paler all colours of the photo are by a setting or filter."""
    slopes: Points = field(default_factory=lambda: np.zeros(3), repr=False)
    """(3,) of the change along `Cells.places`."""
    middle: Points = field(default_factory=lambda: np.zeros(3), repr=False)
    """(3,) `Cells.place` of the face."""

    @property
    def name(self) -> str:
        """The references joined by `+`, or `none`."""
        return "+".join(self.kinds) or NO_REFERENCE

    def at(self, places: NDArray[np.floating]) -> Points:
        """Return the light's share (...) at places (..., 3) of the face, EI."""
        return np.asarray(self.value + (places - self.middle) @ self.slopes)

    def corrected(self, raw: NDArray[np.floating], places: NDArray[np.floating]) -> Points:
        """Take light and camera off raw changes (...) of the index at places (..., 3), EI."""
        return np.asarray(self.gain * (raw - self.at(places)))

    def seen_by(self, other: "LightChange", value: float) -> float:
        """Return what a corrected change would be if the light's share were another's, EI."""
        return other.gain * (value / self.gain + self.value - other.value)


def estimate_light(
    face: Cells,
    references: Sequence[Reference],
    gain: float = 1.0,
    film: Film = BARE,
    whites: Whites = UNSEEN,
) -> LightChange:
    """Combine references by how sure each is.

    Parameters
    ----------
    face : Cells
    references : sequence of Reference
        May be empty.
    gain : float
        As `LightChange.gain`.
    film : Film
        What lies on the face: its drop counts as light that the neck does not wholly share.
    whites : Whites
        Of the eyes.

    Returns
    -------
    change : LightChange
        Inverse-variance mean of the references, carried to the face. Contradicting references
        widen the error by as much as they contradict each other (Birge 1932,
        doi:10.1103/PhysRev.40.207); where the neck and the lids differ, `hypotheses` weighs what
        may have happened.
    """
    slopes, covariance = _fit_slopes(face)
    kept = [one for one in references if one.doubt < _MOST_DOUBT]
    not_neck = len(kept) < len(references)
    light = LightChange(
        0.0, LIGHT_SD, (), gain, slopes=slopes, middle=face.place, film=film, not_neck=not_neck
    )
    if not kept:
        return light
    light = _combine_all(face, kept, light, covariance)
    unflushed = _carried(_under_film(light), face, kept)
    if all(one.beside_treated for one in kept):  # flushed lids are covered anyhow
        return unflushed
    light = _carried(_under_film(_unflushed(light, whites, face.unevenness)), face, kept)
    return replace(light, sd=_OVERLAP * light.sd, too_high_sd=_OVERLAP * unflushed.sd)


def _carried(light: LightChange, face: Cells, references: Sequence[Reference]) -> LightChange:
    """Add what carrying references to the face may miss; it says no less than none at all."""
    unlike = [_LAMP_SHARE * light.value, *_unlike(face, references, light.slopes)]
    most = max(LIGHT_SD, light.sd)
    return replace(light, sd=min(float(np.linalg.norm([light.sd, *unlike])), most))


def _unlike(face: Cells, references: Sequence[Reference], slopes: Points) -> tuple[float, float]:
    """Return errors of carrying references to the face: it lies aside of them, or is covered."""
    aside = abs(float(np.mean([one.place[2] for one in references]) - face.place[2]))
    paled = -float(slopes[0])
    return (
        _ASIDE_SD * max(aside - _ASIDE_FREE, 0.0),
        _PALED_SD * max(paled - _PALED_FREE, 0.0),
    )


def _unflushed(light: LightChange, whites: Whites, unevenness: float) -> LightChange:
    """Cover a flush that reddened all skin alike, as far as the whites leave it possible."""
    flush = weigh_flush(Estimate(light.value, light.sd), whites, unevenness)
    return replace(
        light,
        sd=flush.sd,
        disagree=light.disagree or flush.suspected,
        flush=flush.admitted,
        flush_before=flush.before,
        whites_seen=bool(np.isfinite(whites.change)),
    )


def _under_film(light: LightChange) -> LightChange:
    """Take what lies on the face, and not on the neck, for light."""
    share, sd = _FILM_ON_FACE
    parts = [light.sd, share * light.film.sd / light.gain, sd * light.film.drop / light.gain]
    value = light.value - share * light.film.drop / light.gain
    return replace(light, value=value, sd=float(np.linalg.norm(parts)))


def _combine_all(
    face: Cells, references: Sequence[Reference], light: LightChange, covariance: Points
) -> LightChange:
    beside = np.array([reference.beside_treated for reference in references])
    combine = _combiner(face, references, light, covariance)
    every, gain = np.ones(len(references), bool), light.gain
    kinds = tuple(dict.fromkeys(reference.kind for reference in references))
    light = replace(light, kinds=kinds)
    if beside.all():
        value, sd, contradiction = combine(every, 0.0)
        unseen = np.hypot(_UNSEEN_SD / gain, _UNSEEN_SHARE * (face.mean_change - value))
        disagree = contradiction > _DISAGREEMENT
        sd = min(float(np.hypot(sd, unseen)), LIGHT_SD)  # no less than without any reference
        return replace(light, value=value, sd=sd, disagree=disagree)
    sure = Estimate(*combine(~beside, 0.0)[:2])
    # In uneven light a face seems redder than a neck lit otherwise; lids keep their vote then.
    shown = _shown_redness(face.mean_change - sure.value, np.hypot(sure.sd, face.unevenness))
    value, sd, contradiction = combine(every, shown)
    disagree = contradiction > _DISAGREEMENT
    if not beside.any():
        alone = _UNCHECKED_SD / gain / len(kinds)
        return replace(light, value=value, sd=float(np.hypot(sd, alone)), disagree=disagree)
    lids = Estimate(*combine(beside, 0.0)[:2])
    doubt = max(reference.doubt for reference in references)
    belief = weigh_up(Estimate(value, sd), sure, lids, doubt, shown, face.unevenness)
    said = disagree or belief.reach > 0
    light = replace(light, reach=belief.reach, above=belief.above, disagree=said)
    return replace(light, value=belief.value, sd=belief.sd)


def _combiner(
    face: Cells, references: Sequence[Reference], light: LightChange, covariance: Points
) -> Callable[[NDArray[np.bool_], float], tuple[float, float, float]]:
    """Return what combines some references, given how much redness may have spread to them."""
    offsets = np.array([reference.place for reference in references]) - face.place
    carried = [one.change for one in references] - offsets @ _undilute(light.slopes, face)
    sds = [reference.sd(face.unevenness, light.gain, light.film) for reference in references]
    errors = np.diag(np.square(sds)) + offsets @ covariance @ offsets.T
    beside = np.array([reference.beside_treated for reference in references])

    def combine(which: NDArray[np.bool_], redness: float) -> tuple[float, float, float]:
        # What spreads reaches all that lies beside, so these err together.
        spread = beside * float(np.hypot(_SPREAD_SD / light.gain, redness))
        return _combine(carried[which], (errors + np.outer(spread, spread))[np.ix_(which, which)])

    return combine


def _shown_redness(redder: float, sd: float | np.floating) -> float:
    """How much redness there is likely to be, EI: noise adds its own square to what is read."""
    return float(max(max(redder, 0.0) ** 2 - sd**2, 0.0) ** 0.5)


def _combine(
    carried: NDArray[np.floating], covariance: NDArray[np.floating]
) -> tuple[float, float, float]:
    """Combine references: the light's share, its SD, and the references' relative variance."""
    weights = np.linalg.inv(covariance)
    precision = float(weights.sum())
    mean = float(weights.sum(axis=0) @ carried) / precision
    missed = carried - mean
    spread = float(missed @ weights @ missed) / max(len(missed) - 1, 1)
    return mean, (max(spread, 1.0) / precision) ** 0.5, spread


def _fit_slopes(face: Cells) -> tuple[Points, Points]:
    """Fit how the change of the face's cells goes with their places: slopes and covariance.

    Every zone may stand off by itself, or one that was treated would tilt the slopes.
    """
    design = np.column_stack([face.places - face.place, np.ones(len(face.change)), face.zones])
    prior = np.r_[_SLOPE_SDS**-2.0, 1e-6, np.full(face.zones.shape[1], _ZONE_SD**-2)]
    weighted = design.T * (face.weight / _CELL_VARIANCE)
    covariance = np.linalg.inv(weighted @ design + np.diag(prior))
    return covariance[:3] @ (weighted @ face.change), covariance[:3, :3]


def _undilute(slopes: Points, face: Cells) -> Points:
    """Give the slope along redness back what noise in the photo from before took off it.

    A cell that looked redder than it is, by uneven light, seems to pale: regression dilution
    (Fuller 1987, doi:10.1002/9780470316665). Half of the scatter about the slopes is that
    photo's. It matters for references only, which lie far from the face's middle.
    """
    noise = face.scatter(slopes) ** 2 / 2
    redness = 10 * (face.places[:, 0] - face.place[0])
    seen = float(np.average(redness**2, weights=face.weight))
    lost = min(noise / seen, _MOST_LOST) if seen else 0.0
    return np.asarray(slopes + np.array([10 * lost, 0.0, 0.0]))
