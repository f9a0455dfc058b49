"""What a page shows is loaded in a fixed number of statements, whatever the history."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.benchmark.ten_years.history import Design
from tests.benchmark.ten_years.history import fill as fill_years
from tests.factories import a_measurement, a_photo, a_procedure, an_entry, days_ago, today
from tests.ui.conftest import OpenPage, go_to
from tests.ui.test_navigation import PAGES
from tracker.config import Settings
from tracker.domain.records.kept import Person, Procedure
from tracker.domain.records.scales import Symptom
from tracker.services.recovery.diary import save_entry
from tracker.services.recovery.procedures import log_procedure
from tracker.store.repository import Store
from tracker.ui import routes
from tracker.ui.state import rating_key

MOST_TO_SAVE, MOST_TO_OPEN = 15, 12
SHORT = Design(sessions=3, check_ins=9, photos=6)
LONG = Design(sessions=7, check_ins=28, photos=35)
WITHOUT_HISTORY = {routes.CARD, routes.LEARN, routes.WELCOME}


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    sent: list[str] = []

    def count(*arguments: object) -> None:
        sent.append(str(arguments[2]))

    event.listen(store._home.reader, "before_cursor_execute", count)
    yield sent
    event.remove(store._home.reader, "before_cursor_execute", count)


def fill(store: Store, person: Person, photos: int) -> Procedure:
    procedure = log_procedure(store, a_procedure(person.id, started_at=days_ago(7, 9)))
    with store.writing() as records:
        for number in range(photos):
            content = f"{procedure.id} {number}".encode()
            taken_at = days_ago(6 - number % 6, 8).replace(minute=number % 60)
            photo = a_photo(content, person.id, procedure.id, taken_at=taken_at, usable=True)
            kept = records.add_photo(photo, content)
            records.save_analysis(kept, [a_measurement(kept.id)])
    for days in range(6, 0, -1):
        save_entry(store, an_entry(person.id, day=days_ago(days).date()))
    return procedure


@pytest.mark.parametrize("photos", [6, 60])
def test_a_recovery_opens_in_few_statements(store, ada, photos, open_app):
    fill(store, ada, photos)
    app = open_app(store)
    with store.writing():
        pass  # nothing is said of what was changed, so whatever was remembered is forgotten
    with counted(store) as sent:
        go_to(app, routes.RECOVERY, "Recovery")
    assert len(sent) <= MOST_TO_OPEN, sent


def test_a_check_in_is_saved_in_few_statements(store, ada, open_page: OpenPage):
    fill(store, ada, 6)
    app = open_page(routes.CHECK_IN, "Check in")
    app.button_group(key=rating_key(ada.id, today(), Symptom.REDNESS)).set_value(2).run()
    app.button(key="to_signs").click().run()
    with counted(store) as sent:
        app.button(key="none_apply").click().run()
    assert not app.exception
    assert len(sent) <= MOST_TO_SAVE, sent


def count_pages(settings: Settings, design: Design, open_app) -> dict[str, int]:
    """The statements that each page sends, when nothing is remembered."""
    store = Store(settings)
    fill_years(store, design)
    app, found = open_app(store), {}
    for route in PAGES.keys() - WITHOUT_HISTORY:
        store._memory.forget()
        with counted(store) as sent:
            go_to(app, route, PAGES[route])
        found[route] = len(sent)
    store.close()
    return found


@pytest.mark.benchmark  # by hand: it takes long
def test_no_page_sends_more_statements_after_years(tmp_path, open_app):
    few = count_pages(Settings(tmp_path / "short"), SHORT, open_app)
    assert count_pages(Settings(tmp_path / "long"), LONG, open_app) == few
