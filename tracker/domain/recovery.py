"""A recovery as the statistics see it: what was planned, and what each day brought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.anatomy import Zone
from tracker.domain.flags import RedFlag
from tracker.domain.records import DeviceKind, Setting
from tracker.domain.scales import Symptom


@dataclass(frozen=True, kw_only=True)
class RecoveryPlan:
    """What decides which recovery is usual."""

    needle_length_mm: float
    """The longest needle used, in mm."""
    device: DeviceKind = DeviceKind.PEN
    setting: Setting = Setting.PROFESSIONAL
    treated_zones: frozenset[Zone] = frozenset()
    """Empty where it is not known."""
    days_since_previous: int | None = None
    """Days from the session before this one; None for a first session."""


@dataclass(frozen=True, kw_only=True)
class RecoveryDay:
    """What is known of one day of a recovery; day 0 is the day of the session."""

    day: int
    ratings: Mapping[Symptom, int] = field(default_factory=dict)
    """0–10 by symptom; a symptom that is not there was not answered."""
    photo_delta_ei: float | None = None
    """Redness change of the treated face against the "before" photo, in EI."""
    photo_mdc95: float | None = None
    """Smallest change of that photo that can be told from error (95 %), in EI."""
    zone_delta_ei: Mapping[Zone, float] = field(default_factory=dict)
    """Redness change by zone, in EI, where photos could be measured."""
    zone_mdc95: Mapping[Zone, float] = field(default_factory=dict)
    """The same zones' smallest change that can be told from error (95 %), in EI."""
    red_flags: frozenset[RedFlag] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """One whole recovery, for instance an earlier one of the same person."""

    plan: RecoveryPlan
    days: Sequence[RecoveryDay]
