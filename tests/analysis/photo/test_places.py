from pathlib import Path

import fsspec
import pytest

from analysis.errors import AnalysisError, UnreadablePhoto
from analysis.photo.places import Lying, photos_in


def test_photos_elsewhere_are_listed_and_read() -> None:
    files = fsspec.filesystem("memory")
    for name in ("2.jpg", "notes.txt", "1.PNG"):
        files.pipe_file(f"/bucket/{name}", name.encode())
    found = list(photos_in(["memory://bucket", "memory://bucket/2.jpg"]))
    assert [one.path for one in found] == [
        f"memory://bucket/{n}" for n in ("1.PNG", "2.jpg", "2.jpg")
    ]
    assert [one.read() for one in found[:2]] == [b"1.PNG", b"2.jpg"]
    with pytest.raises(AnalysisError, match="cannot be listed"):
        list(photos_in(["memory://nowhere"]))
    with pytest.raises(AnalysisError, match="cannot be reached"):
        list(photos_in(["nothing://nowhere"]))
    files.rm("/bucket/2.jpg")
    with pytest.raises(UnreadablePhoto, match="Please check"):
        found[1].read()


def test_a_file_that_was_changed_has_another_stamp(tmp_path: Path) -> None:
    photo = tmp_path / "1.jpg"
    photo.write_bytes(b"one")
    [before] = photos_in([str(tmp_path)])
    photo.write_bytes(b"other")
    [after] = photos_in([str(photo)])
    assert before.path == after.path
    assert before.stamp != after.stamp


def test_what_another_machine_gets_is_the_content(tmp_path: Path) -> None:
    photo = tmp_path / "1.jpg"
    photo.write_bytes(b"one")
    sent = Lying(str(photo)).with_content()
    photo.unlink()
    assert sent.read() == b"one"
    assert Lying(str(photo)).with_content().read() == b""  # refused as no photo


def test_a_folder_without_photos_is_said(tmp_path: Path):
    (tmp_path / "within").mkdir()
    (tmp_path / "within" / "one.jpg").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("no photo")
    with pytest.raises(AnalysisError, match="holds no photo"):
        list(photos_in([str(tmp_path)]))
