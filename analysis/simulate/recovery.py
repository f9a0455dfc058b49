"""Two recoveries of one generated person: one that goes well and one that drifts.

The course follows what is published about 1 mm needles: redness that fades within days, flaking
around day 3 to 5. No daily colour values are published; the time constants are assumptions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.simulate.state import Shot, SkinState

# Chosen: see above, the time constants are assumptions; zones by eye.
DAYS = range(8)
PERSON_SEED = 4
PERSON_MELANIN = 0.035

# Chosen: see above.
_FIRST_BLOOD, _DECAY_DAYS = 0.028, 1.5
# Chosen: see above.
_SENSITIVITY = {
    Zone.UNDER_EYE_LEFT: 0.6, Zone.UNDER_EYE_RIGHT: 0.6, Zone.UPPER_LIP: 0.8, Zone.FOREHEAD: 0.85,
    Zone.GLABELLA: 0.85, Zone.JAWLINE_LEFT: 0.85, Zone.JAWLINE_RIGHT: 0.85, Zone.NOSE: 0.95,
}  # fmt: skip
_FLAKES_PER_CM2 = (0.0, 0.2, 1.0, 2.4, 3.0, 2.2, 1.0, 0.3)
_ROUGHNESS_GAIN = (0.04, 0.10, 0.20, 0.30, 0.30, 0.22, 0.12, 0.05)
_NEEDLE_MARKS = (0.5, 0.2)

# Chosen: an infection of one cheek that spreads, as the demo tells it.
_DRIFT_FROM_DAY = 3
_DRIFT_BLOOD, _DRIFT_RISE_DAYS = 0.036, 2.5
_DRIFT_SOURCE = {Zone.CHEEK_LEFT: 1.0, Zone.JAWLINE_LEFT: 0.85}
_DRIFT_SPREAD = {
    Zone.CHIN: 0.7, Zone.UNDER_EYE_LEFT: 0.6, Zone.UPPER_LIP: 0.6, Zone.NOSE: 0.6,
    Zone.CHEEK_RIGHT: 0.5, Zone.JAWLINE_RIGHT: 0.4, Zone.FOREHEAD: 0.3, Zone.GLABELLA: 0.3,
}  # fmt: skip


class Recovery(StrEnum):
    """How a recovery goes."""

    NORMAL = "normal"
    DRIFT = "drift"


@dataclass(frozen=True)
class Scene:
    """One photo of a recovery."""

    name: str
    """Path of the photo, such as "drift/day3.jpg"."""
    state: SkinState
    shot: Shot


def scenes(recovery: Recovery) -> Iterator[Scene]:
    """Yield the photos of a recovery: before, and days 0 to 7."""
    rng = np.random.default_rng([2, list(Recovery).index(recovery)])
    yield Scene(f"{recovery}/before.jpg", SkinState(), careful_shot(rng))
    for day in DAYS:
        yield Scene(f"{recovery}/day{day}.jpg", state_on(recovery, day), careful_shot(rng))


def state_on(recovery: Recovery, day: int) -> SkinState:
    """Return the skin of a day after treatment of the whole face with 1 mm needles."""
    normal = _FIRST_BLOOD * float(np.exp(-day / _DECAY_DAYS))
    return SkinState(
        blood_fraction={
            zone: _SENSITIVITY.get(zone, 1.0) * normal
            + (_drift(zone, day) if recovery is Recovery.DRIFT else 0.0)
            for zone in FACIAL_ZONES
        },
        flakes_per_cm2=_everywhere(_FLAKES_PER_CM2[day]),
        roughness_gain=_everywhere(_ROUGHNESS_GAIN[day]),
        needle_marks=_NEEDLE_MARKS[day] if day < len(_NEEDLE_MARKS) else 0.0,
    )


def _everywhere(level: float) -> dict[Zone, float]:
    return {zone: _SENSITIVITY.get(zone, 1.0) * level for zone in FACIAL_ZONES}


def _drift(zone: Zone, day: int) -> float:
    """Blood that comes back on the person's left cheek and jaw, and later around them."""
    since = max(0, day - _DRIFT_FROM_DAY + 1)
    level = _DRIFT_BLOOD * (1 - np.exp(-since / _DRIFT_RISE_DAYS))
    spreading = np.clip((since - 1) / 4, 0, 1)
    return float(level * (_DRIFT_SOURCE.get(zone, 0) + _DRIFT_SPREAD.get(zone, 0) * spreading))


def careful_shot(rng: np.random.Generator) -> Shot:
    """Draw a photo as a careful person takes it: never quite the same light, pose or distance."""
    return Shot(
        yaw_deg=rng.uniform(-8, 8),
        pitch_deg=rng.uniform(-6, 6),
        roll_deg=rng.uniform(-6, 6),
        distance_cm=55 * rng.uniform(0.88, 1.13),
        shift_cm=(rng.uniform(-0.8, 0.8), rng.uniform(-0.6, 0.6)),
        light_azimuth_deg=rng.uniform(-32, 32),
        light_elevation_deg=rng.uniform(12, 42),
        ambient=rng.uniform(0.45, 0.75),
        gain_red=float(np.exp(rng.normal(0, 0.03))),
        gain_blue=float(np.exp(rng.normal(0, 0.035))),
        exposure_ev=rng.uniform(-0.15, 0.20),
        tone=float(np.exp(rng.normal(0, 0.04))),
        gloss=rng.uniform(0.5, 0.9),
        blur_px=rng.uniform(0.4, 0.75),
        noise=rng.uniform(0.003, 0.006),
        seed=int(rng.integers(2**31)),
    )
