"""How long ago something was, also where a computer slept meanwhile."""

import time


class Pause:
    """The time since it was begun, or begun anew.

    One clock stands still while the computer sleeps, and the other can be set: what has gone is
    what the one of them says that went further.
    """

    def __init__(self) -> None:
        self._begun = _both_clocks()

    def begin(self) -> None:
        """Begin anew."""
        self._begun = _both_clocks()

    @property
    def gone_s(self) -> float:
        """Seconds since it was begun."""
        return max(now - then for now, then in zip(_both_clocks(), self._begun, strict=True))


def _both_clocks() -> tuple[float, float]:
    return time.monotonic(), time.time()
