"""The command that lists the settings of a server, and says what is wrong with them."""

import argparse
import difflib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from tracker.config import HOST_NAME

if TYPE_CHECKING:
    from tracker.store.repository import Store

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
OpenStore: TypeAlias = "Callable[[argparse.Namespace], AbstractContextManager[Store]]"


@dataclass(frozen=True)
class Variable:
    """A variable of the environment that the app reads."""

    name: str
    meaning: str
    is_secret: bool = False


VARIABLES = (
    Variable("FIFTHDAY_DATA_DIR", "folder of the diary, the small pictures and the courses"),
    Variable("DATABASE_URL", "PostgreSQL in place of the diary's file", is_secret=True),
    Variable("FIFTHDAY_PHOTO_STORE", "where the photo files are: a folder, or any fsspec URL"),
    Variable("FIFTHDAY_PHOTO_KEYS", "secrets of the photos' key, the present one first", True),
    Variable("FIFTHDAY_PHOTO_KEY_FILE", "a file with these secrets, one a line"),
    Variable("FIFTHDAY_HOST", "the name that people type, behind TLS; sign-in is then required"),
    Variable("DASK_SCHEDULER", "workers for what is too big for a page: tls://name:port"),
    Variable("DASK_NETWORK_IS_PRIVATE", "1: nobody else reads it, so that tcp:// will do"),
    Variable("FIFTHDAY_SHARE", "whether phones of the home network may ask from the start"),
    Variable("FIFTHDAY_SHARE_ADDRESS", "number of this computer in the home network"),
    Variable("FIFTHDAY_LISTEN", "address that `.container/start` listens on; 127.0.0.1 if unset"),
    Variable("FIFTHDAY_PORT", "port that `.container/start` listens on; 8501 if unset"),
    Variable("FIFTHDAY_PYTHON", "Python that `.container/start` runs; the project's own if unset"),
)
"""What an S3 bucket needs beside these has the names that its library gives them (AWS_…)."""


def add_settings(commands: _Commands, open_store: OpenStore) -> None:
    """Add the command."""
    settings = commands.add_parser(
        "settings",
        help="list the settings, and say what is wrong with them",
        description="List the variables that the app reads, with secrets left out, and say what "
        "is wrong with them. The exit code is 1 if anything is.",
    )
    settings.add_argument(
        "--check", action="store_true", help="open the diary and the photos with them, too"
    )
    settings.set_defaults(run=lambda options: _settings(options, open_store))


def _settings(options: argparse.Namespace, open_store: OpenStore) -> int:
    for one in VARIABLES:
        print(f"{one.name:24} {shown(one, os.environ):30} {one.meaning}")
    problems = list(problems_of(os.environ))
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return 1
    if options.check:
        with open_store(options):
            print("The diary and the photos can be opened.")
    return 0


def shown(variable: Variable, environment: Mapping[str, str]) -> str:
    """Return what a variable is set to; of a secret only that it is set."""
    value = environment.get(variable.name)
    if value is None:
        return "–"
    return "(set)" if variable.is_secret else value


def problems_of(environment: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for everything that is wrong with an environment."""
    known = [one.name for one in VARIABLES]
    for name in sorted(environment):
        if name.startswith("FIFTHDAY_") and name not in known:
            (near,) = difflib.get_close_matches(name, known, 1, 0) or [known[0]]
            yield f"{name} is no setting of this app. Did you mean {near}?"
    yield from _of_places(environment)
    yield from _of_photo_keys(environment)
    host = environment.get("FIFTHDAY_HOST")
    if host is not None and not HOST_NAME.fullmatch(host):
        yield (
            "FIFTHDAY_HOST is not a name alone. Please give it as people type it, without https:// "
            "and without a port: clinic.example.org."
        )


def _of_places(environment: Mapping[str, str]) -> Iterator[str]:
    database, scheduler = environment.get("DATABASE_URL"), environment.get("DASK_SCHEDULER")
    if database is not None:
        scheme = _scheme_of(database, needs_host=False)  # it may be a socket of this machine
        if scheme.partition("+")[0] not in {"postgresql", "postgres"}:
            yield (
                "DATABASE_URL is not an address of PostgreSQL. Please write it as "
                "postgresql+psycopg://USER:PASSWORD@HOST/DATABASE, or take it away: the diary is "
                "then a file."
            )
        yield from _lacking("psycopg", "DATABASE_URL", "clinic")
    yield from _of_bucket(environment)
    if scheduler is not None:
        if _scheme_of(scheduler) not in {"tcp", "tls"}:
            yield "DASK_SCHEDULER is not an address. Please write it as tls://NAME:8786, or tcp://."
        yield from _lacking("distributed", "DASK_SCHEDULER", "cluster")


def _of_bucket(environment: Mapping[str, str]) -> Iterator[str]:
    place, server = environment.get("FIFTHDAY_PHOTO_STORE", ""), "AWS_ENDPOINT_URL_S3"
    if not place.startswith(("s3:", "s3a:")):
        return
    yield from _lacking("s3fs", "FIFTHDAY_PHOTO_STORE", "s3")
    if not _scheme_of(place):
        yield "FIFTHDAY_PHOTO_STORE names no bucket. Please write it as s3://BUCKET/FOLDER."
    if server in environment and _scheme_of(environment[server]) not in {"http", "https"}:
        yield f"{server} is not an address. Please write it as https://NAME, or http://NAME:8333."


def _scheme_of(address: str, *, needs_host: bool = True) -> str:
    """Return what an address begins with; nothing where its host or its port cannot be."""
    try:
        parts = urlsplit(address)
        return parts.scheme if parts.port != 0 and (parts.hostname or not needs_host) else ""
    except ValueError:
        return ""


def _of_photo_keys(environment: Mapping[str, str]) -> Iterator[str]:
    path = environment.get("FIFTHDAY_PHOTO_KEY_FILE")
    if path is None:
        return
    if "FIFTHDAY_PHOTO_KEYS" in environment:
        yield (
            "FIFTHDAY_PHOTO_KEYS and FIFTHDAY_PHOTO_KEY_FILE are both set. Please keep one of them."
        )
    try:
        if not Path(path).read_text().strip():
            yield f"The file {path} of FIFTHDAY_PHOTO_KEY_FILE is empty. Please put a secret in it."
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        yield (
            f"The file {path} of FIFTHDAY_PHOTO_KEY_FILE cannot be read ({reason}). Please check "
            "that it is there and that the app may read it."
        )


def _lacking(module: str, name: str, extra: str) -> Iterator[str]:
    if importlib.util.find_spec(module) is None:
        yield f"{name} needs a part that is not installed. Please run `uv sync --extra {extra}`."
