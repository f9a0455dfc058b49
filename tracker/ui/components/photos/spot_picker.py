"""Two photos to mark the same spots in: by finger, mouse or keyboard."""

from collections.abc import Sequence
from pathlib import Path

from tracker.services.photos.marking import MAX_SPOTS, MIN_SPOTS, Mark, PicturesToMark
from tracker.ui.components.browser.drawn import drawn_from
from tracker.ui.language import _, current

_HERE = Path(__file__).parent


def pick_spots(
    pictures: PicturesToMark, names: tuple[str, str], marks: Sequence[Mark], *, key: str
) -> list[Mark] | None:
    """Let a person mark spots that both photos show.

    Parameters
    ----------
    names : tuple of str
        What the photo from before and the later one are called.
    marks : sequence of Mark
        Those to begin with.
    key : str
        Another one for each pair of photos.

    Returns
    -------
    marks : list of Mark or None
        Once, when the person is done; None otherwise.
    """
    component = drawn_from(_HERE, "spot_picker")
    result = component(
        key=key,
        data={
            "key": key,
            "language": current(),
            "names": dict(zip(("before", "after"), names, strict=True)),
            "pictures": {"before": pictures.before, "after": pictures.after},
            "spots": [{"before": mark.before, "after": mark.after} for mark in marks],
            "least": MIN_SPOTS,
            "most": MAX_SPOTS,
            "words": _words(),
        },
        on_done_change=lambda: None,
    )
    if result.done is None:
        return None
    return [Mark(tuple(spot["before"]), tuple(spot["after"])) for spot in result.done]


def _words() -> dict[str, str]:
    return {
        "photo": _("Tap spot {number}, or move it with the arrow keys; with Shift in small steps."),
        "spot": _("Spot {number}"),
        "count": _("{count} of 2 to 4 spots are marked in both photos."),
        "next": _("Mark another spot"),
        "remove": _("Remove this spot"),
        "done": _("Lay the photos over each other"),
    }
