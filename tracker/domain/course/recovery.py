"""A recovery as the statistics see it: what was planned, and what each day brought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis import Zone
from tracker.domain.records.circumstances import Outcome, SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import DeviceKind, Setting
from tracker.domain.records.scales import Symptom
from tracker.domain.words.changes import RednessChange, grade_redness


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
    ordinary: Mapping[Symptom, int] = field(default_factory=dict)
    """How the skin rates on an ordinary day, 0–10; a symptom that is not there is unknown."""


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
    photo_too_high: float | None = None
    """How much too high that change may be, where that is less."""
    zone_delta_ei: Mapping[Zone, float] = field(default_factory=dict)
    """Redness change by zone, in EI, where photos could be measured."""
    zone_mdc95: Mapping[Zone, float] = field(default_factory=dict)
    """The same zones' smallest change that can be told from error (95 %), in EI."""
    zone_too_high: Mapping[Zone, float] = field(default_factory=dict)
    """How much too high the changes of some of them may be, where that is less."""
    reddest_zone_delta_ei: float | None = None
    """Redness change of the treated zone that reddened most, in EI, as it was measured."""
    reddest_zone_mdc95: float | None = None
    """That zone's own smallest change that can be told from error (95 %), in EI."""
    reddest_zone_too_high: float | None = None
    """How much too high that change may be, where that is less."""
    red_flags: frozenset[RedFlag] = frozenset()
    answers: Mapping[RedFlag, bool] = field(default_factory=dict)
    """What was said to a sign that the day's ratings asked back: yes or no."""
    special: frozenset[SpecialEvent] = frozenset()
    """What happened on this day, or the evening before, that may explain a flare."""
    outcome: Outcome | None = None
    """What came of the last urgent or emergency advice, where it was said on this day."""
    since_outcome: frozenset[RedFlag] = frozenset()
    """Signs of this day that were entered after that was said."""

    @property
    def zone_grades(self) -> Mapping[Zone, RednessChange]:
        """What the redness change of each zone is in words."""
        return {
            zone: grade_redness(change, self.zone_mdc95.get(zone), self.zone_too_high.get(zone))
            for zone, change in self.zone_delta_ei.items()
        }


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """One whole recovery, for instance an earlier one of the same person."""

    plan: RecoveryPlan
    days: Sequence[RecoveryDay]
