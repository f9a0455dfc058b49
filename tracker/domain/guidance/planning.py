"""What is kept of a session before it is one: the needles, and the plan."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.records.concern import area_of
from tracker.domain.records.kept import BodyArea, DeviceKind, Setting, TreatedZone
from tracker.errors import InvalidEntry

# Chosen: longer than any name and any life of a device.
MAX_NAME = 60
MAX_USES = 1000


@dataclass(frozen=True, kw_only=True)
class NewNeedleSet:
    """Needles that are used together: a roller, a stamp, or one cartridge. None but its owner's.

    How often they were used is `uses_before` and the sessions recorded with them.
    """

    person_id: int
    device: DeviceKind
    name: str
    uses_before: int = 0
    """Sessions that they had done when they were entered."""
    is_discarded: bool = False

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > MAX_NAME:
            raise InvalidEntry(
                "Please name the needles, in at most {most} characters.", most=MAX_NAME
            )
        if not 0 <= self.uses_before <= MAX_USES:
            raise InvalidEntry("Please enter how often they were used: 0 or more.")


@dataclass(frozen=True, kw_only=True)
class NeedleSet(NewNeedleSet):
    """Needles that are kept."""

    id: int


@dataclass(frozen=True, kw_only=True)
class NewPlannedSession:
    """A session that is planned or going on; once recorded, `procedure_id` says as what.

    Numbing and walk carry a time zone, so that a clock change cannot lengthen them.
    """

    person_id: int
    created_at: datetime
    planned_for: date
    device: DeviceKind
    setting: Setting
    zones: tuple[TreatedZone, ...]
    needle_set_id: int | None = None
    numbing_started_at: datetime | None = None
    walk_started_at: datetime | None = None
    procedure_id: int | None = None

    def __post_init__(self) -> None:
        if not self.zones:
            raise InvalidEntry("Please choose at least one zone.")
        if len({planned.zone for planned in self.zones}) != len(self.zones):
            raise InvalidEntry("A zone is listed twice. Please keep one needle length per zone.")
        for moment in (self.numbing_started_at, self.walk_started_at):
            if moment is not None and moment.tzinfo is None:
                raise ValueError("Numbing and walk need the time zone of their start.")

    @property
    def areas(self) -> frozenset[BodyArea]:
        """The areas that are to be treated."""
        return frozenset(area_of(one.zone) for one in self.zones)

    @property
    def is_open(self) -> bool:
        """Whether no session has been recorded from it yet."""
        return self.procedure_id is None


@dataclass(frozen=True, kw_only=True)
class PlannedSession(NewPlannedSession):
    """A plan that is kept."""

    id: int


@dataclass(frozen=True, kw_only=True)
class PlannedPhoto:
    """The photo from before, cleaned, until there is a session that it belongs to."""

    plan_id: int
    content: bytes
    taken_at: datetime


@dataclass(frozen=True, kw_only=True)
class PlannedRetest(PlannedPhoto):
    """The same skin in another light, which tells how large the error is."""

    number: int
    """Its place among those of the plan, from 1 on."""
