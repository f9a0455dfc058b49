"""The skin of one person in two photos, with what is worked out of both only once."""

from dataclasses import dataclass
from functools import cached_property

from analysis.skin.detail import Detail
from analysis.skin.sharpness import focus_offset, match_focus
from analysis.skin.view import SkinView


@dataclass(frozen=True, eq=False)
class SkinPair:
    """A baseline and a follow-up. What is kept here lives as long as the comparison, no longer."""

    baseline: SkinView
    follow_up: SkinView

    @cached_property
    def focus_offset(self) -> float:
        """Texels (SD) by which the baseline is sharper, see `sharpness.focus_offset`."""
        return focus_offset(self.baseline, self.follow_up)

    @cached_property
    def details(self) -> tuple[Detail, Detail]:
        """The fine structure of both photos, equally sharp."""
        return match_focus(self.baseline, self.follow_up, self.focus_offset)
