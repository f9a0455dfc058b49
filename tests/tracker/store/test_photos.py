from pathlib import Path

import fsspec
import pytest
from hypothesis import HealthCheck, given, settings, strategies

from tests.bucket import TestBucket
from tracker.errors import NotFound, StoreUnavailable
from tracker.store.photos import PhotoFiles, digest_of


@pytest.fixture(params=["file", "memory", "bucket"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    if request.param == "bucket":
        bucket: TestBucket = request.getfixturevalue("bucket")
        return bucket.url
    if request.param == "file":
        return tmp_path / "photos"
    return f"memory://{tmp_path.name}"


@pytest.fixture
def files(url: str) -> PhotoFiles:
    return PhotoFiles(url)


def names_in(url: str) -> set[str]:
    filesystem, root = fsspec.core.url_to_fs(url)
    filesystem.invalidate_cache()
    names = {path.rsplit("/", 1)[-1] for path in filesystem.ls(root, detail=False)}
    return names - {""}


@given(content=strategies.binary(max_size=5000))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10, deadline=None
)
def test_bytes_come_back_as_they_went_in(files: PhotoFiles, content: bytes):
    files.put(content)
    assert files.read(digest_of(content)) == content  # still unsettled
    files.settle(digest_of(content), is_needed=True)
    assert files.read(digest_of(content)) == content


def test_a_settled_file_is_named_by_its_sha256(files: PhotoFiles, url: str):
    files.put(b"abc")
    files.settle(digest_of(b"abc"), is_needed=True)
    # sha256 of "abc" from FIPS 180-2, appendix B.1
    assert names_in(url) == {"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}


@pytest.mark.parametrize("is_needed", [True, False])
def test_the_same_content_twice_is_one_file(files: PhotoFiles, url: str, is_needed: bool):
    for _ in range(2):
        files.put(b"abc")
        files.settle(digest_of(b"abc"), is_needed=True)
    assert len(names_in(url)) == 1
    files.settle(digest_of(b"abc"), is_needed=is_needed)
    assert len(names_in(url)) == is_needed


def test_a_file_whose_row_stays_after_all_is_found_again(files: PhotoFiles, url: str):
    files.put(b"abc")
    files.settle(digest_of(b"abc"), is_needed=True)
    files.unsettle(digest_of(b"abc"))
    assert files.find_unsettled() == {digest_of(b"abc")}
    files.settle(digest_of(b"abc"), is_needed=True)
    assert names_in(url) == {digest_of(b"abc")}


def test_what_was_never_finished_is_removed(files: PhotoFiles, url: str):
    filesystem, root = fsspec.core.url_to_fs(url)
    filesystem.pipe_file(f"{root}/unfinished-{digest_of(b'abc')}", b"ab")
    assert files.find_unsettled() == set()
    assert names_in(url) == set()


def test_files_of_others_are_left_alone(files: PhotoFiles, url: str):
    filesystem, root = fsspec.core.url_to_fs(url)
    filesystem.pipe_file(f"{root}/holiday.jpg", b"sun")
    filesystem.pipe_file(f"{root}/{digest_of(b'x')}", b"x")
    assert files.find_unsettled() == set()
    assert names_in(url) == {"holiday.jpg", digest_of(b"x")}


def test_a_missing_file_is_said(files: PhotoFiles):
    with pytest.raises(NotFound, match="missing"):
        files.read("0" * 64)


def test_a_damaged_file_is_noticed(files: PhotoFiles, url: str):
    files.put(b"abc")
    files.settle(digest_of(b"abc"), is_needed=True)
    filesystem, root = fsspec.core.url_to_fs(url)
    filesystem.pipe_file(f"{root}/{digest_of(b'abc')}", b"abd")
    with pytest.raises(StoreUnavailable, match="damaged"):
        files.read(digest_of(b"abc"))


def test_a_full_disk_leaves_nothing_behind(files: PhotoFiles, url: str, monkeypatch):
    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(files._folder), "rename", no_space)
    with pytest.raises(StoreUnavailable, match="No space left"):
        files.put(b"abc")
    assert names_in(url) == set()


def test_an_unknown_kind_of_folder_is_said():
    with pytest.raises(StoreUnavailable, match="cannot be used"):
        PhotoFiles("nonsense://photos")
