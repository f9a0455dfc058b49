import numpy as np
import pytest

from analysis.face.detect import Face
from analysis.face.mesh import (
    INTEROCULAR_TEXELS,
    MAP_SIZE,
    canonical_mesh,
    covered,
    foreshortening,
    photo_positions,
    sample,
)


def frontal_face(scale: float = 20.0) -> Face:
    """The canonical mesh itself, seen straight from the front; irises between the eye corners."""
    vertices = canonical_mesh().vertices
    points = np.column_stack([-vertices[:, 1], vertices[:, 0], -vertices[:, 2]]) * scale + 400
    irises = [(points[a] + points[b]) / 2 for a, b in [(33, 133)] * 5 + [(362, 263)] * 5]
    return Face(points=np.vstack([points, irises]), presence=1.0)


def test_the_canonical_mesh_is_complete() -> None:
    mesh = canonical_mesh()
    assert mesh.vertices.shape == (468, 3)
    assert mesh.triangles.shape == (898, 3)
    assert mesh.triangles.max() == 467
    assert (mesh.texture > 0).all()
    assert (mesh.texture < MAP_SIZE).all()


def test_the_map_runs_from_forehead_to_chin_and_from_right_to_left() -> None:
    texture = canonical_mesh().texture
    assert texture[10, 0] < texture[1, 0] < texture[152, 0]
    assert texture[33, 1] < texture[263, 1]


def test_eye_centres_are_as_far_apart_as_stated() -> None:
    texture = canonical_mesh().texture
    apart = (texture[362] + texture[263] - texture[33] - texture[133]) / 2
    assert np.linalg.norm(apart) == pytest.approx(INTEROCULAR_TEXELS, abs=0.5)


def test_vertices_are_looked_up_where_the_face_has_them() -> None:
    face = frontal_face()
    positions = photo_positions(face)
    inside = [1, 4, 50, 280, 9, 199, 117, 346]
    for vertex in inside:
        row, column = np.round(canonical_mesh().texture[vertex]).astype(int)
        assert positions[row, column] == pytest.approx(face.points[vertex, :2], abs=1.0)


def test_outside_the_mesh_there_is_no_position() -> None:
    positions = photo_positions(frontal_face())
    assert (positions[~covered()] == -1).all()
    assert (positions[covered()] > 0).all()


def test_a_part_of_the_map_has_the_same_positions() -> None:
    face, box = frontal_face(), (slice(300, 380), slice(500, 560))
    assert np.array_equal(photo_positions(face, box), photo_positions(face)[box])


def test_sampling_reads_the_photo() -> None:
    rows, columns = np.mgrid[0:100, 0:100]
    pixels = np.stack([rows, columns, rows], axis=-1).astype(np.uint8)
    places = np.array([[[10.0, 20.0], [30.5, 40.5]]], np.float32)
    assert sample(pixels, places)[0, 0].tolist() == [10, 20, 10]
    assert sample(pixels, places)[0, 1] == pytest.approx([30, 40, 30], abs=1)


def test_a_frontal_face_is_not_foreshortened() -> None:
    seen = foreshortening(frontal_face())[covered()]
    assert np.median(seen) == pytest.approx(1.0, abs=0.05)


def test_a_turned_head_hides_its_far_side() -> None:
    face = frontal_face()
    turn = np.radians(40)
    x, z = face.points[:, 1] - 400, face.points[:, 2] - 400
    turned = np.column_stack(
        [face.points[:, 0], x * np.cos(turn) + z * np.sin(turn), z * np.cos(turn)]
    )
    seen = foreshortening(Face(points=turned, presence=1.0))
    right, left = canonical_mesh().texture[[50, 280]].round().astype(int)
    assert (
        min(seen[tuple(right)], seen[tuple(left)])
        < 0.6
        < max(seen[tuple(right)], seen[tuple(left)])
    )
