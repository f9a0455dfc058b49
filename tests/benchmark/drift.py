"""Print how well drift is found on simulated cohorts, and write the baseline.

Run by hand from the project's root: `python -m tests.benchmark.drift [WORLD ...] [--write]`.
"""

import argparse
import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.benchmark.drift_measures import (
    LENGTHS_MM,
    WORLDS,
    Line,
    band_coverage,
    band_coverage_slow_and_high,
    measure_world,
    photos_added,
    slow_and_high,
)

BASELINE = Path(__file__).with_name("baseline_drift.csv")
DESIGNS = Path(__file__).with_name("baseline_drift_worlds.csv")
"""The settings of each world, once."""
PEOPLE = 500
FEWER_PEOPLE = 200


def measure(worlds: Sequence[str]) -> Iterator[Line]:
    """Measure everything that the baseline holds."""
    for world in worlds:
        for length_mm in LENGTHS_MM:
            yield from measure_world(world, length_mm, PEOPLE)
            yield band_coverage(world, length_mm, FEWER_PEOPLE // 2)
    for length_mm in LENGTHS_MM if "usual" in worlds else ():
        yield slow_and_high("usual", length_mm, FEWER_PEOPLE)
        yield band_coverage_slow_and_high("usual", length_mm, FEWER_PEOPLE // 2)
        yield from photos_added("usual", length_mm, PEOPLE)


def main() -> None:
    """Print every figure; with --write put them into the baseline."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("worlds", nargs="*", metavar="WORLD", help="all worlds by default")
    parser.add_argument("--write", action="store_true", help="replace the committed baseline")
    options = parser.parse_args()
    lines = []
    for line in measure(options.worlds or tuple(WORLDS)):
        lines.append(line)
        figures = "  ".join(f"{name} {value:.4g}" for name, value in line.figures.items())
        print(f"{line.world}, {line.length_mm} mm, {line.detector}:  {figures}", flush=True)
    if options.write:
        _write(lines)


def _write(lines: Sequence[Line]) -> None:
    names = list(dict.fromkeys(name for line in lines for name in line.figures))
    figures = (
        {"world": line.world, "length_mm": line.length_mm, "detector": line.detector}
        | {name: f"{value:.4g}" for name, value in line.figures.items()}
        for line in lines
    )
    _write_csv(BASELINE, ("world", "length_mm", "detector", *names), figures)
    designs = [
        {"world": world} | asdict(design) | {"people": PEOPLE} for world, design in WORLDS.items()
    ]
    _write_csv(DESIGNS, tuple(designs[0]), designs)


def _write_csv(path: Path, names: Sequence[str], rows: Iterable[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
