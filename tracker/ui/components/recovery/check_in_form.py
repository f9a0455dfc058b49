"""The questions of one entry: ratings, warning signs, a note; asked by area where areas differ."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from tracker.domain.records.circumstances import SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import BodyArea, DiaryEntry
from tracker.domain.records.scales import MAX_RATING, Symptom, severity_of
from tracker.domain.words.flag_texts import shipped_flag_texts
from tracker.domain.words.labels import BODY_AREAS, SEVERITIES, SPECIAL_EVENTS, SYMPTOMS
from tracker.ui import state
from tracker.ui.components.form import KeptForm
from tracker.ui.components.recovery.asked_back import ask_signs_back
from tracker.ui.components.recovery.flag_questions import ask_flags
from tracker.ui.language import _

ASKED_BACK = "asked_back"
"""Under which a window remembers what it is asking back."""
_DIFFERS, _FLAGS, _NOTE, _SPECIAL = "differs", "flags", "note", "special"


@dataclass(frozen=True)
class EntryForm:
    """The form of one entry."""

    form: KeptForm
    blank: DiaryEntry
    """Whose, and of which day; what was saved, if it was."""
    areas: tuple[BodyArea, ...]
    """What it is about."""
    signs: tuple[RedFlag, ...]
    """The warning signs that are asked for."""
    slot: str = ""
    """Which entry of the day, if not its first."""

    def key(self, name: str) -> str:
        """Name a control of this form."""
        return state.rating_key(self.blank.person_id, self.blank.day, name, self.slot)

    @property
    def is_saved(self) -> bool:
        """Whether there is a saved entry behind it."""
        return self.blank.id is not None


def ask_entry(asked: EntryForm) -> DiaryEntry | None:
    """Ask everything; None as long as the warning signs are not answered."""
    st.caption(" · ".join(map(_, SEVERITIES.values())))
    differing = _ask_what_differs(asked)
    ratings = _ask_ratings(asked, [one for one in Symptom if one not in differing], None)
    area_ratings: dict[BodyArea, Mapping[Symptom, int]] = {}
    for area in asked.areas if differing else ():
        st.markdown(f"**{_(BODY_AREAS[area])}**")
        area_ratings[area] = _ask_ratings(asked, differing, area)
    _offer_to_take_back(asked)
    special = _ask_special(asked)
    flags = _ask_signs(asked)
    note = _ask_note(asked)
    alike = (ratings, area_ratings) == (asked.blank.ratings, asked.blank.area_ratings)
    answers = _ask_back(asked, is_same=alike)
    if flags is None:
        return None
    general, by_area = _ask_where(asked, flags)
    return replace(
        asked.blank,
        ratings=ratings,
        red_flags=general,
        area_ratings=area_ratings,
        area_flags=by_area,
        areas=frozenset(asked.areas),
        note=note,
        circumstances=replace(asked.blank.circumstances, special=special, answers=answers),
    )


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


def _ask_back(asked: EntryForm, *, is_same: bool) -> dict[RedFlag, bool]:
    """Return the answers to what was asked back; earlier ones hold for the same ratings only."""
    answers = dict(asked.blank.circumstances.answers) if is_same else {}
    if signs := st.session_state.get(asked.key(ASKED_BACK)):
        answers |= ask_signs_back(asked.key, signs)
    return answers


def _ask_what_differs(asked: EntryForm) -> list[Symptom]:
    """Return the symptoms that are asked for by area; nothing to ask where there is one area."""
    rated = {one for ratings in asked.blank.area_ratings.values() for one in ratings}
    if len(asked.areas) < 2 and not rated:
        return []
    saved = [one for one in Symptom if one in rated]
    chosen = st.pills(
        _("What differs between {areas}?").format(areas=_name_areas(asked.areas)),
        list(Symptom),
        selection_mode="multi",
        default=asked.form.start(_DIFFERS, saved, lambda names: [Symptom(one) for one in names]),
        format_func=lambda one: _(SYMPTOMS[one]),
        help=_("What does not differ is asked once and holds for all of them."),
        key=asked.key(_DIFFERS),
    )
    asked.form.note(_DIFFERS, [*map(str, chosen)], [*map(str, saved)])
    return [one for one in Symptom if one in chosen]


def _ask_ratings(
    asked: EntryForm, symptoms: list[Symptom], area: BodyArea | None
) -> dict[Symptom, int]:
    given = ((symptom, _ask_rating(asked, symptom, area)) for symptom in symptoms)
    return {symptom: rating for symptom, rating in given if rating is not None}


def _ask_rating(asked: EntryForm, symptom: Symptom, area: BodyArea | None) -> int | None:
    blank, name = asked.blank, _name_rating(symptom, area)
    # An area that did not differ before begins with what held for all.
    own = blank.area_ratings.get(area, {}) if area else {}
    saved = own.get(symptom, blank.ratings.get(symptom))
    start = asked.form.start(name, saved)
    now = st.session_state.get(asked.key(name), start)
    word = f": {_(severity_of(now))}" if now is not None else ""
    rating: int | None = st.segmented_control(
        f"{_(SYMPTOMS[symptom])}{word}",
        range(MAX_RATING + 1),
        default=start,
        key=asked.key(name),
        width="stretch",
        wrap=False,
        required=True,  # a second tap does not erase a rating
    )
    asked.form.note(name, rating, saved)
    return rating


def _offer_to_take_back(asked: EntryForm) -> None:
    """Offer to leave a question open that was answered: deliberately, never by a second tap."""
    names = {
        _name_rating(symptom, area): f"{_(SYMPTOMS[symptom])}"
        + (f" ({_(BODY_AREAS[area])})" if area else "")
        for symptom in Symptom
        for area in (None, *asked.areas)
    }
    rated = [name for name in names if st.session_state.get(asked.key(name)) is not None]
    if not rated:
        return
    with st.popover(_("Take a rating back"), icon=":material/backspace:"):
        for name in rated:
            st.button(
                names[name],
                key=f"{asked.key(name)}-back",
                on_click=st.session_state.update,
                args=({asked.key(name): None},),
            )


def _ask_signs(asked: EntryForm) -> frozenset[RedFlag] | None:
    st.markdown(f"#### {_('Warning signs')}")
    everywhere = asked.blank.red_flags.union(*asked.blank.area_flags.values())
    saved = sorted(flag.name for flag in everywhere) if asked.is_saved else None
    start: list[str] | None = asked.form.start(_FLAGS, saved)
    earlier = frozenset(RedFlag[name] for name in start or ())
    flags = ask_flags(asked.key, asked.signs, earlier, answered=start is not None)
    asked.form.note(_FLAGS, None if flags is None else sorted(one.name for one in flags), saved)
    return flags


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


def _ask_note(asked: EntryForm) -> str:
    start = asked.form.start(_NOTE, asked.blank.note)
    note = st.text_area(_("Note (optional)"), start, height=80, key=asked.key(_NOTE)) or ""
    asked.form.note(_NOTE, note, asked.blank.note)
    return note


def _name_rating(symptom: Symptom, area: BodyArea | None) -> str:
    return symptom if area is None else f"{symptom}-{area}"


def _name_areas(areas: tuple[BodyArea, ...]) -> str:
    return ", ".join(_(BODY_AREAS[area]) for area in areas)
