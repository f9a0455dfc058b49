"""Errors of the tracker. The UI and the commands show a UserError's text as it is."""


class TrackerError(Exception):
    """Base class of everything that the tracker raises on purpose."""


class UserError(TrackerError):
    """Something the person can put right; the text says what to do next."""


class InvalidEntry(UserError):
    """A value that cannot be: a rating outside 0–10, a date in the future and so on."""


class NotFound(UserError):
    """What was asked for is not (or no longer) in the store."""


class UnusablePhoto(UserError):
    """A file that is no photo, or a photo that cannot be used here."""


class StoreUnavailable(UserError):
    """The data folder or its database cannot be opened."""


class InvalidReference(UserError):
    """A reference table that was edited so that it can no longer be used."""
