"""Every service that takes a diary does alike wherever that is kept: generated from the code."""

import inspect
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.clinics import Clinic, a_clinic
from tests.conftest import HOMES, unlock_all
from tests.marks import by_hand
from tests.tracker.services.access.test_strangers import (
    MEASURING,
    SERVICES,
    TAKEN_AWAY,
    WITHIN_OTHERS,
    Give,
    Service,
    giver,
    hints_of,
    told,
    turn_of,
    whole,
)
from tracker import clock
from tracker.config import Settings
from tracker.domain.access.accounts import Role
from tracker.domain.guidance.aftercare import NewProductUse, ProductKind
from tracker.errors import UserError
from tracker.store.repository import Records, Store

LOOK_LONG = MEASURING | {
    *("photos.many.rescore.rescore", "data.years.bring_in_years", "photos.keeping.add_photos"),
    *("photos.long_term.compare_texture", "photos.film.frames.load_frames"),
}
"""They measure pixels: by hand. tests/tracker/services/test_journeys.py keeps photos everywhere."""
NEED_MORE = WITHIN_OTHERS | {
    # A report or table that was begun, a pair that was laid, another store to move to.
    *("report.writing.report_content", "photos.comparing.load_whole_pair"),
    *("data.diary_table.read_days", "data.moving.move_diary"),
    "exchange.research.exporting.export_for_research",
}


@contextmanager
def clinic_on(home: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[Clinic]:
    settings = Settings(folder / "data")
    with pytest.MonkeyPatch.context() as patch:
        if home == "postgresql":
            settings = replace(settings, database_url=request.getfixturevalue("server_database"))
        else:
            made = {"plain": "empty_data", "locked": "empty_locked_data"}[home]
            shutil.copytree(request.getfixturevalue(made), settings.data_dir)
        if home == "locked":
            unlock_all(patch)
        store = Store(settings)
        try:
            yield a_clinic(store)
        finally:
            store.close()


def outcome_of(service: Service, clinic: Clinic, give: Give) -> str:
    """Return what kind of thing a service gives back to whoever has the diary, or what it says."""
    hints, store = hints_of(service), clinic.store
    given = {
        name: give(name, hints[name])
        for name, one in inspect.signature(service).parameters.items()
        if hints[name] not in (Store, Records) and one.default is inspect.Parameter.empty
    }
    given |= {name: store for name in hints if hints[name] is Store}
    within = [name for name in hints if hints[name] is Records]
    try:
        if not within:
            return type(whole(service(**given))).__name__
        with store.writing() as records:
            return type(whole(service(**given, **dict.fromkeys(within, records)))).__name__
    except UserError as error:
        return str(error)


def rows(clinic: Clinic) -> list[tuple[str, int]]:
    """How many rows each table has."""
    return [(table, len(found)) for table, _, found in told(clinic.store)]


def outcomes_on(
    home: str, asked: list[str], request: pytest.FixtureRequest, folder: Path
) -> dict[str, Any]:
    """Return what came of each service in turn, and how many rows there are in between."""
    with clinic_on(home, request, folder) as clinic:
        give = giver(clinic, clinic.ada, folder)
        special: dict[str, Any] = {
            "since": clock.wall(),
            "use": NewProductUse(used_at=clock.wall(), kind=ProductKind.SUNSCREEN, name="x"),
            "viewer": clinic.viewers[Role.CLIENT],
        }
        found: dict[str, Any] = {}
        for name in asked:
            if TAKEN_AWAY.fullmatch(name) and "rows" not in found:
                found["rows"] = rows(clinic)
            said = outcome_of(
                SERVICES[name], clinic, lambda of, hint: special.get(of, give(of, hint))
            )
            found[name] = said.replace(str(folder), "FOLDER")
        return found | {"rows at the end": rows(clinic)}


@pytest.mark.parametrize("left", [LOOK_LONG, by_hand(frozenset())])
def test_every_service_does_alike_wherever_the_diary_is(
    left: frozenset[str], request: pytest.FixtureRequest, tmp_path: Path
):
    asked = sorted(SERVICES.keys() - left - NEED_MORE, key=turn_of)
    plain, *others = (outcomes_on(one, asked, request, tmp_path / one) for one in HOMES)
    assert others == [plain] * len(others)
