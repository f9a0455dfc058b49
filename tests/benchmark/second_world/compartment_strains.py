"""What troubles and flares push in the compartments of the first sub-world."""

import numpy as np

from tests.benchmark.second_world.compartments import EVENING, STEPS_A_DAY, Pushes, no_pushes
from tests.benchmark.second_world.people import Floats
from tests.benchmark.second_world.strains import (
    FLARES,
    PACE_OF_SLOW,
    Flare,
    Strains,
    Trouble,
)

RISES = {
    Trouble.INFECTION: ((0.85, 0.5, 0.1, 0.8, 0.0), 0.34, 0.7),
    Trouble.PAIN_ONLY: ((0.1, 0.1, 0.0, 0.8, 0.0), 0.38, 0.95),
    Trouble.HERPES: ((0.45, 0.65, 0.85, 1.25, 0.1), 0.30, 0.65),
    Trouble.ALLERGY: ((0.8, 0.7, 1.45, 0.1, 0.2), 0.35, 0.95),
}
"""Points a day pushed in redness, swelling, itching, pain and dryness at first; how much faster
each day; and how many days of it have gone by on the evening of the onset."""
MOST_PUSHED = 4.5
FLARE_PUSHES = {
    Flare.SUN: (1.0, 0.1, 0.2, 0.25, 0.3),
    Flare.SPORT: (1.0, 0.2, 0.2, 0.0, 0.0),
    Flare.ALCOHOL: (0.9, 0.3, 0.1, 0.0, 0.1),
    Flare.PRODUCT: (0.8, 0.1, 0.9, 0.2, 0.3),
    Flare.MAKE_UP: (0.4, 0.0, 0.6, 0.0, 0.4),
    Flare.SLEEP: (0.5, 0.5, 0.2, 0.2, 0.2),
}
_HOURS = 6
"""How long a flare pushes before the evening of its day."""


def pushes_of(strains: Strains) -> Pushes:
    """Return what a skin under these strains is pushed by."""
    n, days = strains.flare.shape
    pushes = no_pushes(n, days)
    _push_flares(pushes.rate, strains)
    if strains.trouble in RISES:
        _push_rise(pushes.rate, strains)
    elif strains.trouble is Trouble.SWELLING:
        _push_swelling(pushes.rate, strains)
    elif strains.trouble is Trouble.BURN:
        _push_burn(pushes.rate, strains)
    elif strains.trouble is Trouble.OVER_TREATMENT:
        pushes.injury[:] = 1 + 0.54 * strains.vigour
        pushes.slower_vessels[:] = 1 + 0.40 * strains.vigour
        _push_open_barrier(pushes.rate, strains)
    elif strains.trouble is Trouble.SLOW:
        pushes.slower_vessels[:] = PACE_OF_SLOW
    return pushes


def _push_flares(rate: Floats, strains: Strains) -> None:
    for row, day in np.argwhere(strains.flare >= 0):
        pushed = np.array(FLARE_PUSHES[FLARES[strains.flare[row, day]]])
        end = int((day + EVENING) * STEPS_A_DAY)
        start = max(end - STEPS_A_DAY * _HOURS // 24, 0)
        hours = (end - start) / STEPS_A_DAY
        if hours:
            rate[row, start:end] += strains.flare_size[row, day] * pushed / hours


def _time_since_onset(rate: Floats, strains: Strains, before: float) -> Floats:
    """Return days (N, steps) since the trouble began, so long before the evening of its onset."""
    now = np.arange(rate.shape[1]) / STEPS_A_DAY
    return np.asarray(now - (strains.onset[:, None] + EVENING - before))


def _push_rise(rate: Floats, strains: Strains) -> None:
    """Bacteria, virus or sensitised cells multiply until something limits them."""
    assert strains.trouble is not None
    first, growth, before = RISES[strains.trouble]
    since = _time_since_onset(rate, strains, before)
    pace = growth * strains.vigour[:, None]
    grown = np.where(since >= 0, np.minimum(np.exp(pace * np.maximum(since, 0)), 8.0), 0.0)
    by_channel = strains.vigour[:, None, None] * grown[..., None] * np.array(first)
    rate += np.minimum(by_channel, MOST_PUSHED)


def _push_swelling(rate: Floats, strains: Strains) -> None:
    """Air or fluid comes within hours and stays for days."""
    since = _time_since_onset(rate, strains, 0.3)
    coming = (since >= 0) & (since < 0.3)
    staying = since >= 0.3
    size = 7.2 * strains.vigour[:, None] ** 0.3
    rate[:, :, 1] += size * (coming / 0.3 * 0.75 + staying * 0.95)
    rate[:, :, 2] += 0.4 * (coming + staying)


def _push_burn(rate: Floats, strains: Strains) -> None:
    since = _time_since_onset(rate, strains, EVENING)
    fading = np.exp(-np.maximum(since, 0) / 5)
    rate[:, :, 3] += 6.5 * strains.vigour[:, None] * fading
    rate[:, :, 0] += 4.0 * strains.vigour[:, None] * fading


def _push_open_barrier(rate: Floats, strains: Strains) -> None:
    """A barrier opened too far stings and reddens for days."""
    now = np.arange(rate.shape[1]) / STEPS_A_DAY
    stinging = np.exp(-now / 5) * np.minimum(now, 1)
    rate[:, :, 3] += 1.0 * strains.vigour[:, None] * stinging
    rate[:, :, 4] += 1.0 * strains.vigour[:, None] * stinging
