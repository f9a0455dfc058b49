"""Two pages for a doctor: what they show is chosen, looked at, and saved. Nothing is sent."""

import streamlit as st

from tracker.domain.records.kept import Person, Photo, PhotoRole, View
from tracker.domain.words.labels import BODY_AREAS, VIEWS
from tracker.locale import languages
from tracker.services.recovery.overview import RecoveryOverview
from tracker.services.report import page as html
from tracker.services.report import pdf
from tracker.services.report.choices import (
    MOST_PHOTOS,
    MOST_QUESTIONS,
    Paper,
    ReportChoices,
    Section,
)
from tracker.services.report.content import Content
from tracker.services.report.writing import report_content
from tracker.ui import bootstrap, words
from tracker.ui.components.choice import choose_one
from tracker.ui.components.current import current_book, require_person, require_procedure
from tracker.ui.components.messages import shown_to_people
from tracker.ui.language import _, mark, own_name

SECTIONS = {
    Section.SESSION: mark("The session, with the drawn face"),
    Section.COURSE: mark("The course over the days"),
    Section.SIGNS: mark("Warning signs"),
    Section.VERDICTS: mark("Verdicts and their reasons"),
    Section.NUMBERS: mark("Table of numbers"),
    Section.NOTES: mark("My own notes"),
}
PAPERS = {Paper.A4: mark("A4"), Paper.LETTER: mark("Letter")}


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title(_("Report for a doctor"))
    person = require_person(store)
    procedure = require_procedure(store, person)
    overview = current_book(store).recovery(procedure.id)
    st.markdown(
        _(
            "Two pages with what a doctor asks first. They stay on this computer: you save them, "
            "print them, or pass them on yourself."
        )
    )
    with shown_to_people():
        choices = _choose(person, overview)
        with st.spinner(_("Writing the report…")):
            content = report_content(
                store, person.id, procedure.id, choices, lay_over=bootstrap.comparison
            )
            _offer(content, choices, f"recovery-{procedure.diary_day:%Y-%m-%d}")


def _choose(person: Person, overview: RecoveryOverview) -> ReportChoices:
    questions = st.text_area(
        _("What would you like to ask?"),
        max_chars=MOST_QUESTIONS,
        key=f"report_questions-{overview.procedure.id}",
    )
    usual = set(ReportChoices().sections)
    with st.expander(_("What the report shows")):
        chosen = [
            section
            for section, name in SECTIONS.items()
            if st.checkbox(_(name), section in usual, key=f"report_{section}")
        ]
        shows_name = st.checkbox(_("My name"), True, key="report_name")
        photos = _choose_photos(overview)
        paper = choose_one(_("Paper"), PAPERS, Paper.A4, key="report_paper")
        known = languages()
        language = st.selectbox(
            _("Language"),
            known,
            known.index(person.language),
            format_func=own_name,
            key="report_language",
        )
    return ReportChoices(
        language=language,
        paper=paper,
        sections=frozenset(chosen),
        photo_ids=photos,
        questions=questions,
        shows_name=shows_name,
    )


def _choose_photos(overview: RecoveryOverview) -> tuple[int, ...]:
    photos = {photo.id: photo for photo in overview.photos if photo.role is PhotoRole.FOLLOW_UP}
    if not photos:
        st.caption(_("There are no photos of recovery days yet."))
        return ()
    names = words.distinct({one: _name(overview, photo) for one, photo in photos.items()})
    chosen = st.multiselect(
        _("Photos, each beside the one from before (none unless you choose them)"),
        list(photos),
        format_func=names.__getitem__,
        max_selections=MOST_PHOTOS,
        placeholder=_("Choose photos"),
        key=f"report_photos-{overview.procedure.id}",
    )
    return tuple(sorted(chosen))


def _name(overview: RecoveryOverview, photo: Photo) -> str:
    day = _("Day {day}").format(day=overview.day_of(photo.diary_day))
    parts = [day, words.say_moment(photo.taken_at), _(BODY_AREAS[photo.area])]
    if photo.view is not View.FRONT:
        parts.append(_(VIEWS[photo.view]))
    return ", ".join(parts)


def _offer(content: Content, choices: ReportChoices, name: str) -> None:
    pages = pdf.draw_pages(content, choices.paper)
    with st.container(horizontal=True):
        st.download_button(
            _("Save as PDF"),
            pdf.write_pdf(content, choices.paper),
            f"{name}.pdf",
            pdf.MEDIA_TYPE,
            type="primary",
            on_click="ignore",
            key="report_pdf",
        )
        st.download_button(
            _("Save as a web page"),
            html.write_page(content),
            f"{name}.html",
            html.MEDIA_TYPE,
            on_click="ignore",
            key="report_html",
        )
    for number, page in enumerate(pages, start=1):
        st.image(
            page,
            caption=_("Page {number}").format(number=number),
            alt=_("Page {number}").format(number=number),
            width="stretch",
        )


show()
