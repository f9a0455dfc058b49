"""The two sub-worlds: their laws and their constants, side by side."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.benchmark.second_world import cells, compartments
from tests.benchmark.second_world.compartment_strains import pushes_of
from tests.benchmark.second_world.people import Floats, People, Spread
from tests.benchmark.second_world.photos import Camera
from tests.benchmark.second_world.raters import Raters
from tests.benchmark.second_world.strains import Life, Strains


@dataclass(frozen=True)
class World:
    """A sub-world."""

    name: str
    days: int
    """Days that are followed, with day 0."""
    levels: Callable[[People, Strains], Floats]
    """What is felt, (N, days, 5) points."""
    spread: Spread
    life: Life
    raters: Raters
    camera: Camera


def _in_compartments(people: People, strains: Strains) -> Floats:
    return compartments.levels(people, pushes_of(strains))


COMPARTMENTS = World(
    name="compartments",
    days=11,
    levels=_in_compartments,
    spread=Spread(0.27, 0.40, 0.25, 0.3, slow=0.12, never_swells=0.2, never_itches=0.25),
    life=Life(flare_share=0.35, told_share=0.5, flare_points=2.1, vigour_sd=0.25),
    raters=Raters(
        ways=(0.46, 0.08, 0.08, 0.02, 0.06, 0.06, 0.05, 0.07, 0.06, 0.06),
        scatter=(0.3, 1.0),
        bias_sd=0.4,
        gain_sd=0.12,
        calm_share=0.35,
        tails=4,
        carried_over=0.0,
        missing=0.06,
        slips=0.0035,
    ),
    camera=Camera(1.5, float("inf"), (2.0, 4.0), taken=0.7, rise_in_errors=1.65, freedom=8),
)

CELLS = World(
    name="cells",
    days=15,
    levels=cells.levels,
    spread=Spread(0.32, 0.30, 0.25, 0.2, slow=0.0, never_swells=0.25, never_itches=0.3),
    life=Life(flare_share=0.35, told_share=0.6, flare_points=2.1, vigour_sd=0.2),
    raters=Raters(
        ways=(0.5, 0.06, 0.06, 0.03, 0.05, 0.05, 0.06, 0.07, 0.06, 0.06),
        scatter=(0.3, 1.0),
        bias_sd=0.5,
        gain_sd=0.15,
        calm_share=0.4,
        tails=0,
        carried_over=0.3,
        missing=0.10,
        slips=0.003,
    ),
    camera=Camera(2.0, 14.0, (1.8, 3.6), taken=0.65, rise_in_errors=1.65, freedom=5),
)
"""The hold-out: nothing is set on it, so look at it rarely."""

WORLDS = {world.name: world for world in (COMPARTMENTS, CELLS)}
