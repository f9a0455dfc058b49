"""A clinic's own figures: how often recoveries drift, as a p-chart with limits of chance.

References
----------
Wilson 1927, J Am Stat Assoc 22:209 (interval of a rate).
Montgomery, Introduction to Statistical Quality Control, 8th edition, chapter 7 (p-charts with
samples of several sizes; probability limits in place of three sigma where events are rare).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from scipy.stats import binom, binomtest

from tracker.domain.records.kept import DeviceKind
from tracker.domain.records.status import Status

_BEYOND = 0.00135
"""Chance beyond either limit. Source: Shewhart's three sigma, of a normal distribution."""
LEAST = 5
"""Recoveries below which a group has no limits. Chosen: fewer say nothing."""


class Event(Enum):
    """What is counted."""

    DRIFT = Status.OFF_COURSE
    """Off course or worse on a day."""
    ADVERSE = Status.URGENT
    """A warning sign, or a course that asked for a clinician the same day."""


class By(Enum):
    """What recoveries are told apart by."""

    MONTH = "month"
    DEVICE = "device"
    NEEDLE = "needle"
    PRODUCT = "product"
    PRACTITIONER = "practitioner"


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A recovery that is over, as far as figures go: nobody can be known by it."""

    started_on: date
    device: DeviceKind
    needle_length_mm: float
    products: tuple[str, ...]
    practitioner: str
    """Whose client it is; empty where that is not kept."""
    worst: Status


@dataclass(frozen=True, kw_only=True)
class Rate:
    """How often something happened, with its 95 % interval."""

    events: int
    recoveries: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Group(Rate):
    """A group beside the clinic's base rate."""

    name: str
    lower_limit: float
    upper_limit: float
    """What chance alone leaves at the base rate, for as many recoveries."""

    @property
    def is_beyond(self) -> bool:
        """Whether chance alone hardly explains it."""
        return not self.lower_limit <= self.value <= self.upper_limit


@dataclass(frozen=True)
class Chart:
    """A p-chart."""

    base: Rate
    groups: tuple[Group, ...]


def rate_of(events: int, recoveries: int) -> Rate:
    """Return a rate with Wilson's interval; of none, nothing is known.

    Parameters
    ----------
    events, recoveries : int
        How many of how many; at least as many recoveries as events.
    """
    if not recoveries:
        return Rate(events=0, recoveries=0, value=0.0, low=0.0, high=1.0)
    interval = binomtest(events, recoveries).proportion_ci(method="wilson")
    return Rate(
        events=events,
        recoveries=recoveries,
        value=events / recoveries,
        low=float(interval.low),
        high=float(interval.high),
    )


def chart_of(ended: Sequence[Ended], event: Event, by: By) -> Chart:
    """Return how often something happened in each group, and what chance alone would leave.

    A recovery with several products counts for each of them.
    """
    base = _rate(ended, event)
    groups = _grouped(ended, by)
    return Chart(base, tuple(_group(name, own, event, base) for name, own in groups.items()))


def _rate(ended: Sequence[Ended], event: Event) -> Rate:
    return rate_of(sum(one.worst.rank >= event.value.rank for one in ended), len(ended))


def _group(name: str, own: Sequence[Ended], event: Event, base: Rate) -> Group:
    rate = _rate(own, event)
    size = rate.recoveries
    low, high = 0.0, 1.0
    if size >= LEAST:
        low, high = (
            float(binom.ppf(share, size, base.value)) / size for share in (_BEYOND, 1 - _BEYOND)
        )
    return Group(**vars(rate), name=name, lower_limit=low, upper_limit=high)


def _grouped(ended: Iterable[Ended], by: By) -> Mapping[str, list[Ended]]:
    found: dict[str, list[Ended]] = {}
    for one in ended:
        for name in _names_of(one, by):
            found.setdefault(name, []).append(one)
    return dict(sorted(found.items()))


def _names_of(one: Ended, by: By) -> tuple[str, ...]:
    match by:
        case By.MONTH:
            return (f"{one.started_on:%Y-%m}",)
        case By.DEVICE:
            return (one.device.name,)
        case By.NEEDLE:
            return (f"{one.needle_length_mm:.2f}",)
        case By.PRODUCT:
            return tuple(dict.fromkeys(one.products))
        case By.PRACTITIONER:
            return (one.practitioner,) if one.practitioner else ()
