"""What a person reads on a page, sentence by sentence."""

import re
from collections import Counter
from collections.abc import Iterable

from streamlit.testing.v1 import AppTest

SHORTEST = 25
"""Characters; what is shorter is a label, and stands wherever it labels something."""
MAY_STAND_TWICE = (
    # What holds for two lines of a folded list, each with its own sources.
    *("Until day 7, and only once peeling", "Bis Tag 7, und erst, wenn das Schälen"),
    # What goes with each photo, where its deletion is asked about.
    *("The file and every value that was", "Die Datei und alles, was darauf"),
    # What a yes leads to, under the name of each theme.
    *("With a yes: ", "Bei einem Ja: "),
)
"""The whole list of what may be said more than once on a page, by how it begins."""
_SOURCE = re.compile(r"^.*://.*$", re.MULTILINE)
"""A source stands with everything that rests on it."""
_ORIGIN = re.compile(r"Derived from|Source|Quelle|Abgeleitet")
"""So does where a figure comes from."""
_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")
_MARKS = re.compile(r":material/\w+:|[*_#>`]|<[^>]*>|^\s*-\s", re.MULTILINE)
_ONE_OF_SEVERAL = re.compile(
    r"(?<![\d.,–-])1 (photos|days|entries|sessions|weeks|zones|check-ins|recoveries|spots|notes|"
    r"points|hours|minutes|needles|Fotos|Tage|Tagen|Einträge|Sitzungen|Wochen|Zonen|Stellen|"
    r"Punkte|Stunden|Minuten|Nadeln)\b"
)


def sentences_on(app: AppTest) -> list[str]:
    """The sentences of the page itself, as they are read: what explains a control is not there."""
    groups = (
        *(app.main.markdown, app.main.caption, app.main.error, app.main.warning),
        *(app.main.info, app.main.success, app.main.header, app.main.subheader),
    )
    texts = [str(element.value) for group in groups for element in group]
    return [one for text in texts for one in _sentences(text)]


def said_twice(sentences: Iterable[str]) -> list[str]:
    """Sentences that stand more than once on a page."""
    counted = Counter(sentences)
    return [
        one
        for one, times in counted.items()
        if times > 1
        and len(one) >= SHORTEST
        and not one.startswith(MAY_STAND_TWICE)
        and not _ORIGIN.search(one)
    ]


def wrong_plurals(texts: Iterable[str]) -> list[str]:
    """Texts that say "1 photos"."""
    return [text for text in texts if _ONE_OF_SEVERAL.search(text)]


def _sentences(text: str) -> list[str]:
    plain = _MARKS.sub("", _SOURCE.sub("", text))
    return [one.strip() for one in _ENDS.split(plain) if one.strip()]
