"""python -m analysis: score photos from the shell."""

import argparse
import sys

from analysis.errors import AnalysisError
from analysis.vocabulary import OnSkin


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 0 = every photo usable, 1 = some were not, 2 = wrong call."""
    options = _parser().parse_args(arguments)
    from analysis.commands import Told, score  # OpenCV loads only once there is work to do

    try:
        told = Told(options.on_skin, options.same_person)
        return score(options.baseline, options.photos, options.csv, told, options.workers)
    except AnalysisError as error:
        print(f"analysis: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"analysis: the table cannot be written: {error.strerror}.", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    score = commands.add_parser(
        "score",
        help="score photos of one person against a photo from before the session",
        description="Score photos of one person against a photo from before the session: one "
        "row per photo, zone and measure. With --csv a run that was ended is taken up by the same "
        "call.",
    )
    score.add_argument(
        "--baseline", required=True, metavar="BEFORE", help="the photo from before the session"
    )
    score.add_argument(
        "photos",
        nargs="+",
        metavar="PHOTO",
        help="photos, or folders of photos; also in a bucket (s3://…)",
    )
    score.add_argument(
        "--on-skin",
        type=OnSkin,
        choices=list(OnSkin),
        help="what lay on the skin in PHOTO (in BEFORE nothing); without it, it is looked for",
    )
    score.add_argument(
        "--same-person",
        action="store_true",
        help="all photos show one person, however changed the skin looks",
    )
    score.add_argument(
        "--workers",
        type=int,
        metavar="NUMBER",
        help="processes of this machine that share the work (default: one for each processor)",
    )
    score.add_argument("--csv", metavar="FILE", help="where to write the table (default: shown)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
