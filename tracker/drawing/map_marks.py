"""What the facial map shows: needle lengths, the walk, results, notes, and what keeps breaking out.

No mark speaks by its colour alone: each has a label and is read out.
"""

from collections.abc import Collection, Iterable, Mapping

from tracker.domain.guidance import words
from tracker.domain.guidance.walk import Walk
from tracker.domain.guidance.zone_guide import caps_for, walk_order
from tracker.domain.records.kept import Measurement, Setting, Zone
from tracker.domain.records.shown import Change
from tracker.domain.words.changes import is_within_error
from tracker.drawing.face_map import PLAIN, ZoneMark
from tracker.locale import Translate, as_written
from tracker.said import Figure, Said

# Longest needle in mm up to which a blue applies; light to dark as the needles get longer.
_BLUES = {0.25: "#bcd6ff", 0.3: "#a9caff", 0.5: "#92bbfb", 1.0: "#74a5f5", 1.5: "#5b8def"}
_LONGEST_BLUE = "#4f7fdc"
_DONE, _LEFT_OUT = "#bfe8c8", "#cbd0d8"
_REDDER, _PALER = "#f5b5a8", "#b5d4f5"
_BREAKOUT = "#f2cf8f"


def length_marks(
    setting: Setting, lengths: Mapping[Zone, float], translate: Translate = as_written
) -> Mapping[Zone, ZoneMark]:
    """Show the needle length of each zone; where none was chosen, the highest one there.

    Parameters
    ----------
    lengths : mapping
        The lengths that were chosen, in mm.
    """
    return {
        zone: _length_mark(caps_for(zone)[0].highest_mm(setting), lengths.get(zone), translate)
        for zone in walk_order()
    }


def walk_marks(walk: Walk, translate: Translate = as_written) -> Mapping[Zone, ZoneMark]:
    """Show what a guided session has done, and the zone that is due."""
    marks = {}
    for done in walk.done:
        said = words.MAP_PASSES if done.passes else words.MAP_LEFT_OUT
        marks[done.zone] = ZoneMark(
            fill=_DONE if done.passes else _LEFT_OUT,
            label=f"{done.passes}×" if done.passes else "–",
            description=translate(said).format(passes=done.passes),
        )
    if walk.current is not None:
        label = _say_figure(walk.current.needle_length_mm, translate)
        marks[walk.current.zone] = ZoneMark(label=label, is_current=True)
    return marks


def redness_marks(
    changes: Iterable[Measurement | Change], translate: Translate = as_written
) -> Mapping[Zone, ZoneMark]:
    """Show the change of redness of each zone; coloured only where it can be told from error.

    Parameters
    ----------
    changes : iterable of Measurement or Change
        Changes of the erythema index of one photo, in EI; zones off the map are left out.
    """
    return {
        change.zone: _change_mark(change, translate)
        for change in changes
        if change.zone in walk_order()
    }


def note_marks(
    days_by_zone: Mapping[Zone, int],
    recurring: Collection[Zone],
    translate: Translate = as_written,
) -> Mapping[Zone, ZoneMark]:
    """Show the days on which something was noted in a zone; coloured where it keeps breaking out.

    Parameters
    ----------
    recurring : collection of Zone
        The zones that keep breaking out.
    """
    marks = {}
    for zone, days in days_by_zone.items():
        fill, said = (
            (_BREAKOUT, words.MAP_RECURRING) if zone in recurring else (PLAIN, words.MAP_NOTED)
        )
        description = translate(said).format(days=days)
        marks[zone] = ZoneMark(fill=fill, label=str(days), description=description)
    return marks


def _length_mark(
    highest_mm: float | None, chosen_mm: float | None, translate: Translate
) -> ZoneMark:
    label, said = _say_highest(highest_mm, translate)
    if chosen_mm is None:
        return ZoneMark(fill=PLAIN if highest_mm else _LEFT_OUT, label=label, description=said)
    length = _say_figure(chosen_mm, translate)
    fill = next((blue for mm, blue in _BLUES.items() if chosen_mm <= mm), _LONGEST_BLUE)
    return ZoneMark(fill=fill, label=length, description=f"{length}\N{NO-BREAK SPACE}mm, {said}")


def _say_highest(highest_mm: float | None, translate: Translate) -> tuple[str, str]:
    """Return what stands on a zone of its highest length, and what is read out."""
    if not highest_mm:
        return "–", translate(words.MAP_NO_FIGURE if highest_mm is None else words.MAP_NEVER)
    length = _say_figure(highest_mm, translate)
    return f"≤ {length}", translate(words.MAP_HIGHEST).format(length=length)


def _change_mark(change: Measurement | Change, translate: Translate) -> ZoneMark:
    shown = round(change.value, 1)
    label = ("-" if shown < 0 else "+") + _say_figure(Figure(abs(shown), 1), translate)
    if is_within_error(change.value, change.mdc95, change.too_high):
        return ZoneMark(fill=PLAIN, label=label, description=translate(words.MAP_WITHIN_ERROR))
    fill, said = (_REDDER, words.MAP_REDDER) if change.value > 0 else (_PALER, words.MAP_PALER)
    return ZoneMark(fill=fill, label=label, description=translate(said))


def _say_figure(figure: float | Figure, translate: Translate) -> str:
    return translate(Said(words.FIGURE, figure=figure))
