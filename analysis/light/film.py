"""What lies on the skin in one photo only: cream, serum, sunscreen, water, make-up.

It adds white light to what the skin sends back, which pales redness, the more the darker the skin
is. Hair of the brows is nearly black, so that it shows how much: its light is held against the
face's in both photos. Brows that stayed clean show nothing, so a film that was told of is believed
all the same, and one that was not is never ruled out.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from analysis.colour import BLOOD_RED, EI_PER_LN, LUMINANCE_WEIGHTS
from analysis.face.detect import Points
from analysis.figures import NORMAL_95
from analysis.light.hypotheses import normal
from analysis.skin.view import SkinView
from analysis.vocabulary import OnSkin

# Chosen: by hand on simulated photos of a few people, 2026-11 (docs/decisions/0022).
_SHARES = np.linspace(0, 1, 101)
"""Light of a film as a share of what the bare face sends back: the values that are weighed."""
_CHANCE = {None: 0.12, OnSkin.NOTHING: 0.01}
"""How likely there is a film before the photos are looked at; certain where it was told of."""
_TYPICAL = 0.02
"""Light of a film where white paper sends back 1: serum .01, sunscreen .03, strong gloss more."""
_DARKEST = 0.05
"""Linear luminance below which a face is a dark picture rather than darker skin."""
_ON_BROWS = 0.7
"""How likely a film on the face lies on the brows, too. A guess."""
_LOST = 0.04
"""How likely brows are not the same hair in both photos (thin, plucked, moved by a smile): then any
share of the face's light may be read on them. A guess; of 40 people it happens to one."""
_WHITEST, _STEP = 0.3, 0.05
"""Light on the brows beyond which other hair is likelier than a film: whiter ones hide no less than
one that is as white. Chosen: sunscreens of the simulated people lift brows by less, 2026-11."""
_OWN_SD, _HAIR_SD = 0.025, 0.15
"""Error of the share, and for each share of light that hair sends back by itself. Set by
hand on simulated photos of a few people (2026-11)."""
_UNEVEN_SD = 0.03
"""Error of the share for each EI of unevenness: a lamp from one side lights brows otherwise than
skin. Chosen: on 304 dry pairs of 38 people in hard light, 160 of 20 in usual light, 2026-11."""
_SKIN_RED = 1.8
"""R/G of light skin, on which what a veil hides is worked out. Measured: 40 people, 2026-11."""
_MAKE_UP_SD = 3.5
"""EI by which the colour of make-up may differ from the skin's."""


@dataclass(frozen=True)
class Film:
    """How far what lies on the skin moves the erythema index of a face."""

    drop: float = 0.0
    """By how much the index of bare skin would read too low, EI."""
    sd: float = 0.0
    """Standard error of `drop`, EI."""
    chance: float = 0.0
    """How likely there is a film at all, 0–1."""
    veil: float = 0.0
    """Share of the face's green light that is the film's: it hides as much of a change."""
    hidden: float = 0.0
    """What a paste, whiter than films are, may hide beyond `drop` and its error, EI."""


BARE = Film()
"""Nothing lies on the skin."""


def veil_gain(veil: float) -> float:
    """Return what a raw change in redness is multiplied by if a share of the green light is veil.

    By d(ln(R + v) - ln(G + v)) for blood, which dims red by `BLOOD_RED` of what it dims green.
    """
    red = _SKIN_RED * (1 - veil)
    return (1 - BLOOD_RED) / (1 - veil - BLOOD_RED * red / (red + veil))


def estimate_film(
    before: SkinView,
    after: SkinView,
    brightening: float,
    told: Collection[OnSkin | None],
    unevenness: float = 0.0,
) -> Film:
    """Estimate how far something on the skin moves the index between two photos.

    Parameters
    ----------
    before, after : SkinView
    brightening : float
        Change of the face's ln lightness without blood.
    told : pair of OnSkin or None
        What the person says of the photo from before, and of this one.
    unevenness : float
        `Cells.unevenness` of the face, EI.

    Returns
    -------
    film : Film
        Of the later photo against the earlier one; a negative drop if the film was before.
    """
    then, now = told
    lift, sd = _lift(before, after, brightening), _UNEVEN_SD * unevenness
    index = before.middle[0]
    later = _weigh(after, lift, sd, now, index)
    less_white = [
        _weigh(_with_brows(after, one - lift), one, sd, now, index) for one in _whites_below(lift)
    ]
    hidden = max(map(_most, [later, *less_white])) - _most(later)
    earlier = _weigh(before, -lift, sd, then, index, certain_only=True)
    return replace(_minus(later, earlier), hidden=hidden)


def _with_brows(view: SkinView, lighter: float) -> SkinView:
    return replace(view, hair=view.hair + lighter * float(np.exp(view.middle[1])))


def _whites_below(lift: float) -> Points:
    """Return the light on the brows (K,) of whiter films than usual that are less white still."""
    return np.arange(_WHITEST, min(lift, _SHARES[-1]), _STEP) if np.isfinite(lift) else np.empty(0)


def _most(film: Film) -> float:
    """Return by how much the index may read too low (95 %), EI."""
    return film.drop + NORMAL_95 * film.sd


def _lift(before: SkinView, after: SkinView, brightening: float) -> float:
    """Return how much lighter the brows' hair became, as a share of the face's light."""
    face = float(np.exp(before.middle[1]))
    lift = (after.hair / float(np.exp(brightening)) - before.hair) / face
    # Flare of the lens lifts pupils as much, and lies on the neck, too: it is no film.
    return lift - max(after.veil - before.veil, 0.0)


def _weigh(
    view: SkinView,
    lift: float,
    uneven_sd: float,
    told: OnSkin | None,
    index: float,
    *,
    certain_only: bool = False,
) -> Film:
    chance = _CHANCE.get(told, 1.0)
    if certain_only and chance < 1:
        return Film()
    face = float(np.exp(view.middle[1]))
    belief = np.exp(-_SHARES * max(face, _DARKEST) / _TYPICAL)
    belief *= chance / belief.sum()
    bare = 1 - chance
    if np.isfinite(lift):
        sd = float(np.linalg.norm([_OWN_SD, uneven_sd, _HAIR_SD * view.hair / face]))
        fits = (1 - _LOST) * normal(lift - _SHARES, sd) + _LOST
        belief *= _ON_BROWS * fits + (1 - _ON_BROWS) * fits[0]
        bare *= float(fits[0])
    drops, veils = _effects(index)
    total = max(float(belief.sum()) + bare, 1e-12)
    drop, veil = float(belief @ drops) / total, float(belief @ veils) / total
    variance = float(belief @ drops**2) / total - drop**2
    extra = _MAKE_UP_SD if told is OnSkin.MAKE_UP else 0.0
    sd = float(np.hypot(max(variance, 0.0) ** 0.5, extra))
    return Film(drop, sd, float(belief.sum()) / total, veil)


def _effects(index: float) -> tuple[Points, Points]:
    """Return how far each of `_SHARES` lowers bare skin's index, EI, and its share of green.

    Skin that seems less red than light skin does is seen in bluer light, and so is the film.
    """
    red = max(float(np.exp(index / EI_PER_LN)), _SKIN_RED)
    index = EI_PER_LN * float(np.log(red))
    white = _SHARES * (LUMINANCE_WEIGHTS[0] * red + 1 - LUMINANCE_WEIGHTS[0])
    drops = index - EI_PER_LN * np.log((red + white) / (1 + white))
    return np.asarray(drops), np.asarray(white / (1 + white))


def _minus(after: Film, before: Film) -> Film:
    return Film(
        after.drop - before.drop,
        float(np.hypot(after.sd, before.sd)),
        max(after.chance, before.chance),
        after.veil,
    )
