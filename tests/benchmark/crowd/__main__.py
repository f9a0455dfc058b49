"""Ten people at once, and then two hundred: `python -m tests.benchmark.crowd`.

`--people`, `--pause`, `--quick` (six ratings in one tap); `LONGEST_S` is how long a tap may take.

The app, its PostgreSQL server, the provider that people sign in at and their windows are all on
this machine, so that what is said of time is of all of them together.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.benchmark.crowd.browsers import check_in_by_browser
from tests.benchmark.crowd.checking_in import HEAD, Found, check_in, find_wrong
from tests.benchmark.crowd.clinic import Running, running

FEW, MANY, BROWSERS = 10, 200, 2
PAUSE_S = 12.0
"""Chosen: somebody who thinks a moment before each tap takes a minute and a half for a check-in."""


def measure(
    many: int = MANY, pause_s: float = PAUSE_S, *, is_quick: bool = False
) -> tuple[list[Found], list[str]]:
    """Return what came of few people, of many and of browsers beside these; and what is wrong."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), FEW + many + BROWSERS) as app,
    ):
        found = asyncio.run(_come(app, many, pause_s, is_quick=is_quick))
        saved = set[int]().union(*(one.saved for one in found))
        if any(one.failed for one in found):
            sys.stderr.write(app.log.read_text()[-2000:])
        return found, find_wrong(app, saved)


async def _come(app: Running, many: int, pause_s: float, *, is_quick: bool) -> list[Found]:
    few, rest = app.people[:FEW], app.people[FEW:]
    return [
        await check_in(app, few, pause_s, is_quick=is_quick),
        *await asyncio.gather(
            check_in(app, rest[:many], pause_s, is_quick=is_quick),
            check_in_by_browser(app, rest[many:]),
        ),
    ]


def main() -> None:
    """Print what came of each, and what the records hold otherwise than was said."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=MANY)
    parser.add_argument("--pause", type=float, default=PAUSE_S)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    found, wrong = measure(asked.people, asked.pause, is_quick=asked.quick)
    print(HEAD)
    for one, by in zip(found, ("", "", "  in Chromium"), strict=True):
        print(one.row() + by, *one.failed[:5], sep="\n  ")
    print("wrong in the records:", wrong or "nothing")


if __name__ == "__main__":
    main()
