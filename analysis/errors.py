"""Errors that the measurement can raise.

Every message is a sentence for the person who took the photo and says what to do next.
"""


class AnalysisError(Exception):
    """Base class; its text can be shown to a user as it is."""


class UnreadablePhoto(AnalysisError):
    """The bytes are no complete image in a known format, or are too large to open safely."""


class NoFaceFound(AnalysisError):
    """No face was found where one is needed."""


class SeveralFacesFound(AnalysisError):
    """More than one face is in the photo."""


class MissingWeights(AnalysisError):
    """The face mesh weights are absent or are not the file that was expected."""


class NotComparable(AnalysisError):
    """Two photos cannot be laid over each other."""
