"""The `fifthday` command. Each command is one call into the services."""

import argparse
import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tracker.batch_commands import add_batches, add_workers, print_progress
from tracker.clinic_commands import add_clinic
from tracker.config import Settings, load_settings
from tracker.errors import UserError
from tracker.exchange_commands import add_exchange
from tracker.moving_command import add_moving
from tracker.repeatability_command import add_repeatability
from tracker.safety_commands import add_safety
from tracker.settings_command import add_settings
from tracker.sharing_command import add_sharing

if TYPE_CHECKING:
    from tracker.store.repository import Store

# Commands import what they need when they run: `--help` shall not wait for NumPy and OpenCV.


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Returns
    -------
    exit_code : int
        0 done; 1 not, or not wholly, possible, with the reason on stderr (none where the reader
        of the output, as `head` does, has read enough); 130 interrupted; argparse itself exits
        with 2 on a wrong call.
    """
    options = _build_parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # names have letters that a locale may not know
    try:
        code = int(options.run(options))
        sys.stdout.flush()
        return code
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130  # what shells expect of a command that was interrupted
    except BrokenPipeError:
        # Python flushes once more at exit, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fifthday", description="Private recovery tracker for micro-needling."
    )
    parser.add_argument("--version", action="version", version=f"fifthday {version('fifthday')}")
    parser.add_argument(
        "--data-dir",
        type=Path,
        metavar="FOLDER",
        help="folder of the database and the photos (default: FIFTHDAY_DATA_DIR, or the "
        "platform's own place)",
    )
    parser.add_argument(
        "--passphrase-fd",
        type=int,
        metavar="NUMBER",
        help="read the passphrase of a locked diary from this file descriptor, not the terminal",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (_add_keeping, _add_report, _add_judging, _add_upkeep):
        add(commands)
    add_batches(commands, _settings, _store)
    add_safety(commands, _settings, _store)
    add_exchange(commands, _store)
    add_sharing(commands)
    add_repeatability(commands, _store)
    add_moving(commands, _store)
    add_settings(commands, _store)
    add_clinic(commands, _store)
    return parser


_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _add_keeping(commands: _Commands) -> None:
    demo = commands.add_parser("demo", help="fill an empty data folder with an invented person")
    demo.set_defaults(run=_demo)
    export = commands.add_parser("export", help="write everything as CSV files and photos")
    export.add_argument("folder", type=Path, metavar="FOLDER", help="a new or empty folder")
    export.set_defaults(run=_export)


def _add_judging(commands: _Commands) -> None:
    refit = commands.add_parser(
        "refit", help="learn the usual range anew from the recoveries of those who agreed"
    )
    refit.add_argument(
        "--version", required=True, metavar="NAME", help="name of the new version, e.g. 2027.1"
    )
    add_workers(refit)
    refit.set_defaults(run=_refit)
    reference = commands.add_parser(
        "reference", help="say which usual range is in use, or copy the shipped one for editing"
    )
    reference.add_argument("--copy", metavar="NAME", help="name of the copy, e.g. clinic-1")
    reference.set_defaults(run=_reference)


def _add_upkeep(commands: _Commands) -> None:
    upgrade = commands.add_parser("upgrade", help="bring the database to this version's schema")
    upgrade.set_defaults(run=_upgrade)


def _add_report(commands: _Commands) -> None:
    report = commands.add_parser("report", help="write two pages on a recovery for a doctor")
    report.add_argument(
        "file", type=Path, metavar="FILE", help="a new file that ends in .pdf or .html"
    )
    report.add_argument(
        "--person", metavar="NAME", help="whose recovery (default: who was followed last)"
    )
    report.add_argument(
        "--session",
        type=int,
        metavar="NUMBER",
        help="1 is the person's first session (default: the latest)",
    )
    report.add_argument("--language", metavar="CODE", help="en or de (default: the person's)")
    report.add_argument("--paper", choices=("a4", "us-letter"), default="a4")
    report.add_argument(
        "--photo",
        type=int,
        action="append",
        default=[],
        metavar="NUMBER",
        help="show a photo; 1 is the session's first; may be given up to six times",
    )
    report.add_argument("--notes", action="store_true", help="print the person's own notes, too")
    report.add_argument("--no-name", action="store_true", help="leave the name out")
    report.add_argument("--questions", default="", metavar="TEXT", help="what to ask the doctor")
    report.set_defaults(run=_report)


def _settings(options: argparse.Namespace) -> Settings:
    return load_settings(options.data_dir)


@contextmanager
def _store(options: argparse.Namespace) -> Iterator["Store"]:
    from tracker.passphrase_prompt import ask_key
    from tracker.store.repository import Store

    settings = _settings(options)
    store = Store(settings, ask_key(settings, options.passphrase_fd))
    try:
        yield store
    finally:
        store.close()


def _demo(options: argparse.Namespace) -> int:
    from tracker.services.data.demo import fill_with_demo

    with _store(options) as store:
        return print_progress(fill_with_demo(store))


def _export(options: argparse.Namespace) -> int:
    from tracker.services.data.archive import export_everything

    with _store(options) as store:
        export = export_everything(store, options.folder)
    if not export.missing:
        print(f"Everything is in {export.folder}.")
        return 0
    print(f"Everything but what MISSING.txt names is in {export.folder}.")
    print(f"Missing or damaged: {', '.join(export.missing)}", file=sys.stderr)
    return 1


def _report(options: argparse.Namespace) -> int:
    from tracker.services.report.asking import Asked, report_asked

    asked = Asked(
        person=options.person,
        session=options.session,
        photos=tuple(options.photo),
        language=options.language,
        paper=options.paper,
        questions=options.questions,
        has_notes=options.notes,
        shows_name=not options.no_name,
    )
    with _store(options) as store:
        report_asked(store, options.file, asked)
    print(f"The report is in {options.file}.")
    return 0


def _refit(options: argparse.Namespace) -> int:
    from tracker.services.recovery.refitting import refit_course, say_groups

    with _store(options) as store:
        written = refit_course(store, options.version, options.workers)
    print(say_groups("Refitted, with the number of recoveries", written.refit.groups))
    print(say_groups("Too few recoveries, left as shipped", written.refit.too_few))
    print(
        f"Version {options.version} is in {written.table} and may be edited there. It is used for "
        "every recovery whose first entry is saved from now on; what was said before stays."
    )
    return 0


def _reference(options: argparse.Namespace) -> int:
    from tracker.services.recovery.courses import copy_shipped_course, newest_course
    from tracker.services.recovery.judgement import keep_missing_verdicts

    settings = _settings(options)
    if options.copy:
        with _store(options) as store:
            keep_missing_verdicts(store)
        table = copy_shipped_course(settings, options.copy)
        print(
            f"The shipped usual range is in {table} and its version and spreads in the .toml "
            "beside it; both may be edited. They are checked when they are next used."
        )
    print(f"In use for new recoveries: version {newest_course(settings).version}.")
    return 0


def _upgrade(options: argparse.Namespace) -> int:
    from tracker.store.database import head_version

    with _store(options):  # opening a store upgrades it
        print(f"The schema is {head_version()}.")
    return 0
