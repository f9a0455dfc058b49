"""What a large clinic needs, on paper: a million photos and ten million check-ins, from figures
measured here. Run: `python -m tests.benchmark.sizing`."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import analysis
from tests.benchmark.faces import FACES
from tests.benchmark.ten_years.history import Design, fill
from tracker.config import Settings
from tracker.services.photos.scoring import clean_photo
from tracker.services.recovery.nightly import judge_everybody
from tracker.store.repository import Store

PHOTOS, CHECK_INS = 1_000_000, 10_000_000
SMALL, LARGE = Design(4, 40, 0), Design(24, 240, 0)
WITH_PHOTOS = Design(24, 240, 240)
CLOSE_UPS = FACES.parent / "closeups"
PER_GB_MONTH = {"photos in a bucket": 0.025, "database on an SSD": 0.12}
"""Dollars. Assumed: list prices of large providers, rounded up; take your own."""
_RUNS = 5
_GB, _HOUR = 1e9, 3600


@dataclass(frozen=True)
class Need:
    """What one of a kind takes."""

    what: str
    each: float
    unit: str
    number: int

    def __str__(self) -> str:
        total = self.each * self.number
        sums = {"bytes": f"{total / _GB:,.0f} GB", "s": f"{total / _HOUR:,.0f} hours of a core"}
        each = f"{self.each:,.0f} bytes" if self.unit == "bytes" else f"{self.each:.3f} s"
        return f"{self.what:44} {each:>16}   × {self.number:>10,} = {sums[self.unit]}"


def database_bytes(design: Design) -> int:
    """Return how large the database of one person's years is, packed."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder))
        with closing(Store(settings)) as store:
            fill(store, design)
        return settings.database_path.stat().st_size


def processor_s(run: Callable[[], object]) -> float:
    """Return the processor time of something."""
    begun = time.process_time()
    run()
    return time.process_time() - begun


def kept_bytes(paths: list[Path], megapixels: int) -> float:
    """Return how large phone photos of a size are as they are kept: pixels alone, written anew."""
    kept = [clean_photo(path.read_bytes()) for path in paths]
    pixels = sum(one.width_px * one.height_px for one in kept)
    return sum(len(one.content) for one in kept) / pixels * megapixels * 1e6


def measuring_s() -> float:
    """Return the time of measuring a photo against the one from before, read anew each."""
    before = analysis.read_photo((FACES / "002_neutral.jpg").read_bytes())
    baseline = analysis.analyse_photo(before)

    def measure() -> None:
        after = analysis.read_photo((FACES / "002_smile.jpg").read_bytes())
        analysis.analyse_photo(after, baseline=baseline)

    measure()
    begun = time.process_time()
    for _ in range(_RUNS):
        measure()
    return (time.process_time() - begun) / _RUNS


def judging_s() -> float:
    """Return the time of judging a check-in in the night, among a person's two years of them."""
    with tempfile.TemporaryDirectory() as folder, closing(Store(Settings(Path(folder)))) as store:
        fill(store, LARGE)
        with store.writing() as records:
            records.drop_verdicts([one.id for one in records.list_all_verdicts(1)])
        return processor_s(lambda: list(judge_everybody(store))) / LARGE.check_ins


def needs() -> Iterator[Need]:
    """Measure what a photo and a check-in take."""
    phones = sorted(CLOSE_UPS.glob("*.jpg"))[::10]
    yield Need("a photo of 12 megapixels as it is kept", kept_bytes(phones, 12), "bytes", PHOTOS)
    large, entries = database_bytes(LARGE), LARGE.check_ins - SMALL.check_ins
    photo = (database_bytes(WITH_PHOTOS) - large) / WITH_PHOTOS.photos
    yield Need("its rows in the database", photo, "bytes", PHOTOS)
    check_in = (large - database_bytes(SMALL)) / entries
    yield Need("a check-in and its verdict in the database", check_in, "bytes", CHECK_INS)
    yield Need("measuring a photo anew (1350 × 1350)", measuring_s(), "s", PHOTOS)
    yield Need("judging a check-in anew", judging_s(), "s", CHECK_INS)


def main() -> None:
    """Print the figures as they are measured, and what they come to."""
    found = []
    for one in needs():
        print(one, flush=True)
        found.append(one)
    photos, rows, entries = (one.each * one.number / _GB for one in found[:3])
    for what, size in (("photos in a bucket", photos), ("database on an SSD", rows + entries)):
        cost = size * PER_GB_MONTH[what]
        print(f"{what}: {size:,.0f} GB, about {cost:,.0f} dollars a month (assumed price)")


if __name__ == "__main__":
    main()
