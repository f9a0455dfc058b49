"""Which rules give a verdict: a digest of the rules themselves, so that none is forgotten."""

import hashlib
from functools import cache
from importlib import resources

_RULES = ("tracker.domain.verdict", "tracker.domain.course", "tracker.reference")


@cache
def method_of_verdicts() -> str:
    """Return a digest of the program's rules and tables that a verdict follows from.

    It changes with any change of them, of a comment too: a verdict is then judged once more than
    needed, never shown for longer than its rules hold.
    """
    content = hashlib.sha256()
    for room in _RULES:
        files = (file for file in resources.files(room).iterdir() if file.is_file())
        for file in sorted(files, key=lambda one: one.name):
            content.update(file.name.encode() + file.read_bytes())
    return content.hexdigest()
