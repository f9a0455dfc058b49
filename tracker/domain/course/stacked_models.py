"""The grids of several plans and rating styles, stacked so that one product serves them all."""

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tracker.domain.course.healing import DAYS, HealingModel
from tracker.domain.course.reference import Channel

FloatArray = npt.NDArray[np.float32]


@lru_cache(maxsize=2)
def stacked(models: tuple[HealingModel, ...]) -> "HealingModels":
    """Return M models as one, kept for the next time."""
    return HealingModels(models)


@dataclass(frozen=True, eq=False)
class HealingModels:
    """M models; what each says of M, D, … stands in this order."""

    models: tuple[HealingModel, ...]
    _tables: dict[tuple[Channel, float, float], FloatArray] = field(default_factory=dict)

    def likelihood(self, channel: Channel, rise: float = 0.0, slower: float = 1.0) -> FloatArray:
        """Return the (M·D·12, P·K) likelihoods of ratings, with so many points added."""
        key = (channel, rise, slower)
        if key not in self._tables:
            tables = [model.likelihood(channel, rise, slower) for model in self.models]
            self._tables[key] = np.concatenate(tables).reshape(-1, tables[0].shape[-1])
        return self._tables[key]

    def level(self, channel: Channel, slower: float = 1.0) -> FloatArray:
        """Return the (M, D, P·K) true level on each day in each cell."""
        levels = [model.level(channel, slower).reshape(DAYS, -1) for model in self.models]
        return np.stack(levels).astype(np.float32)
