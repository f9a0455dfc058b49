"""The audit's chain: each entry seals the one before it and its own content.

What an entry says of a person lies beside it, behind a random salt: the chain holds a commitment to
it. Without salt and text nobody can tell what was said, yet the chain stays whole. An erasure is an
entry itself, which names the entries that it emptied: what is missing otherwise is found.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

BEFORE_ALL = "0" * 64
"""What the first entry follows. Chosen: no digest is all noughts."""


RESEARCH = "research"
"""What was looked at, where it is nothing but lines under a pseudonym."""


class Act(Enum):
    """What happened."""

    LOOK = "look"
    CHANGE = "change"
    REFUSED = "refused"
    ERASED = "erased"
    """What the log said of a person was erased."""


@dataclass(frozen=True, kw_only=True)
class Details:
    """What an entry says of people; it goes when they are erased."""

    salt: str = field(repr=False)
    """32 random bytes in hexadecimal."""
    person_id: int | None
    """Whose record it was about."""
    account_id: int | None
    """Who did it; None for whoever runs the server."""
    role: str
    what: str
    """What was looked at or changed."""

    def commitment(self) -> str:
        """Return what the chain holds of them."""
        said = [self.person_id, self.account_id, self.role, self.what]
        return _seal(self.salt.encode(), said)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of the chain."""

    number: int
    """From 1 on, without a gap."""
    at: str
    """ISO 8601, with its zone. Text, so that what was changed can always be read and found."""
    act: str
    """Name of an `Act`."""
    erased: str
    """Numbers of the entries that an erasure emptied, such as `3-5,9`; else empty."""
    commitment: str
    previous: str
    digest: str

    def sealed(self, key: bytes) -> str:
        """Return the digest that its content has under a key."""
        said = [self.number, self.at, self.act, self.erased, self.commitment, self.previous]
        return _seal(key, said)


@dataclass(frozen=True)
class Head:
    """Where a chain ends, sealed: entries cut off its end are missed."""

    count: int
    digest: str
    seal: str

    @classmethod
    def of(cls, count: int, digest: str, key: bytes) -> "Head":
        """Return the head of a chain of so many entries."""
        return cls(count, digest, _seal(key, ["head", count, digest]))


class Flaw(Enum):
    """What can be wrong with a chain."""

    MISSING = "missing"
    """An entry, or several, is not there."""
    CHANGED = "changed"
    """An entry says something else than when it was written."""
    MOVED = "moved"
    """An entry does not follow the one before it."""
    EMPTIED = "emptied"
    """What it said of people is gone, and no erasure names it."""
    STRAY = "stray"
    """Something is said that belongs to no entry, or was erased."""
    CUT = "cut"
    """The chain does not end where it ended last."""


@dataclass(frozen=True)
class Found:
    """A flaw, and the number of the entry that it was found at."""

    number: int
    flaw: Flaw


def find_flaws(
    entries: Iterable[Entry], details: Mapping[int, Details], head: Head | None, key: bytes
) -> Iterator[Found]:
    """Go through a whole chain and yield everything that is wrong with it.

    Parameters
    ----------
    entries : iterable of Entry
        In the order of their numbers.
    details : mapping of int to Details
        What is still said of people, by the number of the entry.
    head : Head or None
        Where the chain ended last; None where that is not there.
    key : bytes
        What it was sealed with.
    """
    number, previous, erased, empty = 0, BEFORE_ALL, set[int](), set[int]()
    for entry in entries:
        if entry.number != number + 1:
            yield Found(number + 1, Flaw.MISSING)
        elif entry.previous != previous:
            yield Found(entry.number, Flaw.MOVED)
        if not hmac.compare_digest(entry.sealed(key), entry.digest):
            yield Found(entry.number, Flaw.CHANGED)
        said = details.get(entry.number)
        if said is None:
            empty.add(entry.number)
        elif said.commitment() != entry.commitment:
            yield Found(entry.number, Flaw.CHANGED)
        erased.update(numbers_in(entry.erased, most=entry.number))
        number, previous = entry.number, entry.digest
    yield from (Found(one, Flaw.EMPTIED) for one in sorted(empty - erased))
    yield from (Found(one, Flaw.STRAY) for one in sorted(set(details) & erased))
    yield from (Found(one, Flaw.STRAY) for one in sorted(one for one in details if one > number))
    if head != Head.of(number, previous, key):
        yield Found(number, Flaw.CUT)


def written_numbers(numbers: Iterable[int]) -> str:
    """Return numbers as text, runs of them as their ends."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in runs)


def numbers_in(text: str, most: int) -> set[int]:
    """Return the numbers of a text, none of them larger than `most`, whatever was written."""
    found: set[int] = set()
    for run in filter(None, text.split(",")):
        first, _, last = run.partition("-")
        if first.isdecimal() and (last or first).isdecimal():
            found.update(range(int(first), min(int(last or first), most) + 1))
    return found


def _seal(key: bytes, said: object) -> str:
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
