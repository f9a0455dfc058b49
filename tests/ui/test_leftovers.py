import gc
import threading
import time
import weakref
from collections.abc import Iterator
from itertools import pairwise

import pytest

from tracker.ui import leftovers
from tracker.ui.leftovers import Leftovers


class _Holding:
    """What holds itself: counting who holds it never comes to nobody."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def leave(monkeypatch: pytest.MonkeyPatch) -> Iterator[Leftovers]:
    monkeypatch.setattr(leftovers, "LEAST_PAUSE_S", 0.02)
    monkeypatch.setattr(leftovers, "SHARE", 0.5)
    before = set(threading.enumerate())
    yield Leftovers()
    for one in set(threading.enumerate()) - before:
        while one.ident is None:  # listed, and not begun yet
            time.sleep(0.001)
        one.join()


@pytest.fixture(autouse=True)
def _nobody_else_looks():
    gc.disable()
    yield
    gc.enable()


def test_what_a_page_left_behind_is_dropped_soon(leave: Leftovers):
    seen = weakref.ref(_Holding())
    assert seen() is not None
    leave.drop_soon()
    assert _is_dropped(seen)
    seen = weakref.ref(_Holding())
    leave.drop_soon()  # and of the next page again
    assert _is_dropped(seen)


def test_however_many_pages_ask_at_once_is_looked_once(leave: Leftovers):
    before = threading.active_count()
    for _ in range(200):
        leave.drop_soon()
    assert threading.active_count() <= before + 1


def test_looking_takes_a_bounded_share_of_the_time(
    leave: Leftovers, monkeypatch: pytest.MonkeyPatch
):
    looks: list[float] = []

    def look() -> None:
        begun_by = getattr(threading.current_thread(), "function", None)
        if getattr(begun_by, "__self__", None) is leave:  # not what pages before left behind
            looks.append(time.perf_counter())
            time.sleep(0.02)

    monkeypatch.setattr(leftovers.gc, "collect", look)
    until = time.perf_counter() + 30
    while len(looks) < 4 and time.perf_counter() < until:
        leave.drop_soon()
        time.sleep(0.005)
    between = [later - earlier for earlier, later in pairwise(looks)]
    assert len(between) == 3
    assert min(between) >= 0.02 / leftovers.SHARE


def _is_dropped(seen: weakref.ref[_Holding]) -> bool:
    until = time.perf_counter() + 30
    while seen() is not None and time.perf_counter() < until:
        time.sleep(0.01)
    return seen() is None
