"""The one way to the application: a cohort out as CSV, verdicts in as CSV."""

import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from tests.benchmark.second_world.cohort import Cohort
from tests.benchmark.second_world.people import CHANNELS
from tests.benchmark.second_world.raters import NOT_RATED
from tests.benchmark.second_world.strains import FLARES
from tracker.services.batch.assessing import assess_csv

STATUSES = ("on_course", "watch", "off_course", "urgent", "emergency")
WATCH, OFF_COURSE, URGENT = 1, 2, 3


@dataclass(frozen=True, eq=False)
class Judged:
    """Verdicts of a cohort, (N, days); rank 0 and no reason where there is no entry."""

    rank: npt.NDArray[np.int8]
    reason: npt.NDArray[np.object_]

    @property
    def is_off(self) -> npt.NDArray[np.bool_]:
        """Whether a day is off course or worse."""
        return np.asarray(self.rank >= OFF_COURSE)


def table_of(cohort: Cohort) -> pd.DataFrame:
    """Return the diaries as rows with the columns of `fifthday assess`."""
    row, day = np.nonzero(cohort.is_entered)
    people = cohort.people
    columns: dict[str, object] = {"recovery_id": _ids(cohort)[row], "day": day}
    for place, channel in enumerate(CHANNELS):
        columns[channel] = cohort.ratings[row, day, place]
    columns["photo_delta_ei"] = np.round(cohort.photo[row, day], 2)
    stated = np.where(np.isnan(cohort.photo), np.nan, cohort.photo_mdc95)
    columns["photo_mdc95"] = np.round(stated[row, day], 2)
    columns["red_flags"] = ""
    columns["needle_length_mm"] = people.length_mm[row]
    columns["device"] = np.where(people.is_rf, "radio_frequency", "pen")[row]
    columns["setting"] = "professional"
    columns["special"] = _specials(cohort)[row, day]
    ordinary = np.where(people.is_told[:, None], np.rint(people.ordinary), np.nan)
    for place, channel in enumerate(CHANNELS):
        columns[f"ordinary_{channel}"] = ordinary[row, place]
    table = pd.DataFrame(columns)
    return table.replace(NOT_RATED, np.nan) if (cohort.ratings == NOT_RATED).any() else table


def verdicts_of(table: pd.DataFrame) -> pd.DataFrame:
    """Return recovery_id, day, status and reason of every row."""
    complaints: list[str] = []
    out = io.StringIO()
    assess_csv(io.StringIO(table.to_csv(index=False)), out, complaints.append)
    return pd.read_csv(io.StringIO(out.getvalue()), dtype={"recovery_id": str}).fillna("")


def judge(cohort: Cohort) -> Judged:
    """Judge every entry of a cohort."""
    said = verdicts_of(table_of(cohort))
    row, day = np.nonzero(cohort.is_entered)
    assert len(said) == len(row), "every entry gets one verdict"
    rank = np.zeros(cohort.is_entered.shape, np.int8)
    reason = np.full(rank.shape, "", object)
    rank[row, day] = said["status"].map({name: rank for rank, name in enumerate(STATUSES)})
    reason[row, day] = said["reason"]
    return Judged(rank, reason)


def _ids(cohort: Cohort) -> npt.NDArray[np.object_]:
    whose = zip(cohort.people.person, cohort.people.number, strict=True)
    ids = [f"p{person}/{number}" for person, number in whose]
    return np.array(ids, object)


def _specials(cohort: Cohort) -> npt.NDArray[np.object_]:
    names = np.array([*FLARES, ""], object)
    return np.where(cohort.strains.flare_told, names[cohort.strains.flare], "")
