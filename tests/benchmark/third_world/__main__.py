"""Print how redness is read from skin as it is after needling, in the third world.

Run by hand from the project's root: `python -m tests.benchmark.third_world [--people N] [--draw N]
[--developed] [--part redness strangers smiles] [--shots PATTERN] [--missed] [--keep FOLDER]`. Six
people take some minutes on two processors; with a folder, a run that was ended goes on where it
was. `--shots '^(lamp|studio$|hard|two)'` takes ordinary photos alone,
`--shots '^(plain|cream|sunscreen|wet|make-up|fresh).* 0.32$'` strong redness under something.
"""

import argparse
from pathlib import Path

from tests.benchmark.third_world.figures import quantities, shares
from tests.benchmark.third_world.kinship import everybody, smiles, strangers
from tests.benchmark.third_world.missed import reasons
from tests.benchmark.third_world.scoring import score_all

DEVELOPED_ON = (
    "002", "005", "008", "011", "014", "021", "025", "033", "042", "045", "062", "102", "126",
    "142",
)  # fmt: skip
"""People on whose photos constants were set."""
_PARTS = ("redness", "strangers", "smiles")


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=6, help="of those held out")
    parser.add_argument("--draw", type=int, default=0, help="another set of phones and rooms")
    parser.add_argument("--developed", action="store_true", help="take the others instead")
    parser.add_argument("--part", nargs="*", default=_PARTS, choices=_PARTS)
    parser.add_argument("--shots", default="", help="only those whose name holds this pattern")
    parser.add_argument("--missed", action="store_true", help="say why strong redness was missed")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="folder in which each person's scores are kept")
    chosen = parser.parse_args()
    if chosen.keep:
        chosen.keep.mkdir(parents=True, exist_ok=True)
    persons = [one for one in everybody() if (one in DEVELOPED_ON) is chosen.developed]
    if "redness" in chosen.part:
        some = spread(persons, chosen.people)
        scored = score_all(some, chosen.draw, chosen.processes, chosen.keep, chosen.shots)
        for name, value in quantities(scored):
            print(f"{name:62s} {value:5.2f}")
        for share in shares(scored):
            print(share)
        if chosen.missed:
            print(*reasons(scored), sep="\n")
    if "strangers" in chosen.part:
        print(*strangers(spread(everybody(), 4 * chosen.people), chosen.processes), sep="\n")
    if "smiles" in chosen.part:
        print(*smiles(spread(persons, 2 * chosen.people), chosen.processes), sep="\n")


def spread(persons: list[str], count: int) -> list[str]:
    """Take so many people, evenly over all."""
    return persons[:: max(len(persons) // count, 1)][:count]


if __name__ == "__main__":
    main()
