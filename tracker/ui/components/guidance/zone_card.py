"""How a zone is needled and how far needles may go there, with the sources."""

import streamlit as st

from tracker.domain.guidance.pauses import Interval, shipped_intervals
from tracker.domain.guidance.zone_guide import (
    DepthCap,
    ZoneGuide,
    caps_for,
    guide_for,
    shipped_depth_caps,
    thickness_rank,
)
from tracker.domain.records.kept import Setting, Zone
from tracker.domain.words.labels import SETTINGS, ZONES
from tracker.ui import words
from tracker.ui.components.basis import show_basis
from tracker.ui.language import _


def zone_card(zone: Zone) -> None:
    """Draw how a zone of the facial map is needled."""
    guide = guide_for(zone)
    with st.container(border=True, key=f"zone_card_{zone}"):
        st.markdown(f"**{_(ZONES[zone])}**")
        for cap in caps_for(zone):
            _show_cap(cap)
        if guide is not None:
            show_motion(guide)
            _show_thickness(guide, zone)
            show_basis(guide)


def show_motion(guide: ZoneGuide) -> None:
    """Say how the device is moved, how hard, and what to keep away from."""
    st.markdown(f"**{_('Motion')}:** {_(guide.motion)}")
    st.markdown(f"**{_('Pressure')}:** {_(guide.pressure)}")
    st.markdown(f"**{_('Keep away from')}:** {_(guide.avoid)}")


def show_all_limits() -> None:
    """List every needle length and every pause, each with its basis and sources."""
    with st.expander(_("All needle lengths and pauses, with their sources")):
        for cap in shipped_depth_caps().values():
            _show_cap(cap)
        st.markdown(f"**{_('Shortest time between two sessions')}**")
        for interval in shipped_intervals().values():
            _show_interval(interval)


def _show_cap(cap: DepthCap) -> None:
    lengths = "; ".join(f"{_(SETTINGS[where])}: {_say_cap(cap, where)}" for where in Setting)
    st.markdown(f"{_(cap.title)}. {lengths}. {_(cap.note)}")
    show_basis(cap)


def _say_cap(cap: DepthCap, setting: Setting) -> str:
    highest, usual = cap.highest_mm(setting), cap.usual_mm(setting)
    if highest is None:
        return _("no figure")
    if highest == 0:
        return _("never")
    most = _("at most {length}").format(length=words.say_needle_length(highest))
    if not usual:
        return most
    low, high = map(words.say_needle_length, usual)
    return _("usually {low} to {high}, {most}").format(low=low, high=high, most=most)


def _show_interval(interval: Interval) -> None:
    needles = (
        _("radio-frequency")
        if interval.up_to_mm is None
        else _("needles up to {length}").format(length=words.say_needle_length(interval.up_to_mm))
    )
    st.markdown(
        _("After {needles}: {days} days; below {floor} days the app stops.").format(
            needles=needles, days=interval.minimum_days, floor=interval.floor
        )
    )
    show_basis(interval)


def _show_thickness(guide: ZoneGuide, zone: Zone) -> None:
    rank = thickness_rank(zone)
    if rank is None:
        st.markdown(_("Thickness of the skin: not measured near here."))
        return
    women, men = guide.thickness_mm
    st.markdown(
        _(
            "Thickness of the skin: rank {rank} (1 is the thinnest); by ultrasound {women} mm in "
            "women and {men} mm in men, measured at: {place}."
        ).format(rank=rank, women=f"{women:g}", men=f"{men:g}", place=_(guide.measured_at))
    )
