"""Does anything shake the ground? Faults of the store, kills, hostile files and tables, in numbers.

Run by hand from the project's root:
`python -m tests.benchmark.ground [--faults N] [--kills N] [--images N] [--tables N]`.
Each is drawn by a number of its own, so that what is found wrong can be tried again. Faults of
rights and full disks need root, for another user and small disks of their own.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.analysis.photo import test_hostile_files as images
from tests.tracker.services.batch import test_hostile_tables as tables
from tests.tracker.store.befallen import FAULTS, befall
from tests.tracker.store.test_faults import fill
from tests.tracker.store.test_kills import kill_often
from tracker.store.backend import sqlite

FIRST = 10_000
"""Numbers below are those of the test command."""


def try_faults(count: int, folder: Path) -> None:
    """Put each kind of fault upon a data folder in turn, and print what came of it."""
    sqlite.BUSY_TIMEOUT_S = 0.05
    filled, kinds, outcomes = fill(folder / "filled"), list(FAULTS), Counter[tuple[str, str]]()
    for seed in range(FIRST, FIRST + count):
        kind = kinds[seed % len(kinds)]
        used = befall(kind, filled, folder / str(seed) / "data", seed)
        if used.wrong:
            print(f"{kind}, {seed}: {used.wrong}")
        outcomes[kind, "wrong" if used.wrong else "said" if used.said else "used"] += 1
        shutil.rmtree(folder / str(seed))
    for kind in kinds:
        came = ", ".join(f"{outcomes[kind, how]} {how}" for how in ("wrong", "said", "used"))
        print(f"  {kind}: {came}")
    wrong = sum(count for (_, how), count in outcomes.items() if how == "wrong")
    print(f"{count} faults of the store: {wrong} tracebacks, losses or leftovers")
    assert not wrong


def try_kills(count: int, folder: Path) -> None:
    """Kill the program while it saves, keeps photos, exports and upgrades."""
    kill_often(folder, range(FIRST, FIRST + count))


def try_images(count: int, _folder: Path) -> None:
    """Read hostile images; anything but one kind of error ends it."""
    read, most = images.check_hostile(count, FIRST), images.peak_megabytes()
    print(f"{count} hostile images: {read} read, the others refused; {most:.0f} MB at most")
    assert most < images.MOST_MEGABYTES


def try_tables(count: int, folder: Path) -> None:
    """Judge tables in odd forms, with hostile cells, and damaged."""
    folder.mkdir()
    each = -(-count // 3)
    tables.check_forms(each, FIRST, folder)
    tables.check_hostile_cells(each, FIRST + 1, folder)
    tables.check_damaged_files(each, FIRST + 2, folder)
    print(f"{3 * each} hostile tables: no traceback, no row misread without a word")


TRIALS: dict[str, tuple[Callable[[int, Path], None], int]] = {
    "faults": (try_faults, 500),
    "kills": (try_kills, 500),
    "images": (try_images, 10_000),
    "tables": (try_tables, 2_000),
}


def main(arguments: list[str]) -> None:
    """Try as often as is asked; without a word, as often as is reported."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in TRIALS:
        parser.add_argument(f"--{name}", type=int, default=0)
    asked = vars(parser.parse_args(arguments))
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        for name, (trial, usual) in TRIALS.items():
            if count := asked[name] or (0 if any(asked.values()) else usual):
                start = time.monotonic()
                trial(count, Path(folder) / name)
                print(f"  ({time.monotonic() - start:.0f} s)", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
