"""Is it worth it? Goals with their grades, photos months apart, and what it cost."""

from datetime import date

import streamlit as st

from tracker import clock
from tracker.domain.guidance.outcomes import VERDICT_WEEKS, verdict_from
from tracker.domain.guidance.words import NO_VERDICT_YET
from tracker.services.guidance.overview import CourseOverview, latest_course_of
from tracker.services.guidance.worth import list_before_photos, list_checkpoints
from tracker.store.repository import Store
from tracker.ui import bootstrap, routes, words
from tracker.ui.components.basis import say_not_signed_off
from tracker.ui.components.current import require_person, require_procedures
from tracker.ui.components.guidance.costs import compare_costs
from tracker.ui.components.guidance.goals import ask_goals
from tracker.ui.components.messages import shown_to_people
from tracker.ui.components.paging import choose_of
from tracker.ui.language import _


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title(_("Is it worth it?"))
    person = require_person(store)
    procedures = require_procedures(store, person)
    course = latest_course_of(store, person.id)
    assert course is not None, "somebody with a session has a course"
    today = clock.today(person)
    _say_course(course, today)
    with shown_to_people():
        ask_goals(store, person.id, course, today)
    with shown_to_people():
        _show_photos(store, course)
    with shown_to_people():
        compare_costs(store, person.id, course, procedures)
    say_not_signed_off()


def _say_course(course: CourseOverview, today: date) -> None:
    first, last = (course.procedures[at].diary_day for at in (0, -1))
    said = _("Latest course: {first} to {last}, sessions: {number}.")
    st.markdown(
        said.format(
            number=len(course.procedures),
            first=words.say_short_date(first),
            last=words.say_short_date(last),
        )
    )
    if today < verdict_from(last):
        day = words.say_short_date(verdict_from(last))
        st.info(_(NO_VERDICT_YET).format(day=day), icon=":material/hourglass_empty:")


def _show_photos(store: Store, course: CourseOverview) -> None:
    st.markdown(f"#### {_('Photos, months apart')}")
    points = list_checkpoints(store, course.procedures)
    first = points[0].photo
    names = {
        point.photo: _("{weeks} weeks after the last session").format(weeks=point.checkpoint.week)
        for point in points[1:]
        if point.photo is not None
    }
    for number, (_procedure, photo) in enumerate(list_before_photos(store, course.procedures), 1):
        if photo != first:
            names.setdefault(photo, _("before session {number}").format(number=number))
    later = {photo.id: photo for photo in names}
    if first is not None and later:
        by_id = words.distinct({photo.id: name for photo, name in names.items()})
        label = _("Compare the photo from before the course with")
        chosen = choose_of(label, by_id, next(iter(later)), key="course_photo")
        name, pair = by_id[chosen], bootstrap.comparison(first, later[chosen]).pair
        left, right = st.columns(2, gap="xsmall", wrap=False)
        left.image(pair.before, _("Before"), width="stretch", alt=_("The photo from before"))
        right.image(pair.after, name, width="stretch", alt=name)
    else:
        st.caption(_("Two photos are needed: one from before the course, and a later one."))
    _show_schedule(course, {point.checkpoint.week for point in points if point.photo is not None})


def _show_schedule(course: CourseOverview, taken: set[int]) -> None:
    lines = [_("Before the first session")]
    for point in course.checkpoints[1:]:
        line = _("{weeks} weeks after the last session: {day}")
        lines.append(line.format(weeks=point.week, day=words.say_short_date(point.on)))
    for point, line in zip(course.checkpoints, lines, strict=True):
        mark = ":material/check:" if point.week in taken else ":material/photo_camera:"
        verdict = f" · {_('a verdict makes sense')}" if point.week == VERDICT_WEEKS else ""
        st.markdown(f"{mark} {line}{verdict}")
    if st.button(_("Add a photo"), icon=":material/photo_camera:", key="course_add_photo"):
        st.switch_page(routes.PHOTOS)


show()
