"""The store's tests run wherever a store can be, unless they are about files."""

import pytest

from tests.conftest import HOMES
from tests.factories import a_person, a_procedure, days_ago
from tests.marks import by_hand
from tracker.store.repository import Store

_ABOUT_ONE_PLACE = {
    *("backend", "lock", "test_database.py", "test_faults.py", "test_forgetting.py"),
    *("test_kills.py", "test_overlapping_sessions.py", "test_places.py"),
    *("test_turns.py", "test_wall.py"),  # a server's alone
}
_BY_HAND = by_hand("postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test with a store in each kind of place."""
    path = metafunc.definition.path
    is_about_one = _ABOUT_ONE_PLACE & {path.name, path.parent.name}
    if "home" in metafunc.fixturenames and not is_about_one:
        # All three for the repository; a locked file differs from a plain one below the others.
        is_whole = path.name == "test_repository.py"
        some = ("plain", _BY_HAND if path.name == "test_log.py" else "postgresql")
        metafunc.parametrize("home", HOMES if is_whole else some)


@pytest.fixture
def two(store: Store) -> tuple[int, int]:
    """The ids of two people, each with a session."""
    with store.writing() as records:
        ids = tuple(records.add_person(a_person(name)).id for name in ("Ada", "Ben"))
        for one in ids:
            records.add_procedure(a_procedure(one, started_at=days_ago(9)))
    return ids
