"""The skin of one person in two photos, with what is worked out of both only once."""

from dataclasses import dataclass
from functools import cached_property, partial

from analysis.colour import Floats
from analysis.skin.detail import Detail, find_detail
from analysis.skin.sharpness import Focus, blurred, fine_focus_of, focus_of, focus_offset
from analysis.skin.view import SkinView

_SURELY_TOLD = 2.0
"""Steps of blur that a grid can tell: two thirds of `MAX_BLUR_TEXELS`. Chosen: by that."""


@dataclass(frozen=True, eq=False)
class SkinPair:
    """A baseline and a follow-up. What is kept here lives as long as the comparison, no longer."""

    baseline: SkinView
    follow_up: SkinView

    @cached_property
    def focus_offset(self) -> float:
        """Texels (SD) by which the baseline is sharper, see `sharpness.focus_offset`.

        Told on the finest grid that both photos fill, or on a coarser one where they differ so
        much that nothing is left of the finest waves.
        """
        for finer in sorted(self.grids, reverse=True):
            steps = focus_offset(*(_focus(view, finer) for view in (self.baseline, self.follow_up)))
            if abs(steps) < _SURELY_TOLD:
                return steps / finer
        return focus_offset(*(_focus(view) for view in (self.baseline, self.follow_up)))

    @property
    def grids(self) -> frozenset[int]:
        """The finer grids that both photos fill, in steps per texel."""
        return frozenset(self.baseline.closeups) & frozenset(self.follow_up.closeups)

    @cached_property
    def details(self) -> tuple[Detail, Detail]:
        """The fine structure of both photos, equally sharp."""
        before, after = self.lights
        return _detail_of(self.baseline, before), _detail_of(self.follow_up, after)

    @cached_property
    def lights(self) -> tuple[Floats, Floats]:
        """Ln luminance of both photos on the skin map, equally sharp."""
        offset = self.focus_offset
        return blurred(self.baseline.light, offset), blurred(self.follow_up.light, -offset)


def _focus(view: SkinView, finer: int = 1) -> Focus:
    find = partial(focus_of, view) if finer == 1 else partial(fine_focus_of, view.closeups[finer])
    return view.once(("focus", finer), None, find)


def _detail_of(view: SkinView, light: Floats) -> Detail:
    """Return the fine structure of a photo's light, found anew only where that was blurred."""
    return view.detail if light is view.light else find_detail(light)
