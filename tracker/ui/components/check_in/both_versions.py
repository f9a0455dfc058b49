"""Two windows have written the same entry: both are shown, and the person chooses."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

import streamlit as st

from tracker.domain.records.circumstances import agreed
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import BodyArea, DiaryEntry, NewDiaryEntry
from tracker.domain.records.scales import Symptom
from tracker.domain.words.flag_texts import shipped_flag_texts
from tracker.domain.words.labels import BODY_AREAS, SYMPTOMS
from tracker.ui.components.sides import HERE, THERE, choose_side
from tracker.ui.language import _


class Difference(NamedTuple):
    """One answer that two versions of an entry give differently."""

    symptom: Symptom
    area: BodyArea | None
    here: int | None
    there: int | None


def choose_between(here: NewDiaryEntry, there: DiaryEntry, key: str) -> DiaryEntry | None:
    """Show where two versions differ; return what the person chose once they say so."""
    st.warning(
        _(
            "Another window has saved this day meanwhile. Nothing is lost: please choose what is "
            "to be kept, answer by answer."
        ),
        icon=":material/difference:",
    )
    chosen = {one: _choose_rating(one, key) for one in differences(here, there)}
    flags, area_flags = _choose_signs(here, there, key)
    note = _choose_note(here, there, key)
    if not st.button(_("Save what I chose"), type="primary", width="stretch", key="save_chosen"):
        return None
    return replace(
        _with_ratings(there, chosen),
        areas=here.areas | there.areas,
        red_flags=flags,
        area_flags=area_flags,
        note=note,
        circumstances=agreed(there.circumstances, here.circumstances),
    )


def differ(here: NewDiaryEntry, there: DiaryEntry) -> bool:
    """Return whether two versions say anything differently."""
    names = ("ratings", "red_flags", "area_ratings", "area_flags", "note")
    return any(getattr(here, name) != getattr(there, name) for name in names)


def differences(here: NewDiaryEntry, there: DiaryEntry) -> Iterator[Difference]:
    """Yield the ratings that differ."""
    pairs: list[tuple[BodyArea | None, Mapping[Symptom, int], Mapping[Symptom, int]]] = [
        (None, here.ratings, there.ratings)
    ]
    pairs += [
        (area, here.area_ratings.get(area, {}), there.area_ratings.get(area, {}))
        for area in BodyArea
    ]
    for area, own, other in pairs:
        for symptom in Symptom:
            if own.get(symptom) != other.get(symptom):
                yield Difference(symptom, area, own.get(symptom), other.get(symptom))


def _choose_rating(one: Difference, key: str) -> int | None:
    values = {HERE: one.here, THERE: one.there}
    worse = max(values, key=lambda side: -1 if values[side] is None else values[side] or 0)
    where = f" ({_(BODY_AREAS[one.area])})" if one.area else ""
    side = choose_side(
        f"{_(SYMPTOMS[one.symptom])}{where}",
        {one: _say(rating) for one, rating in values.items()},
        worse,
        key=f"{key}-{one.symptom}-{one.area}",
    )
    return values[side or worse]


def _say(rating: int | None) -> str:
    return _("not rated") if rating is None else str(rating)


def _with_ratings(entry: DiaryEntry, chosen: Mapping[Difference, int | None]) -> DiaryEntry:
    ratings = dict(entry.ratings)
    by_area = {area: dict(own) for area, own in entry.area_ratings.items()}
    for one, rating in chosen.items():
        own = ratings if one.area is None else by_area.setdefault(one.area, {})
        own.pop(one.symptom, None)
        if rating is not None:
            own[one.symptom] = rating
    return replace(entry, ratings=ratings, area_ratings=by_area)


def _choose_signs(
    here: NewDiaryEntry, there: DiaryEntry, key: str
) -> tuple[frozenset[RedFlag], dict[BodyArea, frozenset[RedFlag]]]:
    """Return the signs that are kept: one that either version has stays unless it is taken away."""
    dropped = {
        flag
        for flag in sorted(_signs(here) ^ _signs(there))
        if not st.checkbox(
            _("Keep this warning sign: {sign}").format(sign=_(shipped_flag_texts()[flag].question)),
            value=True,
            key=f"{key}-{flag}",
        )
    }
    by_area = {
        area: here.area_flags.get(area, frozenset()) | there.area_flags.get(area, frozenset())
        for area in {*here.area_flags, *there.area_flags}
    }
    general = (here.red_flags | there.red_flags) - dropped
    return general, {area: own - dropped for area, own in by_area.items()}


def _signs(entry: NewDiaryEntry) -> frozenset[RedFlag]:
    return entry.red_flags.union(*entry.area_flags.values())


def _choose_note(here: NewDiaryEntry, there: DiaryEntry, key: str) -> str:
    if here.note == there.note or not (here.note and there.note):
        return here.note or there.note
    return st.text_area(_("Both notes"), f"{there.note}\n{here.note}", key=f"{key}-note") or ""
