"""The hold-out sub-world's skin: waves of arriving and leaving cells, and how they are felt.

Redness stays as long as cells that arrived in an Erlang-distributed time have not left again;
people are of three kinds (quick, middling, slow) instead of a continuum; what is felt follows a
power of the stimulus. Troubles and flares add to the stimulus by laws of their own: an infected
patch grows with the square of time, allergy follows a sigmoid of recruited cells, a flare lasts a
whole day and half of the next.
"""

import numpy as np
from scipy.stats import gamma

from tests.benchmark.second_world.people import DRY, ITCH, PAIN, RED, SWELL, Floats, People
from tests.benchmark.second_world.strains import FLARES, PACE_OF_SLOW, Flare, Strains, Trouble

EVENING = 0.35
_KINDS = np.array([0.72, 1.0, 1.65])
_KIND_SHARES = (0.3, 0.52, 0.18)
POWER = 0.9
FLARES_ADD = {
    Flare.SUN: (1.1, 0.0, 0.3, 0.3, 0.4),
    Flare.SPORT: (0.9, 0.1, 0.3, 0.0, 0.1),
    Flare.ALCOHOL: (1.0, 0.2, 0.0, 0.0, 0.0),
    Flare.PRODUCT: (0.7, 0.2, 1.0, 0.3, 0.5),
    Flare.MAKE_UP: (0.5, 0.0, 0.5, 0.1, 0.5),
    Flare.SLEEP: (0.5, 0.6, 0.1, 0.1, 0.3),
}
RISES = {
    Trouble.INFECTION: (1.0, 0.6, 0.0, 1.05, 0.0),
    Trouble.PAIN_ONLY: (0.1, 0.0, 0.0, 1.2, 0.0),
    Trouble.HERPES: (0.5, 0.75, 0.95, 1.35, 0.0),
    Trouble.ALLERGY: (0.8, 0.6, 1.5, 0.0, 0.3),
}


def levels(people: People, strains: Strains) -> Floats:
    """Return what is felt on the evening of each day, (N, days, 5) points, without noise."""
    days = strains.flare.shape[1]
    own_pace = _kind_of(people)
    slower, injury = _kept_open(strains)
    time = np.arange(days) + EVENING
    arrived = 5.4 * (people.length_mm + 0.08) ** 0.36 * people.height * injury
    stay = np.where(people.is_rf, 1.7, 0.42 + 0.62 * people.length_mm**0.9) * own_pace
    arrived = np.where(people.is_rf, 7.0 * people.height * injury, arrived)
    healing = np.zeros((len(people), days, 5))
    healing[..., RED] = _still_there(arrived, stay * slower, time, 1.6)
    puffy = np.where(people.is_rf, 0.6, 0.42) * arrived * np.minimum(arrived / 5.5, 1.2)
    healing[..., SWELL] = _still_there(puffy, 0.72 * stay, time, 1.8)
    sore = 0.62 * arrived * np.minimum(arrived / 5, 1.2)
    healing[..., PAIN] = _still_there(sore, 0.42 * stay, time, 1.3)
    healing[..., ITCH] = _hump(0.24 * arrived, 0.9 * stay + 0.6, time)
    healing[..., DRY] = _hump(0.37 * arrived, 1.2 * stay + 0.9, time)
    stimulus = healing * people.own[:, None] + people.ordinary[:, None]
    stimulus += _flares(strains) + _trouble(strains)
    return np.asarray(10 * (stimulus / 10) ** POWER * 0.96)


def _kind_of(people: People) -> Floats:
    """Turn the continuous pace of a person into one of three kinds, with a little of itself."""
    rank = np.argsort(np.argsort(people.pace)) / max(len(people.pace) - 1, 1)
    kind = np.searchsorted(np.cumsum(_KIND_SHARES), rank).clip(0, 2)
    return np.asarray(_KINDS[kind] * people.pace**0.2)


def _still_there(size: Floats, stay: Floats, time: Floats, stages: float) -> Floats:
    return np.asarray(size[:, None] * gamma.sf(time, stages, scale=stay[:, None] / 1.2))


def _hump(size: Floats, peak: Floats, time: Floats) -> Floats:
    """Return a wave of recruits that is highest after `peak` days."""
    past = time / peak[:, None]
    return np.asarray(size[:, None] * (past * np.exp(1 - past)) ** 1.5)


def _kept_open(strains: Strains) -> tuple[Floats, Floats]:
    n = len(strains.onset)
    if strains.trouble is Trouble.SLOW:
        return np.full(n, PACE_OF_SLOW), np.ones(n)
    if strains.trouble is Trouble.OVER_TREATMENT:
        return 1 + 0.4 * strains.vigour, 1 + 0.34 * strains.vigour
    return np.ones(n), np.ones(n)


def _flares(strains: Strains) -> Floats:
    table = np.array([FLARES_ADD[flare] for flare in FLARES] + [(0.0,) * 5])
    added = table[strains.flare] * strains.flare_size[..., None]
    later = 0.35 * np.roll(added, 1, axis=1)
    later[:, 0] = 0
    return np.asarray(added + later)


def _trouble(strains: Strains) -> Floats:
    n, days = strains.flare.shape
    since = np.arange(days) - strains.onset[:, None]
    vigour = strains.vigour[:, None]
    added = np.zeros((n, days, 5))
    if strains.trouble in RISES:
        shape = _sigmoid if strains.trouble is Trouble.ALLERGY else _growing_patch
        added += shape(since, vigour)[..., None] * np.array(RISES[strains.trouble])
    elif strains.trouble is Trouble.SWELLING:
        there = np.where(since >= 0, 6.9 - 0.35 * np.maximum(since - 2, 0), 0)
        added[..., SWELL] = np.maximum(there, 0) * vigour**0.3
        added[..., ITCH] = 0.5 * (since >= 0)
    elif strains.trouble is Trouble.BURN:
        added[..., PAIN] = 5.5 * vigour * 0.85 ** np.maximum(since, 0)
        added[..., RED] = 3.0 * vigour * 0.85 ** np.maximum(since, 0)
    elif strains.trouble is Trouble.OVER_TREATMENT:
        stings = np.maximum(1 - since / 8, 0) * (since >= 1) * vigour
        added[..., PAIN] = 0.8 * stings
        added[..., DRY] = 0.8 * stings
    return added


def _growing_patch(since: Floats, vigour: Floats) -> Floats:
    """Return the area of a patch whose radius grows evenly."""
    radius = np.maximum(since + 1.6, 0) * (since >= 0)
    return np.asarray(np.minimum(0.128 * vigour**1.5 * radius**2, 7.5))


def _sigmoid(since: Floats, vigour: Floats) -> Floats:
    return np.asarray((since >= 0) * 5.5 / (1 + np.exp(-(0.85 * vigour * since - 2.2))))
