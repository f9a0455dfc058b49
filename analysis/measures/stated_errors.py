"""Errors that are stated alike for every photo, from the table beside the code."""

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from analysis.anatomy import Zone
from analysis.vocabulary import Measure


def stated_mdc95(measure: Measure, zone: Zone, with_card: bool = False) -> float:
    """Return the smallest change of a measure in a zone that can be told from error (95 %).

    Parameters
    ----------
    measure : Measure
    zone : Zone
    with_card : bool
        Whether both photos of body skin show the printed card.

    Returns
    -------
    mdc95 : float
        In the measure's unit.

    Raises
    ------
    KeyError
        The table states none: the measure has none, or works it out for each photo.
    """
    row = table()[measure]
    if zone is Zone.FACE:
        return float(row["face"])
    if zone.is_facial:
        return float(row.get("zones", {}).get(zone, row["zone"]))
    return float(row["body_with_card"] if with_card else row["body"])


@lru_cache(maxsize=1)
def table() -> dict[str, dict[str, Any]]:
    """Return what analysis/data/stated_errors.toml says of each measure."""
    text = files("analysis.data").joinpath("stated_errors.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
