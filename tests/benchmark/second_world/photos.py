"""What photos show of the true redness, each with its own stated error."""

from dataclasses import dataclass

import numpy as np

from tests.benchmark.second_world.people import RED, Floats, People
from tests.benchmark.second_world.strains import Strains, Trouble

Z_95 = 1.96


@dataclass(frozen=True)
class Camera:
    """How a sub-world's photos are."""

    ei_per_point: float
    saturates_at: float
    """EI; infinite for a straight line."""
    mdc95: tuple[float, float]
    """Lowest and highest stated error, in EI."""
    taken: float
    """Share of days with a photo."""
    rise_in_errors: float
    """How far redness that only photos show rises, in stated errors."""
    freedom: float
    """Degrees of freedom of the error's t distribution."""


def photograph(
    felt: Floats, people: People, strains: Strains, camera: Camera, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return redness change (N, days) in EI, not-a-number without a photo, and stated errors."""
    shape = felt.shape[:2]
    stated = rng.uniform(*camera.mdc95, (len(people), 1)) * rng.uniform(0.85, 1.15, shape)
    redder = np.maximum(felt[..., RED] - people.ordinary[:, RED, None], 0)
    true = camera.ei_per_point * redder
    if np.isfinite(camera.saturates_at):
        true = camera.saturates_at * (1 - np.exp(-true / camera.saturates_at))
    if strains.trouble is Trouble.PHOTO_ONLY:
        since = np.arange(shape[1]) - strains.onset[:, None]
        reached = np.clip((since + 1) / 2, 0, 1)
        true = true + camera.rise_in_errors * stated * reached
    error = rng.standard_t(camera.freedom, shape)
    error *= stated / Z_95 / np.sqrt(camera.freedom / (camera.freedom - 2))
    is_taken = people.has_photos[:, None] & (rng.random(shape) < camera.taken)
    return np.where(is_taken, true + error, np.nan), stated
