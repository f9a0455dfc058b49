"""A rating that points to a warning sign is asked back once, before the verdict."""

from collections.abc import Callable, Sequence

import streamlit as st

from tracker.domain.records.flags import RedFlag
from tracker.domain.verdict.asking import AskedBack
from tracker.domain.words.flag_texts import shipped_flag_texts
from tracker.domain.words.labels import SYMPTOMS
from tracker.ui.components.check_in.flag_questions import advise
from tracker.ui.language import _


def ask_signs_back(key: Callable[[str], str], asked: Sequence[AskedBack]) -> dict[RedFlag, bool]:
    """Show each rating beside "none of these applies", ask, and return what is answered so far."""
    answers = {}
    with st.container(border=True, key="asked_back"):
        st.markdown(f"#### :material/help: {_('Before this is saved')}")
        st.markdown(_("You said that none of the warning signs applies."))
        for one in asked:
            text = shipped_flag_texts()[one.sign]
            rated = _("You rated {symptom}: {rating}.").format(
                symptom=_(SYMPTOMS[one.symptom]), rating=one.rating
            )
            yes = st.segmented_control(
                f"**{rated}** {_(text.asked_back or text.question)}",
                [False, True],
                format_func=lambda yes: _("Yes") if yes else _("No"),
                key=key(f"back-{one.sign}"),
                width="stretch",
            )
            if yes is not None:
                answers[one.sign] = yes
            if yes:
                advise(one.sign)
        st.caption(_("Answer, then save. Saved without an answer, the day is at least a watch."))
    return answers
