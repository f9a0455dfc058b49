"""Ten people at once, and then two hundred: `python -m tests.benchmark.crowd [PEOPLE] [PAUSE]`.

The app, its PostgreSQL server, the provider that people sign in at and their windows are all on
this machine, so that what is said of time is of all of them together.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.benchmark.crowd.browsers import check_in_by_browser
from tests.benchmark.crowd.checking_in import Found, check_in, find_wrong
from tests.benchmark.crowd.clinic import Running, running

FEW, MANY, BROWSERS = 10, 200, 2
PAUSE_S = 15.0
"""Chosen: somebody who thinks a moment before each tap takes two minutes for a check-in."""


def measure(many: int = MANY, pause_s: float = PAUSE_S) -> tuple[list[Found], list[str]]:
    """Return what came of few people, of many and of browsers beside these; and what is wrong."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), FEW + many + BROWSERS) as app,
    ):
        print("the app runs", flush=True)
        try:
            found = asyncio.run(_come(app, many, pause_s))
            saved = set[int]().union(*(one.saved for one in found))
            return found, find_wrong(app, saved)
        finally:
            sys.stdout.write(app.log.read_text()[-2000:])


async def _come(app: Running, many: int, pause_s: float) -> list[Found]:
    few, rest = app.people[:FEW], app.people[FEW:]
    return [
        await check_in(app, few, pause_s),
        *await asyncio.gather(
            check_in(app, rest[:many], pause_s), check_in_by_browser(app, rest[many:])
        ),
    ]


def main() -> None:
    """Print what came of each, and what the records hold otherwise than was said."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    found, wrong = measure(many, float(sys.argv[2]) if len(sys.argv) > 2 else PAUSE_S)
    for one in found:
        print(one.row(), *one.failed[:5], sep="\n  ")
    print("wrong in the records:", wrong or "nothing")


if __name__ == "__main__":
    main()
