"""The verdict on a day: word, symbol and colour, the reason, what to do, what would change it."""

from collections.abc import Iterable
from datetime import timedelta

import streamlit as st

from tracker import clock
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.status import Status
from tracker.domain.verdict.assess import Assessment
from tracker.domain.words.emergency import emergency_number
from tracker.domain.words.flag_texts import shipped_flag_texts
from tracker.domain.words.labels import STATUSES, ZONES
from tracker.services.recovery.overview import RecoveryOverview
from tracker.ui import words
from tracker.ui.components.check_in.flag_questions import advise
from tracker.ui.components.recovery.outcome_buttons import asks_for_outcome, outcome_buttons
from tracker.ui.language import _

ICONS = {
    Status.ON_COURSE: ":material/check_circle:",
    Status.WATCH: ":material/visibility:",
    Status.OFF_COURSE: ":material/warning:",
    Status.URGENT: ":material/medical_services:",
    Status.EMERGENCY: ":material/emergency:",
}
_OF_SIGNS = frozenset({Pattern.RED_FLAG, Pattern.SIGN_YES})
"""Patterns that are nothing but the signs themselves."""


def status_card(
    overview: RecoveryOverview, assessment: Assessment, *, is_brief: bool = False
) -> None:
    """Draw the verdict on one day of a recovery; it always says of which day it speaks.

    Parameters
    ----------
    is_brief : bool
        Whether what would change it is left to the page of the recovery.
    """
    day = overview.procedure.diary_day + timedelta(days=assessment.day)
    signs = _signs_of(overview, assessment)
    key = f"status_{assessment.status}_{overview.procedure.id}"  # a page may show several
    with st.container(border=True, key=key, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(
                f"### {ICONS[assessment.status]} {_(STATUSES[assessment.status])}", width="content"
            )
            when = words.say_when(day, clock.today(overview.person))
            st.caption(
                _("Day {day}, {when}").format(day=assessment.day, when=when), width="content"
            )
        _offer_call(overview, assessment.status)
        if not signs or assessment.pattern not in _OF_SIGNS:
            zone = overview.zone_of(assessment)
            named = f" {_('The zone: {zone}.').format(zone=_(ZONES[zone]))}" if zone else ""
            st.markdown(f"{_(assessment.reason)}{named}")
            st.markdown(f"**{_('What to do now.')}** {_(assessment.what_to_do)}")
        _advise_each(signs)
        if assessment is overview.latest and asks_for_outcome(overview, assessment):
            outcome_buttons(overview, assessment)
        if not is_brief:
            st.caption(f"{_('What would change it:')} {_(assessment.what_would_change_it)}")


def _signs_of(overview: RecoveryOverview, assessment: Assessment) -> tuple[RedFlag, ...]:
    """Return the signs of that day, unasked or asked back, the most urgent first."""
    day = next(one for one in overview.days if one.day == assessment.day)
    yes = {sign for sign, is_so in day.answers.items() if is_so}
    order = list(RedFlag)
    return tuple(sorted(day.red_flags | yes, key=lambda one: (-one.level, order.index(one))))


def _advise_each(signs: Iterable[RedFlag]) -> None:
    """Name each sign once, with the advice that is its own; what several ask for is said once."""
    texts = shipped_flag_texts()
    alike: dict[str, list[RedFlag]] = {}
    for sign in signs:
        alike.setdefault(texts[sign].what_to_do, []).append(sign)
    for group in alike.values():
        is_alone = len(group) == 1
        for sign in group:
            why = "" if is_alone else f". {_(texts[sign].why)}"
            st.markdown(f"**{_(texts[sign].question)}** {_('Yes')}{why}")
        advise(group[0], says_why=is_alone)


def _offer_call(overview: RecoveryOverview, status: Status) -> None:
    """Offer to call the emergency number with one tap, where a status is urgent."""
    if status.rank < Status.URGENT.rank:
        return
    number = emergency_number(overview.person, st.context.locale, st.context.timezone)
    is_now = status is Status.EMERGENCY
    label = _("Call {number} now") if is_now else _("If it gets worse fast: call {number}")
    st.link_button(
        label.format(number=number),
        f"tel:{number}",
        icon=":material/call:",
        type="primary" if is_now else "secondary",
        width="stretch",
    )
