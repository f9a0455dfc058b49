"""A folder behind an fsspec URL: of any kind, and in a bucket that keeps versions."""

import contextlib
import time
from collections.abc import Iterator
from typing import Any

import fsspec

_TRIES = 2
_REST_S = 5.0
"""How long a place that did not answer is not asked again. Chosen: one click asks several times."""
_OF_BUCKETS: dict[str, Any] = {
    "use_listings_cache": False,  # another program may write there, too
    "config_kwargs": {
        # Chosen: both tries end within 15 seconds, after which a page says so.
        "connect_timeout": 3,
        "read_timeout": 6,
        "retries": {"mode": "standard", "total_max_attempts": 1},
    },
}
_SILENT = "it does not answer"
_NO_VERSIONS = {"NotImplemented", "MethodNotAllowed"}


def open_remote(url: str) -> "RemoteFolder":
    """Open the folder behind an fsspec URL, made if absent.

    Raises
    ------
    OSError, ValueError, ImportError
        If it cannot be made or reached.
    """
    is_bucket = url.partition(":")[0] in {"s3", "s3a"}
    return Bucket(url, **_OF_BUCKETS) if is_bucket else RemoteFolder(url)


class RemoteFolder:
    """A folder that fsspec reaches; how its files are kept is the place's own affair."""

    def __init__(self, url: str, **options: Any) -> None:
        self._rests_until = 0.0
        with self._asked():
            files, self._root = fsspec.core.url_to_fs(url, **options)
            self._files: Any = files
            self._files.retries = _TRIES  # known to buckets alone
            self._files.makedirs(self._root, exist_ok=True)

    def write(self, name: str, content: bytes) -> None:
        """Write a file; it is kept when this returns."""
        with self._asked():
            self._files.pipe_file(self._path(name), content)

    def create(self, name: str, content: bytes) -> None:
        """Write a file whole, or raise FileExistsError if there is one."""
        with self._asked():
            self._files.pipe_file(self._path(name), content, mode="create")

    def read(self, name: str) -> bytes:
        """Return a file's content, or raise FileNotFoundError."""
        with self._asked():
            content: bytes = self._files.cat_file(self._path(name))
        return content

    def has(self, name: str) -> bool:
        """Tell whether there is a file."""
        with self._asked():
            return bool(self._files.exists(self._path(name)))

    def rename(self, name: str, new_name: str) -> None:
        """Give a file another name, in place of a file that has it."""
        with self._asked():
            if self._files.exists(self._path(name)):
                self._files.mv(self._path(name), self._path(new_name))

    def remove(self, name: str) -> None:
        """Delete a file."""
        with self._asked(), contextlib.suppress(FileNotFoundError):
            self._files.rm_file(self._path(name))

    def names(self) -> set[str]:
        """Return the names of all files."""
        with self._asked(), contextlib.suppress(FileNotFoundError):
            paths = self._files.ls(self._root, detail=False)
            # Some buckets list the folder itself, by a name that ends with a slash.
            return set(filter(None, (path.rsplit("/", 1)[-1] for path in paths)))
        return set()

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    @contextlib.contextmanager
    def _asked(self) -> Iterator[None]:
        """Raise TimeoutError if the place does not answer, or did not just now."""
        if time.monotonic() < self._rests_until:
            raise TimeoutError(_SILENT)
        try:
            with _as_trouble_with_a_file():
                yield
        except TimeoutError:
            self._rests_until = time.monotonic() + _REST_S
            raise


class Bucket(RemoteFolder):
    """A folder in an S3 bucket. Deleting reaches every version of an object."""

    def create(self, name: str, content: bytes) -> None:
        """Write a file whole, or raise FileExistsError if there is one."""
        try:
            super().create(name, content)
        except OSError as error:  # s3fs has no name of its own for a condition that fails
            if self._files.exists(self._path(name)):
                raise FileExistsError(name) from error
            raise

    def rename(self, name: str, new_name: str) -> None:
        """Give a file another name. Whoever dies between finds it under both: never under none."""
        with self._asked():
            try:
                self._files.cp_file(self._path(name), self._path(new_name))
            except FileNotFoundError:
                return
        self.remove(name)

    def remove(self, name: str) -> None:
        """Delete a file, and what the bucket keeps of it."""
        super().remove(name)
        with self._asked():
            bucket, key, _ = self._files.split_path(self._path(name))
            for version in self._versions(bucket, key):
                self._files.call_s3("delete_object", Bucket=bucket, Key=key, VersionId=version)

    def _versions(self, bucket: str, key: str) -> list[str]:
        try:
            found = self._files.call_s3("list_object_versions", Bucket=bucket, Prefix=key)
        except Exception as error:
            response = getattr(error, "response", None) or {}
            if response.get("Error", {}).get("Code") in _NO_VERSIONS:
                return []
            raise
        every = [*found.get("Versions", ()), *found.get("DeleteMarkers", ())]
        return [one["VersionId"] for one in every if one["Key"] == key]


@contextlib.contextmanager
def _as_trouble_with_a_file() -> Iterator[None]:
    # What a place raises is its own affair, too: the rest of the store knows OSError alone.
    try:
        yield
    except Exception as error:
        if _is_silence(error):
            raise TimeoutError(_SILENT) from error
        if isinstance(error, OSError | ValueError | ImportError):
            raise
        raise OSError(f"{type(error).__name__}: {error}") from error


def _is_silence(error: Exception) -> bool:
    """Tell whether nobody answered, by the names that libraries below give it."""
    name = type(error).__name__
    return "Timeout" in name or name == "EndpointConnectionError"
