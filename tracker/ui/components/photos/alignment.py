"""How sure it is that two photos lie over each other, and spots marked by hand to help it."""

import streamlit as st

from tracker.domain.records.kept import BodyArea, Photo
from tracker.services.photos.comparing import Alignment, Comparison
from tracker.services.photos.marking import keep_marks, list_marks, remove_marks
from tracker.store.repository import Store
from tracker.ui import bootstrap, state
from tracker.ui.components.photos.spot_picker import pick_spots
from tracker.ui.language import _, write_number

_ASKS_FOR_MARKS = frozenset({"too_little_in_common", "marks_do_not_fit", "another_person"})
_LITTLE = 0.4
"""Share of confirmed skin below which single spots should not be compared: pairs of photos of one
face in ordinary light reach more."""


def show_alignment(comparison: Comparison, area: BodyArea) -> None:
    """Say how sure the alignment is, with its limits."""
    alignment = comparison.alignment
    if alignment is None:
        st.caption(
            _("These two photos stand side by side; they could not be laid over each other.")
        )
        return
    st.caption(" ".join(_sentences(alignment, area)))


def show_marking(store: Store, before: Photo, after: Photo, name: str) -> None:
    """Let a person mark common spots; open where the alignment asks for them."""
    asked = any(finding.code in _ASKS_FOR_MARKS for finding in after.findings)
    marks = list_marks(store, after, before)
    label = (
        _("Spots that you marked: {count}").format(count=len(marks))
        if marks
        else _("Mark common spots by hand")
    )
    with st.expander(label, expanded=asked, icon=":material/my_location:"):
        st.markdown(
            _(
                "Choose two to four spots that both photos show and that do not move: freckles, "
                "moles, scars or stickers, as far from each other as the skin in the picture "
                "allows. Your marks are kept, lead the alignment, and are used again whenever the "
                "photo is measured anew."
            )
        )
        pictures = bootstrap.pictures_to_mark(before, after)
        key = f"spots-{before.id}-{after.id}-{len(marks)}"
        made = pick_spots(pictures, (_("Before"), name), marks, key=key)
        if made is not None:
            with st.spinner(_("Laying the photos over each other …")):
                keep_marks(store, after, before, made)
            _begin_anew(_("Your marks were kept and the photo was measured again."))
        if marks and st.button(_("Remove all marks"), icon=":material/delete:", key="remove_marks"):
            with st.spinner(_("Laying the photos over each other …")):
                remove_marks(store, after, before)
            _begin_anew(_("Your marks were removed and the photo was measured again."))


def _begin_anew(notice: str) -> None:
    bootstrap.forget_pictures()
    state.leave_notice(notice)
    st.rerun()


def _sentences(alignment: Alignment, area: BodyArea) -> list[str]:
    share = write_number(alignment.accepted_share * 100, "0")
    sentences = [
        _(
            "**Alignment.** On {share} % of the skin that both photos show, the skin's own pattern "
            "confirms the place; elsewhere it is estimated from the surroundings."
        ).format(share=share)
    ]
    if alignment.expected_error_mm is not None:
        error = write_number(alignment.expected_error_mm, "0.0#")
        sentences.append(
            _(
                "The same skin is typically off by about {error} mm (derived from test photos with "
                "known shifts, not measured on yours; single places can be off by more)."
            ).format(error=error)
        )
    elif area is not BodyArea.FACE:
        sentences.append(_("Without a scale in the picture the error in millimetres is not known."))
    if alignment.accepted_share < _LITTLE:
        sentences.append(
            _("That is little: compare areas, not single spots, or mark common spots by hand.")
        )
    if alignment.marked:
        sentences.append(
            _("It follows the {count} spots that you marked.").format(count=alignment.marked)
        )
    sentences.append(_("The pictures are moved and turned to fit, not bent."))
    return sentences
