"""Add photos of a session, see what became of each, and look at those that are kept."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from tracker import clock
from tracker.domain.records.kept import Person, Photo, PhotoRole
from tracker.services.photos.counting import choose_photo
from tracker.services.photos.keeping import Upload, add_photos
from tracker.services.photos.progress import PhotoOutcome, Progress
from tracker.services.photos.rescoring import confirm_person
from tracker.services.recovery.book import load_recovery
from tracker.services.recovery.drafts import photo_form
from tracker.services.recovery.judgement import delete_photo_and_word, keep_verdicts_after
from tracker.services.recovery.overview import RecoveryOverview
from tracker.store.repository import Store
from tracker.ui import bootstrap, routes, state, words
from tracker.ui.components.camera.camera import name_side, show_camera, sit
from tracker.ui.components.current import confirm_delete, require_person, require_procedure
from tracker.ui.components.form import KeptForm
from tracker.ui.components.messages import shown_to_people
from tracker.ui.components.paging import offer_more, shown_of
from tracker.ui.components.photos.grades import show_grades
from tracker.ui.components.photos.names import name_photos
from tracker.ui.components.photos.own_error import show_retests
from tracker.ui.components.photos.photo_findings import say_findings, say_reason
from tracker.ui.components.photos.upload_form import (
    Batch,
    asks_for_camera,
    choose_area,
    choose_files,
    describe_files,
    describe_shots,
)
from tracker.ui.components.photos.zone_changes import say_references
from tracker.ui.language import _, mark
from tracker.ui.plain import as_written

# Findings that the person can settle by a word. A text of its own would be drawn on the page.
_DOUBTS = {"another_person", "perhaps_another_person"}
# What else texture may come from: said where its values stand.
_OF_TEXTURE = {"seems_smoother", "seems_rougher"}
_AT_ONCE = 8
_HERE_AGAIN = mark("What you answered about photos that are not added yet is here again.")
_TIPS = mark("""\
- The same place, the same light, the same distance each time; daylight from a window in front.
- No flash, no filter, no beauty mode; wipe the lens.
- Hair back, glasses off, bare skin, a relaxed face, straight into the camera.
- Dry skin: pat it dry, and take the photo before creaming, or cream face and neck alike.
- The bare neck below the chin in the picture: it tells a change of light from a change of skin. \
The printed card beside the skin tells it even better.
- The face fills about half of the picture's width.
- Left is compared with left and front with front: take each photo from the side of the first one.
- Back, legs or another area: two or three freckles, moles or stickers in the picture each time.
- Add the original files: copies from messengers are made smaller.""")


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title(_("Photos"))
    person = require_person(store)
    procedure = require_procedure(store, person)
    overview = load_recovery(store, procedure.id)
    with st.expander(_("How to take photos that can be compared"), icon=":material/lightbulb:"):
        st.markdown(_(_TIPS))
        st.page_link(routes.CARD, label=_("Print the card"), icon=":material/credit_card:")
    with shown_to_people():
        _add(store, person, overview)
    _show_outcomes()
    _show_kept(store, overview)


def _add(store: Store, person: Person, overview: RecoveryOverview) -> None:
    done, procedure = state.added_files(), overview.procedure
    form = KeptForm(store, procedure.person_id, photo_form(procedure.id), procedure.id)
    form.offer_to_discard(_HERE_AGAIN)
    if asks_for_camera(form):
        area = choose_area(procedure, form)
        _take_photos(store, Batch(form, procedure, area, clock.today(person)), overview)
    elif files := [f for f in choose_files(state.upload_round()) if f.file_id not in done]:
        area = choose_area(procedure, form)
        batch = Batch(form, procedure, area, clock.today(person))
        _offer_to_add(store, batch, files, overview.before_photo(area))
    form.keep()


def _take_photos(store: Store, batch: Batch, overview: RecoveryOverview) -> None:
    seat = sit(store, overview, batch.area)
    is_to_save = show_camera(seat, overview.photos)
    shots = describe_shots(seat.sitting, name_side, batch)
    replaces = _ask_to_replace(shots, overview.before_photo(batch.area))
    batch.form.keep()
    if is_to_save and shots:
        chosen = {side: replace(shot, replace_before=replaces) for side, shot in shots}
        for side in _measure(store, batch, chosen):
            seat.sitting.drop(side)
        st.rerun()


def _offer_to_add(
    store: Store, batch: Batch, files: Sequence[UploadedFile], before: Photo | None
) -> None:
    uploads = describe_files(files, batch, before)
    batch.form.keep()
    # "Before" photos go first, as the service takes them, so that outcomes find their files.
    uploads.sort(key=lambda pair: pair[1].role is not PhotoRole.BEFORE)
    replaces = _ask_to_replace(uploads, before)
    label = _("Add this photo")
    if len(uploads) > 1:
        label = _("Add {count} photos").format(count=len(uploads))
    if uploads and st.button(label, type="primary", width="stretch", key="add_photos"):
        chosen = {one: replace(upload, replace_before=replaces) for one, upload in uploads}
        kept = _measure(store, batch, chosen)
        all_done = len(kept) == len(files)
        if all_done:
            batch.form.drop()
        state.mark_added(kept, all_done=all_done)
        st.rerun()


def _ask_to_replace(uploads: list[tuple[str, Upload]], before: Photo | None) -> bool:
    if before is None or all(upload.role is not PhotoRole.BEFORE for _, upload in uploads):
        return False
    return st.checkbox(
        _(
            "Replace the photo from before of {day}, or of the same side; every later photo is "
            "then measured against the new one"
        ).format(day=words.say_short_date(before.taken_at)),
        key="replace_before",
    )


def _measure(store: Store, batch: Batch, chosen: dict[str, Upload]) -> set[str]:
    """Add photos, and leave what became of each; return which of them are kept now."""
    bar = st.progress(0.0, _("Measuring photos: {count} …").format(count=len(chosen)))
    said = _("{done} of {total}: {name}")
    steps: list[Progress] = []
    for step in add_photos(store, batch.procedure.id, list(chosen.values())):
        name = as_written(step.name)
        bar.progress(
            step.done / step.total, said.format(done=step.done, total=step.total, name=name)
        )
        steps.append(step)
    keep_verdicts_after(store, batch.procedure)
    state.leave_outcomes(steps)
    return {one for one, step in zip(chosen, steps, strict=True) if step.outcome is not None}


def _show_outcomes() -> None:
    for step in state.take_outcomes():
        if step.outcome is None:
            said = _("**{name}** was not added. {reason}")
            reason = as_written(_(step.error or ""))
            st.error(
                said.format(name=as_written(step.name), reason=reason), icon=":material/error:"
            )
        else:
            _show_outcome(step.name, step.outcome)


def _show_outcome(name: str, outcome: PhotoOutcome) -> None:
    said = (
        _("**{name}** was added and measured.")
        if outcome.measurements
        else _("**{name}** was added.")
    )
    sentences = (said.format(name=as_written(name)), say_references(outcome.measurements))
    text = " ".join(sentence for sentence in sentences if sentence)
    if outcome.photo.findings:
        st.warning(f"{text}\n\n{say_findings(outcome.photo)}", icon=":material/info:")
    else:
        st.success(text, icon=":material/check:")


def _show_kept(store: Store, overview: RecoveryOverview) -> None:
    if not overview.photos:
        show_retests(store, overview)
        st.caption(_("No photos of this session yet. Begin with one from before, if you have it."))
        return
    st.markdown(_("#### Photos of this session"))
    if len(overview.photos) > 1 and st.button(_("Compare them"), icon=":material/compare:"):
        st.switch_page(routes.COMPARE)
    st.caption(_say_days(overview))
    refused = [photo for photo in overview.photos if photo.usable is False]
    kept = [photo for photo in overview.photos if photo.usable is not False]
    # The one from before and the latest ones: it is them that are looked for.
    photos, key = [*kept[:1], *kept[:0:-1]], f"photos-{overview.procedure.id}"
    names = name_photos(overview)
    _show_in_rows(store, overview, photos[: shown_of(_AT_ONCE, key)], names)
    offer_more(photos, _AT_ONCE, _("Show earlier photos: {count}"), key=key)
    _show_refused(store, overview, refused, names)
    show_retests(store, overview)
    show_grades(store, overview, names)


def _say_days(overview: RecoveryOverview) -> str:
    """Mark the days that have photos, with how many where there are several."""
    days = Counter(
        overview.day_of(photo.diary_day)
        for photo in overview.photos
        if photo.role is PhotoRole.FOLLOW_UP
    )
    if not days:
        return _("No day of this recovery has a photo yet.")
    marks = ", ".join(f"**{day}**" + (f" (×{days[day]})" if days[day] > 1 else "") for day in days)
    return _("Days with photos: {days}").format(days=marks)


def _show_in_rows(
    store: Store, overview: RecoveryOverview, photos: Sequence[Photo], names: Mapping[int, str]
) -> None:
    for first in range(0, len(photos), 2):  # row by row, or a phone shows odd days first
        for column, photo in zip(st.columns(2), photos[first : first + 2], strict=False):
            with column:
                _show_photo(store, overview, photo, names[photo.id])


def _show_refused(
    store: Store, overview: RecoveryOverview, photos: Sequence[Photo], names: Mapping[int, str]
) -> None:
    """Set apart what could not be measured, each with its reason; open where a word settles it."""
    if not photos:
        return
    label = _("Not measured: {count}").format(count=len(photos))
    with st.expander(label, expanded=any(map(_is_doubted, photos)), icon=":material/block:"):
        key = f"refused-{overview.procedure.id}"
        _show_in_rows(store, overview, photos[: shown_of(_AT_ONCE, key)], names)
        offer_more(photos, _AT_ONCE, _("Show earlier photos: {count}"), key=key)


def _is_doubted(photo: Photo) -> bool:
    return not _DOUBTS.isdisjoint(finding.code for finding in photo.findings)


def _show_photo(store: Store, overview: RecoveryOverview, photo: Photo, name: str) -> None:
    with st.container(border=True, key=f"photo_{photo.id}", horizontal=True):
        with shown_to_people():
            st.image(bootstrap.thumbnail(photo), width=96, alt=name)
        with shown_to_people(), st.container(width="stretch", gap="xsmall"):
            st.markdown(f"**{name}**")
            st.caption(words.say_short_date(photo.taken_at))
            own = tuple(one for one in photo.findings if one.code not in _OF_TEXTURE)
            if own:
                listed = replace(photo, findings=own)
                st.caption(say_reason(photo) if photo.usable is False else say_findings(listed))
            _offer_choice(store, overview, photo)
            if _is_doubted(photo) and st.button(
                _("This is me"), icon=":material/how_to_reg:", key=f"same_person_{photo.id}"
            ):
                confirm_person(store, photo)
                keep_verdicts_after(store, overview.procedure)
                st.rerun()
            confirm_delete(
                _("the photo “{name}”").format(name=name),
                _say_what_goes(photo),
                lambda: delete_photo_and_word(store, overview.procedure, photo),
                key=f"delete_photo_{photo.id}",
            )


def _say_what_goes(photo: Photo) -> str:
    said = _("The file and every value that was measured on it will be gone.")
    if photo.role is not PhotoRole.BEFORE:
        return said
    rest = _(
        "So will every change on later photos that are compared with it; they are measured anew "
        "once there is another photo from before."
    )
    return f"{said} {rest}"


def _offer_choice(store: Store, overview: RecoveryOverview, photo: Photo) -> None:
    """Say which of several measured photos of a day counts, and let another one count."""
    alike = [one for one in overview.photos if one.id in overview.changes and _alike(one, photo)]
    if photo not in alike or len(alike) < 2:
        return
    if photo.id in overview.counting:
        chosen = _("Counts for its day: your choice")
        surest = _(
            "Shown for its day: the surest measurement. The status goes by the reddest of the day, "
            "as long as you choose none."
        )
        st.caption(chosen if photo.is_chosen else surest)
    elif st.button(_("Let this one count"), key=f"count_{photo.id}"):
        choose_photo(store, photo)
        keep_verdicts_after(store, overview.procedure)
        st.rerun()


def _alike(one: Photo, other: Photo) -> bool:
    """Whether two photos stand for the same side and area on the same day."""
    return (one.diary_day, one.area, one.view) == (other.diary_day, other.area, other.view)


show()
