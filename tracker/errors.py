"""Errors of the tracker. Commands show a UserError's text as it is, screens translate it."""

from tracker.said import Said

_LOCKED = Said("This diary is locked. Please unlock it with its passphrase or its recovery code.")
_REFUSED = Said(
    "This is not open to you, or no longer. Please go back to the first page; whose record it is "
    "can open it to you."
)


class TrackerError(Exception):
    """Base class of everything that the tracker raises on purpose."""


class UserError(TrackerError):
    """Something the person can put right; the text says what to do next.

    Parameters
    ----------
    template : str
        The sentence, with braces for what differs from time to time.
    **values
        What fills the braces.
    """

    def __init__(self, template: str, **values: object) -> None:
        self.text = Said(template, **values)
        super().__init__(self.text)


class InvalidEntry(UserError):
    """A value that cannot be: a rating outside 0–10, a date in the future and so on."""


class NotFound(UserError):
    """What was asked for is not (or no longer) in the store."""


class Overtaken(UserError):
    """Somebody else, such as another window, has changed the same thing meanwhile."""


class UnusablePhoto(UserError):
    """A file that is no photo, or a photo that cannot be used here."""


class StoreUnavailable(UserError):
    """The data folder or its database cannot be opened."""


class DamagedPhoto(StoreUnavailable):
    """A photo file that is no longer what was put there."""


class OutOfReach(StoreUnavailable):
    """A server that is lost or too busy just now; it may be back in a moment."""


class ProcessEnded(UserError):
    """A process that shared the work is gone."""


class InvalidReference(UserError):
    """A reference table that was edited so that it can no longer be used."""


class DiaryLocked(UserError):
    """The diary needs its key."""

    def __init__(self) -> None:
        super().__init__(_LOCKED)


class Refused(UserError):
    """Whoever asks may not see or do this, or no longer."""

    def __init__(self) -> None:
        super().__init__(_REFUSED)
