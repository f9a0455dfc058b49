"""The questions of one entry, in two steps of one page: six ratings, then the warning signs.

The signs come up by themselves once everything is rated, so that nobody has to scroll for them.
Where areas differ, ratings are asked by area.
"""

from functools import partial

import streamlit as st

from tracker.domain.records.kept import BodyArea
from tracker.domain.records.scales import Symptom, severity_of
from tracker.domain.words.labels import BODY_AREAS, SYMPTOMS
from tracker.ui.components.check_in.entry_form import (
    AT_SIGNS,
    Answers,
    EntryForm,
    Place,
    name_rating,
    rating_at_start,
    rating_now,
    rating_saved,
    step_of,
    to_step,
    with_ratings,
)
from tracker.ui.components.check_in.scale import RATINGS, draw_scale
from tracker.ui.components.check_in.sign_step import ask_signs_step
from tracker.ui.language import _

_DIFFERS = "differs"


def ask_entry(asked: EntryForm) -> Answers:
    """Ask what is due of an entry: its ratings, or the warning signs once everything is rated."""
    rated = {place: rating_now(asked, place) for place in _places(asked, _differing(asked))}
    step = step_of(asked)
    is_whole = not asked.is_saved and None not in rated.values()
    if step == AT_SIGNS or (step is None and is_whole):
        return ask_signs_step(asked, rated)
    with st.container(key="ratings_step", gap="xsmall"):
        return _ask_ratings_step(asked)


def _ask_ratings_step(asked: EntryForm) -> Answers:
    differing = _ask_what_differs(asked)
    draw_scale()
    rated: dict[Place, int | None] = {
        (symptom, None): _ask_rating(asked, (symptom, None))
        for symptom in Symptom
        if symptom not in differing
    }
    for area in asked.areas if differing else ():
        st.markdown(f"**{_(BODY_AREAS[area])}**")
        rated |= {(one, area): _ask_rating(asked, (one, area)) for one in differing}
    st.button(
        _("On to the warning signs"),
        icon=":material/arrow_forward:",
        type="primary" if asked.is_saved else "secondary",
        width="stretch",
        key="to_signs",
        on_click=partial(to_step, asked, AT_SIGNS),
    )
    _offer_to_take_back(asked)
    return Answers(with_ratings(asked.blank, rated), at_signs=False)


def _places(asked: EntryForm, differing: list[Symptom]) -> list[Place]:
    general: list[Place] = [(one, None) for one in Symptom if one not in differing]
    return general + [(one, area) for area in asked.areas for one in differing]


def _differing(asked: EntryForm) -> list[Symptom]:
    """Return the symptoms that are rated by area, as far as is known before they are asked."""
    if asked.key(_DIFFERS) in st.session_state:
        return list(st.session_state[asked.key(_DIFFERS)])
    return list(asked.form.start(_DIFFERS, _rated_by_area(asked), _symptoms))


def _rated_by_area(asked: EntryForm) -> list[Symptom]:
    rated = {one for ratings in asked.blank.area_ratings.values() for one in ratings}
    return [one for one in Symptom if one in rated]


def _symptoms(names: list[str]) -> list[Symptom]:
    return [Symptom(one) for one in names]


def _ask_what_differs(asked: EntryForm) -> list[Symptom]:
    """Return the symptoms that are asked for by area; nothing to ask where there is one area."""
    saved = _rated_by_area(asked)
    if len(asked.areas) < 2 and not saved:
        return []
    chosen = st.pills(
        _("What differs between {areas}?").format(areas=_name_areas(asked.areas)),
        list(Symptom),
        selection_mode="multi",
        default=asked.form.start(_DIFFERS, saved, _symptoms),
        format_func=lambda one: _(SYMPTOMS[one]),
        help=_("What does not differ is asked once and holds for all of them."),
        key=asked.key(_DIFFERS),
    )
    asked.form.note(_DIFFERS, [*map(str, chosen)], [*map(str, saved)])
    return [one for one in Symptom if one in chosen]


def _name_areas(areas: tuple[BodyArea, ...]) -> str:
    return ", ".join(_(BODY_AREAS[area]) for area in areas)


def _ask_rating(asked: EntryForm, place: Place) -> int | None:
    symptom, _area = place
    now = rating_now(asked, place)
    word = f": {_(severity_of(now))}" if now is not None else ""
    rating: int | None = st.segmented_control(
        f"{_(SYMPTOMS[symptom])}{word}",
        RATINGS,
        default=rating_at_start(asked, place),
        key=asked.key(name_rating(place)),
        width="stretch",
        wrap=False,
        required=True,  # a second tap does not erase a rating
    )
    asked.form.note(name_rating(place), rating, rating_saved(asked, place))
    return rating


def _offer_to_take_back(asked: EntryForm) -> None:
    """Offer to leave a question open that was answered: deliberately, never by a second tap."""
    names = {
        name_rating((symptom, area)): f"{_(SYMPTOMS[symptom])}"
        + (f" ({_(BODY_AREAS[area])})" if area else "")
        for symptom in Symptom
        for area in (None, *asked.areas)
    }
    rated = [name for name in names if st.session_state.get(asked.key(name)) is not None]
    if not rated:
        return
    with st.popover(_("Take a rating back"), icon=":material/backspace:", type="tertiary"):
        for name in rated:
            st.button(
                names[name],
                key=f"{asked.key(name)}-back",
                on_click=st.session_state.update,
                args=({asked.key(name): None},),
            )
