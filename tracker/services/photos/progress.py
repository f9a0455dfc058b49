"""What became of photos that were handed in or measured again."""

from dataclasses import dataclass

from tracker.domain.records.kept import Measurement, Photo


@dataclass(frozen=True)
class PhotoOutcome:
    """A photo that is kept, and what was measured on it."""

    photo: Photo
    """`photo.findings` says in words what limits it, or why it was not measured."""
    measurements: tuple[Measurement, ...]


@dataclass(frozen=True)
class Progress:
    """One step of a batch: either an outcome or the sentence that says why there is none."""

    done: int
    total: int
    name: str
    outcome: PhotoOutcome | None = None
    error: str | None = None
