"""The commands for other systems: FHIR out and in, and tables for research."""

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tracker.safety_commands import say_import

if TYPE_CHECKING:
    from tracker.store.repository import Store

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
_Open: TypeAlias = "Callable[[argparse.Namespace], AbstractContextManager[Store]]"

# What needs NumPy or the store is imported when a command runs: `--help` shall not wait.


def add_exchange(commands: _Commands, opened: _Open) -> None:
    """Add the commands."""
    fhir = commands.add_parser(
        "fhir", help="write a person's records for a clinic's systems (HL7 FHIR R4), or read them"
    )
    ways = fhir.add_subparsers(required=True, metavar="WAY")
    _add_export(ways, opened)
    _add_import(ways, opened)
    _add_research(commands, opened)


def _add_research(commands: _Commands, opened: _Open) -> None:
    research = commands.add_parser(
        "research-export",
        help="write tables for research: pseudonyms, shifted dates, no words or pictures",
        description="Write CSV and Parquet tables with a dictionary of every column. People have "
        "pseudonyms, dates are shifted; names and true dates are never in it, pictures and free "
        "text only of whom --faces or --notes names, if a consent to research is kept of them.",
    )
    research.add_argument("folder", type=Path, metavar="FOLDER", help="a new or empty folder")
    who = research.add_mutually_exclusive_group(required=True)
    who.add_argument(
        "--person", action="append", metavar="NAME", help="who agreed; once for each of them"
    )
    who.add_argument("--everybody", action="store_true", help="everybody agreed")
    for option, what in (("--faces", "photos"), ("--notes", "notes")):
        research.add_argument(
            option,
            action="append",
            default=[],
            metavar="NAME",
            help=f"add the {what} of this person, who may then be recognised; once for each",
        )
    research.add_argument(
        "--key",
        type=Path,
        metavar="FILE",
        help="keep the key of the pseudonyms here, for later exports (default: thrown away)",
    )
    research.set_defaults(run=lambda options: _research(options, opened))


def _add_export(ways: _Commands, opened: _Open) -> None:
    export = ways.add_parser("export", help="write all that is kept of a person as one bundle")
    export.add_argument("file", type=Path, metavar="FILE", help="a new file, e.g. anna.fhir.json")
    export.add_argument("--person", metavar="NAME", help="whose; not needed where there is one")
    export.add_argument("--no-photos", action="store_true", help="leave the pictures out")
    export.set_defaults(run=lambda options: _export(options, opened))


def _add_import(ways: _Commands, opened: _Open) -> None:
    bring_in = ways.add_parser("import", help="bring in what such a bundle holds and is new")
    bring_in.add_argument("--look", action="store_true", help="only say what would be brought in")
    bring_in.add_argument("file", type=Path, metavar="FILE")
    bring_in.set_defaults(run=lambda options: _import(options, opened))


def _export(options: argparse.Namespace, opened: _Open) -> int:
    from tracker.services.data.people import person_named
    from tracker.services.exchange.fhir.exporting import export_fhir

    with opened(options) as store:
        person = person_named(store, options.person)
        missing = export_fhir(store, person.id, options.file, with_photos=not options.no_photos)
    print(f"The records of {person.name} are in {options.file}.")
    for reason in missing:
        print(f"A photo is missing in it: {reason}", file=sys.stderr)
    return int(bool(missing))


def _import(options: argparse.Namespace, opened: _Open) -> int:
    from tracker.services.exchange.fhir.importing import import_fhir, look_into_fhir

    with opened(options) as store:
        brought = (look_into_fhir if options.look else import_fhir)(store, options.file.absolute())
    return say_import(brought)


def _research(options: argparse.Namespace, opened: _Open) -> int:
    from tracker.services.exchange.research.exporting import Asked, export_for_research

    asked = Asked(options.faces, options.notes)
    with opened(options) as store:
        count = export_for_research(store, options.folder, options.person, options.key, asked)
    print(f"Tables of {count} people are in {options.folder}; dictionary.csv says what is in them.")
    return 0
