"""May I? The questions before a session. Every answer is kept at once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import streamlit as st

from tracker import clock
from tracker.domain.guidance.names import (
    SCREENING_CLASSES,
    SCREENING_THEMES,
    SCREENING_VERDICTS,
)
from tracker.domain.guidance.screening import (
    ScreeningAnswer,
    ScreeningClass,
    ScreeningItem,
    ScreeningResult,
    ScreeningTheme,
    answers_to_confirm,
    given_on,
    shipped_screening,
)
from tracker.domain.guidance.words import KEEP_TAKING
from tracker.domain.records.kept import Person
from tracker.services.guidance.planning import keep_answers, load_answers, screen
from tracker.store.repository import Store
from tracker.ui import words
from tracker.ui.components.basis import show_basis
from tracker.ui.language import _

_LONG_AGO = date(2000, 1, 1)


def ask_screening(
    store: Store, person: Person, planned_for: date, *, is_idle: bool = False
) -> ScreeningResult:
    """Ask what is not answered today, and say what the answers lead to on a day.

    Parameters
    ----------
    is_idle : bool
        Whether the day itself speaks against a session: the questions are there, but closed.
    """
    result = screen(store, person.id, planned_for)
    # Another key closes it: a person may open it again.
    with st.expander(
        _("Questions before a session"),
        expanded=not (result.may_go_on or is_idle),
        key=f"screening_{result.may_go_on}_{is_idle}",
    ):
        _Form(store, person.id, clock.today(person)).draw()
    _show_result(result)
    return result


class _Form:
    """The questions of one person on one day."""

    def __init__(self, store: Store, person_id: int, today: date) -> None:
        self._store, self._person_id = store, person_id
        self._known = load_answers(store, person_id)
        self._today = given_on(self._known, today)
        self._to_confirm = {
            id: answer
            for id, answer in answers_to_confirm(self._known).items()
            if id not in self._today
        }

    def draw(self) -> None:
        """Draw what is to be confirmed, then the questions that are open or answered today."""
        anew = self._confirm() if self._to_confirm else False
        hidden: Mapping[str, ScreeningAnswer] = {} if anew else self._to_confirm
        items = [item for id, item in shipped_screening().items() if id not in hidden]
        groups = [
            (theme, group)
            for theme in ScreeningTheme
            if (group := [item for item in items if item.theme is theme])
        ]
        # One thing after the other: first what is remembered, then the theme that is due.
        due = next((theme for theme, group in groups if self._open(group) and not hidden), None)
        with st.container(gap="xsmall", key="screening_themes"):
            for theme, group in groups:
                self._ask_theme(theme, group, is_due=theme is due)

    def _confirm(self) -> bool:
        """Show the answers that rarely change; return whether one has changed."""
        with st.container(border=True, key="screening_remembered"):
            st.markdown(f"**{_('Is this still so?')}**")
            for yes, label in ((True, _("You said yes to:")), (False, _("You said no to:"))):
                said = [
                    f"- {_(shipped_screening()[id].question)}"
                    for id, answer in self._to_confirm.items()
                    if answer.yes is yes
                ]
                if said:
                    st.caption("\n".join((f"**{label}**", "", *said)))
            anew = st.toggle(_("Something has changed"), key=self._key("changed"))
            st.button(
                _("The rest is still so") if anew else _("All of this is still so"),
                type="primary",
                width="stretch",
                key="screening_confirm",
                on_click=lambda: self._keep(self._to_confirm),
            )
        return anew

    def _open(self, items: list[ScreeningItem]) -> int:
        return sum(item.id not in self._today for item in items)

    def _ask_theme(
        self, theme: ScreeningTheme, items: list[ScreeningItem], *, is_due: bool
    ) -> None:
        """Ask what belongs together; the theme that is due is open, the next one follows it."""
        open_ = self._open(items)
        state = _("to answer: {number}").format(number=open_) if open_ else _("answered")
        yes = any(self._today[item.id].yes for item in items if item.id in self._today)
        icon = ":material/circle:" if open_ else ":material/check_circle:"
        with st.expander(
            f"{_(SCREENING_THEMES[theme])} · {state}",
            icon=":material/info:" if yes else icon,
            expanded=is_due or yes,
            key=f"screening_{theme}_{is_due}_{yes}",
        ):
            kinds = dict.fromkeys(item.leads_to for item in items)
            said = " / ".join(_(SCREENING_CLASSES[kind]) for kind in kinds)
            st.caption(f"{_('With a yes:')} {said}")
            # A yes to any of them stops a session, so no button answers several at once.
            for item in items:
                self._ask(item)

    def _ask(self, item: ScreeningItem) -> None:
        key, known = self._key(item.id), self._today.get(item.id) or self._known.get(item.id)
        is_shown = item.id in self._today or item.id in self._to_confirm
        st.session_state[key] = known.yes if known and is_shown else None
        st.segmented_control(
            _(item.question),
            [False, True],
            format_func=lambda yes: _("Yes") if yes else _("No"),
            key=key,
            on_change=lambda: self._answer(item, st.session_state[key]),
        )
        if known and is_shown and known.yes:
            self._explain(item, known)

    def _explain(self, item: ScreeningItem, answer: ScreeningAnswer) -> None:
        st.info(_(item.reason), icon=":material/info:")
        if item.medicine:
            st.info(_(KEEP_TAKING), icon=":material/medication:")
        if item.leads_to is ScreeningClass.CLINICIAN:
            self._ask_clearance(item, answer)
        elif item.leads_to is ScreeningClass.WAIT:
            self._ask_date(item, answer)
        show_basis(item)

    def _ask_clearance(self, item: ScreeningItem, answer: ScreeningAnswer) -> None:
        cleared_by = st.text_input(
            _("Which clinician said yes to a session, and when?"),
            answer.cleared_by,
            key=self._key(item.id, "cleared"),
        )
        if cleared_by is not None and cleared_by != answer.cleared_by:
            self._keep({item.id: replace(answer, cleared_by=cleared_by)})
            st.rerun()

    def _ask_date(self, item: ScreeningItem, answer: ScreeningAnswer) -> None:
        last_on = st.date_input(
            _(item.date_question),
            answer.last_on,
            min_value=_LONG_AGO,
            format=_(words.DATE_FORMAT),
            help=_("Leave it empty while it goes on, or if you do not know."),
            key=self._key(item.id, "last_on"),
        )
        if last_on != answer.last_on:
            self._keep({item.id: replace(answer, last_on=last_on)})
            st.rerun()

    def _answer(self, item: ScreeningItem, yes: bool | None) -> None:
        if yes is not None:
            known = self._known.get(item.id, ScreeningAnswer(yes=yes))
            self._keep({item.id: replace(known, yes=yes)})

    def _keep(self, answers: Mapping[str, ScreeningAnswer]) -> None:
        keep_answers(self._store, self._person_id, answers)

    def _key(self, *parts: str) -> str:
        return "-".join(("screening", str(self._person_id), *parts))


def _show_result(result: ScreeningResult) -> None:
    with st.container(border=True, key=f"screening_result_{result.verdict}"):
        st.markdown(f"**{_(SCREENING_VERDICTS[result.verdict])}**")
        _list(result.blocks)
        _list(result.clinician_first)
        for wait in result.waits:
            until = (
                _("possible from {day}").format(day=words.say_date(wait.until))
                if wait.until
                else _("for how long cannot be said yet")
            )
            st.markdown(f"- {_(wait.item.question)} {until}")
        if result.earliest:
            st.markdown(_("**First day: {day}.**").format(day=words.say_date(result.earliest)))
        for item, cleared_by in result.cleared:
            st.caption(f"{_(item.question)} {_('Cleared by:')} {cleared_by}")


def _list(items: Iterable[ScreeningItem]) -> None:
    for item in items:
        st.markdown(f"- {_(item.question)}")
