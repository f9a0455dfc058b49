"""What is left out for focus is named by its size, from one bump to the next."""

import re

from analysis.measures.octaves import OCTAVES
from analysis.quality.unlike import LEFT_OUT


def test_every_octave_that_can_be_left_out_is_named_by_its_waves() -> None:
    for octave in OCTAVES:
        said = re.search(r"texture of ([\d.]+)–([\d.]+) mm", LEFT_OUT[octave.measure].why)
        assert said is not None
        assert [float(end) for end in said.groups()] == [octave.shortest_mm, octave.longest_mm]
