"""Figures of a benchmark beside the committed ones."""

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

_FOLDER = Path(__file__).parent


def report(name: str, figures: Iterable[tuple[str, float]]) -> None:
    """Print figures as they come; keep them as the new baseline if asked with `--write`."""
    path = _FOLDER / f"baseline_{name}.csv"
    known = dict(csv.reader(path.open(encoding="utf-8"))) if path.exists() else {}
    rows = []
    for figure, value in figures:
        print(f"{figure:48s} {value:10.3f}   committed {known.get(figure, '-')}", flush=True)
        rows.append((figure, f"{value:.4g}"))
    if "--write" in sys.argv:
        with path.open("w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows(rows)
