"""What is asked of a picture: the state of the skin and the way the photo is taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.anatomy import Zone

Levels = Mapping[Zone, float]


@dataclass(frozen=True)
class SkinState:
    """What treatment and healing have done to the skin. A zone left out is untouched."""

    blood_fraction: Levels = field(default_factory=dict)
    """Volume fraction of blood added to the dermis, per zone: 0.01 is a clear redness."""
    flakes_per_cm2: Levels = field(default_factory=dict)
    roughness_gain: Levels = field(default_factory=dict)
    """Share by which the fine texture stands out more: 0.2 is a fifth more."""
    needle_marks: float = 0.0
    """Strength of the dots that needles leave, 0–1; gone by day 2."""


@dataclass(frozen=True)
class Shot:
    """How a photo is taken. The defaults are an even window light seen from the front."""

    yaw_deg: float = 0.0
    """Turn of the head, positive towards the person's left."""
    pitch_deg: float = 0.0
    """Positive looks up."""
    roll_deg: float = 0.0
    """Positive leans towards the person's left shoulder."""
    distance_cm: float = 55.0
    shift_cm: tuple[float, float] = (0.0, 0.0)
    """Shift of the head to the picture's right and up."""
    light_azimuth_deg: float = 30.0
    """Where the window is: 0 behind the camera, positive to the picture's right."""
    light_elevation_deg: float = 30.0
    ambient: float = 0.35
    """Light from all around, as a share of the window's."""
    gain_red: float = 1.0
    """What the camera's white balance left over, relative to green."""
    gain_blue: float = 1.0
    exposure_ev: float = 0.0
    tone: float = 1.0
    """Exponent of the camera's tone curve on linear light."""
    gloss: float = 0.5
    """Shine of the skin, 0 matt to 1 oily."""
    blur_px: float = 0.5
    noise: float = 0.006
    """Standard deviation of the sensor's noise at mid grey, 0–1."""
    seed: int = 0
    """Decides the noise alone."""
