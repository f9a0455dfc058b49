"""What the lock costs: saving and opening with it on against off, in turns within one run.

`python -m tests.benchmark.lock [--rounds N]`
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import numpy as np

from tests.factories import a_photo, an_entry, store_procedure
from tracker.config import Settings
from tracker.services.recovery.book import open_book
from tracker.store.repository import Store
from tracker.vault import Key, Vault
from tracker.vault.recovery_code import new_code

FIRST = date(2026, 1, 1)
PHOTO_BYTES = 3_000_000
ENTRIES = 40


def measure(rounds: int) -> dict[str, tuple[float, float]]:
    """Return the seconds with the lock off and on of each thing that is done, as medians."""
    chance = np.random.default_rng(1)
    with tempfile.TemporaryDirectory() as folder:
        stores = [
            Store(Settings(Path(folder) / name), key)
            for name, key in (("off", None), ("on", Key.new()))
        ]
        people = [_begin(store) for store in stores]
        taken: dict[str, list[tuple[float, float]]] = {}
        for number in range(rounds):
            content = chance.bytes(PHOTO_BYTES)
            for name, work in _things(number, content).items():
                pairs = list(zip(stores, people, strict=True))
                turn = 1 if number % 2 else -1  # who comes second finds the processor warm
                off, on = [_seconds(work, *pair) for pair in pairs[::turn]][::turn]
                taken.setdefault(name, []).append((off, on))
        for store in stores:
            store.close()
    return {
        name: (median(off for off, _ in pairs), median(on for _, on in pairs))
        for name, pairs in taken.items()
    }


def unlock_s() -> float:
    """Return the seconds that a passphrase takes to open a key."""
    key, code = Key.new(), new_code()
    vault = Vault.new(key, "four plain words here", code)
    began = time.perf_counter()
    assert vault.open_by_passphrase("four plain words here") == key
    return time.perf_counter() - began


def _begin(store: Store) -> int:
    person = store_procedure(store).person_id
    with store.writing() as records:
        for number in range(ENTRIES):
            records.save_entry(an_entry(person, day=FIRST + timedelta(days=number), note="a note"))
    return person


def _things(number: int, content: bytes) -> dict[str, Callable[[Store, int], object]]:
    day = FIRST + timedelta(days=ENTRIES + number)
    photo = a_photo(content)

    def save_entry(store: Store, person: int) -> None:
        with store.writing() as records:
            records.save_entry(an_entry(person, day=day, note="a note"))

    def save_photo(store: Store, person: int) -> None:
        with store.writing() as records:
            records.add_photo(photo, content)

    def open_photo(store: Store, person: int) -> None:
        store.photos.read(photo.digest)

    def open_diary(store: Store, person: int) -> None:
        with closing(Store(store.settings, store._key)) as again:
            open_book(again, person)

    return {
        "save an entry": save_entry,
        "save a photo": save_photo,
        "open a photo": open_photo,
        "open the diary": open_diary,
    }


def _seconds(work: Callable[[Store, int], object], store: Store, person: int) -> float:
    began = time.perf_counter()
    work(store, person)
    return time.perf_counter() - began


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    for name, (off, on) in measure(parser.parse_args().rounds).items():
        print(f"{name}: {off * 1e3:.1f} ms off, {on * 1e3:.1f} ms on, {on / off:.2f} times")
    print(f"unlocking: {median(unlock_s() for _ in range(3)):.2f} s")


if __name__ == "__main__":
    main()
