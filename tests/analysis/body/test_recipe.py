"""The recipe for body skin says why two photos cannot be compared, and what to do."""

import numpy as np
import pytest

from analysis import Measure, Photo
from analysis.body.recipe import analyse_body_photo
from tests.analysis.limbs import as_photos
from tests.benchmark.limb import View, generate_limb, photograph


@pytest.fixture(scope="module")
def stranger() -> View:
    """Another person's limb."""
    return photograph(generate_limb(4), 4, moved=True)


@pytest.mark.benchmark  # by hand: it takes long
def test_other_skin_is_not_taken_for_the_same(views: tuple[View, View], stranger: View) -> None:
    analysis = analyse_body_photo(*reversed(as_photos((views[0], stranger))))
    assert analysis.registration is None
    assert [finding.code for finding in analysis.quality.findings] == ["too_little_in_common"]
    assert "Mark two to four spots" in analysis.quality.findings[0].retake


def test_wrong_marks_are_refused(views: tuple[View, View], stranger: View) -> None:
    marks = [((300.0, 700.0), (310.0, 690.0)), ((800.0, 900.0), (820.0, 880.0))]
    analysis = analyse_body_photo(*reversed(as_photos((views[0], stranger))), marks)
    assert analysis.registration is None
    assert [finding.code for finding in analysis.quality.findings] == ["marks_do_not_fit"]


def test_a_plain_wall_has_nothing_in_common(views: tuple[View, View]) -> None:
    wall = Photo(np.full_like(views[0].pixels, 180), digest="wall")
    assert analyse_body_photo(wall, as_photos(views)[0]).registration is None


@pytest.mark.parametrize("colour", [0.0, 0.15])
def test_redness_is_not_read_without_colour(views: tuple[View, View], colour: float) -> None:
    before, after = as_photos(views)
    grey = before.pixels.mean(axis=-1, keepdims=True)
    pale = (grey + colour * (before.pixels - grey)).astype(np.uint8)
    analysis = analyse_body_photo(Photo(pale, digest="pale"), after)
    assert "no_colour" in {finding.code for finding in analysis.quality.findings}
    assert Measure.DELTA_ERYTHEMA_INDEX not in {one.measure for one in analysis.measurements}


def test_a_first_photo_needs_no_comparison(views: tuple[View, View]) -> None:
    analysis = analyse_body_photo(as_photos(views)[0])
    assert analysis.quality.usable
    assert analysis.registration is None
