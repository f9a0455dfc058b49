"""The points lie on what they are named after, on the canonical mesh and on a found face."""

import numpy as np

from analysis.face import points
from analysis.face.detect import Face
from analysis.face.mesh import canonical_mesh


def test_the_canonical_mesh_has_its_points_where_their_names_say() -> None:
    at = canonical_mesh().vertices  # x to the person's left, y up
    assert len(at) == points.MESH_POINTS
    assert at[:, 1].argmax() == points.FOREHEAD_TOP
    assert at[points.CHIN_TIP, 1] < at[list(points.MOUTH_CORNERS), 1].min()
    assert at[points.EYE_OUTER_RIGHT, 0] < 0 < at[points.EYE_OUTER_LEFT, 0]
    assert np.abs(at[points.EYE_OUTER_RIGHT] * [-1, 1, 1] - at[points.EYE_OUTER_LEFT]).max() < 0.01


def test_irises_lie_between_the_corners_of_their_eyes(face: Face) -> None:
    for iris, (upper, lower, outer, inner) in zip(
        (points.IRIS_RIGHT, points.IRIS_LEFT), points.EYES, strict=True
    ):
        columns = sorted(face.points[[outer, inner], 1])
        assert columns[0] < face.points[iris, 1] < columns[1]
        assert face.points[upper, 0] < face.points[lower, 0]
