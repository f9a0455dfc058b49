"""Which rules give a verdict: a digest of the rules themselves, so that none is forgotten."""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

_RULES = ("tracker.domain.verdict", "tracker.domain.course", "tracker.reference")


@cache
def method_of_verdicts() -> str:
    """Return a digest of the program's rules and tables that a verdict follows from.

    It changes with any change of them, of a comment too: a verdict is then judged once more than
    needed, never shown for longer than its rules hold.
    """
    content = hashlib.sha256()
    for file in files_of_rules():
        content.update(file.name.encode() + file.read_bytes())
    return content.hexdigest()


def files_of_rules() -> Iterator[Traversable]:
    """Yield the files that the digest is of, those of rooms within rooms as well."""
    for room in _RULES:
        yield from _files_in(resources.files(room))


def _files_in(room: Traversable) -> Iterator[Traversable]:
    for one in sorted(room.iterdir(), key=lambda one: one.name):
        if one.is_file():
            yield one
        elif one.name != "__pycache__":
            yield from _files_in(one)
