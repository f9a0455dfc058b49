import threading

import pytest
import streamlit as st

import streamlit_app
from tests.ui.conftest import APP
from tracker.errors import InvalidEntry
from tracker.ui import bootstrap


def test_the_app_runs_the_script_that_the_tests_of_the_screens_run():
    assert isinstance(streamlit_app.app, st.App)
    assert streamlit_app.app.script_path == APP
    assert "st.navigation" in APP.read_text(encoding="utf-8")


def test_a_page_waits_for_a_place_and_begins_all_the_same_behind_long_work(monkeypatch):
    monkeypatch.setattr(bootstrap, "_places", threading.BoundedSemaphore(1))
    monkeypatch.setattr(bootstrap, "_LONGEST_WAIT_S", 0.01)
    for _ in range(2):  # what was held is given back, once
        with bootstrap.place_to_draw():
            assert not bootstrap._places.acquire(blocking=False)
            with bootstrap.place_to_draw():
                pass
        with pytest.raises(InvalidEntry), bootstrap.place_to_draw():
            raise InvalidEntry("A page that fails gives its place back, too.")
