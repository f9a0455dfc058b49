"""Print what each page's script run costs after ten years, against one session with six photos.

Run by hand from the project's root: `python -m tests.benchmark.ten_years [--data-dir FOLDER]
[--runs N]`. A folder keeps the store of ten years, whose making takes some minutes.
What is compared is processor time within this one run: of the script, and of reading its elements.
"""

import argparse
import tempfile
from pathlib import Path

from tests.benchmark.ten_years.history import SIX_PHOTOS, TEN_YEARS, fill
from tests.benchmark.ten_years.pages import Cost, compare_pages
from tracker.config import Settings
from tracker.services.data.people import list_people
from tracker.store.repository import Store

HIGHEST_RATIO, HIGHEST_S = 2.0, 1.0


def main() -> None:
    """Fill two stores and compare every page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, help="where to keep the store of ten years")
    parser.add_argument("--runs", type=int, default=7)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        few = Store(Settings(Path(folder) / "few"))
        many = Store(Settings((chosen.data_dir or Path(folder)).absolute() / "many"))
        fill(few, SIX_PHOTOS)
        if not list_people(many):
            fill(many, TEN_YEARS)
        print(f"{'page':26s} {'few, ms':>9s} {'ten years':>9s} {'ratio':>6s} {'once changed':>12s}")
        costs = list(map(_print, compare_pages(few, many, chosen.runs)))
        few.close()
        many.close()
    missed = [one for one in costs if one.ratio > HIGHEST_RATIO or one.many > HIGHEST_S]
    print(f"pages above {HIGHEST_RATIO:g} times or {HIGHEST_S:g} s: {len(missed)} of {len(costs)}")


def _print(cost: Cost) -> Cost:
    print(
        f"{cost.page:26s} {cost.few * 1000:9.0f} {cost.many * 1000:9.0f} {cost.ratio:6.2f} "
        f"{cost.many_once_changed * 1000:12.0f}",
        flush=True,
    )
    return cost


if __name__ == "__main__":
    main()
