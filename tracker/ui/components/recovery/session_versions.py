"""Two windows have corrected the same session: both are shown, and the person chooses."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zlib import crc32

import streamlit as st

from tracker.domain.records.kept import Procedure, Zone
from tracker.domain.words.labels import DEVICES, SETTINGS, ZONES
from tracker.errors import InvalidEntry
from tracker.ui import words
from tracker.ui.components.sides import HERE, THERE, choose_side
from tracker.ui.language import _, mark, write_number

_ANSWERS = {
    ("started_at",): mark("Date and time"),
    ("device",): mark("Device"),
    ("setting",): mark("Where"),
    ("passes",): mark("Passes over each zone"),
    ("needle_set_id",): mark("Needles, with their sessions so far"),
    ("cost", "currency"): mark("Cost (optional)"),
}
"""What a session says, by the fields that belong together; zones come apart from it."""
_TEXTS = {"products": mark("Both lists of products"), "notes": mark("Both notes")}

Part = tuple[str, ...] | Zone


def choose_session(
    here: Procedure,
    there: Procedure,
    began: Procedure,
    needles: Mapping[int, str],
    key: str,
) -> Procedure | None:
    """Show where two versions of a session differ; return what was chosen once it is saved.

    Parameters
    ----------
    began : Procedure
        What this window began with: what only one window changed is chosen at first.
    needles : mapping
        Names of needles, by their ids.

    Raises
    ------
    InvalidEntry
        If both windows changed the same, and it was not chosen.
    """
    st.warning(
        _(
            "Another window has changed this session meanwhile. Nothing is lost: please choose "
            "what is to be kept, answer by answer."
        ),
        icon=":material/difference:",
    )
    chosen, open_ = _choose_parts(here, there, began, needles, key)
    texts: dict[str, Any] = {field: _join(field, here, there, began, key) for field in _TEXTS}
    if not st.button(_("Save what I chose"), type="primary", width="stretch", key="save_chosen"):
        return None
    if open_:
        raise InvalidEntry("Please choose which to keep: {answers}.", answers=", ".join(open_))
    return replace(_with_parts(there, chosen), **texts)


def _choose_parts(
    here: Procedure, there: Procedure, began: Procedure, needles: Mapping[int, str], key: str
) -> tuple[dict[Part, Any], list[str]]:
    """Return what was chosen part by part, and the names of the parts that are still open."""
    own, other, first = _parts(here), _parts(there), _parts(began)
    chosen, open_ = dict(other), []
    for part in dict.fromkeys((*own, *other)):
        versions = {HERE: own.get(part), THERE: other.get(part)}
        if versions[HERE] != versions[THERE]:
            start = _changed_alone(versions, first.get(part))
            said = {side: _say(part, value, needles) for side, value in versions.items()}
            side = choose_side(_name(part), said, start, key=f"{key}-{_key(part)}-{start}")
            chosen[part] = versions.get(side or "")
            open_ += [] if side else [_name(part)]
    return chosen, open_


def _parts(procedure: Procedure) -> dict[Part, Any]:
    """Return what a session says, part by part."""
    answers: dict[Part, Any] = {
        names: tuple(getattr(procedure, name) for name in names) for names in _ANSWERS
    }
    return answers | {one.zone: one for one in procedure.zones}


def _with_parts(procedure: Procedure, parts: Mapping[Part, Any]) -> Procedure:
    fields = {
        name: value for names in _ANSWERS for name, value in zip(names, parts[names], strict=True)
    }
    zones = [one for part, one in parts.items() if isinstance(part, Zone) and one is not None]
    return replace(procedure, zones=tuple(zones), **fields)


def _changed_alone(versions: Mapping[str, Any], began: Any) -> str | None:
    """Return the window that alone changed an answer; None where both did."""
    changed = [side for side, value in versions.items() if value != began]
    return changed[0] if len(changed) == 1 else None


def _name(part: Part) -> str:
    return _(ZONES[part]) if isinstance(part, Zone) else _(_ANSWERS[part])


def _key(part: Part) -> str:
    return part if isinstance(part, Zone) else part[0]


def _say(part: Part, value: Any, needles: Mapping[int, str]) -> str:
    """Say what one version answers."""
    if isinstance(part, Zone):
        return words.say_needle_length(value.needle_length_mm) if value else _("not treated")
    match part[0]:
        case "started_at":
            return words.say_moment_of_year(value[0])
        case "device":
            return _(DEVICES[value[0]])
        case "setting":
            return _(SETTINGS[value[0]])
        case "needle_set_id":
            return needles.get(value[0] or 0, _("Not counted"))
        case "cost":
            cost, currency = value
            return (
                "–" if cost is None else f"{write_number(float(cost), '0.00')} {currency}".strip()
            )
        case _:
            return str(value[0])


def _join(field: str, here: Procedure, there: Procedure, began: Procedure, key: str) -> str:
    """Return a text that one window alone changed, else both to be made one."""
    texts = {HERE: getattr(here, field), THERE: getattr(there, field)}
    if texts[HERE] == texts[THERE]:
        return str(texts[HERE])
    alone = _changed_alone(texts, getattr(began, field))
    start = texts[alone] if alone else f"{texts[THERE]}\n{texts[HERE]}".strip()
    # As soon as more is typed, another control takes it up.
    digest = crc32(start.encode())
    return st.text_area(_(_TEXTS[field]), start, key=f"{key}-{field}-{digest}") or ""
