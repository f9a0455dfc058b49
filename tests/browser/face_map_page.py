"""A page with nothing but the facial map, to tap it in a browser."""

import streamlit as st

from tracker.domain.guidance.zone_guide import walk_order
from tracker.ui.components.guidance.face_map_input import face_map_input, toggle_in

chosen = st.session_state.setdefault("zones", [])
st.title("Map")
face_map_input(key="map", on_tap=toggle_in("zones", walk_order()), chosen=chosen)
st.markdown("Chosen: " + (", ".join(chosen) or "none"))
