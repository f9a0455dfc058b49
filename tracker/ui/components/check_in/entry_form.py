"""One entry of the diary while it is being answered: its form, and its ratings, drawn or not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from tracker import clock
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import BodyArea, DiaryEntry, NewDiaryEntry, Procedure
from tracker.domain.records.scales import Symptom
from tracker.ui import state
from tracker.ui.components.form import KeptForm

ASKED_BACK = "asked_back"
"""Under which a window remembers what it is asking back."""
_JUST_NOW = timedelta(hours=1)
"""Within it an entry is opened to be corrected. Chosen: so."""
_STEP = "step"
AT_RATINGS, AT_SIGNS = "ratings", "signs"

Place = tuple[Symptom, BodyArea | None]
"""What one rating is about; no area: all of them."""


def adds_one(last: DiaryEntry, session: Procedure) -> bool:
    """Say whether what is entered after an entry of today is one more.

    It is where that one was hours ago, or before the session: what is felt now is another thing,
    and both count.
    """
    if last.recorded_at is None:
        return False
    is_before = last.day == session.diary_day and last.recorded_at < session.moment
    return is_before or last.recorded_at < clock.now() - _JUST_NOW


@dataclass(frozen=True)
class EntryForm:
    """The form of one entry."""

    form: KeptForm
    blank: NewDiaryEntry
    """Whose, and of which day; what was saved, if it was."""
    areas: tuple[BodyArea, ...]
    """What it is about."""
    signs: tuple[RedFlag, ...]
    """The warning signs that are asked for."""
    slot: str = ""
    """Which entry of the day, if not its first."""
    head: DeltaGenerator | None = None
    """The row beside the day, where a step leads back to the one before."""

    def key(self, name: str) -> str:
        """Name a control of this form."""
        return state.rating_key(self.blank.person_id, self.blank.day, name, self.slot)

    @property
    def is_saved(self) -> bool:
        """Whether there is a saved entry behind it."""
        return isinstance(self.blank, DiaryEntry)

    @property
    def is_asking_back(self) -> bool:
        """Whether it waits for answers to what ratings point to."""
        return self.key(ASKED_BACK) in st.session_state


@dataclass(frozen=True)
class Answers:
    """What was answered so far."""

    entry: NewDiaryEntry
    at_signs: bool
    """Whether the warning signs, and all that follows the ratings, are in view."""
    has_signs: bool = False
    """Whether they are answered: one is ticked, or none was said to apply."""


def step_of(asked: EntryForm) -> str | None:
    """Return the step that was chosen by a tap; None while the form goes on by itself."""
    chosen: str | None = st.session_state.get(asked.key(_STEP))
    return chosen


def to_step(asked: EntryForm, step: str) -> None:
    """Go to a step of the form."""
    st.session_state[asked.key(_STEP)] = step


def forget_step(asked: EntryForm) -> None:
    """Begin with the ratings when this form is opened again."""
    st.session_state.pop(asked.key(_STEP), None)


def rating_now(asked: EntryForm, place: Place) -> int | None:
    """Return what a rating is now, whether it is drawn or not."""
    now: int | None = st.session_state.get(
        asked.key(name_rating(place)), rating_at_start(asked, place)
    )
    return now


def rating_at_start(asked: EntryForm, place: Place) -> int | None:
    """Return what the control of a rating begins with."""
    start: int | None = asked.form.start(name_rating(place), rating_saved(asked, place))
    return start


def rating_saved(asked: EntryForm, place: Place) -> int | None:
    """Return what is saved; an area that did not differ begins with what held for all."""
    symptom, area = place
    own = asked.blank.area_ratings.get(area, {}) if area else {}
    return own.get(symptom, asked.blank.ratings.get(symptom))


def with_ratings(entry: NewDiaryEntry, rated: Mapping[Place, int | None]) -> NewDiaryEntry:
    """Return an entry with ratings in place of its own."""
    given = {place: rating for place, rating in rated.items() if rating is not None}
    areas = {area for _symptom, area in rated if area}
    return replace(
        entry,
        ratings={symptom: rating for (symptom, area), rating in given.items() if not area},
        area_ratings={
            one: {symptom: rating for (symptom, area), rating in given.items() if area is one}
            for one in areas
        },
    )


def name_rating(place: Place) -> str:
    """Name the control of a rating."""
    symptom, area = place
    return symptom if area is None else f"{symptom}-{area}"
