"""What pages leave behind in memory: objects that hold each other, for which Python has to look.

Streamlit looks after every click (`runner.postScriptGC`), through all objects of the program: for
three times as long as a page takes to draw, while every other page waits.
"""

import gc
import threading
import time

LEAST_PAUSE_S, SHARE = 1.0, 0.05
"""How long after a page is looked, and for which share of the time at most. Chosen: a page has been
sent by then, and a laptop with a diary looks every few seconds, as long as somebody clicks."""


class Leftovers:
    """Looks for what pages left behind, soon after they were drawn. Any thread may ask."""

    def __init__(self) -> None:
        self._is_asked = False
        self._is_planned = threading.Lock()
        self._pause_s = LEAST_PAUSE_S

    def drop_soon(self) -> None:
        """Have it dropped; where that is planned already, once for all who ask."""
        self._is_asked = True
        self._plan()

    def _plan(self) -> None:
        if self._is_asked and self._is_planned.acquire(blocking=False):
            soon = threading.Timer(self._pause_s, self._drop)
            soon.daemon = True
            soon.start()

    def _drop(self) -> None:
        self._is_asked = False  # what is left from now on may not be seen
        begun = time.perf_counter()
        gc.collect()
        self._pause_s = max(LEAST_PAUSE_S, (time.perf_counter() - begun) / SHARE)
        self._is_planned.release()
        self._plan()


LEFTOVERS = Leftovers()
