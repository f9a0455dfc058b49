"""Two pages for a doctor: what they show is chosen, looked at, and saved. Nothing is sent."""

import streamlit as st

from tracker.domain.records.kept import Person, Photo, PhotoRole, View
from tracker.domain.words.labels import BODY_AREAS, FACIAL_ZONES, VIEWS, ZONES, Zone
from tracker.locale import languages
from tracker.services.recovery.drafts import report_form
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
from tracker.ui.components.form import KeptForm
from tracker.ui.components.messages import shown_to_people
from tracker.ui.components.recovery.answers import enter_answer, show_answers
from tracker.ui.components.viewer.share import share_file
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
        form = KeptForm(store, procedure.person_id, report_form(procedure.id), procedure.id)
        form.offer_to_discard()
        choices = _choose(form, person, overview)
        form.keep()
        with st.spinner(_("Writing the report…")):
            content = report_content(store, person.id, procedure.id, choices)
            _offer(content, choices, f"recovery-{procedure.diary_day:%Y-%m-%d}")
    show_answers(store, procedure)
    enter_answer(store, person, procedure)


def _choose(form: KeptForm, person: Person, overview: RecoveryOverview) -> ReportChoices:
    key = f"report-{overview.procedure.id}"
    questions = form.ask(
        "questions",
        "",
        lambda start: st.text_area(
            _("What would you like to ask?"),
            start,
            max_chars=MOST_QUESTIONS,
            key=f"{key}-questions",
        ),
    )
    with st.expander(_("What the report shows")):
        sections = [one for one, name in SECTIONS.items() if _ask_section(form, one, name, key)]
        shows_name = form.ask(
            "name", True, lambda start: st.checkbox(_("My name"), start, key=f"{key}-name")
        )
        photos = _choose_photos(form, overview)
        zone = _choose_zone(form, overview) if photos else None
        paper = _choose_paper(form, key)
        language = _choose_language(form, person, key)
    return ReportChoices(
        language=language,
        paper=paper,
        sections=frozenset(sections),
        photo_ids=tuple(sorted(photos)),
        zone=zone,
        questions=questions or "",
        shows_name=shows_name,
    )


def _choose_paper(form: KeptForm, key: str) -> Paper:
    return form.ask(
        "paper",
        Paper.A4,
        lambda start: choose_one(_("Paper"), PAPERS, start, key=f"{key}-paper"),
        decode=Paper,
    )


def _ask_section(form: KeptForm, section: Section, name: str, key: str) -> bool:
    return form.ask(
        section,
        section in ReportChoices().sections,
        lambda start: st.checkbox(_(name), start, key=f"{key}-{section}"),
    )


def _choose_language(form: KeptForm, person: Person, key: str) -> str:
    known = languages()
    return form.ask(
        "language",
        person.language,
        lambda start: st.selectbox(
            _("Language"),
            known,
            known.index(start if start in known else person.language),
            format_func=own_name,
            key=f"{key}-language",
        ),
    )


def _choose_photos(form: KeptForm, overview: RecoveryOverview) -> tuple[int, ...]:
    photos = {photo.id: photo for photo in overview.photos if photo.role is PhotoRole.FOLLOW_UP}
    if not photos:
        st.caption(_("There are no photos of recovery days yet."))
        return ()
    names = words.distinct({one: _name(overview, photo) for one, photo in photos.items()})
    return form.ask(
        "photos",
        (),
        lambda start: tuple(
            st.multiselect(
                _("Photos, each beside the one from before (none unless you choose them)"),
                list(photos),
                default=start,
                format_func=names.__getitem__,
                max_selections=MOST_PHOTOS,
                placeholder=_("Choose photos"),
                key=f"report-{overview.procedure.id}-photos",
            )
        ),
        decode=lambda kept: tuple(one for one in kept if one in photos),
        encode=list,
    )


def _choose_zone(form: KeptForm, overview: RecoveryOverview) -> Zone | None:
    zones = ["", *FACIAL_ZONES]  # were the whole picture None, the box would offer to be emptied
    chosen = form.ask(
        "zone",
        "",
        lambda start: st.selectbox(
            _("Cut the photos to"),
            zones,
            zones.index(start),
            format_func=lambda one: _(ZONES[Zone(one)]) if one else _("The whole picture"),
            key=f"report-{overview.procedure.id}-zone",
        ),
        decode=lambda kept: Zone(kept) if kept else "",
    )
    return Zone(chosen) if chosen else None


def _name(overview: RecoveryOverview, photo: Photo) -> str:
    day = _("Day {day}").format(day=overview.day_of(photo.diary_day))
    parts = [day, words.say_moment(photo.taken_at), _(BODY_AREAS[photo.area])]
    if photo.view is not View.FRONT:
        parts.append(_(VIEWS[photo.view]))
    return ", ".join(parts)


def _offer(content: Content, choices: ReportChoices, name: str) -> None:
    pages = pdf.draw_pages(content, choices.paper)
    written = pdf.write_pdf(content, choices.paper)
    with st.container(horizontal=True):
        st.download_button(
            _("Save as PDF"),
            written,
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
    share_file(written, f"{name}.pdf", pdf.MEDIA_TYPE, key="report_share", saves=False)
    for number, page in enumerate(pages, start=1):
        st.image(
            page,
            caption=_("Page {number}").format(number=number),
            alt=_("Page {number}").format(number=number),
            width="stretch",
        )


show()
