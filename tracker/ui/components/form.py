"""A form whose answers are kept as they are given, and offered again after a reload or a crash."""

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from tracker.services.recovery.drafts import drop_draft, keep_draft
from tracker.store.repository import Store
from tracker.ui import routes, state
from tracker.ui.components.current import look
from tracker.ui.language import _, mark

HERE_AGAIN = mark("Not saved yet: what you entered before is here again.")

T = TypeVar("T")


def _as_it_is(answer: object) -> object:
    return answer


class KeptForm:
    """The answers of one form of one person.

    Parameters
    ----------
    name : str
        Under which it is kept; also of the window's memory.
    procedure_id : int, optional
        The session with which what was typed goes.
    is_remembered : bool
        Whether this window goes on with what was typed here when another one saves the form.
    """

    def __init__(
        self,
        store: Store,
        person_id: int,
        name: str,
        procedure_id: int | None = None,
        *,
        is_remembered: bool = False,
    ) -> None:
        self._store, self._person_id = store, person_id
        self._name, self._procedure_id = name, procedure_id
        self._memory = state.key_of_typed(person_id, name) if is_remembered else None
        typed = st.session_state.get(self._memory, {}) if self._memory else {}
        self._draft = look(store).drafts.get(name, typed)
        self._given: dict[str, Any] = {}

    @property
    def is_drafted(self) -> bool:
        """Whether there is something in it that was not saved."""
        return bool(self._draft)

    def start(
        self, field: str, saved: object, decode: Callable[[Any], object] | None = None
    ) -> Any:
        """Return what a control begins with: what was typed before, else what is saved.

        Parameters
        ----------
        decode : callable, optional
            Makes an answer of what JSON can hold.
        """
        if field not in self._draft:
            return saved
        value = self._draft[field]
        return value if decode is None or value is None else decode(value)

    def note(self, field: str, value: object, saved: object) -> None:
        """Note what a control says now; both as JSON can hold it."""
        if self._draft.get(field, saved) != value:
            self._given[field] = value

    def ask(
        self,
        field: str,
        saved: T,
        control: Callable[[T], T],
        *,
        decode: Callable[[Any], T] | None = None,
        encode: Callable[[T], object] = _as_it_is,
    ) -> T:
        """Draw a control, beginning with what was typed before, else what is saved; note it.

        Parameters
        ----------
        control : callable
            Draws the control, given what it begins with, and returns what it says now.
        decode, encode : callable, optional
            Make an answer of what JSON can hold, and the other way round.
        """
        answer = control(self.start(field, saved, decode))
        if answer is not None:
            self.note(field, encode(answer), None if saved is None else encode(saved))
        return answer

    def keep(self, **beside: object) -> None:
        """Keep what was noted since it was last kept, and some facts beside what was typed."""
        if self._given:
            fields = {**beside, **self._draft, **self._given}
            changed = {
                field: value
                for field, value in fields.items()
                if field not in self._draft or self._draft[field] != value
            }
            keep_draft(self._store, self._person_id, self._name, changed, self._procedure_id)
            if self._memory:
                st.session_state[self._memory] = {**self._draft, **fields}
            self._given = {}

    def forget(self) -> None:
        """Forget what was typed in this window: it is saved, moved, or discarded."""
        if self._memory:
            st.session_state.pop(self._memory, None)

    def drop(self) -> None:
        """Delete what was typed: it is saved."""
        self.forget()
        drop_draft(self._store, self._person_id, self._name)

    def offer_to_discard(self, said: str = HERE_AGAIN) -> None:
        """Say that this window found what was typed before, and offer to discard it."""
        key = f"found-{self._person_id}-{self._name}"
        if not st.session_state.setdefault(key, self.is_drafted) or not self.is_drafted:
            return
        with st.container(key="draft", horizontal=True, vertical_alignment="center"):
            st.caption(_(said))
            if st.button(
                _("Discard it"), icon=":material/undo:", type="tertiary", key="discard_draft"
            ):
                self.drop()
                st.switch_page(routes.TODAY)  # here, the form would still hold it
