import numpy as np
import pytest

from analysis.simulate.shape.parts import (
    EYE_RADIUS,
    Material,
    Part,
    ear,
    eyeball,
    grid,
    joined,
    neck,
    strip,
)


def is_sound(part: Part) -> bool:
    """Every vertex is used, and every triangle has a material and a place."""
    return (
        set(np.unique(part.triangles)) <= set(range(len(part.vertices)))
        and len(part.material) == len(part.triangles)
        and len(part.places) == len(part.vertices)
    )


@pytest.mark.parametrize("part", [ear(+1), ear(-1), neck(), eyeball(np.zeros(3))])
def test_parts_are_sound(part: Part) -> None:
    assert is_sound(part)


def test_ears_are_mirror_images() -> None:
    left, right = ear(+1), ear(-1)
    assert np.sort(left.vertices[:, 0]) == pytest.approx(np.sort(-right.vertices[:, 0]))
    assert left.vertices[:, 0].mean() > 0


def test_an_eyeball_is_half_a_sphere_that_looks_ahead() -> None:
    centre = np.array([3.0, 2.0, 1.0])
    part = eyeball(centre)
    assert np.linalg.norm(part.vertices - centre, axis=1) == pytest.approx(EYE_RADIUS)
    assert (part.vertices[:, 2] >= centre[2] - 1e-9).all()
    assert set(part.material) == {Material.EYE}


def test_joined_parts_keep_their_triangles() -> None:
    first, second = eyeball(np.zeros(3)), neck()
    both = joined([first, second])
    assert is_sound(both)
    moved = both.vertices[both.triangles[len(first.triangles) :]]
    assert np.array_equal(moved, second.vertices[second.triangles])


def test_a_strip_closes_and_a_grid_stacks_strips() -> None:
    assert len(strip(np.arange(5), np.arange(5, 10))) == 10
    assert len(grid(4, 5)) == 3 * 10
