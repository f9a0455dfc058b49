"""Every text that people read, to be translated: reference tables, wording modules, code."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from enum import StrEnum
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

from analysis.quality.cut import CUT_SENTENCES
from analysis.quality.findings import VIEW_DIFFERS
from analysis.quality.unlike import LEFT_OUT
from texts.written import demo_notes, texts_in_code
from tracker.domain.guidance import names, words
from tracker.domain.guidance.aftercare import shipped_aftercare, shipped_product_reactions
from tracker.domain.guidance.guards import shipped_guards
from tracker.domain.guidance.learn import shipped_claims
from tracker.domain.guidance.outcomes import shipped_goals, shipped_scar_grades
from tracker.domain.guidance.readiness import shipped_needle_care, shipped_readiness
from tracker.domain.guidance.rows import shipped_sources
from tracker.domain.guidance.screening import shipped_screening
from tracker.domain.guidance.walk import shipped_walk_texts
from tracker.domain.guidance.zone_guide import shipped_depth_caps, shipped_zone_guides
from tracker.domain.records.patterns import shipped_pattern_rows
from tracker.domain.records.scales import Severity
from tracker.domain.verdict import advice
from tracker.domain.verdict.published import shipped_findings
from tracker.domain.words import labels
from tracker.domain.words.changes import RednessChange
from tracker.domain.words.flag_texts import shipped_flag_texts
from tracker.domain.words.phases import shipped_phases

_SAID = re.compile(r"[^\W\d_](?![^{]*})")
"""A letter outside braces: a text that is only filled in has nothing to translate."""
_NOT_WORDS = frozenset({"id", "basis", "source", "url", "areas"})


class Message(NamedTuple):
    """A text and where it is written."""

    text: str
    where: str


@cache
def collect_messages() -> tuple[Message, ...]:
    """Return every text with its place, tables first, each in its own order."""
    return (
        *_table_texts(),
        *(text for module in (advice, labels, names, words) for text in _texts(module)),
        *(text for kind in (Severity, RednessChange) for text in _words_of(kind)),
        *(
            Message(text, "analysis/quality/findings.py")
            for finding in VIEW_DIFFERS.values()
            for text in (finding.why, finding.retake)
        ),
        *(Message(one.why, "analysis/quality/unlike.py") for one in LEFT_OUT.values()),
        *(Message(text, "analysis/quality/cut.py") for text in CUT_SENTENCES.values()),
        *(Message(text, where) for text, where in (*texts_in_code(), *demo_notes())),
    )


def _table_texts() -> Iterator[Message]:
    tables: dict[str, Iterable[Any]] = {
        "patterns.toml": shipped_pattern_rows().values(),
        "red_flags.toml": shipped_flag_texts().values(),
        "phases.toml": shipped_phases(),
        "screening.toml": shipped_screening().values(),
        "readiness.toml": shipped_readiness().values(),
        "needle_care.toml": shipped_needle_care().values(),
        "zones.toml": shipped_zone_guides().values(),
        "depth_caps.toml": shipped_depth_caps().values(),
        "guards.toml": shipped_guards().values(),
        "walk.toml": shipped_walk_texts().values(),
        "aftercare.toml": shipped_aftercare().values(),
        "product_reactions.toml": shipped_product_reactions().values(),
        "goals.toml": shipped_goals().values(),
        "scar_grades.toml": shipped_scar_grades().values(),
        "learn.toml": shipped_claims().values(),
        "published.toml": shipped_findings().values(),
        "sources.toml": shipped_sources().values(),
    }
    for name, rows in tables.items():
        for row in rows:
            for field in fields(row):
                value = getattr(row, field.name)
                for text in value if type(value) is tuple else (value,):
                    if type(text) is str and _SAID.search(text) and field.name not in _NOT_WORDS:
                        yield Message(text, f"tracker/reference/{name}")


def _words_of(kind: type[StrEnum]) -> Iterator[Message]:
    where = f"{kind.__module__.replace('.', '/')}.py"
    return (Message(member.value, where) for member in kind)


def _texts(module: ModuleType) -> Iterator[Message]:
    where = f"{module.__name__.replace('.', '/')}.py"
    for name, value in vars(module).items():
        if name.isupper():
            values = value.values() if isinstance(value, Mapping) else value
            for text in [values] if isinstance(values, str) else values:
                if type(text) is str:
                    yield Message(text, where)
