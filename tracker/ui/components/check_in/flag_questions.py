"""The red-flag questions of a day; a yes is answered at once."""

from collections.abc import Callable, Collection

import streamlit as st

from tracker.domain.records.flags import AdviceLevel, RedFlag
from tracker.domain.words.flag_texts import shipped_flag_texts
from tracker.domain.words.labels import ADVICE_LEVELS
from tracker.ui.language import _, mark

Questions = dict[AdviceLevel, dict[RedFlag, str]]

_GROUPS = {
    AdviceLevel.EMERGENCY: mark("These need help now"),
    AdviceLevel.TODAY: mark("These need a clinician the same day"),
    AdviceLevel.REVIEW: mark("These need a review within days"),
}
_BOXES = {
    AdviceLevel.EMERGENCY: st.error,
    AdviceLevel.TODAY: st.error,
    AdviceLevel.REVIEW: st.warning,
}
_ICONS = {
    AdviceLevel.EMERGENCY: ":material/emergency:",
    AdviceLevel.TODAY: ":material/medical_services:",
    AdviceLevel.REVIEW: ":material/event:",
}


def ask_flags(
    key: Callable[[str], str], asked: Collection[RedFlag], earlier: Collection[RedFlag]
) -> frozenset[RedFlag]:
    """Ask for the warning signs of a day, all in view, and return those that are ticked.

    Parameters
    ----------
    key : callable
        Names the control of a question.
    asked : collection of RedFlag
        The signs that are asked for on this day.
    earlier : collection of RedFlag
        What was answered with yes before.
    """
    applying = set()
    for level, texts in _by_level({*asked, *earlier}).items():
        st.markdown(f"**{_ICONS[level]} {_(_GROUPS[level])}**")
        for flag, question in texts.items():
            if st.checkbox(_(question), flag in earlier, key=key(flag)):
                applying.add(flag)
                advise(flag)
    return frozenset(applying)


def advise(flag: RedFlag, *, says_why: bool = True) -> None:
    """Say what to do about a sign and, unless that was said, what it may mean."""
    text = shipped_flag_texts()[flag]
    why = f" {_(text.why)}" if says_why else ""
    _BOXES[text.level](
        f"**{_(ADVICE_LEVELS[text.level])}.** {_(text.what_to_do)}{why}",
        icon=_ICONS[text.level],
    )


def _by_level(asked: Collection[RedFlag]) -> Questions:
    texts = {flag: text for flag, text in shipped_flag_texts().items() if flag in asked}
    by_level = {
        level: {flag: text.question for flag, text in texts.items() if text.level is level}
        for level in _GROUPS
    }
    return {level: questions for level, questions in by_level.items() if questions}
