"""Learn the expected course from recorded recoveries, shrunk towards the course before.

A refit makes a new version of the reference. Verdicts carry the version that they were made with
and are never made anew.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tracker.domain.course.arrays import DoubleArray
from tracker.domain.course.healing import DAYS, Plan, common_prior
from tracker.domain.course.outlook.by_day import Seen
from tracker.domain.course.outlook.prediction import predict
from tracker.domain.course.ratings import NOT_ANSWERED
from tracker.domain.course.recovery import Recovery
from tracker.domain.course.reference import (
    CENTILES,
    COLUMNS,
    DIARY_CHANNELS,
    LAST_DAY,
    Channel,
    CourseReference,
    CourseTable,
    DeviceGroup,
    device_group,
)
from tracker.domain.records.flags import AdviceLevel, highest_level
from tracker.domain.records.scales import Symptom

# Chosen: a course must not follow a few people, nor one refit turn it over.
LEAST_PER_GROUP = 50
"""A group with fewer recoveries keeps the course before."""
LEAST_PER_DAY = 20
"""A day of a symptom with fewer ratings keeps the course before."""
PRIOR_WEIGHT = 50
"""The course before counts like this many recoveries."""
MOST_CHANGE = 2.0
"""One refit changes no level by more than this factor."""


@dataclass(frozen=True, order=True)
class RefitGroup:
    """One needle length of one device group, and how many recoveries there were of it."""

    group: DeviceGroup
    length_mm: float
    recoveries: int


@dataclass(frozen=True, eq=False)
class Refit:
    """A new version of the expected course, and what it was learned from."""

    reference: CourseReference
    groups: tuple[RefitGroup, ...]
    """Only groups that were changed."""
    too_few: tuple[RefitGroup, ...]
    """Groups with recoveries, but fewer than LEAST_PER_GROUP, which stayed as they were."""


def refit_reference(
    recoveries: Sequence[Recovery], reference: CourseReference, version: str
) -> Refit:
    """Refit the expected course from recoveries whose owners agreed.

    Parameters
    ----------
    recoveries : sequence of Recovery
        Recoveries with consent; those with a red flag that asks for a clinician are left out.
    reference : CourseReference
        The course before.
    version : str
        Name of the new version; another one than the reference's.

    Returns
    -------
    Refit
        The new course. Levels and centiles move by n / (n + PRIOR_WEIGHT) of the difference.
    """
    if version == reference.version:
        raise ValueError(f"A refit needs a new version, not {version} again.")
    tables, groups, too_few = dict(reference.tables), [], []
    for (group, index), members in _by_group(recoveries, reference).items():
        length_mm = float(reference.tables[Channel.REDNESS, group].lengths_mm[index])
        counted = RefitGroup(group, length_mm, len(members))
        if len(members) < LEAST_PER_GROUP:
            too_few.append(counted)
            continue
        expected = _expected_means(reference, group, length_mm)
        for number, channel in enumerate(DIARY_CHANNELS):
            tables[channel, group] = _refit_table(
                tables[channel, group], index, _ratings(members, channel), expected[number]
            )
        groups.append(counted)
    new = replace(reference, version=version, tables=tables)
    return Refit(new, tuple(sorted(groups)), tuple(sorted(too_few)))


def course_csv(reference: CourseReference) -> str:
    """Return a version's table in the form that `read_course` reads."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for (channel, group), table in reference.tables.items():
        source = "; ".join(table.sources)
        for index, length_mm in enumerate(table.lengths_mm):
            for day in range(LAST_DAY + 1):
                level = round(float(table.level[index, day]), 3)
                centiles = [round(float(value), 2) for value in table.centiles[index, day]]
                row = [channel, group, length_mm, day, level, *centiles, table.basis, source]
                writer.writerow(row)
    return stream.getvalue()


def course_header(reference: CourseReference) -> str:
    """Return a version's header in the form that `read_course` reads."""
    spread = "".join(f"{name} = {value}\n" for name, value in vars(reference.spread).items())
    return f'version = "{reference.version}"\n\n[spread]\n{spread}'


def _by_group(
    recoveries: Sequence[Recovery], reference: CourseReference
) -> dict[tuple[DeviceGroup, int], list[Recovery]]:
    """Sort undisturbed recoveries by device group and nearest needle length of the table."""
    groups: dict[tuple[DeviceGroup, int], list[Recovery]] = {}
    for recovery in recoveries:
        if _is_disturbed(recovery):
            continue
        group = device_group(recovery.plan.device)
        lengths = reference.tables[Channel.REDNESS, group].lengths_mm
        nearest = int(np.abs(lengths - recovery.plan.needle_length_mm).argmin())
        groups.setdefault((group, nearest), []).append(recovery)
    return groups


def _is_disturbed(recovery: Recovery) -> bool:
    levels = (highest_level(day.red_flags) for day in recovery.days)
    return any(level is not None and level >= AdviceLevel.TODAY for level in levels)


def _ratings(members: Sequence[Recovery], channel: Channel) -> list[list[int]]:
    """Return the ratings of a channel on each day."""
    symptom = Symptom(channel.value)
    by_day: list[list[int]] = [[] for _ in range(DAYS)]
    for recovery in members:
        for day in recovery.days:
            if symptom in day.ratings and day.day < DAYS:
                by_day[day.day].append(day.ratings[symptom])
    return by_day


def _expected_means(
    reference: CourseReference, group: DeviceGroup, length_mm: float
) -> DoubleArray:
    """Return (C, D) the mean rating that the course before expects."""
    nothing = Seen(
        ratings=np.full((1, DAYS, len(DIARY_CHANNELS)), NOT_ANSWERED, np.int8),
        photo=np.full((1, DAYS), np.nan, np.float32),
        photo_mdc95=np.ones((1, DAYS), np.float32),
    )
    plan = Plan(length_mm, group, 1.0)
    shares, _ = predict(nothing, reference, plan, common_prior(1))
    return np.asarray(shares[0] @ np.arange(NOT_ANSWERED))


def _refit_table(
    table: CourseTable, index: int, ratings: Sequence[Sequence[int]], expected: DoubleArray
) -> CourseTable:
    level, centiles = table.level.copy(), table.centiles.copy()
    shares = [float(name.removeprefix("p")) for name in CENTILES]
    for day, values in enumerate(ratings):
        if len(values) < LEAST_PER_DAY:
            continue
        weight = len(values) / (len(values) + PRIOR_WEIGHT)
        ratio = np.clip(np.mean(values) / expected[day], 1 / MOST_CHANGE, MOST_CHANGE)
        level[index, day] *= ratio**weight
        observed = np.percentile(values, shares)
        centiles[index, day] = (1 - weight) * centiles[index, day] + weight * observed
    return replace(table, level=level, centiles=centiles)
