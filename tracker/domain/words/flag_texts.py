"""The wording of the red flags, from the reference."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any

from tracker.domain.records.flags import AdviceLevel, RedFlag
from tracker.domain.records.kept import DeviceKind
from tracker.errors import InvalidReference
from tracker.reference import read_toml, reference_file


@dataclass(frozen=True)
class FlagText:
    """What a person reads about one red flag."""

    level: AdviceLevel
    question: str
    why: str
    what_to_do: str
    basis: str
    source: str
    asked_back: str = ""
    """What is asked where a rating points to it; the question itself where it is empty."""
    from_day: int = 0
    """The first day of a recovery on which it is asked: before it, a yes is usual."""
    until_day: int | None = None
    """The last day on which it is asked; None for ever."""
    devices: frozenset[DeviceKind] = frozenset(DeviceKind)
    """The kinds of device that it is asked after."""

    def is_asked(self, day: int, device: DeviceKind) -> bool:
        """Say whether it is asked on a day after a session with this device."""
        is_over = self.until_day is not None and day > self.until_day
        return day >= self.from_day and not is_over and device in self.devices


def flags_asked(day: int, device: DeviceKind) -> tuple[RedFlag, ...]:
    """Return the warning signs that are asked for on a day after a session, in their order."""
    return tuple(flag for flag, text in shipped_flag_texts().items() if text.is_asked(day, device))


@cache
def shipped_flag_texts() -> Mapping[RedFlag, FlagText]:
    """Return the wording of every red flag, in the order in which they are asked."""
    return read_flag_texts(reference_file("red_flags.toml"))


def read_flag_texts(file: Traversable) -> Mapping[RedFlag, FlagText]:
    """Read and check the wording of the red flags.

    Raises
    ------
    InvalidReference
        If a flag is missing or unknown, or its level is another than the code's.
    """
    entries = read_toml(file)
    if entries.keys() != set(RedFlag):
        wrong = ", ".join(sorted(entries.keys() ^ set(RedFlag)))
        raise InvalidReference(f"{file.name} must describe each red flag once; look at: {wrong}.")
    return {flag: _parse_text(flag, entries[flag], file.name) for flag in RedFlag}


def _parse_text(flag: RedFlag, entry: dict[str, Any], name: str) -> FlagText:
    try:
        level = AdviceLevel[entry["level"].upper()]
        devices = frozenset(map(DeviceKind, entry.get("devices", DeviceKind)))
        text = FlagText(**{**entry, "level": level, "devices": devices})
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidReference(f"[{flag}] in {name} cannot be used: {error}.") from None
    if text.level is not flag.level:
        raise InvalidReference(f"[{flag}] in {name} must keep the level {flag.level.name.lower()}.")
    return text
