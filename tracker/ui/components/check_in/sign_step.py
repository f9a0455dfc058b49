"""The second step of an entry: warning signs, and what may explain the day."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from tracker.domain.records.circumstances import SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import BodyArea
from tracker.domain.words.flag_texts import shipped_flag_texts
from tracker.domain.words.labels import BODY_AREAS, SPECIAL_EVENTS, SYMPTOMS
from tracker.ui.components.check_in.asked_back import ask_signs_back
from tracker.ui.components.check_in.entry_form import (
    ASKED_BACK,
    AT_RATINGS,
    Answers,
    EntryForm,
    Place,
    name_rating,
    rating_saved,
    to_step,
    with_ratings,
)
from tracker.ui.components.check_in.flag_questions import ask_flags
from tracker.ui.language import _

_FLAGS, _NOTE, _SPECIAL = "flags", "note", "special"


def ask_signs_step(asked: EntryForm, rated: Mapping[Place, int | None]) -> Answers:
    """Ask for the signs and what surrounds the day, and return everything that was answered."""
    for place, rating in rated.items():  # they are not drawn any more, and shall not be lost
        asked.form.note(name_rating(place), rating, rating_saved(asked, place))
    _offer_ratings(asked, rated)
    entry = with_ratings(asked.blank, rated)
    alike = (entry.ratings, entry.area_ratings) == (
        asked.blank.ratings,
        asked.blank.area_ratings,
    )
    answers = _ask_back(asked, is_same=alike)
    ticked = _ask_signs(asked)
    general, by_area = _ask_where(asked, ticked)
    with st.expander(
        _("What may explain it, or a note"), icon=":material/add_notes:", key="sign_extras"
    ):
        special, note = _ask_special(asked), _ask_note(asked)
    entry = replace(
        entry,
        red_flags=general,
        area_flags=by_area,
        areas=frozenset(asked.areas),
        note=note,
        circumstances=replace(asked.blank.circumstances, special=special, answers=answers),
    )
    return Answers(entry, at_signs=True, has_signs=bool(ticked) or asked.is_asking_back)


def _offer_ratings(asked: EntryForm, rated: Mapping[Place, int | None]) -> None:
    """Lead back to the ratings, and say what they are where a pointer or a reader asks."""
    said = [
        f"{_(SYMPTOMS[symptom])} {rating}"
        for (symptom, _area), rating in rated.items()
        if rating is not None
    ]
    (asked.head or st).button(
        _("Ratings"),
        icon=":material/arrow_back:",
        type="tertiary",
        help=" · ".join(said) or None,
        key="to_ratings",
        on_click=partial(to_step, asked, AT_RATINGS),
    )


def _ask_back(asked: EntryForm, *, is_same: bool) -> dict[RedFlag, bool]:
    """Return the answers to what was asked back; earlier ones hold for the same ratings only."""
    answers = dict(asked.blank.circumstances.answers) if is_same else {}
    if signs := st.session_state.get(asked.key(ASKED_BACK)):
        answers |= ask_signs_back(asked.key, signs)
    return answers


def _ask_signs(asked: EntryForm) -> frozenset[RedFlag]:
    saved = sorted(
        flag.name for flag in asked.blank.red_flags.union(*asked.blank.area_flags.values())
    )
    earlier = frozenset(RedFlag[name] for name in asked.form.start(_FLAGS, saved) or ())
    if asked.is_asking_back:
        with st.expander(_("The warning signs that you said do not apply")):
            ticked = ask_flags(asked.key, asked.signs, earlier)
    else:
        with st.container(key="signs", gap="xxsmall"):
            st.subheader(_("Does any of these apply?"), anchor=False)
            ticked = ask_flags(asked.key, asked.signs, earlier)
    asked.form.note(_FLAGS, sorted(one.name for one in ticked), saved)
    return ticked


def _ask_where(
    asked: EntryForm, flags: frozenset[RedFlag]
) -> tuple[frozenset[RedFlag], dict[BodyArea, frozenset[RedFlag]]]:
    """Return the signs that hold for all areas, and those of some areas only."""
    if len(asked.areas) < 2 or not flags:
        return flags, {}
    everywhere, by_area = set(flags), dict[BodyArea, set[RedFlag]]()
    for flag in sorted(flags):
        where = _ask_where_one(asked, flag)
        if where and set(where) != set(asked.areas):
            everywhere.discard(flag)
            for area in where:
                by_area.setdefault(area, set()).add(flag)
    return frozenset(everywhere), {area: frozenset(own) for area, own in by_area.items()}


def _ask_where_one(asked: EntryForm, flag: RedFlag) -> list[BodyArea]:
    name = f"where-{flag}"
    own = [area for area in asked.areas if flag in asked.blank.area_flags.get(area, ())]
    saved = own or list(asked.areas)
    chosen = st.pills(
        _("Where? {sign}").format(sign=_(shipped_flag_texts()[flag].question)),
        list(asked.areas),
        selection_mode="multi",
        default=asked.form.start(name, saved, lambda names: [BodyArea(one) for one in names]),
        format_func=lambda area: _(BODY_AREAS[area]),
        key=asked.key(name),
    )
    asked.form.note(name, [*map(str, chosen)], [*map(str, saved)])
    return list(chosen)


def _ask_special(asked: EntryForm) -> frozenset[SpecialEvent]:
    saved = [event for event in SpecialEvent if event in asked.blank.circumstances.special]
    chosen = st.pills(
        _("What may explain it if the skin is redder on this day? (optional)"),
        list(SpecialEvent),
        default=asked.form.start(
            _SPECIAL, saved, lambda names: [SpecialEvent(one) for one in names]
        ),
        selection_mode="multi",
        format_func=lambda event: _(SPECIAL_EVENTS[event]),
        key=asked.key(_SPECIAL),
        width="stretch",
    )
    asked.form.note(_SPECIAL, [*map(str, chosen)], [*map(str, saved)])
    return frozenset(chosen)


def _ask_note(asked: EntryForm) -> str:
    start = asked.form.start(_NOTE, asked.blank.note)
    note = st.text_area(_("Note (optional)"), start, height=80, key=asked.key(_NOTE)) or ""
    asked.form.note(_NOTE, note, asked.blank.note)
    return note
