"""The commands that work through many diaries or photos at once."""

import argparse
import sys
import textwrap
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tracker.config import Settings
from tracker.domain.records.circumstances import SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.errors import InvalidEntry

if TYPE_CHECKING:
    from tracker.domain.course.reference import CourseReference
    from tracker.services.photos.progress import Progress
    from tracker.store.repository import Store

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
FindSettings: TypeAlias = Callable[[argparse.Namespace], Settings]
OpenStore: TypeAlias = Callable[[argparse.Namespace], AbstractContextManager["Store"]]

_ASSESS = """\
Judge every day of every recovery in a CSV file, from that day and those before it.

Columns, in any order; empty cells, NA and NaN are missing:
  recovery_id       rows of a recovery stand together; person/recovery where several
                    recoveries, in time order, are of one person
  day               0 is the day of the session
  redness, swelling, itching, pain, dryness
                    whole numbers from 0 to 10
  photo_delta_ei    change of the erythema index in a photo since before the session
  red_flags         names joined by ";", of these:
{flags}
  needle_length_mm  the same on every row of a recovery
  device, setting   pen, roller, stamp or radio_frequency; home or professional

These may be left out; empty cells, like missing columns, say that it is not known:
  ordinary_redness, ordinary_swelling, ordinary_itching, ordinary_pain, ordinary_dryness
                    how the skin rates on an ordinary day, from 0 to 10, the same on every row
                    of a recovery
  special           what may explain the day, joined by ";", of these:
{special}
                    (sport is sport or sauna)
  answers           signs that a rating raised and that were asked back, joined by ";", each as
                    sign=yes or sign=no, with the names of red_flags
  outcome           what came of an urgent advice: seen or not_seen by a clinician
  photo_mdc95       smallest change of the photo that can be told from error (95 %)
  photo_too_high    how much too high that change may be, where that is less
  reddest_zone_delta_ei
                    the same change in the treated zone that became reddest

Printed are recovery_id, day, status and reason. The status is on_course, watch, off_course,
urgent or emergency. "on_course" says only that nothing entered so far stands out. What cannot be
used is said with its row on stderr, the rest is judged, and the exit code is then 1.
"""


_RESCORE = """\
Measure every photo again that was measured by earlier methods, or otherwise than it would be now
(with a photo from before that was put back since, for instance). What is up to date is left alone,
so that a run that was ended, however, is taken up by beginning it once more. Values of earlier
methods are kept beside the new ones and exported with them. A photo that cannot be measured is one
line, and the exit code is then 1.
"""


def add_batches(commands: _Commands, settings: FindSettings, store: OpenStore) -> None:
    """Add the commands."""
    assess = commands.add_parser(
        "assess",
        help="judge recoveries in a CSV file, day by day",
        description=_ASSESS.format(flags=_listed(RedFlag), special=_listed(SpecialEvent)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    assess.add_argument(
        "diaries",
        type=Path,
        nargs="+",
        metavar="DIARY.CSV",
        help="one row per recovery and day; several files, or folders of them, need --to",
    )
    assess.add_argument(
        "--to",
        type=Path,
        metavar="FOLDER",
        help="write a table for each file here; a run that was ended is taken up by the same call",
    )
    add_workers(assess)
    assess.set_defaults(run=lambda options: _assess(options, settings))
    nightly = commands.add_parser(
        "nightly", help="judge every day of the diary that has no verdict yet, for all people"
    )
    add_workers(nightly)
    nightly.set_defaults(run=lambda options: _nightly(options, store))
    rescore = commands.add_parser(
        "rescore",
        help="measure every photo again that earlier methods measured",
        description=_RESCORE,
    )
    add_workers(rescore)
    rescore.set_defaults(run=lambda options: _rescore(options, store))


def add_workers(command: argparse.ArgumentParser) -> None:
    """Let a command be told how many processes share its work."""
    command.add_argument(
        "--workers",
        type=int,
        metavar="NUMBER",
        help="processes of this machine that share the work (default: one for each processor, at "
        "most 8, where it pays)",
    )


def _listed(names: Iterable[str]) -> str:
    """Return names as lines that stand under the texts of the columns."""
    margin = " " * 22
    joined = ", ".join(names)
    return textwrap.fill(joined, 80, initial_indent=margin, subsequent_indent=margin)


def _assess(options: argparse.Namespace, settings: FindSettings) -> int:
    from tracker.services.batch.assessing import assess_csv
    from tracker.services.batch.judging import judges_for
    from tracker.services.recovery.courses import newest_course

    course = newest_course(settings(options))
    if options.to is not None:
        return _assess_files(options, course)
    if len(options.diaries) > 1 or options.diaries[0].is_dir():
        raise InvalidEntry("Please say with --to in which folder the tables of several files go.")
    [diary] = options.diaries
    problems = assess_csv(
        diary, sys.stdout, lambda text: print(text, file=sys.stderr), course, judges_for(diary)
    )
    return int(problems > 0)


def _assess_files(options: argparse.Namespace, course: "CourseReference") -> int:
    from tracker.services.batch.many import assess_files

    failed = False
    for step in assess_files(options.diaries, options.to, course, options.workers):
        print(f"{step.done}/{step.total} {step.name}", flush=True)
        for problem in filter(None, (step.error, *step.problems)):
            print(f"{step.name}: {problem}", file=sys.stderr)
            failed = True
    return int(failed)


def _nightly(options: argparse.Namespace, store: OpenStore) -> int:
    from tracker.services.recovery.nightly import judge_many

    failed = False
    with store(options) as opened:
        for step in judge_many(opened, options.workers):
            print(f"{step.done}/{step.total}: {step.verdicts} days judged", flush=True)
            if step.error:
                print(f"{step.name}: {step.error}", file=sys.stderr)
                failed = True
    return int(failed)


def _rescore(options: argparse.Namespace, store: OpenStore) -> int:
    from tracker.services.photos.many.rescore import rescore

    with store(options) as opened:
        return print_progress(rescore(opened, options.workers))


def print_progress(steps: Iterable["Progress"]) -> int:
    """Print a line for each step, or that there is none; return 1 where one failed, else 0."""
    failed, step = False, None
    for step in steps:
        print(
            f"{step.done}/{step.total} {step.name}{f': {step.error}' if step.error else ''}",
            flush=True,
        )
        failed = failed or step.error is not None
    if step is None:
        print("Nothing to do.")
    return int(failed)
