"""The first sub-world's skin: differential equations from the wound to what is felt.

The wound feeds mediators; mediators open vessels (saturating), open vessels leak into an oedema
that the lymph drains, mediators sensitise nerves, and the open barrier dries, flakes and itches.
Resolving cells gather where mediators are and speed their clearance, so late healing is quicker
than early healing promises. Solved with Euler steps of an hour and a half.
"""

from dataclasses import dataclass

import numpy as np

from tests.benchmark.second_world.people import CHANNELS, Floats, People

STEPS_A_DAY = 16
EVENING = 0.45
"""Time of day at which people rate, in days after the session's hour."""


@dataclass(frozen=True)
class Anchor:
    """What a needle length does: redness on the evening of day 0 in points, and a time in days."""

    injury: float
    days: float


MECHANICAL = {
    0.25: Anchor(3.1, 0.60),
    0.5: Anchor(4.1, 0.82),
    1.0: Anchor(5.8, 1.08),
    1.5: Anchor(6.8, 1.32),
    2.0: Anchor(7.3, 1.72),
    2.5: Anchor(7.5, 1.8),
    3.0: Anchor(7.8, 1.9),
}
"""After the derived course of the clinical reference, and vendors' tables beyond 2 mm."""
RADIO_FREQUENCY = Anchor(7.0, 1.8)
"""Bent towards the published mean downtime of 7.0 ± 3.3 days (15 people)."""


@dataclass(frozen=True, eq=False)
class Pushes:
    """What else acts on the skin, (N, steps, 5): points a day that each symptom is pushed up."""

    rate: Floats
    slower_vessels: Floats
    """(N,) multiplies how long redness takes to fade."""
    injury: Floats
    """(N,) multiplies the wound."""


def steps(days: int) -> int:
    """Return how many steps reach the evening of the last of so many days."""
    return int((days - 1 + EVENING) * STEPS_A_DAY) + 1


def no_pushes(n: int, days: int) -> Pushes:
    """Return a skin that is left alone."""
    return Pushes(np.zeros((n, steps(days), 5)), np.ones(n), np.ones(n))


def anchors(people: People) -> tuple[Floats, Floats]:
    """Return each recovery's injury and time."""
    lengths = list(MECHANICAL)
    injury = np.interp(people.length_mm, lengths, [a.injury for a in MECHANICAL.values()])
    days = np.interp(people.length_mm, lengths, [a.days for a in MECHANICAL.values()])
    longer = people.length_mm / 2.0
    injury = np.where(people.is_rf, RADIO_FREQUENCY.injury * longer**0.15, injury)
    return injury, np.where(people.is_rf, RADIO_FREQUENCY.days * longer**0.25, days)


def levels(people: People, pushes: Pushes) -> Floats:
    """Return what is felt on the evening of each day, (N, days, 5) points, without noise."""
    injury, tau = anchors(people)
    injury = injury * people.height * pushes.injury
    tau = tau * people.pace
    count = pushes.rate.shape[1]
    state = _begin(injury, people.is_rf)
    found = []
    for step in range(count):
        if (step - int(EVENING * STEPS_A_DAY)) % STEPS_A_DAY == 0:
            found.append(_felt(state, people))
        state = _after_a_step(state, tau, people.is_rf, pushes, step)
    return np.stack(found, axis=1)


def _begin(injury: Floats, is_rf: Floats) -> dict[str, Floats]:
    nothing = np.zeros(len(injury))
    swollen = np.where(is_rf, 0.5, 0.36)
    return {
        "wound": injury.copy(),
        "mediators": 0.9 * injury,
        "resolving": nothing,
        "vessels": 1.12 * injury,
        "oedema": swollen * injury * np.minimum(injury / 5, 1.2),
        "nerves": 0.56 * injury * np.minimum(injury / 5, 1.2),
        "histamine": 0.03 * injury,
        "barrier": injury.copy(),
        "drying": nothing.copy(),
        "flakes": nothing.copy(),
        "other": np.zeros((len(injury), len(CHANNELS))),
    }


def _after_a_step(
    now: dict[str, Floats], tau: Floats, is_rf: Floats, pushes: Pushes, step: int
) -> dict[str, Floats]:
    dt = 1 / STEPS_A_DAY
    slow = tau * pushes.slower_vessels
    fed = 0.30 * now["wound"] / tau
    cleared = now["mediators"] * (0.75 + 0.05 * now["resolving"]) / tau
    opened = 0.42 * now["mediators"] / (1 + now["mediators"] / 14)
    fading = np.array([0.9, 1.1, 0.9, 1.0, 0.5])
    change = {
        "wound": -0.55 * now["wound"] / tau,
        "mediators": fed - cleared,
        "resolving": 0.5 * now["mediators"] - now["resolving"] / (2.5 * tau),
        "vessels": opened / slow - 1.05 * now["vessels"] / slow,
        "oedema": 0.10 * now["vessels"] * now["mediators"] / (6 * tau) - 1.0 * now["oedema"] / tau,
        "nerves": 0.07 * now["mediators"] / tau - 1.75 * now["nerves"] / tau,
        "histamine": 0.40 * now["mediators"] + 0.26 * now["flakes"] - 1.25 * now["histamine"],
        "barrier": -0.70 * now["barrier"] / (0.5 + 0.8 * tau),
        "drying": 0.9 * (now["barrier"] - now["drying"]),
        "flakes": 0.52 * now["drying"] - 0.80 * now["flakes"] / (0.6 + 0.4 * tau),
        "other": pushes.rate[:, step] - fading * now["other"],
    }
    return {name: value + dt * change[name] for name, value in now.items()}


def _felt(now: dict[str, Floats], people: People) -> Floats:
    own = [now["vessels"], now["oedema"], now["histamine"], now["nerves"], now["flakes"]]
    healing = np.stack(own, axis=1) * people.own
    # Two things that hurt at once hurt less than their sum.
    both = healing + people.ordinary + now["other"]
    return np.asarray(12 * (1 - np.exp(-both / 12) + 0.02 * both))
