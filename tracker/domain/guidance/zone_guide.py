"""The facial map: how each zone is needled, how thick its skin is, and how far needles may go."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable

from tracker.domain.guidance.rows import Row, read_table
from tracker.domain.records.kept import Setting, Zone
from tracker.errors import InvalidReference
from tracker.reference import reference_file


@dataclass(frozen=True, kw_only=True)
class DepthCap(Row):
    """Usual and highest needle length of an area, in mm; None where no figure is given.

    `zones` is only for areas beyond the facial map, which names its areas itself.
    """

    title: str
    usual_home_mm: tuple[float, ...] = ()
    home_mm: float | None = None
    usual_professional_mm: tuple[float, ...] = ()
    professional_mm: float | None = None
    zones: tuple[Zone, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        for usual, highest in (
            (self.usual_home_mm, self.home_mm),
            (self.usual_professional_mm, self.professional_mm),
        ):
            if usual and (
                len(usual) != 2 or highest is None or not 0 < usual[0] <= usual[1] <= highest
            ):
                raise ValueError("a usual range needs two lengths below the highest one")

    def highest_mm(self, setting: Setting) -> float | None:
        """Return the highest needle length in a setting, in mm; 0 means never."""
        return self.home_mm if setting is Setting.HOME else self.professional_mm

    def usual_mm(self, setting: Setting) -> tuple[float, ...]:
        """Return the usual range in a setting, in mm; empty without a figure."""
        return self.usual_home_mm if setting is Setting.HOME else self.usual_professional_mm


@dataclass(frozen=True, kw_only=True)
class ZoneGuide(Row):
    """How a zone (both sides of it) is needled.

    `thickness_mm` is the mean skin thickness of women and men by ultrasound at the place that
    `measured_at` names; empty where nobody measured near it.
    """

    zones: tuple[Zone, ...]
    areas: tuple[str, ...]
    motion: str
    pressure: str
    avoid: str
    thickness_mm: tuple[float, ...] = ()
    measured_at: str = ""


@cache
def shipped_depth_caps() -> Mapping[str, DepthCap]:
    """Return the needle lengths of every area."""
    return read_table(reference_file("depth_caps.toml"), DepthCap)


@cache
def shipped_zone_guides() -> Mapping[str, ZoneGuide]:
    """Return the facial map in the order of the guided walk."""
    return read_zone_guides(reference_file("zones.toml"))


def read_zone_guides(file: Traversable) -> Mapping[str, ZoneGuide]:
    """Read and check the facial map.

    Raises
    ------
    InvalidReference
        If a zone is described twice, or an area has no row among the needle lengths.
    """
    guides = read_table(file, ZoneGuide)
    zones = [zone for guide in guides.values() for zone in guide.zones]
    if len(zones) != len(set(zones)):
        raise InvalidReference(f"{file.name} must describe each zone once.")
    for guide in guides.values():
        if not guide.areas or not set(guide.areas) <= shipped_depth_caps().keys():
            raise InvalidReference(
                f"[{guide.id}] in {file.name} must name areas of depth_caps.toml."
            )
    return guides


def guide_for(zone: Zone) -> ZoneGuide | None:
    """Return how a zone is needled; None beyond the facial map."""
    return next((guide for guide in shipped_zone_guides().values() if zone in guide.zones), None)


def caps_for(zone: Zone) -> tuple[DepthCap, ...]:
    """Return the needle lengths of a zone: its own first, then those of parts of it."""
    guide, caps = guide_for(zone), shipped_depth_caps()
    if guide is not None:
        return tuple(caps[area] for area in guide.areas)
    return tuple(cap for cap in caps.values() if zone in cap.zones)


def walk_order() -> tuple[Zone, ...]:
    """Return the zones of the facial map in the order in which they are needled."""
    return tuple(zone for guide in shipped_zone_guides().values() for zone in guide.zones)


def thickness_rank(zone: Zone) -> int | None:
    """Return the rank of a zone's skin among the zones measured: 1 is the thinnest."""
    measured = {
        guide.thickness_mm: sum(guide.thickness_mm)
        for guide in shipped_zone_guides().values()
        if guide.thickness_mm
    }
    guide = guide_for(zone)
    if guide is None or not guide.thickness_mm:
        return None
    return sorted(measured, key=lambda pair: measured[pair]).index(guide.thickness_mm) + 1
