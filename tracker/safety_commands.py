"""The commands of the lock and of backups."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tracker import clock
from tracker.batch_commands import add_workers, print_progress
from tracker.config import Settings
from tracker.errors import InvalidEntry, NotFound

if TYPE_CHECKING:
    from tracker.services.data.importing import BroughtIn
    from tracker.services.safety.places import Place
    from tracker.services.safety.restoring import Found
    from tracker.store.repository import Store
    from tracker.vault import Key

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
FindSettings: TypeAlias = Callable[[argparse.Namespace], Settings]
OpenStore: TypeAlias = Callable[[argparse.Namespace], AbstractContextManager["Store"]]
_WORDS = "Passphrase or recovery code"

# What needs NumPy or the store is imported when a command runs: `--help` shall not wait.


def add_safety(commands: _Commands, settings: FindSettings, store: OpenStore) -> None:
    """Add the commands."""
    _add_lock(commands, settings)
    _add_backups(commands, settings, store)
    _add_import(commands, store)
    check = commands.add_parser(
        "check", help="look through the diary, its photos, rights, free space and backups"
    )
    check.set_defaults(run=lambda options: _check(options, store))
    problem = commands.add_parser(
        "problem-report", help="print versions, counts and states for whoever mends the program"
    )
    problem.set_defaults(run=lambda options: _problem(options, store))


def _add_lock(commands: _Commands, settings: FindSettings) -> None:
    def in_a_file(options: argparse.Namespace) -> Settings:
        return _in_a_file(settings(options))

    passphrase = commands.add_parser(
        "passphrase", help="choose the passphrase of the lock and of backups, or another one"
    )
    passphrase.set_defaults(run=lambda options: _passphrase(options, in_a_file(options)))
    lock = commands.add_parser("lock", help="encrypt everything that is kept, from now on")
    lock.set_defaults(run=lambda options: _switch(options, in_a_file(options), is_on=True))
    unlock = commands.add_parser("unlock", help="keep everything as plain files again")
    unlock.set_defaults(run=lambda options: _switch(options, in_a_file(options), is_on=False))
    _add_key_ring(commands, settings)


def _in_a_file(settings: Settings) -> Settings:
    """Refuse a diary on a server before anything is asked."""
    from tracker.store.home import check_is_in_a_file

    check_is_in_a_file(settings)
    return settings


def _add_backups(commands: _Commands, settings: FindSettings, store: OpenStore) -> None:
    backup = commands.add_parser("backup", help="write one encrypted file with everything")
    backup.add_argument(
        "place", metavar="PLACE", help="a folder, or an fsspec address; with --verify a backup"
    )
    backup.add_argument(
        "--verify", action="store_true", help="look a backup through without restoring it"
    )
    backup.set_defaults(run=lambda options: _backup(options, settings(options), store))
    restore = commands.add_parser(
        "restore", help="put a backup in the place of the present data, which is kept beside"
    )
    restore.add_argument("backup", metavar="BACKUP", help="a file, or an fsspec address")
    restore.set_defaults(run=lambda options: _restore(options, settings(options)))


def _add_import(commands: _Commands, store: OpenStore) -> None:
    bring_in = commands.add_parser(
        "import", help="bring in what an export (a folder, a ZIP or its JSON file) holds and is new"
    )
    bring_in.add_argument("--look", action="store_true", help="only say what would be brought in")
    bring_in.add_argument(
        "--photos",
        metavar="PERSON",
        help="bring in photos of this person instead, from folders and those within: each goes to "
        "the session whose days it fits by its date, and is measured",
    )
    add_workers(bring_in)
    bring_in.add_argument("places", type=Path, nargs="+", metavar="EXPORT")
    bring_in.set_defaults(run=lambda options: _import(options, store))


def _add_key_ring(commands: _Commands, settings: FindSettings) -> None:
    ring = commands.add_parser(
        "key-ring", help="have this computer's key ring keep the key, or forget it"
    )
    ring.add_argument("what", choices=("keep", "forget"))
    ring.set_defaults(run=lambda options: _key_ring(options, settings(options)))
    opening = commands.add_parser(
        "open", help="open the running app in a browser, unlocked by the key in the key ring"
    )
    opening.add_argument("--port", type=int, default=8501, help="where the app runs (8501)")
    opening.set_defaults(run=lambda options: _open(options, settings(options)))


def _key_ring(options: argparse.Namespace, settings: Settings) -> int:
    from tracker.services.lock.choosing import drop_from_key_ring, keep_in_key_ring
    from tracker.services.lock.opening import is_locked

    if not is_locked(settings):
        raise NotFound("The lock is not on. Please switch it on first: `fifthday lock`.")
    if options.what == "forget":
        drop_from_key_ring(settings)
        print("The key ring keeps no key of this diary any more.")
        return 0
    keep_in_key_ring(settings, ask_words(_WORDS, options.passphrase_fd), clock.now())
    print("The key ring keeps the key: whoever is logged in as you can open the diary.")
    return 0


def _open(options: argparse.Namespace, settings: Settings) -> int:
    from tracker.services.lock.opening import open_by_key_ring
    from tracker.store.lock.once import let_browser_in

    if open_by_key_ring(settings) is None:
        raise NotFound(
            "The key ring keeps no key of this diary. Please have it kept first: "
            "`fifthday key-ring keep`."
        )
    if not let_browser_in(settings.data_dir, f"http://localhost:{options.port}/unlock"):
        raise NotFound(
            "No app asked for the key. Please start Fifth Day, and say with --port where it runs."
        )
    return 0


def _passphrase(options: argparse.Namespace, settings: Settings) -> int:
    from tracker.services.lock.choosing import change_passphrase, choose, confirm
    from tracker.store.lock.vault_file import read_vault

    if read_vault(settings.data_dir) is None:
        chosen = choose(*_ask_new(options))
        print(f"Your recovery code, to be written down and kept on paper:\n\n  {chosen.code}\n")
        confirm(settings, chosen, _ask_in_the_open("Please type the recovery code back"))
        print("Passphrase and recovery code count from now on.")
        return 0
    words = ask_words(f"Present {_WORDS.lower()}", options.passphrase_fd)
    change_passphrase(settings, words, *_ask_new(options), clock.now())
    print("The new passphrase counts from now on. Older backups keep theirs.")
    return 0


def _ask_new(options: argparse.Namespace) -> tuple[str, str]:
    if options.passphrase_fd is not None:
        raise InvalidEntry("A new passphrase is typed in a terminal. Please leave out the option.")
    return ask_words("New passphrase", None), ask_words("The same again", None)


def ask_words(prompt: str, descriptor: int | None) -> str:
    """Return what is typed into the terminal, or read from a descriptor."""
    from tracker import passphrase_prompt

    return passphrase_prompt.ask_words(prompt, descriptor)


def _ask_in_the_open(prompt: str) -> str:
    print(f"{prompt}: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline()


def _switch(options: argparse.Namespace, settings: Settings, *, is_on: bool) -> int:
    from tracker.services.lock.choosing import switch_off, switch_on
    from tracker.services.lock.opening import is_locked
    from tracker.store.lock.conversion import settle_conversion

    settle_conversion(settings)
    if is_locked(settings) is is_on:
        print("The lock is on already." if is_on else "There is no lock.")
        return 0
    if is_on:
        _open_once(settings)
    key = _ask_key(options, settings)
    _finish((switch_on if is_on else switch_off)(settings, key))
    print("The lock is on." if is_on else "The lock is off: everything is kept as plain files.")
    return 0


def _open_once(settings: Settings) -> None:
    """Bring a diary of an earlier version, or none yet, to this one before it is locked."""
    from tracker.store.repository import Store

    Store(settings).close()


def _ask_key(options: argparse.Namespace, settings: Settings) -> "Key":
    from tracker.services.lock.opening import open_key
    from tracker.store.lock.vault_file import read_vault

    if read_vault(settings.data_dir) is None:
        raise NotFound(
            "There is no passphrase yet. Please choose one first: `fifthday passphrase`."
        )
    return open_key(settings, ask_words(_WORDS, options.passphrase_fd), clock.now())


def _finish(steps: Iterator[tuple[int, int]]) -> None:
    for done, total in steps:
        if done and sys.stderr.isatty():
            print(f"\r{done}/{total} photos", end="", file=sys.stderr)
    if sys.stderr.isatty():
        print(file=sys.stderr)


def _backup(options: argparse.Namespace, settings: Settings, store: OpenStore) -> int:
    from tracker.services.safety.backing_up import back_up
    from tracker.services.safety.restoring import verify

    if options.verify:
        words = ask_words(_WORDS, options.passphrase_fd)
        return _say_found(verify(_place(options.place), words, settings))
    with store(options) as opened:
        print(f"Everything is in {back_up(opened, _place(options.place), clock.now())}.")
    return 0


def _place(typed: str) -> "Place":
    from tracker.services.safety.places import as_place

    place = as_place(typed)
    return place.absolute() if isinstance(place, Path) else place


def _restore(options: argparse.Namespace, settings: Settings) -> int:
    from tracker.services.safety.restoring import restore

    words = ask_words(_WORDS, options.passphrase_fd)
    found, kept = restore(_place(options.backup), words, settings, clock.now())
    print(f"Restored. What was there before is in {kept}; delete that folder when all is well.")
    return _say_found(found)


def _import(options: argparse.Namespace, store: OpenStore) -> int:
    from tracker.services.data.importing import import_export, look_into

    if options.photos is not None:
        return _import_photos(options, store)
    bring_in = look_into if options.look else import_export
    with store(options) as opened:
        return max(say_import(bring_in(opened, one.absolute())) for one in options.places)


def _import_photos(options: argparse.Namespace, store: OpenStore) -> int:
    from tracker.services.data.people import person_named
    from tracker.services.data.years import bring_in_years

    if options.look:
        raise InvalidEntry("--look is for exports. Please leave it out for photos.")
    with store(options) as opened:
        person = person_named(opened, options.photos)
        return print_progress(bring_in_years(opened, person.id, options.places, options.workers))


def say_import(brought: "BroughtIn") -> int:
    """Print what was brought in, and on stderr what was not; return the exit code."""
    from tracker.services.data.importing import say_brought

    said, *open_ends = say_brought(brought)
    print(said)
    for one in open_ends:
        print(one, file=sys.stderr)
    return int(bool(open_ends))


def _check(options: argparse.Namespace, store: OpenStore) -> int:
    from tracker.services.safety.checking import check_up

    with store(options) as opened:
        noticed = check_up(opened, clock.now())
    for one in noticed:
        print(one.said, file=sys.stdout if one.is_well else sys.stderr)
    return int(not all(one.is_well for one in noticed))


def _problem(options: argparse.Namespace, store: OpenStore) -> int:
    from tracker.services.safety.problem_report import problem_report

    with store(options) as opened:
        print(problem_report(opened, clock.now()))
    return 0


def _say_found(found: "Found") -> int:
    print(f"The backup of {found.made_at or 'an unknown day'} holds {found.photos} photos.")
    if found.is_complete:
        print("It is whole.")
        return 0
    if not found.is_whole:
        print("It is damaged: its bytes are not those that were written.", file=sys.stderr)
    for name in found.missing:
        print(f"Missing: {name}", file=sys.stderr)
    return 1
