"""The command that says how often the stated error of redness held, and how grades agree."""

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, TypeAlias

from tracker.errors import NotFound

if TYPE_CHECKING:
    from tracker.services.photos.grades.grading import Agreement
    from tracker.services.photos.untreated.repeatability import Held, LeftOut
    from tracker.store.repository import Store

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
_Open: TypeAlias = "Callable[[argparse.Namespace], AbstractContextManager[Store]]"


def add_repeatability(commands: _Commands, opened: _Open) -> None:
    """Add the command."""
    repeatability = commands.add_parser(
        "repeatability",
        help="say how often the stated error of redness held between photos of untreated skin",
        description="Compare the photos of the face from before sessions, taken when no recovery "
        "was under way, each with the one before it, and those of untreated skin in another light "
        "with their photo from before, and print as tab-separated text: group, pairs, within the "
        "stated error, their share in per cent, and where the true share lies (95 %%). It should "
        "be 95; what the weeks between changed counts as error, too. Photos in a light that "
        "another one was taken in already, and those that may show somebody else, are left out and "
        "named on stderr; so are missing files, and the exit code is then 1. Where people have "
        "several pairs, a table of the same form follows for their own errors, each as it was "
        "learned from earlier pairs, with its median width in per cent of the general error. Where "
        "practitioners graded photos, a last table says how well they and the measured change "
        "agree: intraclass correlations and weighted kappa, each with where the truth lies, or why "
        "that cannot be told; the measured change needs graded photos of two sessions.",
    )
    repeatability.set_defaults(run=lambda options: _say(options, opened))


def _say(options: argparse.Namespace, opened: _Open) -> int:
    from tracker.services.photos.grades.grading import compare_grades, list_graded
    from tracker.services.photos.untreated.repeatability import (
        LeftOut,
        UntreatedPair,
        as_learned,
        count_held,
        measure_untreated,
    )

    with opened(options) as store:
        found = list(measure_untreated(store))
        agreed = compare_grades(list_graded(store))
    pairs = [one for one in found if isinstance(one, UntreatedPair)]
    left_out = [one for one in found if isinstance(one, LeftOut)]
    for out in left_out:
        print(_say_left_out(out), file=sys.stderr)
    counted = count_held(pairs)
    if not counted and not agreed:
        raise NotFound(
            "Nobody has two photos of rested skin yet that can be compared. Add a photo of the "
            "face from before each session, from the front, or of untreated skin in another light, "
            "which takes two minutes, and run the command again."
        )
    if counted:
        _say_held(counted)
    if own := count_held(as_learned(pairs)):
        _say_own(own)
    if agreed:
        _say_agreement(agreed)
    return 1 if any(one.is_missing for one in left_out) else 0


def _say_left_out(one: "LeftOut") -> str:
    photo = one.photo
    return f"Photo {photo.id} ({photo.role.value}, {photo.taken_at:%Y-%m-%d %H:%M}): {one.why}"


def _say_held(counted: "list[Held]") -> None:
    print("group\tpairs\twithin\tshare\tfrom\tto")
    for one in counted:
        print(_line(one))


def _say_own(counted: "list[Held]") -> None:
    print("own error: group\tpairs\twithin\tshare\tfrom\tto\twidth")
    for one in counted:
        print(f"{_line(one)}\t{100 * one.width:.0f}")


def _line(one: "Held") -> str:
    low, high = (100 * end for end in one.interval)
    return f"{one.group}\t{one.pairs}\t{one.held}\t{100 * one.share:.0f}\t{low:.0f}\t{high:.0f}"


def _say_agreement(agreed: "list[Agreement]") -> None:
    names = "\t".join(f"{name}\tfrom\tto" for name in ("ICC(2,1)", "ICC(3,1)", "weighted kappa"))
    print(f"grades of\tand\tphotos\t{names}\tnote")
    for one in agreed:
        found = (
            f"{end:.2f}" if part.is_known else "-"
            for part in (one.single, one.order, one.kappa)
            for end in (part.value, part.low, part.high)
        )
        print("\t".join((*one.raters, str(one.photos), *found, one.note)))
