"""Every page and state of the app that a person can come to, by how to get there."""

import re
from datetime import timedelta
from typing import NamedTuple

from playwright.sync_api import Page

from tests.browser.conftest import wait_until_ready
from tests.factories import (
    a_measurement,
    a_photo,
    a_plan,
    a_procedure,
    an_entry,
    answer_all,
    days_ago,
    picture_bytes,
    pixels,
    tick_all,
    today,
)
from tracker.domain.guidance.screening import ScreeningAnswer
from tracker.domain.guidance.walk import WalkAction
from tracker.domain.records.answers import NewAnswer, RednessGrade
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import PhotoRole
from tracker.domain.records.scales import Symptom
from tracker.services.data.people import add_person, list_people, set_language
from tracker.services.guidance import walking
from tracker.services.guidance.planning import plan_session
from tracker.services.recovery.diary import save_entry
from tracker.services.recovery.procedures import list_procedures, log_procedure
from tracker.services.report.answers import keep_answer
from tracker.store.repository import Store

URGENT = frozenset(
    {RedFlag.PURPLE_PATCHES, RedFlag.FEVER, RedFlag.NUMBNESS, RedFlag.EYE_MOVEMENT_OR_VISION}
)
DEMO = "Demo person"
MENU = "[data-testid=stExpandSidebarButton]:visible, [data-testid=stSidebar]:visible"
"""What opens the menu, or the menu where it is open already."""
SIX = tuple(
    f"[class*='st-key-check_in-'][class*='-{one}'] [role=radio] >> nth=1" for one in Symptom
)
PAINFUL = (*SIX[:3], "[class*='st-key-check_in-'][class*='-pain'] [role=radio] >> nth=7", *SIX[4:])
OPTION = "[role=option] >> nth=1"
NONE = ".st-key-none_apply button"


PAGES = (
    *("", "check_in", "photos", "recovery", "compare", "card", "spots", "plan", "session"),
    *("history", "outcomes", "learn", "settings", "welcome", "report", "lock", "bring_in", "phone"),
)
CHECK_IN = ".st-key-ratings_step"
MODES = ".modes button"
SOURCE = ".st-key-photo_source button"
OVER_TIME = ".st-key-over_time button"
SIGN = ".st-key-signs [data-testid=stCheckbox] label"


class State(NamedTuple):
    """What is seen by whom after some taps on a page."""

    name: str
    person: str
    page: str = ""
    taps: tuple[str, ...] = ()


STATES = (
    *(
        State(f"demo: {page or 'today'}", DEMO, page)
        for page in PAGES
    ),
    State("usual of the day", DEMO, "", (".st-key-usual summary",)),
    State("care with sources", DEMO, "", (".st-key-care summary",)),
    State("products", DEMO, "", ("summary:has-text('Products'), summary:has-text('Produkte')",)),
    State("numbers behind charts", DEMO, "recovery", ("summary >> nth=-2",)),
    State("reminders", DEMO, "recovery", ("summary >> nth=-1",)),
    State("studies", DEMO, "recovery", ("summary >> nth=-3",)),
    State("entry to correct: signs", DEMO, "check_in", (".st-key-to_signs button",)),
    State("which day", DEMO, "check_in", (".st-key-check_in_head button >> nth=0",)),
    State("deleting an entry", DEMO, "check_in", (".st-key-ask_delete_entry button",)),
    State("a rating back", DEMO, "check_in", (f"{CHECK_IN} [data-testid=stPopover] button",)),
    State("session to correct", DEMO, "session", ("[data-testid=stSelectbox] input", OPTION)),
    *(
        State(f"nobody's session: {page or 'today'}", "Cleo", page)
        for page in ("", "check_in", "photos", "recovery", "history", "outcomes", "plan", "ready")
    ),
    State("emergency today", "Ben"),
    State("emergency, recovery", "Ben", "recovery"),
    State("between sessions", "Dora"),
    State("long ago: check-in", "Dora", "check_in"),
    State("nothing entered yet", "Finn"),
    State("questions of a theme", "Cleo", "plan", (".st-key-screening_themes summary >> nth=1",)),
    State("a yes explained", "Cleo", "plan", ("[class*='-rash'] [role=radio] >> nth=1",)),
    State("a clinician first", "Gina", "plan"),
    State("a count-down", "Hugo", "plan"),
    State("remembered answers", "Iris", "plan"),
    State("zones of a plan", "Emma", "plan", (".st-key-planned summary",)),
    State("list before a session", "Emma", "ready"),
    State("rules of the guided session", "Emma", "walk"),
    State("a zone", "Finn", "walk"),
    State("why a zone is left out", "Finn", "walk", (".st-key-walk_skip button",)),
    State("finishing", "Jana", "walk"),
    State("new session: length", "Cleo", "session", ("[class*='-whole'] button",)),
    State("ordinary skin", "Ada", "settings", ("[class*='st-key-ordinary_'] summary",)),
    State("deleting a person", "Ada", "settings", ("[class*='st-key-ask_delete'] button",)),
    State("choose a person", "Ada", "", (".st-key-whose input",)),
    State("check-in due today", "Ada"),
    State("six ratings", "Ada", "check_in"),
    State("signs", "Ada", "check_in", SIX),
    State("back to the ratings", "Nora", "check_in", (*SIX, ".st-key-to_ratings button:visible")),
    State("what may explain it", "Ada", "check_in", (".st-key-sign_extras summary",)),
    State("a sign ticked", "Ada", "check_in", (f"{SIGN} >> nth=3",)),
    State("a draft found again", "Ada", "check_in"),
    State("asked back", "Kim", "check_in", (*PAINFUL, NONE)),
    State("verdict after saving", "Lea", "check_in", (*SIX, NONE)),
    State("two photos side by side", DEMO, "compare", (f"{MODES} >> nth=1",)),
    State("one photo, then the other", DEMO, "compare", (f"{MODES} >> nth=2",)),
    State("the map of redness", DEMO, "compare", (f"{MODES} >> nth=3",)),
    State("zones over the days", DEMO, "compare", (f"{OVER_TIME} >> nth=0",)),
    State("a film", DEMO, "compare", (f"{OVER_TIME} >> nth=2",)),
    State(
        *("a film to save", DEMO, "compare"),
        (f"{OVER_TIME} >> nth=2", ".st-key-film_kind button >> nth=0"),
    ),
    State("two photos to mark", DEMO, "compare", ("summary >> nth=-1",)),
    State("what the report shows", DEMO, "report", ("summary >> nth=0",)),
    State("an answer to enter", DEMO, "report", ("summary >> nth=-1",)),
    State("an answer, and a report without photos", "Ben", "report"),
    State("several photos of a day", "Mia", "photos"),
    State("several photos of a day, compared", "Mia", "compare"),
    State("deleting a photo", "Mia", "photos", ("[class*='st-key-ask_delete'] button",)),
    State("phones may open it", DEMO, "phone", ("[class*=st-key-phone_on_] label",)),
    State("letting a phone in", DEMO, "phone", (".st-key-phone_open button",)),
    State("an open camera", "Ada", "photos", (f"{SOURCE} >> nth=-1", ".start:visible")),
    State("menu open", DEMO, "", (MENU,)),
)  # fmt: skip


def fill(store: Store, language: str) -> dict[str, int]:
    """Put people into a store, each in another state; return their ids by name."""
    for person in list_people(store):
        set_language(store, person.id, language)
    made = {person.name: person.id for person in list_people(store)}
    ids = {DEMO: next(iter(made.values()))}
    for name in ("Ada", "Ben", "Cleo", "Dora", "Emma", "Finn", "Gina", "Hugo", "Iris", "Jana"):
        ids[name] = add_person(store, name, language=language).id
    for name in ("Kim", "Lea", "Mia", "Nora"):
        ids[name] = add_person(store, name, language=language).id
    for name in ("Ada", "Ben", "Kim", "Lea", "Nora"):
        _recover(store, ids[name], 5)
    everywhere = dict.fromkeys(Symptom, 3)
    save_entry(store, an_entry(ids["Ben"], day=today(), ratings=everywhere, red_flags=URGENT))
    _recover(store, ids["Dora"], 60)
    _answer(store, ids["Ben"])
    _photograph(store, ids["Mia"])
    log_procedure(store, a_procedure(ids["Finn"], started_at=days_ago(70, 18)))
    answer_all(store, ids["Gina"], herpes_history=ScreeningAnswer(yes=True))
    answer_all(store, ids["Hugo"], waxing=ScreeningAnswer(yes=True, last_on=today()))
    answer_all(store, ids["Iris"])
    with store.writing() as records:
        answers = records.plans.list_answers(ids["Iris"])
        records.plans.save_answers(ids["Iris"], answers, today() - timedelta(days=40))
    for name in ("Emma", "Finn", "Jana"):
        _plan(store, ids[name], begun=name != "Emma")
    _needle(store, ids["Jana"])
    return ids


def reach(page: Page, address: str, state: State, ids: dict[str, int]) -> None:
    """Go to a state in a window."""
    page.goto(f"{address}/{state.page}?person={ids[state.person]}")
    wait_until_ready(page)
    for tap in state.taps:
        page.locator(tap).first.click()
        page.wait_for_timeout(60)  # what the tap starts has begun
        wait_until_ready(page)


def _recover(store: Store, person_id: int, days: int) -> None:
    log_procedure(store, a_procedure(person_id, started_at=days_ago(days, 18)))
    for day in range(1, 5):
        ratings = dict.fromkeys(Symptom, max(0, 4 - day)) | {Symptom.BRUISING: 0}
        save_entry(store, an_entry(person_id, day=days_ago(days - day).date(), ratings=ratings))


def _answer(store: Store, person_id: int) -> None:
    (session,) = list_procedures(store, person_id)
    answer = NewAnswer(
        procedure_id=session.id,
        answered_on=today(),
        text="37,2 °C",
        grade=RednessGrade.MILD,
        name="Dr Sommer",
    )
    keep_answer(store, answer)


def _photograph(store: Store, person_id: int) -> None:
    """Keep a photo from before, three of a day, and one that cannot be used."""
    session = log_procedure(store, a_procedure(person_id, started_at=days_ago(5, 18)))
    moments = (days_ago(5, 17), days_ago(2, 8), days_ago(2, 9), days_ago(2, 20), days_ago(1, 8))
    roles = (PhotoRole.BEFORE, *[PhotoRole.FOLLOW_UP] * 4)
    for number, (moment, role) in enumerate(zip(moments, roles, strict=True)):
        content = picture_bytes(pixels(number, 160, 120))
        photo = a_photo(
            content,
            *(person_id, session.id),
            role=role,
            taken_at=moment,
            diary_day=moment.date(),
            usable=number < 4,
        )
        with store.writing() as records:
            kept = records.add_photo(photo, content)
            if 0 < number < 4:
                change = a_measurement(kept.id, value=4.0 + number, mdc95=2.0)
                records.save_analysis(kept, [change])


def _plan(store: Store, person_id: int, *, begun: bool) -> None:
    answer_all(store, person_id)
    plan = plan_session(store, a_plan(person_id))
    if begun:
        tick_all(store, plan)
        walking.begin(store, plan.id)


def _needle(store: Store, person_id: int) -> None:
    with store.reading() as records:
        plan = records.plans.list_plans(person_id)[-1]
    for action in (WalkAction.PASS_DONE, WalkAction.PASS_DONE, WalkAction.NEXT_ZONE):
        walking.act(store, plan.id, action)


WORDS_OF_THE_FRAMEWORK = re.compile(
    r"\b(the|and|with|your|this|that|for|from|not|are|view|more|take|photo|choose|browse|upload|"
    r"drag|drop|select|clear|show|hide|press|enter|apply|results|running|rerun|deploy|files?|"
    r"close|open|fullscreen|download|zoom|copy|expand|collapse|search|today|day|days|no|yes|of)\b",
    re.IGNORECASE,
)
