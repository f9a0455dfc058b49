from importlib.metadata import version

import numpy as np

from analysis import Photo
from analysis.body.recipe import analyse_body_photo
from analysis.provenance import provenance_of
from analysis.recipe import analyse_photo


def test_versions_and_photos_are_named() -> None:
    found = provenance_of("ab", "cd", face_model_sha256="ef")
    assert found["photo_sha256"] == "ab"
    assert found["baseline_sha256"] == "cd"
    assert found["face_model_sha256"] == "ef"
    assert found["numpy"] == version("numpy")
    assert "baseline_sha256" not in provenance_of("ab")


def test_a_photo_of_body_skin_states_what_one_of_a_face_does() -> None:
    wall = Photo(np.full((80, 80, 3), 180, np.uint8), digest="wall")
    of_face = dict(analyse_photo(wall).provenance)
    assert of_face.pop("face_model_sha256")
    assert analyse_body_photo(wall).provenance == of_face
    assert analyse_body_photo(wall, wall).provenance == of_face | {"baseline_sha256": "wall"}
