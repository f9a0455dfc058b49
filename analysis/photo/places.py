"""Photos by where they lie: files, folders, and buckets behind an fsspec URL."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import fsspec

from analysis.errors import AnalysisError, UnreadablePhoto

_SUFFIXES = {".jpg", ".jpeg", ".jfif", ".png", ".webp", ".heic", ".heif", ".avif"}
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")  # two letters at least: C: is a drive
_TELLING = ("size", "mtime", "LastModified", "ETag")
"""What of a listing is another one once the file is."""


@dataclass(frozen=True)
class Lying:
    """A photo, and where it lies."""

    path: str
    stamp: str = ""
    """What is another text once the file is another one."""
    content: bytes | None = None
    """What it holds, where whoever measures it cannot get there."""

    @property
    def is_far(self) -> bool:
        """Whether it lies elsewhere, for every machine to read."""
        return is_far(self.path)

    def read(self) -> bytes:
        """Return the content, or raise UnreadablePhoto."""
        if self.content is not None:
            return self.content
        try:
            if self.is_far:
                files, path = _reach(self.path)
                found: bytes = files.cat_file(path)
                return found
            return Path(self.path).read_bytes()
        except AnalysisError:
            raise
        except Exception as error:  # what a place raises is its own affair
            reason = getattr(error, "strerror", None) or type(error).__name__
            raise UnreadablePhoto(
                f"It cannot be read ({reason}). Please check that it is there and that you may "
                "read it."
            ) from error

    def with_content(self) -> "Lying":
        """Return it with what it holds, for a machine that cannot get there."""
        try:
            return replace(self, content=self.read())
        except UnreadablePhoto:
            return replace(self, content=b"")  # no photo, which is said by whoever measures


def is_far(path: str) -> bool:
    """Tell whether a path is the URL of another place."""
    return _URL.match(path) is not None


def photos_in(paths: Sequence[str]) -> Iterator[Lying]:
    """Yield photos in their order; a folder, or a bucket's, stands for the photos in it.

    Raises
    ------
    AnalysisError
        If a place elsewhere cannot be listed, or a place holds no photo.
    """
    for path in paths:
        found = list(_elsewhere(path) if is_far(path) else _here(path))
        if not found:
            raise AnalysisError(
                f"{path} holds no photo. Please name the folder that the photos lie in: folders "
                "within it are not looked through."
            )
        yield from found


def _here(path: str) -> Iterator[Lying]:
    if Path(path).is_dir():
        inside = sorted(one for one in Path(path).iterdir() if one.suffix.lower() in _SUFFIXES)
        yield from (Lying(str(one), _stamp_of(one)) for one in inside)
    else:
        yield Lying(path, _stamp_of(Path(path)))


def _stamp_of(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return ""
    return f"{found.st_size} {found.st_mtime_ns}"


def _elsewhere(url: str) -> Iterator[Lying]:
    scheme = url.partition("://")[0]
    try:
        files, root = _reach(url)
        found = [one for one in files.ls(root, detail=True) if one["type"] == "file"]
    except AnalysisError:
        raise
    except Exception as error:
        raise AnalysisError(
            f"{url} cannot be listed ({type(error).__name__}). Please check the address, and that "
            "you may read there."
        ) from error
    for one in sorted(found, key=lambda one: str(one["name"])):
        name = str(one["name"])
        if name == root or PurePosixPath(name).suffix.lower() in _SUFFIXES:
            stamp = " ".join(str(one[key]) for key in _TELLING if key in one)
            yield Lying(f"{scheme}://{name.lstrip('/') if scheme != 'file' else name}", stamp)


def _reach(url: str) -> tuple[Any, str]:
    options = {"use_listings_cache": False} if url.startswith(("s3:", "s3a:")) else {}
    try:
        files, path = fsspec.core.url_to_fs(url, **options)
    except (ImportError, ValueError) as error:
        raise AnalysisError(
            f"{url} cannot be reached: {error}. For a bucket, `uv sync --extra s3` is needed."
        ) from error
    return files, str(path)
