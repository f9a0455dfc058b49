"""Time `fifthday assess` against pandas reading the same file. Run: `python -m
tests.benchmark.drift_speed`."""

import resource
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from tests.benchmark.drift_measures import LENGTHS_MM, USUAL
from tracker.domain.course.cohort import simulate_cohort
from tracker.domain.course.reference import DIARY_CHANNELS, shipped_course
from tracker.services.batch.assessing import assess_csv

RECOVERIES = 100_000
"""About a million entries."""
FIFTHDAY = Path(sysconfig.get_path("scripts")) / "fifthday"


def write_diaries(path: Path, recoveries: int) -> int:
    """Write simulated recoveries of every needle length; return the number of entries."""
    entries = 0
    for length_mm in LENGTHS_MM:
        design = replace(USUAL, length_mm=length_mm, people=recoveries // len(LENGTHS_MM))
        diaries = simulate_cohort(design, shipped_course()).diaries
        at = np.nonzero(diaries.present)
        frame = pd.DataFrame({"recovery_id": [f"r{length_mm}-{n}" for n in at[0]]})
        frame["day"] = diaries.day[at]
        for index, channel in enumerate(DIARY_CHANNELS):
            frame[channel.value] = diaries.ratings[*at, index]
        frame["photo_delta_ei"] = frame["red_flags"] = ""
        frame["needle_length_mm"], frame["device"], frame["setting"] = length_mm, "pen", "home"
        frame.to_csv(path, mode="a", header=not entries, index=False)
        entries += len(frame)
    return entries


def run_command(path: Path, out: Path) -> None:
    """Assess a file as a person does who calls `fifthday assess`."""
    with out.open("wb") as stream:
        subprocess.run([FIFTHDAY, "assess", path], stdout=stream, check=True)


def seconds(run: Callable[[], object]) -> tuple[float, float]:
    """Return how long something takes, and how much of a processor's time."""
    start, start_cpu = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - start, time.process_time() - start_cpu


def main() -> None:
    """Print the ratios and the highest memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "diaries.csv"
        entries = write_diaries(path, RECOVERIES)
        parsing = min(seconds(lambda: pd.read_csv(path)) for _ in range(3))
        written = Path(folder) / "out.csv"
        with written.open("w", encoding="utf-8") as out:
            assessing = seconds(lambda: assess_csv(path, out, lambda _: None))
        command, _ = min(seconds(lambda: run_command(path, written)) for _ in range(3))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for what, mine, theirs in zip(("elapsed", "processor"), assessing, parsing, strict=True):
        print(f"{what}: pandas {theirs:.2f} s, assess {mine:.2f} s, ratio {mine / theirs:.1f}")
    print(f"the command with its start: {command:.2f} s, ratio {command / parsing[0]:.1f}")
    print(f"{entries} entries, peak memory {peak_mb:.0f} MB")


if __name__ == "__main__":
    main()
