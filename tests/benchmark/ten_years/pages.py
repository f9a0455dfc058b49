"""What a page's script run costs in two stores, warm, turn by turn."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.conftest import go_to, start_app
from tests.ui.test_navigation import PAGES
from tracker.store.repository import Store
from tracker.ui import bootstrap, routes

_LEFT_OUT = frozenset({routes.WELCOME})
"""Shown to whoever has no history."""


@dataclass(frozen=True)
class Cost:
    """Processor time of one page, in seconds: the least of several runs."""

    page: str
    few: float
    many: float
    many_once_changed: float
    """The first run after something was written, so that nothing is remembered."""

    @property
    def ratio(self) -> float:
        """How much more the long history takes."""
        return self.many / self.few


def compare_pages(few: Store, many: Store, runs: int) -> Iterator[Cost]:
    """Yield the cost of every page in a store with little in it and one with much."""
    with pytest.MonkeyPatch.context() as patch:
        apps = [(store, start_app(store, patch, routes.TODAY)) for store in (few, many)]
        for route, heading in PAGES.items():
            if route not in _LEFT_OUT:
                yield _compare(patch, apps, route, heading, runs)


def _compare(
    patch: pytest.MonkeyPatch,
    apps: list[tuple[Store, AppTest]],
    route: str,
    heading: str,
    runs: int,
) -> Cost:
    least: list[float] = []
    for store, app in apps:
        _use(patch, store)
        go_to(app, route, heading).run()
        least.append(float("inf"))
    for _ in range(runs):
        for place, (store, app) in enumerate(apps):
            _use(patch, store)
            least[place] = min(least[place], _run(app))
    many, app = apps[1]
    with many.writing():
        pass  # whatever was remembered is forgotten
    return Cost(heading, *least, _run(app))


def _use(patch: pytest.MonkeyPatch, store: Store) -> None:
    patch.setattr(bootstrap, "get_store", lambda: store)
    patch.setattr(bootstrap, "get_settings", lambda: store.settings)


def _run(app: AppTest) -> float:
    """Run the page's script once more; return the processor time of it."""
    start = time.process_time()
    app.run()
    taken = time.process_time() - start
    assert not app.exception
    return taken
