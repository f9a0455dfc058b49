"""Two minutes for a truer number: untreated skin in another light, and the own error it tells."""

from functools import partial

import streamlit as st

from tracker.domain.course.own_error import OwnError
from tracker.domain.records.kept import Photo, Zone
from tracker.services.photos.rescoring import confirm_person
from tracker.services.photos.untreated.exchanging import make_before, may_be_before
from tracker.services.photos.untreated.lights import Lesson
from tracker.services.photos.untreated.pairs import RESTED_FROM_DAY
from tracker.services.recovery.judgement import delete_photo_and_word, keep_verdicts_after
from tracker.services.recovery.overview import RecoveryOverview
from tracker.store.repository import Store
from tracker.ui import bootstrap, words
from tracker.ui.components.current import confirm_delete
from tracker.ui.components.messages import shown_to_people
from tracker.ui.components.photos.photo_findings import say_findings
from tracker.ui.language import _, mark, write_number

TRUER_NUMBER = mark("Two minutes for a truer number")
HOW_TO_RETEST = mark(
    "Take the same bare, untreated skin once more in another light: at another window, or turned "
    "half away from this one. All that differs between the two photos is error, so they tell how "
    "large it is with your phone and your skin. No later photo is compared with them, and they "
    "count as no day of a recovery."
)


def say_own_error(own: OwnError) -> str:
    """Say whose error is stated beside a change of redness, and what it was learned from."""
    if not own.pairs:
        return _("**Error.** That of people and phones in general.")
    said = _(
        "**Error.** Your own, {percent} % of the general one, learned from pairs of photos of "
        "untreated skin: {pairs}. Which phone took a photo is not kept: with another one, take "
        "some pairs anew."
    ).format(pairs=own.pairs, percent=write_number(100 * own.factor, "0"))
    if own.factor <= 1:
        return said
    return f"{said} " + _("The status keeps to the general one, so that nothing is missed.")


def show_retests(store: Store, overview: RecoveryOverview) -> None:
    """Offer a photo in another light, and show those of a session with what they tell."""
    with st.expander(_(TRUER_NUMBER), expanded=bool(overview.retests), icon=":material/timer:"):
        st.markdown(_(HOW_TO_RETEST))
        st.markdown(
            _(
                "Add it above as “Untreated skin, another light”: from before the session, or from "
                "{days} days after it on. What is taken after a session counts from the next one "
                "on."
            ).format(days=RESTED_FROM_DAY)
        )
        st.markdown(say_own_error(overview.own.of(Zone.FACE)))
        for photo in overview.retests:
            _show_retest(store, overview, photo)


def _show_retest(store: Store, overview: RecoveryOverview, photo: Photo) -> None:
    name = f"{_('Another light')}, {words.say_short_date(photo.taken_at)}, {photo.taken_at:%H:%M}"
    with st.container(border=True, key=f"photo_{photo.id}", horizontal=True):
        with shown_to_people():
            st.image(bootstrap.thumbnail(photo), width=96, alt=name)
        with shown_to_people(), st.container(width="stretch", gap="xsmall"):
            st.markdown(f"**{name}**")
            if photo.findings:
                st.caption(say_findings(photo))
            _say_lesson(store, overview, photo)
            _offer_to_make_before(store, overview, photo)
            confirm_delete(
                _("the photo “{name}”").format(name=name),
                _("The file and every value that was measured on it will be gone."),
                partial(delete_photo_and_word, store, overview.procedure, photo),
                key=f"delete_photo_{photo.id}",
            )


def _say_lesson(store: Store, overview: RecoveryOverview, photo: Photo) -> None:
    """Say why a photo does not count for the own error, where it does not."""
    lesson = overview.lessons.get(photo.id, Lesson.TEACHES)
    if lesson is Lesson.PERHAPS_ANOTHER or (lesson is not Lesson.TEACHES and photo.usable):
        st.markdown(f":material/info: {_(lesson.value)}")
    if lesson is Lesson.PERHAPS_ANOTHER and st.button(
        _("This is me"), icon=":material/how_to_reg:", key=f"same_person_{photo.id}"
    ):
        confirm_person(store, photo)
        keep_verdicts_after(store, overview.procedure)
        st.rerun()


def _offer_to_make_before(store: Store, overview: RecoveryOverview, photo: Photo) -> None:
    if may_be_before(photo, overview.procedure) and st.button(
        _("Compare with this one instead"),
        icon=":material/swap_vert:",
        key=f"make_before_{photo.id}",
        help=_(
            "It becomes the photo from before, and every later photo is measured against it. The "
            "one from before then stands here; a tap on it takes this back."
        ),
    ):
        with st.spinner(_("Measuring the photos again …")):
            make_before(store, photo)
            keep_verdicts_after(store, overview.procedure)
        st.rerun()
