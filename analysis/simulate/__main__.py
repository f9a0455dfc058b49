"""Make the sample photos: python -m analysis.simulate FOLDER."""

import argparse
import csv
from pathlib import Path

from PIL import Image

from analysis.simulate.person import generate_person
from analysis.simulate.recovery import PERSON_MELANIN, PERSON_SEED, Recovery, scenes
from analysis.simulate.render import render_face
from analysis.simulate.treated import Truth, measure_truth

_JPEG_QUALITY = 90
"""Chosen: as phones write them."""
_COLUMNS = (
    "photo", "zone", "blood_fraction", "delta_erythema_index", "flakes_per_cm2", "roughness_gain",
)  # fmt: skip


def main() -> None:
    """Render both recoveries and write the truth table."""
    parser = argparse.ArgumentParser(prog="python -m analysis.simulate", description=__doc__)
    parser.add_argument("folder", type=Path, help="where photos and truth.csv are written")
    folder = parser.parse_args().folder
    person = generate_person(PERSON_SEED, PERSON_MELANIN)
    rows = []
    for scene in [scene for recovery in Recovery for scene in scenes(recovery)]:
        path = folder / scene.name
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = render_face(person, scene.state, scene.shot)
        Image.fromarray(pixels).save(path, quality=_JPEG_QUALITY)
        rows += [_row(scene.name, truth) for truth in measure_truth(person, scene.state)]
    with (folder / "truth.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows(rows)


def _row(photo: str, truth: Truth) -> tuple[str, ...]:
    return (
        photo,
        truth.zone,
        f"{truth.blood_fraction:.5f}",
        f"{truth.delta_erythema_index:.2f}",
        f"{truth.flakes_per_cm2:.2f}",
        f"{truth.roughness_gain:.3f}",
    )


if __name__ == "__main__":
    main()
