"""The real faces that the benchmarks run on: two photos each of people of the London set."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FACES = Path(__file__).parents[2].parent / "shared" / "faces"


@dataclass(frozen=True)
class Pair:
    """Two photos of one person, minutes apart."""

    person: str
    neutral: Path
    smile: Path


def pairs() -> Iterator[Pair]:
    """Yield every person's pair of photos."""
    if not FACES.is_dir():
        sys.exit(f"The benchmark needs real faces in {FACES}.")
    for neutral in sorted(FACES.glob("*_neutral.jpg")):
        person = neutral.name.split("_")[0]
        yield Pair(person, neutral, neutral.with_name(f"{person}_smile.jpg"))
