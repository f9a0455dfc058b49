import streamlit as st

import streamlit_app
from tests.ui.conftest import APP


def test_the_app_runs_the_script_that_the_tests_of_the_screens_run():
    assert isinstance(streamlit_app.app, st.App)
    assert streamlit_app.app.script_path == APP
    assert "st.navigation" in APP.read_text(encoding="utf-8")
