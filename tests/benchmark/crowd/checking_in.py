"""Many people check in at once, each from a window of their own, and what the records then hold."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field

import numpy as np

from tests.benchmark.crowd.clinic import Running
from tests.benchmark.crowd.signing_in import Cookies, sign_in, signed_in
from tests.benchmark.crowd.window import Broken, Window
from tests.factories import today
from tracker.domain.records.scales import Symptom
from tracker.store.repository import Store
from tracker.ui.state import rating_key

PAGE = "check_in"
_BY_PROVIDER = 10
"""How many sign in at the provider; the others hold a cookie as it makes them. Chosen: to sign in
costs the provider, which is on the same machine, as much as a check-in costs the app."""


HEAD = "".join(
    f"{one:>13}"
    for one in (
        *("people", "interactions", "failed", "saved"),
        *("save p50 s", "save p95 s", "rating p50 s", "rating p95 s"),
        *("processor s", "MB a window"),
    )
)


@dataclass
class Found:
    """What came of a crowd."""

    people: int
    interactions: int = 0
    failed: list[str] = field(default_factory=list)
    """What each interaction that failed said."""
    taps_s: list[float] = field(default_factory=list)
    """How long each rating took until the page was drawn."""
    saves_s: list[float] = field(default_factory=list)
    """How long each save took until the page said so, with the verdict."""
    saved: set[int] = field(default_factory=set)
    """Whose check-in was said to be saved."""
    session_mb: float = np.nan
    """What each window that is open takes of the app's memory."""
    processor_s: float = np.nan
    """What an interaction takes of the processor, in the app."""

    def row(self) -> str:
        """Return it in a line of the table under `HEAD`."""
        times = [
            np.percentile(taken or [np.nan], share)
            for taken in (self.saves_s, self.taps_s)
            for share in (50, 95)
        ]
        return "".join(
            [
                *(f"{one:>13}" for one in (self.people, self.interactions, len(self.failed))),
                f"{len(self.saved):>13}",
                *(f"{one:13.2f}" for one in (*times, self.processor_s, self.session_mb)),
            ]
        )


async def check_in(
    app: Running, people: Iterable[int], pause_s: float, *, is_quick: bool = False
) -> Found:
    """Have people sign in, open the page, rate six things and save, all at once.

    Parameters
    ----------
    pause_s : float
        How long each looks, on average, before each tap.
    is_quick : bool
        Whether all six are rated before the page is drawn anew: three interactions, not eight.
    """
    people = list(people)
    found = Found(len(people))
    by_provider = [await sign_in(app.address, str(one)) for one in people[:_BY_PROVIDER]]
    rest = people[_BY_PROVIDER:]
    cookies: list[Cookies] = [
        *by_provider,
        *(signed_in(app.address, app.issuer, str(one)) for one in rest),
    ]
    before, begun_s = app.memory_mb(), app.processor_s()
    windows = [Window(app.address, one, PAGE) for one in cookies]
    async with asyncio.TaskGroup() as group:
        for one, window in zip(people, windows, strict=True):
            group.create_task(_visit(found, one, window, pause_s, is_quick=is_quick))
    found.session_mb = (app.memory_mb() - before) / len(people)
    found.processor_s = (app.processor_s() - begun_s) / max(found.interactions, 1)
    for window in windows:
        await window.close()
    return found


async def _visit(
    found: Found, person_id: int, window: Window, pause_s: float, *, is_quick: bool
) -> None:
    chance = random.Random(person_id)
    try:
        await asyncio.sleep(chance.uniform(0, pause_s))
        found.interactions += 1
        await window.open()
        ratings = {
            rating_key(person_id, today(), symptom): str(rating)
            for symptom, rating in ratings_of(person_id).items()
        }
        for some in [ratings] if is_quick else [{key: one} for key, one in ratings.items()]:
            await asyncio.sleep(chance.uniform(0, 2 * pause_s))
            found.interactions += 1
            begun = time.perf_counter()
            await window.choose(some)
            found.taps_s.append(time.perf_counter() - begun)
        await asyncio.sleep(chance.uniform(0, 2 * pause_s))
        found.interactions += 1
        begun = time.perf_counter()
        await window.tap("none_apply")
        found.saves_s.append(time.perf_counter() - begun)
        assert "correct_entry" in window.keys, "the page says that it is saved"
        found.saved.add(person_id)
    except Broken as error:
        found.failed.append(f"{person_id}: {error}")


def ratings_of(person_id: int) -> dict[Symptom, int]:
    """Return what a person rates, 0 to 2 each: no two of 729 people the same."""
    return {one: person_id // 3**place % 3 for place, one in enumerate(Symptom)}


def find_wrong(app: Running, saved: Iterable[int]) -> list[str]:
    """Return what the records hold otherwise than was said to be saved."""
    wrong = []
    with closing(Store(app.settings)) as store, store.reading() as records:
        for one in app.people:
            entries = records.list_entries(one)
            said = [dict(entry.ratings) for entry in entries]
            due = [ratings_of(one)] * (one in set(saved))
            if said != due:
                wrong.append(f"{one}: {said}, not {due}")
            verdicts = Counter(verdict.day for verdict in records.list_all_verdicts(one))
            if set(verdicts.values()) - {1} or len(verdicts) != len(due):
                wrong.append(f"{one}: verdicts {verdicts}")
        wrong += [str(flaw) for flaw in records.access.list_flaws()]
    return wrong
