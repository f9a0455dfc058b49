"""Photos in a bucket of a real S3 server: encrypted, checked, gone when deleted, and said so."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from botocore.exceptions import ReadTimeoutError

from tests.bucket import Server, TestBucket
from tests.factories import a_photo, store_procedure
from tests.postgres import Postgres
from tests.tracker.services.photos.archive import make_archive, times_kept
from tracker.config import Settings
from tracker.errors import NotFound, OutOfReach, StoreUnavailable
from tracker.services.photos.many.rescore import rescore
from tracker.store.disk import remote
from tracker.store.photos import KEY_NAME, digest_of
from tracker.store.repository import Store
from tracker.vault import Key

FIRST, SECOND = "first secret " * 3, "second secret " * 3
FACE = b"\xff\xd8\xff a face \xff\xd9"


@pytest.fixture
def settings(tmp_path: Path, bucket: TestBucket) -> Settings:
    return Settings(tmp_path / "data", bucket.url, (FIRST,))


@pytest.fixture
def filled(settings: Settings) -> Iterator[Store]:
    store = Store(settings)
    store_procedure(store)
    with store.writing() as records:
        records.add_photo(a_photo(FACE), FACE)
    yield store
    store.close()


def test_what_lies_in_the_bucket_shows_nothing(filled: Store, bucket: TestBucket):
    objects = bucket.objects()
    assert len(objects) == 2
    assert KEY_NAME in objects
    for name, content in objects.items():
        assert b"a face" not in content
        assert digest_of(FACE) not in name
        assert b"secret" not in content
    assert filled.photos.read(digest_of(FACE)) == FACE


def test_deleting_a_client_reaches_every_version(filled: Store, bucket: TestBucket):
    with filled.writing() as records:
        records.delete_person(1)
    assert set(bucket.versions()) == {KEY_NAME}


def test_the_secret_is_changed_while_others_go_on(
    filled: Store, settings: Settings, bucket: TestBucket
):
    before = bucket.objects()
    renewed = replace(settings, photo_secrets=(SECOND, FIRST))
    Store(renewed).close()
    assert filled.photos.read(digest_of(FACE)) == FACE  # it was opened with the former one
    later = Store(replace(settings, photo_secrets=(SECOND,)))
    assert later.photos.read(digest_of(FACE)) == FACE
    later.close()
    changed = {name for name, content in bucket.objects().items() if before[name] != content}
    assert changed == {KEY_NAME}
    with pytest.raises(StoreUnavailable, match="none of the keys"):
        Store(settings)


@pytest.mark.parametrize("secrets", [(), ("w" * 32,)])
def test_without_the_right_secret_nothing_is_opened(
    filled: Store, settings: Settings, bucket: TestBucket, secrets: tuple[str, ...]
):
    before = bucket.objects()
    with pytest.raises(StoreUnavailable, match="none of the keys"):
        Store(replace(settings, photo_secrets=secrets))
    assert bucket.objects() == before


def test_programs_that_start_at_once_share_one_key(settings: Settings, tmp_path: Path):
    each = [replace(settings, data_dir=tmp_path / str(number)) for number in range(3)]
    with ThreadPoolExecutor(len(each)) as pool:
        stores = list(pool.map(Store, each))
    stores[0].photos.put(FACE)
    assert [store.photos.read(digest_of(FACE)) for store in stores] == [FACE] * len(each)
    for store in stores:
        store.close()


def test_photos_that_are_there_plain_are_not_left_unreadable(settings: Settings):
    plain = Store(replace(settings, photo_secrets=()))
    plain.photos.put(FACE)
    plain.photos.settle(digest_of(FACE), is_needed=True)
    plain.close()
    with pytest.raises(StoreUnavailable, match="holds photos already"):
        Store(settings)


def test_a_key_that_was_lost_is_not_made_anew(
    filled: Store, settings: Settings, bucket: TestBucket
):
    key = bucket.objects()[KEY_NAME]
    bucket.files.rm_file(f"{bucket.name}/{KEY_NAME}")
    for secrets in (settings.photo_secrets, ()):  # without any, faces would be written plain
        with pytest.raises(StoreUnavailable, match="put it back"):
            Store(replace(settings, photo_secrets=secrets))
    bucket.files.pipe_file(f"{bucket.name}/{KEY_NAME}", key)
    again = Store(settings)
    assert again.photos.read(digest_of(FACE)) == FACE
    again.close()


def test_an_archive_on_two_servers_is_measured_and_kept_once(settings: Settings, server: Postgres):
    on_both = replace(settings, database_url=server.new_database("rescored", "template0"))
    make_archive(on_both, 10)
    with closing(Store(on_both)) as store:
        for _ in range(2):
            assert not [step.error for step in rescore(store, workers=1) if step.error]
    assert times_kept(on_both) == [1] * 10
    server.drop_database("rescored")


def test_a_lock_and_secrets_of_a_server_do_not_mix(settings: Settings, tmp_path: Path):
    with pytest.raises(StoreUnavailable, match="FIFTHDAY_PHOTO_STORE"):
        Store(Settings(tmp_path / "here", None, (FIRST,)))
    with pytest.raises(StoreUnavailable, match="its own passphrase"):
        Store(settings, Key.new())


@pytest.mark.parametrize("what", ["cut", "swapped", "foreign"])
def test_a_damaged_object_is_said(filled: Store, bucket: TestBucket, what: str):
    filled.photos.put(b"another face")
    name, other = (filled.photos._seal.name_of(digest_of(one)) for one in (FACE, b"another face"))
    whole = bucket.objects()
    changed = {"cut": whole[name][:-3], "swapped": whole[f"unsettled-{other}"], "foreign": b"PNG"}
    bucket.files.pipe_file(f"{bucket.name}/{name}", changed[what])
    with pytest.raises(StoreUnavailable, match="damaged"):
        filled.photos.read(digest_of(FACE))


def test_a_missing_object_is_said(filled: Store, bucket: TestBucket):
    bucket.files.rm_file(f"{bucket.name}/{filled.photos._seal.name_of(digest_of(FACE))}")
    with pytest.raises(NotFound, match="missing"):
        filled.photos.read(digest_of(FACE))


def test_a_refused_bucket_is_said_and_loses_nothing(
    filled: Store, settings: Settings, bucket: TestBucket, s3: Server, monkeypatch
):
    before = bucket.objects()
    monkeypatch.setattr(remote, "_OF_BUCKETS", remote._OF_BUCKETS | {"skip_instance_cache": True})
    for name, value in s3.as_("stranger").items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StoreUnavailable, match="photo folder"):
        Store(settings)
    assert bucket.objects() == before


def test_a_bucket_that_does_not_answer_is_said_in_time(settings: Settings, monkeypatch):
    quick = {"connect_timeout": 0.3, "read_timeout": 0.3, "retries": {"total_max_attempts": 1}}
    options = {"use_listings_cache": False, "skip_instance_cache": True, "config_kwargs": quick}
    monkeypatch.setattr(remote, "_OF_BUCKETS", options)
    with socket.create_server(("127.0.0.1", 0)) as mute:  # what asks waits in its queue
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{mute.getsockname()[1]}")
        with pytest.raises(StoreUnavailable, match="photo folder"):
            Store(settings)


def test_a_bucket_that_falls_silent_is_asked_once_and_loses_nothing(
    filled: Store, bucket: TestBucket, monkeypatch: pytest.MonkeyPatch
):
    before, asked, folder = bucket.objects(), list[str](), filled.photos._folder

    class Silent:
        def __getattr__(self, name: str) -> object:
            asked.append(name)
            raise ReadTimeoutError(endpoint_url="http://photos")

    with monkeypatch.context() as patch:
        patch.setattr(folder, "_files", Silent())
        with pytest.raises(OutOfReach, match="does not answer"), filled.writing() as records:
            records.add_photo(a_photo(b"another"), b"another")
        with pytest.raises(OutOfReach, match="does not answer"):
            filled.photos.read(digest_of(FACE))
    assert len(asked) == 1  # not again for every file that is to be tidied up
    with filled.reading() as records:
        assert records.list_digests() == {digest_of(FACE)}
    folder._rests_until = 0.0
    with filled.writing() as records:  # and so does the next one who saves
        records.add_photo(a_photo(b"another"), b"another")
    assert filled.photos.read(digest_of(FACE)) == FACE
    assert len(bucket.objects()) == len(before) + 1
    waits = remote._OF_BUCKETS["config_kwargs"]
    assert remote._TRIES * max(waits["connect_timeout"], waits["read_timeout"]) < 15


def test_a_secret_that_can_be_guessed_is_not_taken(settings: Settings):
    with pytest.raises(StoreUnavailable, match="fewer than"):
        Store(replace(settings, photo_secrets=("short",)))


def test_a_photo_that_cannot_be_written_is_no_photo(filled: Store, bucket: TestBucket, monkeypatch):
    def refused(*_: object, **__: object) -> None:
        raise RuntimeError("SlowDown")  # what a place raises is its own affair

    before = bucket.objects()
    monkeypatch.setattr(filled.photos._folder._files, "pipe_file", refused)
    with pytest.raises(StoreUnavailable, match="SlowDown"), filled.writing() as records:
        records.add_photo(a_photo(b"another"), b"another")
    with filled.reading() as records:
        assert records.list_digests() == {digest_of(FACE)}
    assert bucket.objects() == before
