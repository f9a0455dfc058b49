"""The door that a phone is let in by: open for minutes, by one secret, used once."""

import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from tracker.ui.doors.pause import Pause

OPEN_S = 5 * 60.0
"""How long the door stands open."""
COLLECTED_WITHIN_S = 60.0
"""How long a phone that was let in has to come in."""
MOST_TRIES = 5
"""Wrong secrets that shut the door. Chosen: a camera reads none wrongly."""
_SECRET_BYTES = 16
_NUMBERS = 1000


class State(Enum):
    """What became of a phone that asks to be let in."""

    WAITS = "waits"
    LET_IN = "let in"


@dataclass(eq=False)
class Asking:
    """A phone that asks to be let in."""

    name: str
    code: str = field(repr=False)
    """The short code that it will be asked for."""
    token: str = field(repr=False)
    """What its cookie holds until then."""
    number: str
    """Shown on the phone and on the computer: it is this phone, not another one."""
    state: State = State.WAITS
    since: Pause = field(default_factory=Pause)


class Pairing:
    """Whether the door is open, and who stands before it. Any thread may ask."""

    def __init__(self, begin_pause: Callable[[], Pause] = Pause) -> None:
        self._begin_pause = begin_pause
        self._guard = threading.RLock()
        self._secret: str | None = None
        self._opened = begin_pause()
        self._tries = 0
        self._asking: Asking | None = None

    def open(self) -> str:
        """Open the door anew, and return the secret that opens it; the one before opens nothing."""
        with self._guard:
            self._secret = secrets.token_urlsafe(_SECRET_BYTES)
            self._opened, self._tries, self._asking = self._begin_pause(), 0, None
            return self._secret

    def shut(self) -> None:
        """Shut the door; nobody who stands before it comes in any more."""
        with self._guard:
            self._secret, self._asking, self._tries = None, None, 0

    @property
    def secret(self) -> str | None:
        """The secret while it opens the door; None once it was used."""
        return self._secret if self.is_open and not self.has_too_many_tries else None

    @property
    def left_s(self) -> float:
        """Seconds until the door shuts."""
        return OPEN_S - self._opened.gone_s

    @property
    def is_open(self) -> bool:
        """Whether the five minutes last, for a secret that was used, too."""
        return self.left_s > 0 and (self._secret is not None or self._asking is not None)

    @property
    def has_too_many_tries(self) -> bool:
        """Whether wrong secrets have shut the door before its time."""
        return self._tries >= MOST_TRIES and self.left_s > 0

    def knows(self, secret: str) -> bool:
        """Tell whether this opens the door; a wrong one counts."""
        with self._guard:
            if not self.is_open or self._secret is None or self.has_too_many_tries:
                return False
            is_right = hmac.compare_digest(self._secret.encode(), secret.encode())
            self._tries += not is_right
            return is_right

    def ask(self, secret: str, name: str, code: str) -> Asking | None:
        """Use the secret up for a phone that asks to be let in; None if it opens nothing."""
        with self._guard:
            if not self.knows(secret):
                return None
            self._secret = None
            token, number = secrets.token_urlsafe(32), secrets.randbelow(_NUMBERS)
            self._asking = Asking(name, code, token, f"{number:03}", since=self._begin_pause())
            return self._asking

    @property
    def asking(self) -> Asking | None:
        """The phone that asks to be let in, or that was and has not come in yet."""
        with self._guard:
            asking = self._asking
            if asking is None:
                return None
            is_late = asking.state is State.LET_IN and asking.since.gone_s >= COLLECTED_WITHIN_S
            if is_late or not self.is_open:
                self._asking = None
            return self._asking

    def find(self, token: str | None) -> Asking | None:
        """Return the phone whose cookie this is, if it still asks."""
        asking = self.asking
        if asking is None or not hmac.compare_digest(asking.token.encode(), (token or "").encode()):
            return None
        return asking

    def let_in(self, asking: Asking) -> None:
        """Let a phone in; it has a minute to come."""
        with self._guard:
            if self.asking is asking:
                asking.state, asking.since = State.LET_IN, self._begin_pause()

    def refuse(self, asking: Asking) -> None:
        """Let a phone not in."""
        with self._guard:
            if self._asking is asking:
                self.shut()

    def collect(self, token: str | None) -> Asking | None:
        """Return the phone if it was let in, once: the door is shut behind it."""
        with self._guard:
            asking = self.find(token)
            if asking is None or asking.state is not State.LET_IN:
                return None
            self.shut()
            return asking
