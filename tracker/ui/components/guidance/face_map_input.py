"""The facial map to tap: by finger, mouse or keyboard. What a tap does is the page's to say."""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import streamlit as st

from tracker.domain.records.kept import Zone
from tracker.drawing.face_map import ZoneMark, draw_face
from tracker.ui.language import _, current

_HERE = Path(__file__).parent


def face_map_input(
    marks: Mapping[Zone, ZoneMark] | None = None,
    *,
    key: str,
    on_tap: Callable[[Zone], None],
    chosen: Collection[Zone] = (),
    mirrored: bool = False,
) -> None:
    """Draw the facial map with zones to tap.

    Parameters
    ----------
    marks : mapping, optional
        Colours and labels by zone.
    key : str
        Another one for each map of a page.
    on_tap : callable
        Takes the zone that was tapped, before the page is drawn anew.
    chosen : collection of Zone
        Zones that are drawn, and read out, as pressed.
    mirrored : bool
        Draw the person's left on the left, as in a mirror.
    """
    component = st.components.v2.component(
        "face_map",
        html="<div class='map'></div>",
        css=(_HERE / "face_map_input.css").read_text(),
        js=(_HERE / "face_map_input.js").read_text(),
    )

    def tell() -> None:
        if tapped := st.session_state[key].tapped:
            on_tap(Zone(tapped))

    svg = draw_face(marks, mirrored=mirrored, tappable=True, id_prefix=key, translate=_)
    component(
        key=key,
        data={"svg": svg, "chosen": list(chosen), "language": current()},
        on_tapped_change=tell,
    )


def toggle_in(key: str, order: Sequence[Zone]) -> Callable[[Zone], None]:
    """Return what adds a tapped zone to the zones under a key of the window, or takes it away.

    `st.pills` with the same key shows, and lets one choose, the same zones.
    """

    def toggle(zone: Zone) -> None:
        chosen = {zone} ^ set(st.session_state.get(key, ()))
        st.session_state[key] = [one for one in order if one in chosen]

    return toggle
