"""The expected course of a normal recovery: centiles by day, needle length and device."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources.abc import Traversable

import numpy as np

from analysis import Zone
from tracker.domain.course.arrays import DoubleArray
from tracker.domain.records.kept import NEEDLE_LENGTH_RANGE_MM, DeviceKind
from tracker.domain.records.scales import Symptom
from tracker.errors import InvalidReference
from tracker.reference import read_rows, read_toml, reference_file

LAST_DAY = 14
"""The last day of the table; later days are expected to be like it. Source:
tracker/reference/course.csv."""
CENTILES = ("p05", "p25", "p50", "p75", "p95")
COLUMNS = (
    *("measure", "device_group", "needle_length_mm", "day", "level"),
    *CENTILES,
    *("basis", "source"),
)
_LARGEST_FIGURE = 1000.0
"""Ten times what a rating or a change of the erythema index can be: beyond it is a slip. Chosen:
so."""
_SLOW_AREAS = frozenset({Zone.BACK, Zone.LEGS})


class Channel(StrEnum):
    """What a recovery is followed by and has an expected course for."""

    REDNESS = "redness"
    SWELLING = "swelling"
    ITCHING = "itching"
    PAIN = "pain"
    DRYNESS = "dryness"
    PHOTO_REDNESS = "photo_redness"
    """Change of the erythema index of the treated face against "before", in EI."""


DIARY_CHANNELS = tuple(channel for channel in Channel if channel is not Channel.PHOTO_REDNESS)


class Basis(StrEnum):
    """How a figure came about."""

    PUBLISHED = "published"
    DERIVED = "derived"


class DeviceGroup(StrEnum):
    """Devices that share an expected course."""

    MECHANICAL = "mechanical"
    RADIO_FREQUENCY = "radio_frequency"


def device_group(device: DeviceKind) -> DeviceGroup:
    """Return the group whose course applies to a device."""
    is_rf = device is DeviceKind.RADIO_FREQUENCY
    return DeviceGroup.RADIO_FREQUENCY if is_rf else DeviceGroup.MECHANICAL


@dataclass(frozen=True)
class Band:
    """The usual range on one day: 5th, 50th and 95th centile over people."""

    low: float
    median: float
    high: float
    basis: Basis


@dataclass(frozen=True, eq=False)
class CourseTable:
    """The course of one channel and device group, by needle length and day."""

    lengths_mm: DoubleArray
    """(L,), ascending."""
    level: DoubleArray
    """(L, 15) course of a typical person who has the symptom at all."""
    centiles: DoubleArray
    """(L, 15, 5) centiles of what people report or photos show."""
    basis: Basis
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Spread:
    """How people and recoveries differ; standard deviations are of natural logarithms."""

    height_sd: float
    pace_sd: float
    within_person_share: float
    """Share of the variance that differs from one recovery of a person to the next."""
    slow_area_time_factor: float


@dataclass(frozen=True, eq=False)
class CourseReference:
    """One version of the expected course."""

    version: str
    tables: Mapping[tuple[Channel, DeviceGroup], CourseTable]
    spread: Spread


@cache
def shipped_course() -> CourseReference:
    """Return the course that ships with the package."""
    return read_course(reference_file("course.csv"), reference_file("course.toml"))


def read_course(table: Traversable, header: Traversable) -> CourseReference:
    """Read and check a version of the expected course.

    Parameters
    ----------
    table : path
        CSV with one row per measure, device group, needle length and day.
    header : path
        TOML with the version and the spread between people.

    Raises
    ------
    InvalidReference
        With a sentence that names the row or the entry to put right.
    """
    rows = [
        _parse_row(row, number, table.name)
        for number, row in enumerate(read_rows(table, COLUMNS), start=2)
    ]
    return CourseReference(
        version=_read_version(header),
        tables={
            (channel, group): _build_table(rows, channel, group, table.name)
            for channel in Channel
            for group in DeviceGroup
        },
        spread=_read_spread(header),
    )


def expected_band(
    symptom: Symptom,
    day: int,
    needle_length_mm: float,
    device: DeviceKind = DeviceKind.PEN,
    *,
    reference: CourseReference | None = None,
) -> Band | None:
    """Return the usual range of a rating on one day.

    Parameters
    ----------
    symptom : Symptom
        Bruising has no expected course yet and gives None.
    day : int
        Days since the session, from 0.
    needle_length_mm : float
        Interpolated; beyond the table the nearest length counts.
    device : DeviceKind
        Radio-frequency has a course of its own.

    Returns
    -------
    Band or None
        0–10, derived unless the table says otherwise.
    """
    if symptom is Symptom.BRUISING:
        return None
    return _band(Channel(symptom.value), day, needle_length_mm, device, reference)


def expected_photo_band(
    day: int,
    needle_length_mm: float,
    device: DeviceKind = DeviceKind.PEN,
    *,
    reference: CourseReference | None = None,
) -> Band:
    """Return the usual range of photo redness (change of the erythema index, EI) on one day."""
    return _band(Channel.PHOTO_REDNESS, day, needle_length_mm, device, reference)


def time_factor(zones: frozenset[Zone], reference: CourseReference) -> float:
    """Return how much slower the treated zones heal than the face (1 = like the face)."""
    only_slow = bool(zones) and zones <= _SLOW_AREAS
    return reference.spread.slow_area_time_factor if only_slow else 1.0


def level_at(table: CourseTable, needle_length_mm: float) -> DoubleArray:
    """Return the typical course (15,) for a needle length, interpolated."""
    return _interpolate(table.lengths_mm, table.level, needle_length_mm)


def seldom_exceeded(table: CourseTable, needle_length_mm: float) -> DoubleArray:
    """Return the rating (15,) that a quarter of people exceed at most, interpolated."""
    return _interpolate(
        table.lengths_mm, table.centiles[:, :, CENTILES.index("p75")], needle_length_mm
    )


def _band(
    channel: Channel,
    day: int,
    needle_length_mm: float,
    device: DeviceKind,
    reference: CourseReference | None,
) -> Band:
    if day < 0:
        raise ValueError(f"Days are counted from 0, the day of the session, not {day}.")
    table = (reference or shipped_course()).tables[channel, device_group(device)]
    centiles = _interpolate(table.lengths_mm, table.centiles, needle_length_mm)
    low, _, median, _, high = centiles[min(day, LAST_DAY)]
    return Band(float(low), float(median), float(high), table.basis)


def _interpolate(lengths: DoubleArray, values: DoubleArray, length: float) -> DoubleArray:
    above = int(np.clip(np.searchsorted(lengths, length), 1, max(len(lengths) - 1, 1)))
    if len(lengths) == 1:
        only: DoubleArray = values[0]
        return only
    low, high = lengths[above - 1], lengths[above]
    weight = np.clip((length - low) / (high - low), 0.0, 1.0)
    between: DoubleArray = (1 - weight) * values[above - 1] + weight * values[above]
    return between


@dataclass(frozen=True)
class _Row:
    channel: Channel
    group: DeviceGroup
    length_mm: float
    day: int
    level: float
    centiles: tuple[float, ...]
    basis: Basis
    source: str


def _parse_row(row: Mapping[str, str], number: int, name: str) -> _Row:
    shortest, longest = NEEDLE_LENGTH_RANGE_MM
    try:
        parsed = _Row(
            channel=Channel(row["measure"]),
            group=DeviceGroup(row["device_group"]),
            length_mm=_number(row["needle_length_mm"]),
            day=int(row["day"]),
            level=_number(row["level"]),
            centiles=tuple(_number(row[centile]) for centile in CENTILES),
            basis=Basis(row["basis"]),
            source=row["source"],
        )
    except (ValueError, TypeError) as error:
        raise InvalidReference(f"Row {number} of {name} cannot be used: {error}.") from None
    figures = np.array([parsed.level, *parsed.centiles])
    if not (np.abs(figures) <= _LARGEST_FIGURE).all():  # neither is what is no number
        raise InvalidReference(f"Row {number} of {name} has a value that is no number that can be.")
    if not shortest <= parsed.length_mm <= longest:
        raise InvalidReference(
            f"Row {number} of {name}: needles are from {shortest} to {longest} mm long."
        )
    if list(parsed.centiles) != sorted(parsed.centiles) or parsed.level < 0:
        raise InvalidReference(
            f"Row {number} of {name}: the centiles must not fall and the level not be below 0."
        )
    if not parsed.source:
        raise InvalidReference(f"Row {number} of {name} has no source. Please name one.")
    return parsed


def _number(text: str) -> float:
    """Read a number; no value here reaches thousands, so a comma stands before decimals."""
    return float(text.replace(",", "."))


def _build_table(rows: list[_Row], channel: Channel, group: DeviceGroup, name: str) -> CourseTable:
    mine = sorted(
        (row for row in rows if row.channel is channel and row.group is group),
        key=lambda row: (row.length_mm, row.day),
    )
    lengths = sorted({row.length_mm for row in mine})
    if [row.day for row in mine] != list(range(LAST_DAY + 1)) * len(lengths) or not mine:
        raise InvalidReference(
            f"{name} needs exactly one row for each day from 0 to {LAST_DAY} for every needle "
            f"length of {channel} ({group})."
        )
    shape = (len(lengths), LAST_DAY + 1)
    return CourseTable(
        lengths_mm=np.array(lengths),
        level=np.array([row.level for row in mine]).reshape(shape),
        centiles=np.array([row.centiles for row in mine]).reshape(*shape, len(CENTILES)),
        basis=mine[0].basis,
        sources=tuple(sorted({row.source for row in mine})),
    )


def _read_version(header: Traversable) -> str:
    version = read_toml(header).get("version")
    if not isinstance(version, str) or not version:
        raise InvalidReference(f"{header.name} needs a version, for instance version = '2026.1'.")
    return version


def _read_spread(header: Traversable) -> Spread:
    values = read_toml(header).get("spread", {})
    try:
        spread = Spread(**{name: float(value) for name, value in values.items()})
    except (AttributeError, TypeError, ValueError, OverflowError) as error:
        raise InvalidReference(f"[spread] in {header.name} cannot be used: {error}.") from None
    if not all(0 < value <= _LARGEST_FIGURE for value in vars(spread).values()):
        raise InvalidReference(
            f"Every entry of [spread] in {header.name} must be above 0 and at most "
            f"{_LARGEST_FIGURE}."
        )
    return spread
