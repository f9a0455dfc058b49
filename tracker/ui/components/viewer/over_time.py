"""Photos over the days: each zone in a row, and a film of a recovery or of all sessions."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import streamlit as st

from tracker.domain.records.kept import BodyArea, Measurement, Photo, PhotoRole
from tracker.domain.words.labels import ZONES, Zone
from tracker.domain.words.measure_names import DELTA_EI
from tracker.services.photos.encoding import address_of, webp_of
from tracker.services.photos.film.films import FRAME_MS, FilmKind, write_film
from tracker.services.photos.film.frames import Frames
from tracker.services.photos.long_term import list_rested_photos
from tracker.services.photos.placing import Pixels, cut
from tracker.services.recovery.book import Book, load_measurements
from tracker.services.recovery.overview import RecoveryOverview
from tracker.store.repository import Store
from tracker.ui import bootstrap, words
from tracker.ui.components.browser.drawn import drawn_from
from tracker.ui.components.photos.names import name_all_photos
from tracker.ui.components.photos.zone_changes import say_figure
from tracker.ui.components.viewer.share import share_file
from tracker.ui.language import _, current, mark

_HERE = Path(__file__).parent
_CELL_PX = 150
"""Width of the widest zone of a strip; all others are on its scale."""

_WHOLE = ""
"""No zone. Were it None, the box would offer to be emptied."""


class _Kind(StrEnum):
    STRIPS = mark("Zones over the days")
    RECOVERY = mark("Time-lapse of this recovery")
    SESSIONS = mark("Time-lapse over sessions")


def show_over_time(store: Store, book: Book, overview: RecoveryOverview, photo: Photo) -> None:
    """Offer strips and films of a photo's area and side; nothing is made before it is asked."""
    choices = {kind: _photos_for(store, overview, photo, kind) for kind in _Kind}
    offered = [kind for kind, photos in choices.items() if len(photos) > 1]
    if photo.area is not BodyArea.FACE:
        offered = [kind for kind in offered if kind is not _Kind.STRIPS]
    if not offered:
        return
    st.markdown(_("#### Over time"))
    kind = st.pills(_("What to show"), offered, format_func=_, key="over_time")
    if kind is None:
        return
    made = bootstrap.frames(tuple(choices[kind]))
    names = name_all_photos(book.recoveries, overview.procedure.id)
    if made.left_out:
        left_out = ", ".join(names[one.id] for one in made.left_out)
        st.caption(_("Left out, too little skin was recognised: {photos}").format(photos=left_out))
    if kind is _Kind.STRIPS:
        _show_strips(load_measurements(store, overview.procedure.id), made, names)
    else:
        _show_film(made, names, key=f"{kind.name.lower()}-{overview.procedure.id}")


def _photos_for(
    store: Store, overview: RecoveryOverview, photo: Photo, kind: _Kind
) -> Sequence[Photo]:
    if kind is _Kind.SESSIONS:
        rested = list_rested_photos(store, overview.person.id)
        return [one.photo for one in rested if _is_alike(one.photo, photo)]
    return [
        one
        for one in overview.photos
        if _is_alike(one, photo)
        and one.usable is not False
        and (one.role is PhotoRole.BEFORE or one.id in overview.counting or not overview.counting)
    ]


def _is_alike(one: Photo, other: Photo) -> bool:
    return one.area is other.area and one.view is other.view


def _show_strips(
    measurements: Mapping[int, Sequence[Measurement]], made: Frames, names: Mapping[int, str]
) -> None:
    values = {
        frame.photo.id: {
            one.zone: one for one in measurements.get(frame.photo.id, ()) if one.measure == DELTA_EI
        }
        for frame in made.frames
    }
    latest = values[made.frames[-1].photo.id]
    zones = sorted(made.zones, key=lambda zone: -_value(latest.get(zone)))
    component = drawn_from(_HERE, "zone_strips")
    rows = [{"zone": _(ZONES[zone]), "cells": _cells(made, zone, values, names)} for zone in zones]
    component(key="zone_strips", data={"language": current(), "rows": rows})
    st.caption(
        _(
            "The reddest zone of the last photo first; all on one scale, at the exposure of the "
            "first photo where that is known. Below: redness compared with before ± its error, in "
            "EI; in brackets: no change that this photo can show."
        )
    )


def _value(change: Measurement | None) -> float:
    return float("-inf") if change is None else change.value


def _cells(
    made: Frames,
    zone: Zone,
    values: Mapping[int, Mapping[Zone, Measurement]],
    names: Mapping[int, str],
) -> list[dict[str, Any]]:
    widest = max(box[3] - box[1] for box in made.zones.values())
    box = made.zones[zone]
    return [
        {
            "picture": address_of(webp_of(cut(frame.picture, box))),
            "width": round(_CELL_PX * (box[3] - box[1]) / widest),
            "day": names[frame.photo.id],
            "value": say_figure(values[frame.photo.id].get(zone)),
        }
        for frame in made.frames
    ]


def _show_film(made: Frames, names: Mapping[int, str], *, key: str) -> None:
    zone = _choose_zone(made)
    pictures = [
        frame.picture if zone is None else cut(frame.picture, made.zones[zone])
        for frame in made.frames
    ]
    captions = [_caption(frame.photo, names) for frame in made.frames]
    _play(pictures, captions, key=key, shown_key=f"{key}-{zone}")
    st.caption(
        _("Each photo is bent so that its skin lies on that of the first: shapes are not exact.")
    )
    _keep_film(pictures, captions, key=key)


def _play(pictures: Sequence[Pixels], captions: Sequence[str], *, key: str, shown_key: str) -> None:
    component = drawn_from(_HERE, "film")
    shown = [
        {"picture": address_of(webp_of(picture)), "caption": caption}
        for picture, caption in zip(pictures, captions, strict=True)
    ]
    component(
        key=f"film-{key}",
        data={
            "key": shown_key,
            "language": current(),
            "frames": shown,
            "frame_ms": FRAME_MS,
            "words": _words(),
        },
    )


def _keep_film(pictures: Sequence[Pixels], captions: Sequence[str], *, key: str) -> None:
    kind = st.segmented_control(
        _("Keep it as"), list(FilmKind), format_func=lambda one: one.value.upper(), key="film_kind"
    )
    if kind is not None:
        with st.spinner(_("Writing the film …")):
            content = write_film(pictures, captions, kind)
        share_file(content, f"{key}.{kind.value}", kind.media_type, key=f"share-{key}")


def _choose_zone(made: Frames) -> Zone | None:
    if not made.zones:
        return None
    chosen = st.selectbox(
        _("Cut to"),
        [_WHOLE, *made.zones],
        format_func=lambda one: _(ZONES[Zone(one)]) if one else _("The whole picture"),
        key="film_zone",
    )
    return Zone(chosen) if chosen else None


def _caption(photo: Photo, names: Mapping[int, str]) -> str:
    name, day = names[photo.id], words.say_short_date(photo.taken_at)
    return name if day in name else f"{name} · {day}"  # that of another session has its date


def _words() -> dict[str, str]:
    return {
        "start": _("Start"),
        "stop": _("Stop"),
        "at": _("Which photo"),
        "back": _("Photo before"),
        "on": _("Next photo"),
    }
