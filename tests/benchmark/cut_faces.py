"""Faces that the picture cuts: which zones are measured, and does any of them lie outside?

The truth is the whole photo's own mesh, carried into the crop: ten people, each cut in seven ways.

Run `python -m tests.benchmark.cut_faces` (about one minute), with `--write` to keep the figures.
"""

from collections.abc import Iterator

import numpy as np

from analysis import analyse_photo, read_photo
from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.face.detect import find_face
from analysis.face.mesh import photo_positions
from analysis.face.zones import zone_masks
from tests.analysis.quality.test_cut import cropped, cuts
from tests.benchmark.faces import pairs
from tests.benchmark.report import report

_EVERY = 4
_WHOLE = 0.99
"""Share of a zone's texels; the mesh itself errs by more. Chosen: by that."""


def main() -> None:
    """Print the figures beside the committed ones."""
    report("cut_faces", _figures())


def _figures() -> Iterator[tuple[str, float]]:
    counts: dict[str, list[tuple[int, int, int, int]]] = {}
    for pair in list(pairs())[::_EVERY]:
        photo = read_photo(pair.neutral)
        face = find_face(photo.pixels)
        for name, box in cuts(photo, face).items():
            found = analyse_photo(cropped(photo.pixels, box))
            positions = photo_positions(face) - [box[0], box[2]]
            last = np.array(cropped(photo.pixels, box).pixels.shape[:2]) - 1
            inside = ((positions >= 0) & (positions <= last)).all(-1)
            shown = {z for z in FACIAL_ZONES if inside[zone_masks()[z]].mean() > _WHOLE}
            measured = {m.zone for m in found.measurements} - {Zone.FACE}
            said = {"cut_off", "no_face"} & {finding.code for finding in found.quality.findings}
            row = len(shown), len(measured & shown), len(measured - shown), int(bool(said))
            counts.setdefault(name, []).append(row)
    for name, rows in counts.items():
        shown_, right, wrong, told = np.sum(rows, axis=0)
        yield f"{name}: zones that show, measured", right / max(shown_, 1)
        yield f"{name}: zones outside, measured", float(wrong)
        yield f"{name}: said", told / len(rows)


if __name__ == "__main__":
    main()
