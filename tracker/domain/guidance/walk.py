"""The session, step by step: a plan, the events of the session, and what they make of it.

A walk is its plan and the list of its events; everything else is worked out by going through them.
So it survives a reload, and an event can be taken back by leaving it out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, cached_property

from tracker.domain.guidance.rows import Row, read_table
from tracker.domain.guidance.words import ZONE_LEFT_OUT
from tracker.domain.guidance.zone_guide import walk_order
from tracker.domain.records.kept import (
    DeviceKind,
    NewProcedure,
    Setting,
    TreatedZone,
    Zone,
)
from tracker.domain.words.labels import ZONES
from tracker.errors import InvalidEntry
from tracker.reference import reference_file
from tracker.said import Said

# Source: the article's two to three passes (tracker/reference/article.csv).
USUAL_PASSES = 2
MOST_PASSES = 3


@dataclass(frozen=True, kw_only=True)
class WalkText(Row):
    """A rule of the walk, or (when `finishing`) a step after the last zone."""

    title: str
    how: str
    why: str
    finishing: bool = False
    after: tuple[Zone, ...] = ()
    """Zones that a finishing step belongs to: left out unless one was needled to its end."""


class WalkAction(StrEnum):
    """What a person taps."""

    PASS_DONE = "pass_done"
    NEXT_ZONE = "next_zone"
    """Enough passes, go on."""
    ENDPOINT = "endpoint"
    """Even redness: enough, whatever the passes."""
    SKIP = "skip"
    """Leave the rest of the zone out, for a reason."""
    STEP_DONE = "step_done"
    """A finishing step is done."""
    STOP = "stop"
    """End the needling of all zones, for a reason."""


@dataclass(frozen=True, kw_only=True)
class WalkEvent:
    """One tap. `at` carries a time zone; a reason belongs to skip and stop."""

    action: WalkAction
    at: datetime
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ZoneDone:
    """What was done to a zone."""

    zone: Zone
    needle_length_mm: float
    passes: int
    reached_endpoint: bool = False
    skipped_because: str = ""


@cache
def shipped_walk_texts() -> Mapping[str, WalkText]:
    """Return the rules of the walk and its finishing steps."""
    return read_table(reference_file("walk.toml"), WalkText)


@dataclass(frozen=True)
class Walk:
    """A guided session. Make one with `begin_walk`; every action gives a new one."""

    zones: tuple[TreatedZone, ...]
    started_at: datetime
    events: tuple[WalkEvent, ...] = ()

    def act(self, action: WalkAction, at: datetime, reason: str = "") -> "Walk":
        """Return the walk after one tap.

        Raises
        ------
        InvalidEntry
            If the action is not offered now, or a skip or a stop has no reason.
        """
        if action not in self.offered:
            raise InvalidEntry("This step is over already. Please look at what comes next.")
        if action in {WalkAction.SKIP, WalkAction.STOP} and not reason.strip():
            raise InvalidEntry("Please say why, in a word or two.")
        event = WalkEvent(action=action, at=at, reason=reason.strip())
        return replace(self, events=(*self.events, event))

    def undo(self) -> "Walk":
        """Return the walk without its last tap."""
        return replace(self, events=self.events[:-1])

    @cached_property
    def done(self) -> tuple[ZoneDone, ...]:
        """The zones that are over, in order, those with no pass included."""
        return self._replayed[0]

    @cached_property
    def current(self) -> TreatedZone | None:
        """The zone that is being needled; None once all of them are over."""
        over = len(self.done)
        return self.zones[over] if over < len(self.zones) else None

    @property
    def passes(self) -> int:
        """Passes done over the current zone."""
        return self._replayed[1]

    @cached_property
    def finishing_step(self) -> WalkText | None:
        """The step after the last zone that is due; None before it, and when all are done."""
        if self.current is not None:
            return None
        needled = {zone.zone for zone in self.done if zone.passes and not zone.skipped_because}
        steps = [
            text
            for text in shipped_walk_texts().values()
            if text.finishing and (not text.after or needled.intersection(text.after))
        ]
        taken = sum(event.action is WalkAction.STEP_DONE for event in self.events)
        return steps[taken] if taken < len(steps) else None

    @property
    def is_over(self) -> bool:
        """Whether everything is done."""
        return self.current is None and self.finishing_step is None

    @property
    def offered(self) -> tuple[WalkAction, ...]:
        """What can be tapped now, the most likely first."""
        if self.current is None:
            return (WalkAction.STEP_DONE,) if self.finishing_step else ()
        enough = self.passes >= USUAL_PASSES
        onwards = (
            (WalkAction.NEXT_ZONE, WalkAction.PASS_DONE) if enough else (WalkAction.PASS_DONE,)
        )
        endpoint = (WalkAction.ENDPOINT,) if self.passes else ()
        return (*onwards, *endpoint, WalkAction.SKIP, WalkAction.STOP)

    def elapsed_seconds(self, at: datetime) -> int:
        """Return the seconds since the start, up to the last tap once everything is done."""
        end = self.events[-1].at if self.is_over and self.events else at
        return int((end.astimezone(UTC) - self.started_at.astimezone(UTC)).total_seconds())

    @cached_property
    def _replayed(self) -> tuple[tuple[ZoneDone, ...], int]:
        done: list[ZoneDone] = []
        passes = 0
        for event in self.events:
            if event.action is WalkAction.STEP_DONE:
                continue
            passes += event.action is WalkAction.PASS_DONE
            if event.action is WalkAction.PASS_DONE and passes < MOST_PASSES:
                continue
            done.append(_zone_done(self.zones[len(done)], passes, event))
            passes = 0
            if event.action is WalkAction.STOP:
                done += [_zone_done(zone, 0, event) for zone in self.zones[len(done) :]]
        return tuple(done), passes


def begin_walk(zones: tuple[TreatedZone, ...], at: datetime) -> Walk:
    """Begin a guided session over zones of the facial map, in the map's order.

    Raises
    ------
    InvalidEntry
        If no zone is given, or one does not lie on the facial map.
    """
    order = walk_order()
    if not zones or any(treated.zone not in order for treated in zones):
        raise InvalidEntry("The guided session is for the face and the neck. Please choose zones.")
    if at.tzinfo is None:
        raise ValueError("A walk needs the time zone of its start.")
    return Walk(tuple(sorted(zones, key=lambda treated: order.index(treated.zone))), at)


def record_walk(
    walk: Walk,
    *,
    person_id: int,
    device: DeviceKind,
    setting: Setting,
    needle_set_id: int | None = None,
    notes: str = "",
) -> NewProcedure:
    """Return the session record of what was done, without any typing.

    Zones with no pass are left out. `passes` is the most that a zone got.

    Parameters
    ----------
    notes : str
        `left_out` in the person's language.

    Raises
    ------
    InvalidEntry
        If no zone got a pass.
    """
    treated = [zone for zone in walk.done if zone.passes]
    if not treated:
        raise InvalidEntry("No zone was needled, so there is no session to record.")
    return NewProcedure(
        person_id=person_id,
        started_at=walk.started_at.astimezone().replace(tzinfo=None, microsecond=0),
        device=device,
        setting=setting,
        zones=tuple(map(_treated, treated)),
        needle_set_id=needle_set_id,
        passes=max(zone.passes for zone in treated),
        notes=notes,
    )


def left_out(walk: Walk) -> Iterator[Said]:
    """Yield a line for each zone that was skipped, wholly or in part, and why."""
    for done in walk.done:
        if done.skipped_because:
            zone, reason = Said(ZONES[done.zone]), Said(done.skipped_because)
            yield Said(ZONE_LEFT_OUT, zone=zone, passes=done.passes, reason=reason)


def _treated(done: ZoneDone) -> TreatedZone:
    return TreatedZone(
        zone=done.zone,
        needle_length_mm=done.needle_length_mm,
        passes=done.passes,
        reached_endpoint=done.reached_endpoint,
    )


def _zone_done(treated: TreatedZone, passes: int, event: WalkEvent) -> ZoneDone:
    left_out = event.action in {WalkAction.SKIP, WalkAction.STOP}
    return ZoneDone(
        zone=treated.zone,
        needle_length_mm=treated.needle_length_mm,
        passes=passes,
        reached_endpoint=event.action is WalkAction.ENDPOINT,
        skipped_because=event.reason if left_out else "",
    )
