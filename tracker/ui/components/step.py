"""A page that goes on by itself: what comes next is in view, and a screen reader is at its head."""

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_ARRIVE = Path(__file__).with_name("step.js")


def step_place() -> DeltaGenerator:
    """Keep a place at the head of a page for `arrive`: drawn elsewhere, it would begin anew."""
    return st.container(key="step_of_page")


def arrive(place: DeltaGenerator, page: str, step: str) -> None:
    """Scroll to the top and go to the first heading of a step, once it is another than before."""
    component = st.components.v2.component("step_of_page", js=_ARRIVE.read_text())
    with place:
        component(key="arrived_at", data=f"{page}/{step}")
