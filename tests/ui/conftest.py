import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from analysis import Zone
from tests.conftest import PROJECT, made_once
from tracker.domain.records.kept import Person
from tracker.services.data.people import add_person, list_people
from tracker.store.repository import Store
from tracker.ui import bootstrap, routes
from tracker.ui.entry import SCRIPT

APP = SCRIPT  # streamlit_app.py holds no page: a test on it would see none, and pass
TIMEOUT_S = 60  # the first page of a run waits for OpenCV and pandas

# AppTest formats what a button says outside of its script, and is warned of it each time.
logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").disabled = True

_LIST_ROUTES = """
import streamlit_app
from streamlit.web.server.starlette.starlette_app import create_streamlit_routes
app = streamlit_app.app
for route in [*create_streamlit_routes(app._create_runtime()), *app._user_routes]:
    print(route.path)
"""

OpenApp = Callable[..., AppTest]
OpenPage = Callable[[str, str], AppTest]


@pytest.fixture(scope="session", autouse=True)
def _components_are_looked_for_once() -> Iterator[None]:
    """Streamlit reads what is said of every installed package anew for each AppTest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner,
            "scan_component_manifests",
            cache(manifest_scanner.scan_component_manifests),
        )
        yield


@pytest.fixture(autouse=True)
def _the_program_stays_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest makes its script the program, which processes that are started would then run."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="session")
def app_routes(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every path of the app's own route table, pages, and some that are none."""
    listed = (made_once(tmp_path_factory, "routes", _list_routes) / "listed").read_text().split()
    assert {"/_stcore/stream", "/media/{file_id:path}", "/worker.js"} <= set(listed)
    assert len(listed) > 15
    pages = [f"/{page.stem}" for page in (PROJECT / "tracker" / "ui" / "pages").rglob("*.py")]
    return [*listed, *pages, "/", "", "/unlock/", "//", "/unlock/../media/x", "/static/x.js"]


def _list_routes(folder: Path) -> None:
    command = [sys.executable, "-c", _LIST_ROUTES]
    listed = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=True)
    (folder / "listed").write_text(listed.stdout)


@pytest.fixture
def ada(store: Store) -> Person:
    """A person without any session."""
    return add_person(store, "Ada")


@pytest.fixture
def demo(demo_store: Store) -> Person:
    return list_people(demo_store)[0]


@pytest.fixture
def open_app(monkeypatch: pytest.MonkeyPatch) -> OpenApp:
    """Start the app on a store, at a page."""
    return lambda store, route=routes.TODAY: start_app(store, monkeypatch, route)


@pytest.fixture
def open_page(store: Store, open_app: OpenApp) -> OpenPage:
    """Open a page on the `store` fixture and check that it is that page."""
    return lambda route, heading: _checked(open_app(store, route), heading)


@pytest.fixture
def open_demo_page(demo_store: Store, open_app: OpenApp) -> OpenPage:
    """Open a page on the demo's store and check that it is that page."""
    return lambda route, heading: _checked(open_app(demo_store, route), heading)


def start_app(store: Store, monkeypatch: pytest.MonkeyPatch, route: str) -> AppTest:
    monkeypatch.setattr(bootstrap, "get_store", lambda: store)
    monkeypatch.setattr(bootstrap, "get_settings", lambda: store.settings)
    app = AppTest.from_file(APP, default_timeout=TIMEOUT_S)
    if route != routes.TODAY:  # the first screen is there without; by its name one is led to it
        app.switch_page(route)
    app.run()
    assert not app.exception
    return app


def _checked(app: AppTest, heading: str) -> AppTest:
    assert_on_page(app, heading)
    return app


def go_to(app: AppTest, route: str, heading: str) -> AppTest:
    return _checked(app.switch_page(route).run(), heading)


def assert_on_page(app: AppTest, heading: str) -> None:
    assert not app.exception
    assert [title.value for title in app.title] == [heading]


def words_on(app: AppTest) -> str:
    """Everything that a person can read on the page, in one text."""
    groups = (
        *(app.markdown, app.caption, app.error, app.warning, app.info, app.success, app.toast),
        *(app.header, app.subheader, app.code),
    )
    return "\n".join(str(element.value) for group in groups for element in group)


def errors_on(app: AppTest) -> list[str]:
    return [error.value for error in app.error]


def give_length(app: AppTest, key: str, length_mm: float, *zones: Zone) -> None:
    """Choose zones of a map that asks for needle lengths, and a length for them."""
    app.pills(key=f"{key}-zones").set_value(list(zones)).run()
    app.segmented_control(key=f"{key}-length").set_value(length_mm).run()
    assert not app.exception


def map_on(app: AppTest) -> str:
    """The facial map to tap, as SVG."""
    parts = (element.proto for element in app.get("bidi_component"))
    (face_map,) = (part for part in parts if part.component_name == "face_map")
    drawn: str = json.loads(face_map.json)["svg"]
    return drawn
