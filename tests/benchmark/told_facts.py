"""Is every statement of a reason true of its diary? The sentences are parsed, not the code read.

Run by hand from the project's root: `python -m tests.benchmark.told_facts [--diaries N]`. A *claim*
is a part of a sentence that states something which the diary shows to be true or false: a rating, a
day, a direction, a photo, a note, an answer. A reason is wrong if a claim is, or if a number in it
belongs to no claim; a sentence without any known claim is listed as not understood.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pandas as pd

from tests.benchmark import told_photo_claims  # noqa: F401  (registers what photos show)
from tests.benchmark.odd_diaries import draw_diaries
from tests.benchmark.second_world.judged import STATUSES, verdicts_of
from tests.benchmark.second_world.people import CHANNELS
from tests.benchmark.told_claims import CLAIMS, Told
from tracker.domain.words.flag_texts import shipped_flag_texts

_CHUNK = 1000

NO_CLAIM = (
    "What was entered is within what is usual so far",
    "The entries lean away from the usual course, but not clearly",
    "could not be read",
    "can look the same",
    "A rating is",
    "A rating stands clearly above its lowest",
    "Ratings are above their usual range",
    "It should be calmer tomorrow",
    "Please look again in good light",
    "What was entered up to day",
    "The skin may have had more than it can take",
    "The skin may be treated too often",
    "All together is more than these needles usually leave",
    "A rating points to a warning sign",
    "Please answer the question",
    "If that is new or growing, contact a clinician today",
    "Something is there on day",
    "That is longer than usual",
    "If it is:",
    "If so:",
    "can be an allergy",
    "What was entered is above its usual range",
    "Something is above its usual range",
    "Something is still above its usual range",
    "Something stands clearly above its lowest",
)
"""Sentences that state nothing which a diary could contradict."""
_FREE_NUMBERS = re.compile(r"\b\d+(?:\.\d+)?\b")
_QUESTION = re.compile(r"[A-Z][^.?!]*\?")
"""It asks, and states nothing."""
_SENTENCE = re.compile(r"(?<=[.?!])\s+")


def faults(told: Told) -> list[str]:
    """Return what is wrong with the reason of an entry, or not understood."""
    found = []
    text = _QUESTION.sub(" ", _without_texts_of_signs(told.reason))
    covered: list[tuple[int, int]] = []
    for pattern, check in CLAIMS:
        for match in pattern.finditer(text):
            covered.append(match.span())
            if not check(told, match):
                found.append(f"wrong ({check.__name__.strip('_')}): {match[0]}")
    for number in _FREE_NUMBERS.finditer(text):
        if not any(a <= number.start() < b for a, b in covered):
            found.append(f"a number that belongs to no claim: {number[0]}")
    at = 0
    for sentence in _SENTENCE.split(text):
        start = text.index(sentence, at) if sentence else at
        at = start + len(sentence)
        known = any(part in sentence for part in NO_CLAIM) or any(
            a < at and start < b for a, b in covered
        )
        if sentence.strip() and not known:
            found.append(f"not understood: {sentence}")
    return found


@cache
def _texts_of_signs() -> tuple[str, ...]:
    texts = [
        text
        for row in shipped_flag_texts().values()
        for text in (row.question, row.why, row.what_to_do)
    ]
    return tuple(sorted({text for text in texts if text}, key=len, reverse=True))


def _without_texts_of_signs(reason: str) -> str:
    """Take out the questions and advice of the warning signs, which say nothing of the diary."""
    for text in _texts_of_signs():
        reason = reason.replace(text, " ")
        reason = reason.replace(text[0].lower() + text[1:], " ")
    return reason


def told_of(table: pd.DataFrame) -> Iterator[Told]:
    """Judge a table of diaries, and yield every entry with what was said of it."""
    said = verdicts_of(table)
    table = table.assign(rank=said["status"].map(STATUSES.index).to_numpy(), reason=said["reason"])
    persons: Counter[str] = Counter()
    for recovery, rows in table.groupby("recovery_id", sort=False):
        person = str(recovery).partition("/")[0]
        yield from _told_of_recovery(rows.to_dict("records"), persons[person])
        persons[person] += 1


def _told_of_recovery(rows: list[dict[str, object]], earlier: int) -> Iterator[Told]:
    ratings = [{c: int(row[c]) for c in CHANNELS if _is_there(row.get(c))} for row in rows]  # type: ignore[call-overload]
    days = [int(str(row["day"])) for row in rows]
    photos, zones = (
        [row[name] if _is_there(row.get(name)) else None for row in rows]
        for name in ("photo_delta_ei", "reddest_zone_delta_ei")
    )
    ranks = [int(str(row["rank"])) for row in rows]
    flags = [_yes(row) for row in rows]
    outcome = [str(row.get("outcome") or "") for row in rows]
    first = rows[0]
    ordinary = {
        c: int(float(str(first[f"ordinary_{c}"])))
        for c in CHANNELS
        if _is_there(first.get(f"ordinary_{c}"))
    }
    for n, row in enumerate(rows, 1):
        events = str(row.get("special") or "").split(";")
        yield Told(
            ratings[:n], days[:n], photos[:n], zones[:n], ranks[:n], flags[:n],  # type: ignore[arg-type]
            frozenset(event for event in events if event), outcome[:n], earlier, ordinary,
            str(row["reason"]),
        )  # fmt: skip


def _yes(row: dict[str, object]) -> frozenset[str]:
    flags = [flag for flag in str(row.get("red_flags") or "").split(";") if flag]
    answers = [a for a in str(row.get("answers") or "").split(";") if a.endswith("=yes")]
    return frozenset([*flags, *(answer.removesuffix("=yes") for answer in answers)])


def _is_there(value: object) -> bool:
    return value is not None and value == value and value != ""


def wrong_reasons(n: int, seed: int) -> Iterator[tuple[Told, list[str]]]:
    """Yield every entry of n diaries whose reason is wrong or not understood."""
    for start in range(0, n, _CHUNK):
        table = draw_diaries(min(_CHUNK, n - start), seed + start)
        for told in told_of(table.drop(columns=["diary", "is_judged"])):
            if found := faults(told):
                yield told, found


def main() -> None:
    """Print how often each fault occurs, with its first reason and diary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--diaries", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    kinds: Counter[str] = Counter()
    for told, found in wrong_reasons(options.diaries, options.seed):
        for fault in found:
            kind = re.sub(r"-?\d+(\.\d+)?", "#", fault)
            if not kinds[kind]:
                print(fault, "|", told.reason, "|", told.days, told.ratings, told.ranks, flush=True)
            kinds[kind] += 1
    for kind, count in kinds.most_common():
        print(f"{count:6d}  {kind}")
    print(f"{kinds.total()} faults in {options.diaries} diaries")


if __name__ == "__main__":
    main()
