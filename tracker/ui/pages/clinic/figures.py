"""The clinic's own figures: how often recoveries drift, and where chance hardly explains it."""

from collections.abc import Sequence

import streamlit as st

from tracker.domain.clinic.figures import LEAST, By, Chart, Ended, Event, Group, chart_of
from tracker.domain.records.kept import DeviceKind
from tracker.domain.words.labels import DEVICES
from tracker.drawing.control_chart import draw_control_chart
from tracker.services.clinic.figures import list_ended
from tracker.ui import bootstrap, words
from tracker.ui.language import _, mark, write_number
from tracker.ui.plain import as_written

_EVENTS = {
    Event.DRIFT: mark("Off course or worse"),
    Event.ADVERSE: mark("A clinician was advised the same day"),
}
_BY = {
    By.MONTH: mark("Month"),
    By.DEVICE: mark("Device"),
    By.NEEDLE: mark("Needle length"),
    By.PRODUCT: mark("Product"),
    By.PRACTITIONER: mark("Whose client"),
}


def show() -> None:
    """Draw the page."""
    st.title(_("Figures"))
    ended = list_ended(bootstrap.get_store())
    if not ended:
        st.info(_("There are no figures until a recovery is over, 15 days after its session."))
        return
    event = st.segmented_control(
        _("What is counted"),
        list(Event),
        default=Event.DRIFT,
        required=True,
        format_func=lambda one: _(_EVENTS[one]),
        key="figures-event",
    )
    by = st.segmented_control(
        _("Told apart by"),
        list(By),
        default=By.MONTH,
        required=True,
        format_func=lambda one: _(_BY[one]),
        key="figures-by",
    )
    _draw(ended, event, by)


def _draw(ended: Sequence[Ended], event: Event, by: By) -> None:
    chart = chart_of(ended, event, by)
    _say_base(chart)
    if not chart.groups:
        st.info(_("Nothing is kept yet that would tell recoveries apart by this."))
        return
    names = {group.name: _name(group.name, by) for group in chart.groups}
    st.altair_chart(draw_control_chart(chart, names, _), width="stretch", key="figures-chart")
    beyond = [as_written(names[group.name]) for group in chart.groups if group.is_beyond]
    if beyond:
        said = _("Beyond what chance alone leaves: {names}. Look at these recoveries one by one.")
        st.warning(said.format(names=", ".join(beyond)))
    with st.expander(_("The same in numbers")):
        st.table([_row(names[group.name], group) for group in chart.groups])
    st.caption(
        _(
            "Derived from the verdicts that were shown. Line: 95 % interval (Wilson). Band: what "
            "chance alone leaves at the clinic’s base rate, three in a thousand lie outside; "
            "groups of fewer than {least} have none. Sessions of one person are alike, so that "
            "chance leaves more than the band says. A group that differs may treat other skin."
        ).format(least=LEAST)
    )


def _say_base(chart: Chart) -> None:
    base = chart.base
    said = _("**{events} of {count}** recoveries: {rate} (95 % interval {low} to {high}).")
    numbers = {name: _percent(getattr(base, name)) for name in ("low", "high")}
    st.markdown(
        said.format(events=base.events, count=base.recoveries, rate=_percent(base.value), **numbers)
    )


def _row(name: str, group: Group) -> dict[str, str]:
    return {
        _("Group"): name,
        _("Events"): f"{group.events} / {group.recoveries}",
        _("Rate"): _percent(group.value),
        _("By chance"): f"{_percent(group.lower_limit)} – {_percent(group.upper_limit)}",
    }


def _percent(share: float) -> str:
    return f"{write_number(100 * share, '0.0')}\N{NO-BREAK SPACE}%"


def _name(name: str, by: By) -> str:
    if by is By.DEVICE:
        return _(DEVICES[DeviceKind[name]])
    return words.say_needle_length(float(name)) if by is By.NEEDLE else name


show()
