"""What was measured in each zone: an overview in words, and every figure of one zone on demand."""

from collections.abc import Iterable, Sequence

import pandas as pd
import streamlit as st

from tracker.domain.records.kept import Measurement
from tracker.domain.words.changes import (
    RednessChange,
    has_two_ends,
    is_within_error,
    may_hide,
)
from tracker.domain.words.labels import ZONES, Zone
from tracker.domain.words.measure_names import (
    CONTRAST,
    DELTA_EI,
    MEASURES,
    OWN_VALUES,
    REFERENCES,
    ROUGHNESS,
    TONE,
    describe_change,
    finest_texture_mm,
    in_unit,
    stands_for_texture,
)
from tracker.services.photos.comparing import SideChange, describe_tone
from tracker.ui.language import _, mark, write_number

_OVERVIEW = {DELTA_EI: mark("Redness"), ROUGHNESS: mark("Texture")}
_HIDES = {
    RednessChange.CLEAR: mark("Clear redness could hide in the error of the whole face."),
    RednessChange.STRONG: mark("Even strong redness could hide in the error of the whole face."),
}
_WHOLE = ("+0;−0", "0")
_ONE_DECIMAL = ("+0.0;−0.0", "0.0")

Measurements = Sequence[Measurement]


def show_zone_changes(measurements: Measurements, shown: Sequence[str], *, key: str) -> None:
    """Say the changes in words, then show one zone's figures with their errors.

    Parameters
    ----------
    shown : sequence of str
        The measures to be said, of `DELTA_EI` and `ROUGHNESS`.
    """
    zones = [zone for zone in _zones() if _of_zone(measurements, zone)]
    if not zones:
        return
    st.markdown(_("#### Change by zone"))
    for measure in shown:
        said = (
            say_texture(measurements)
            if measure == ROUGHNESS
            else say_by_zone(measurements, measure)
        )
        st.markdown(f"**{_(_OVERVIEW[measure])}**\n\n{said or _('- not measured on this photo')}")
    if DELTA_EI in shown:
        _say_what_hides(measurements)
        _say_contrasts(measurements)
        st.caption(
            _(
                "What lies on the skin pales redness, the more the darker the skin is: under "
                "cream, sunscreen or make-up on very dark skin even strong redness often cannot be "
                "told from none. Where lids are flushed like the face, up to two fifths of it can "
                "stay unseen; a flush of face, neck and lids together passes for a change of "
                "light, and where lids lie over the whites of the eyes even the stated error may "
                "not reach it. A photo without a finding is no proof of calm skin."
            )
        )
    if ROUGHNESS in shown:
        st.caption(
            _("In the days after needling, texture means flaking and swelling, not new collagen.")
        )
    show_figures(measurements, key=key)


def _say_what_hides(measurements: Measurements) -> None:
    """Say where the error of the whole face is so large that redness could hide in it."""
    for one in measurements:
        if one.measure == DELTA_EI and one.zone is Zone.FACE:
            hidden = may_hide(one.value, one.mdc95, one.too_high)
            if hidden:
                st.markdown(_(_HIDES[hidden]))


def _say_contrasts(measurements: Measurements) -> None:
    """Say the zones against each other, where the face as a whole is too unsure."""
    said = say_by_zone(measurements, CONTRAST)
    if said:
        st.markdown(f"**{_('Zones against each other')}**\n\n{said}")
        st.caption(
            _(
                "The error of the whole face is larger than clear redness, or no value of it is "
                "given. How the zones differ is surer: what light or a flush did to all of them "
                "cancels out. It says nothing of redness that is the same everywhere."
            )
        )


def show_figures(measurements: Measurements, *, key: str) -> None:
    """Show every figure of one zone with its error, on demand."""
    zones = [zone for zone in _zones() if _of_zone(measurements, zone)]
    with st.expander(_("Every figure of a zone"), icon=":material/table_rows:"):
        zone = st.selectbox(
            _("Zone"), zones, format_func=lambda one: _(ZONES[one]), key=f"zone-{key}"
        )
        changes = _of_zone(measurements, zone)
        st.table(_figures(changes))
        finest_mm = finest_texture_mm(changes)
        if finest_mm is not None:
            size = write_number(finest_mm, "0.0")
            st.caption(
                _(
                    "Texture finer than {size} mm is left out: in one of the two photos its bumps "
                    "span fewer than 8 pixels, or it is not sharp enough. From closer, and in the "
                    "camera's full size, more of it shows."
                ).format(size=size)
            )
        st.caption(
            _(
                "Derived from the two photos. After ±: the smallest change that these photos can "
                "tell from error (in 95 of 100 pairs of photos of unchanged skin, the figure lies "
                "within it). Two more figures say how low and how high it may be, where "
                "redness may hide but not be made up. Left and right are your own."
            )
        )


def say_sides(sides: Sequence[SideChange]) -> str:
    """Say how much redder the left became than the right, as a list; empty without zones."""
    return "\n".join(f"- {_say_side(side)}" for side in sides)


def _say_side(side: SideChange) -> str:
    figure = f"{write_number(side.value, '+0.0;−0.0')} ± {write_number(side.mdc95, '0.0')} EI"
    if is_within_error(side.value, side.mdc95):
        said = _("{left} / {right}: **no difference that these photos can show** ({figure})")
    elif side.value > 0:
        said = _("{left} / {right}: **the left became redder** ({figure})")
    else:
        said = _("{left} / {right}: **the right became redder** ({figure})")
    names = {"left": _(ZONES[side.left]), "right": _(ZONES[side.right])}
    return said.format(figure=figure, **names)


def say_by_zone(measurements: Measurements, measure: str) -> str:
    """Say how each zone changed, zones alike together, as a list; empty where none was measured."""
    changes = {one.zone: one for one in measurements if one.measure == measure}
    alike: dict[str, list[Zone]] = {}
    for zone in _zones():
        if zone in changes and zone is not Zone.FACE:
            alike.setdefault(_say_words(changes[zone]), []).append(zone)
    lines = [_say_face(changes[Zone.FACE])] if Zone.FACE in changes else []
    if len(alike) == 1 and lines:
        return f"- {lines[0]}\n- {_('every zone')}: {next(iter(alike))}"
    for words, zones in sorted(alike.items(), key=lambda said: -changes[said[1][0]].value):
        lines.append(f"{', '.join(_(ZONES[zone]) for zone in zones)}: **{words}**")
    return "\n".join(f"- {line}" for line in lines)


def say_texture(measurements: Measurements) -> str:
    """Say how each zone's texture changed, as `say_by_zone`, by what stands for it."""
    return say_by_zone(measurements, stands_for_texture({one.measure for one in measurements}))


def say_whole_face(measurements: Measurements) -> str:
    """Say the redness of the whole face with its error, in one line; empty without it."""
    found = (one for one in measurements if one.measure == DELTA_EI and one.zone is Zone.FACE)
    face = next(found, None)
    if face is None:
        return ""
    said = _("Redness of the whole face {figure}: {words}")
    return said.format(figure=_say_figure(face), words=_say_words(face))


def say_figure(change: Measurement | None) -> str:
    """Say a change with its error in its unit; in brackets where it is within that error."""
    if change is None:
        return "–"
    figure = _say_figure(change)
    hides = is_within_error(change.value, change.mdc95, change.too_high)
    return f"({figure})" if hides else figure


def say_references(measurements: Measurements) -> str:
    """Say what told a change of the light from a change of the skin; empty without redness."""
    names = next((one.reference for one in measurements if one.measure == DELTA_EI), None)
    if names is None:
        return ""
    kinds = [REFERENCES[name] for name in names.split("+") if name in REFERENCES]
    if not kinds:
        return _(
            "**Light.** Nothing untreated was found in both photos, so the light could not be "
            "taken off; that is why the errors are large."
        )
    return _("**Light.** What the light changed was read from {references} and taken off.").format(
        references=_join([_(kind) for kind in kinds])
    )


def _join(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("{first} and {last}").format(first=", ".join(names[:-1]), last=names[-1])


def _say_face(change: Measurement) -> str:
    return _("Whole face: **{words}** ({figure})").format(
        words=_say_words(change), figure=_say_figure(change)
    )


def _zones() -> Iterable[Zone]:
    return dict.fromkeys((Zone.FACE, *ZONES))


def _of_zone(measurements: Measurements, zone: Zone) -> dict[str, Measurement]:
    """Return a zone's changes by measure, in the order in which they are shown."""
    found = {one.measure: one for one in measurements if one.zone is zone}
    return {measure: found[measure] for measure in MEASURES if measure in found}


def _figures(changes: dict[str, Measurement]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _(MEASURES[measure].name): {
                _("Compared with before"): _say_words(change),
                _("Figure"): _say_figure(change),
            }
            for measure, change in changes.items()
        }
    ).T


def _say_words(change: Measurement) -> str:
    if change.measure == TONE:
        return _(describe_tone(change.value))
    return _(describe_change(change.measure, change.value, change.mdc95, change.too_high))


def _say_figure(change: Measurement) -> str:
    unit = MEASURES[change.measure].unit
    signed, plain = _WHOLE if unit == "%" else _ONE_DECIMAL
    value = write_number(in_unit(change.measure, change.value), signed)
    if change.measure in OWN_VALUES:
        return "–"  # its figure would stand beside those of other photos
    if change.mdc95 is None:
        return f"{write_number(change.value, plain)} {_(unit)}"
    if change.too_high is not None and has_two_ends(change.mdc95, change.too_high):
        low, high = change.value - change.too_high, change.value + change.mdc95
        return _("{value} {unit}, {low} to {high}").format(
            value=value,
            unit=_(unit),
            low=write_number(in_unit(change.measure, low), signed),
            high=write_number(in_unit(change.measure, high), signed),
        )
    error = write_number(in_unit(change.measure, change.mdc95), plain)
    return f"{value} ± {error} {_(unit)}"
