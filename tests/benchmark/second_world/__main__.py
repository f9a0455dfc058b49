"""Print how the warning does in the second world, with 95 % intervals.

Run by hand from the project's root: `python -m tests.benchmark.second_world [--world NAME ...]
[--recoveries N] [--write]`.
"""

import argparse
import csv
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmark.second_world.figures import (
    Figure,
    of_jumps,
    of_normal,
    of_ordinary_levels,
    of_troubles,
    of_ways_and_scatter,
    sensitivity_and_specificity,
)
from tests.benchmark.second_world.targets import limit, target
from tests.benchmark.second_world.worlds import WORLDS, World

BASELINE = Path(__file__).with_name("baseline.csv")
RECOVERIES = 2000
_PARTS = {
    "normal": of_normal,
    "ordinary": of_ordinary_levels,
    "jumps": of_jumps,
    "troubles": of_troubles,
    "raters": of_ways_and_scatter,
}


def measure(world: World, n: int, parts: list[str]) -> Iterator[Figure]:
    """Measure one sub-world."""
    figures = []
    for part in parts:
        for figure in _PARTS[part](world, n):
            figures.append(figure)
            yield figure
    yield from sensitivity_and_specificity(figures)


def main() -> None:
    """Print every figure; with --write put them into the baseline."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world", nargs="*", default=list(WORLDS), choices=list(WORLDS))
    parser.add_argument("--part", nargs="*", default=list(_PARTS), choices=list(_PARTS))
    parser.add_argument("--recoveries", type=int, default=RECOVERIES, help="in each row")
    parser.add_argument("--write", action="store_true", help="replace the committed baseline")
    options = parser.parse_args()
    figures, begun = [], time.perf_counter()
    for world in options.world:
        for figure in measure(WORLDS[world], options.recoveries, options.part):
            figures.append(figure)
            print(line(figure), flush=True)
    print(f"{time.perf_counter() - begun:.0f} s")
    if options.write:
        write(figures)


def line(figure: Figure) -> str:
    """Return a figure beside what it is to reach."""
    low, high = figure.interval
    wanted = target(figure)
    verdict = ""
    if wanted:
        verdict = f"{wanted}  {'met' if wanted.is_met(figure.percent) else 'NOT MET'}"
    if reachable := limit(figure):
        verdict += f"  (limit {reachable})"
    name = f"{figure.name} ({figure.group})" if figure.group else figure.name
    share = f"{figure.percent:6.1f} % ({low:.1f}–{high:.1f}, n = {figure.out_of})"
    return f"{figure.world:13s} {name:62s} {share:38s} {verdict}"


def write(figures: list[Figure]) -> None:
    """Put figures into the baseline."""
    with BASELINE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("world", "figure", "group", "percent", "low", "high", "recoveries"))
        for figure in figures:
            shares = [f"{value:.1f}" for value in (figure.percent, *figure.interval)]
            writer.writerow((figure.world, figure.name, figure.group, *shares, figure.out_of))


if __name__ == "__main__":
    main()
