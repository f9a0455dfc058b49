"""What words in the cells of a diary file mean: explanations, answers and outcomes.

Every reader returns what it understood, and the end of a sentence about what it did not.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from tracker.domain.records.circumstances import Outcome, SpecialEvent
from tracker.domain.records.flags import RedFlag

Word = TypeVar("Word", bound=StrEnum)

_OTHER_NAMES = {"sauna": SpecialEvent.SPORT, "sportorsauna": SpecialEvent.SPORT}
_YES_AND_NO = MappingProxyType({"yes": True, "no": False})


def read_special(text: str) -> tuple[frozenset[SpecialEvent], str]:
    """Read what may explain a day: ids joined by `;`."""
    names = {bare(part): part.strip() for part in text.split(";") if part.strip()}
    known = by_bare_name(SpecialEvent) | _OTHER_NAMES
    unknown = [shown for name, shown in names.items() if name not in known]
    events = frozenset(known[name] for name in names if name in known)
    return events, _unknown("special", unknown, SpecialEvent, "so it explains nothing")


def read_answers(text: str) -> tuple[Mapping[RedFlag, bool], str]:
    """Read answers to signs that were asked back: `sign=yes` or `sign=no`, joined by `;`.

    Where a sign has both answers, its yes counts.
    """
    known, answers, unknown = by_bare_name(RedFlag), dict[RedFlag, bool](), []
    for part in filter(str.strip, text.split(";")):
        sign, _, said = part.partition("=")
        flag, yes = known.get(bare(sign)), _YES_AND_NO.get(bare(said))
        if flag is None or yes is None:
            unknown.append(part.strip())
        else:
            answers[flag] = yes or answers.get(flag, False)
    if not unknown:
        return answers, ""
    return answers, f": answers must be written sign=yes or sign=no, found “{unknown[0]}”"


def read_outcome(text: str) -> tuple[Outcome | None, str]:
    """Read what came of an emergency."""
    outcome = by_bare_name(Outcome).get(bare(text))
    unknown = [text] if text and outcome is None else []
    return outcome, _unknown("outcome", unknown, Outcome, "so it was not used")


def bare(text: str) -> str:
    """Return a word without capitals, blanks, hyphens and underscores."""
    return re.sub(r"[\W_]+", "", text).lower()


def by_bare_name(kind: type[Word]) -> dict[str, Word]:
    """Return the members of an Enum by their bare values."""
    return {bare(member): member for member in kind}


def _unknown(column: str, unknown: list[str], kind: type[StrEnum], outcome: str) -> str:
    if not unknown:
        return ""
    return f": {column} is none of {', '.join(kind)}, {outcome}; found “{unknown[0]}”"
