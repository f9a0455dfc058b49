"""Two photos over each other: slid, held, side by side, or with the map of redness."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from tracker.domain.records.kept import BodyArea, Photo
from tracker.services.photos.comparing import Comparison
from tracker.services.photos.encoding import address_of
from tracker.services.photos.placing import HEIGHT_PX, Box
from tracker.ui import bootstrap
from tracker.ui.components.browser.drawn import drawn_from
from tracker.ui.components.viewer.redness_legend import redness_legend
from tracker.ui.language import _, current

_HERE = Path(__file__).parent
_PIXELATED_ROWS = 450
"""Of a part with fewer rows than this each pixel of the photo is drawn as a square. Chosen: half
of what is shown, so that a pixel takes two rows of the screen or more."""


@dataclass(frozen=True)
class Shown:
    """A photo with the lines that belong to it: its name, its date, its value."""

    photo: Photo
    lines: Sequence[str]


@st.fragment
def show_viewer(comparison: Comparison, before: Shown, after: Shown) -> None:
    """Show two photos over each other, at the same exposure unless that is switched off."""
    place = st.container()
    matched = _ask_exposure(comparison, after.photo)
    with place:
        _draw(comparison, before, after, matched=matched)


def _draw(comparison: Comparison, before: Shown, after: Shown, *, matched: bool) -> None:
    component = drawn_from(_HERE, "viewer")
    key = f"viewer-{before.photo.id}-{after.photo.id}"
    pictures = bootstrap.pictures_to_show(before.photo, after.photo, matched=matched)
    component(
        key=key,
        data={
            "key": key,
            "language": current(),
            "pictures": {name: address_of(content) for name, content in pictures.items()},
            "size": comparison.pair.before.shape[:2],
            "whole": _whole_size(comparison),
            "labels": {
                "before": before.lines,
                "after": after.lines,
                "map": [_("Change in redness"), f"{before.lines[0]} → {after.lines[0]}"],
            },
            "modes": _modes(comparison),
            "legend": redness_legend(),
            "words": _words(before),
            "detail": _detail(key, comparison, before.photo, after.photo, matched=matched),
        },
        on_detail_change=lambda: None,
    )


def _ask_exposure(comparison: Comparison, after: Photo) -> bool:
    if comparison.gains is None:
        if after.area is BodyArea.FACE:
            st.caption(
                _(
                    "**Exposure.** Shown as they were taken: what was not treated does not tell "
                    "surely enough what the light did between these photos."
                )
            )
        return False
    return st.toggle(
        _("Same exposure"),
        True,
        help=_(
            "The later photo is brought to the light of the earlier one, read from the untreated "
            "skin that the measurement used. Off: as it was taken."
        ),
        key="compare_exposure",
    )


def _modes(comparison: Comparison) -> list[tuple[str, str]]:
    side = ("side", _("Side by side"))
    if not comparison.pair.is_aligned:
        return [side]
    modes = [("divider", _("Divider")), side, ("hold", _("Hold"))]
    return modes if comparison.redness_map is None else [*modes, ("map", _("Redness"))]


def _whole_size(comparison: Comparison) -> tuple[int, int]:
    """Rows and columns of what there is to zoom into."""
    if comparison.placement is None:  # two sizes: nothing lies over anything
        return comparison.pair.before.shape[:2]
    rows, columns = comparison.placement.window
    return rows.stop - rows.start, columns.stop - columns.start


def _detail(
    key: str, comparison: Comparison, before: Photo, after: Photo, *, matched: bool
) -> dict[str, Any] | None:
    """Return the part that is looked at closely in the photos' own pixels, once it is asked for."""
    asked = (st.session_state.get(key) or {}).get("detail")
    if not asked or asked.get("key") != key or _whole_size(comparison)[0] <= HEIGHT_PX / 2:
        return None
    top, left, bottom, right = (float(side) for side in asked["box"])
    box: Box = (top, left, bottom, right)
    first, second, cut = bootstrap.close_up(before, after, box, matched=matched)
    rows = (cut[2] - cut[0]) * _whole_size(comparison)[0]
    return {
        "before": address_of(first),
        "after": address_of(second),
        "box": cut,
        "pixelated": rows < _PIXELATED_ROWS,
    }


def _words(before: Shown) -> dict[str, str]:
    return {
        "modes": _("How the photos are shown"),
        "stage": _("Two photos; plus and minus zoom, arrow keys move what is enlarged"),
        "share": _("Divider between the two photos"),
        "share_value": _("{share} % after"),
        "opacity": _("Opacity of the map"),
        "hold": _("Hold to see: {photo}").format(photo=before.lines[0]),
        "in": _("Enlarge"),
        "out": _("Make smaller"),
        "zoom": "{zoom} ×",
        "whole": _("Whole picture"),
        "hint": _("One finger slides or scrolls, two enlarge and move the picture."),
    }
