"""Print how well drift is found on simulated cohorts, and write the baseline.

Run by hand from the project's root: `python -m tests.benchmark.drift [--write]`.
"""

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

from tests.benchmark.drift_measures import (
    LENGTHS_MM,
    WORLDS,
    Figure,
    band_coverage,
    band_coverage_slow_and_high,
    measure_world,
    photos_added,
    slow_and_high,
    urgent_share,
)

BASELINE = Path(__file__).with_name("baseline_drift.csv")
PEOPLE = 2000
FEWER_PEOPLE = 400


def measure() -> Iterator[Figure]:
    """Measure everything that the baseline holds."""
    for world in WORLDS:
        for length_mm in LENGTHS_MM:
            yield from measure_world(world, length_mm, PEOPLE)
            yield urgent_share(world, length_mm, PEOPLE)
            yield band_coverage(world, length_mm, FEWER_PEOPLE)
    for length_mm in LENGTHS_MM:
        yield from slow_and_high("usual", length_mm, FEWER_PEOPLE)
        yield band_coverage_slow_and_high("usual", length_mm, FEWER_PEOPLE)
        yield from photos_added("usual", length_mm, PEOPLE)


def main() -> None:
    """Print every figure; with --write put them into the baseline."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace the committed baseline")
    write = parser.parse_args().write
    rows = []
    for figure in measure():
        row = figure.row()
        rows.append(row)
        print(
            f"{row['value']:8}  {row['length_mm']:>5} mm  {figure.world:20} {figure.detector:24} "
            f"{figure.figure}",
            flush=True,
        )
    if write:
        with BASELINE.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    main()
