"""A band of waves comes through by its name, and no other."""

import numpy as np
import pytest

from analysis.face.mesh import TEXELS_PER_MM
from analysis.measures.octaves import OCTAVES, Octave
from analysis.skin.waves import waves_between


def test_every_second_step_alone_is_every_second_of_all() -> None:
    light = np.random.default_rng(3).normal(0, 0.1, (120, 140)).astype(np.float32)
    every, second = (waves_between(light, 4.4, 8.8, apart) for apart in (1, 2))
    inner = np.s_[12:-12, 12:-12]
    assert np.abs(every[::2, ::2] - second)[inner].max() < 0.08 * every.std()


@pytest.mark.parametrize("octave", OCTAVES)
def test_an_octave_is_named_by_the_waves_that_come_through(octave: Octave) -> None:
    steps = octave.grid * TEXELS_PER_MM
    lengths_mm = np.geomspace(octave.shortest_mm / 2, 2 * octave.longest_mm, 40)
    at = np.arange(700) / steps
    skins = np.float32(np.sin(2 * np.pi * at / lengths_mm[:, None]))
    edges = octave.shortest_mm * steps, octave.longest_mm * steps
    share = np.array([waves_between(np.tile(s, (8, 1)), *edges)[4, 150:-150].std() for s in skins])
    through = lengths_mm[share >= share.max() / 2]
    named = octave.shortest_mm, octave.longest_mm
    assert (through.min(), through.max()) == pytest.approx(named, rel=0.12)
