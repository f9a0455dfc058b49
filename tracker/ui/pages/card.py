"""The printed card: print it, check the print, use it."""

import streamlit as st

from tracker.services.photos.card_print import PAPERS, PrintVerdict, check_card_print
from tracker.ui import bootstrap
from tracker.ui.components.data.download import offer_file
from tracker.ui.components.messages import shown_to_people
from tracker.ui.components.number import ask_number, number_in
from tracker.ui.components.photos.upload_form import FORMATS
from tracker.ui.language import _, mark

_WHY = mark(
    "A small printed card in the picture shows what the lamp and the camera did to colours, and "
    "how large a millimetre is. With it, redness is told from light better, and body photos get "
    "millimetres. It is not needed: without it the app says how much less sure it is."
)
_PRINT = mark("""\
- Print it in colour at 100 %, without “fit to page”, on matt paper.
- The sheet has two cards. Cut them out with the white rim: the one of the size of a bank card is \
for faces, the large one for photos from further away.
- Do not laminate them, keep them in the dark, and print new ones when the colours fade.""")
_USE = mark("""\
- Keep to one and the same card: each patch is compared with itself in the photo from before, so \
the card has to be in that photo, too.
- Hold it flat beside the skin, in the same light, facing the camera as the skin does: at the neck \
below the chin, or on the limb beside the area.
- All four corner marks in the picture, no finger on the patches, no shine on them.""")
_RULER_MM = {False: 50.0, True: 100.0}

_RULER_RANGE_MM = (10, 200)


def show() -> None:
    """Draw the page."""
    st.title(_("Printed card"))
    st.markdown(_(_WHY))
    st.markdown(_("#### 1. Print it"))
    st.markdown(_(_PRINT))
    _offer_pdf()
    st.markdown(_("#### 2. Check the print"))
    with shown_to_people():
        _check()
    st.markdown(_("#### 3. Use it"))
    st.markdown(_(_USE))


def _offer_pdf() -> None:
    paper = st.segmented_control(
        _("Paper"), list(PAPERS), default=next(iter(PAPERS)), required=True, key="card_paper"
    )
    offer_file(
        _("Download the card as PDF"),
        lambda: bootstrap.card_pdf(paper),
        f"fifth-day-card-{paper}.pdf",
        "application/pdf",
        key="card_pdf",
        type="primary",
    )


def _check() -> None:
    st.markdown(
        _(
            "Measure the line at the lower rim of the card with a ruler (50 mm on the small card, "
            "100 mm on the large one), and take a photo of the card in daylight, from straight "
            "above."
        )
    )
    typed = ask_number(
        _("Length of the printed line, mm"),
        None,
        "0.0",
        placeholder=_("not measured"),
        key="card_ruler",
    )
    file = st.file_uploader(_("Photo of the print"), FORMATS, key="card_photo")
    with shown_to_people():
        length = number_in(typed, *_RULER_RANGE_MM)
        if file is None:
            return
        _say_verdict(check_card_print(file.getvalue(), length), measured=length is not None)


def _say_verdict(verdict: PrintVerdict, *, measured: bool) -> None:
    if verdict.problems:
        listed = "\n".join(f"- {_(problem)}" for problem in verdict.problems)
        said = _("**This print should not be used yet.**")
        st.warning(f"{said}\n\n{listed}", icon=":material/print:")
        return
    sentences = [
        _(
            "**This print can be used.** Its greys rise evenly and are neutral, and the redder "
            "patches can be told from the others."
        )
    ]
    if measured:
        sentences.append(_("Its scale is right to within 1 %."))
    else:
        said = _(
            "Its scale was not checked: please measure the line, it should be {length} mm long."
        )
        sentences.append(said.format(length=f"{_RULER_MM[verdict.is_large]:g}"))
    sentences.append(
        _("That the inks themselves are the right colours is not needed, and not checked.")
    )
    st.success(" ".join(sentences), icon=":material/check:")


show()
