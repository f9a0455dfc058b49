"""An archive of photos that an earlier version measured, and a ledger of what is kept of them."""

import os
import subprocess
import sysconfig
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from tests.factories import a_measurement, a_photo, a_procedure, days_ago, skin_bytes
from tracker.config import Settings
from tracker.domain.records.kept import BodyArea, NewPerson, PhotoRole
from tracker.store.repository import Store

FIFTHDAY = Path(sysconfig.get_path("scripts")) / "fifthday"
_A_SESSION = 10
_SHAPE = (64, 64)
_TABLE = "CREATE TABLE ledger (photo_id INTEGER)"
_IN_A_FILE = (
    "CREATE TRIGGER noted AFTER UPDATE OF measured_from ON photos "
    "BEGIN INSERT INTO ledger VALUES (NEW.id); END",
)
_ON_A_SERVER = (
    "CREATE FUNCTION note() RETURNS trigger AS "
    "'BEGIN INSERT INTO ledger VALUES (NEW.id); RETURN NULL; END' LANGUAGE plpgsql",
    "CREATE TRIGGER noted AFTER UPDATE OF measured_from ON photos "
    "FOR EACH ROW EXECUTE FUNCTION note()",
)


def make_archive(settings: Settings, photos: int) -> None:
    """Fill an empty store with photos that have one value each, of version 0."""
    with closing(Store(settings)) as store, store.writing() as records:
        person = records.add_person(NewPerson(name="Ada"))
        for session in range(photos // _A_SESSION):
            begun = days_ago(40 * (session + 1), 18)
            procedure = records.add_procedure(a_procedure(person.id, started_at=begun))
            for number in range(_A_SESSION):
                # The same skin, as in life: else each photo is turned a dozen times in vain.
                content = skin_bytes(number, session, _SHAPE)
                photo = a_photo(
                    content,
                    person.id,
                    procedure.id,
                    role=PhotoRole.FOLLOW_UP if number else PhotoRole.BEFORE,
                    area=BodyArea.BACK,
                    taken_at=begun,
                    media_type="image/png",
                )
                kept = records.add_photo(photo, content)
                earlier = a_measurement(kept.id, method_version="0")
                records.save_analysis(kept, [earlier])
        for statement in (_TABLE, *(_ON_A_SERVER if settings.database_url else _IN_A_FILE)):
            records._session.execute(text(statement))


def rescoring(settings: Settings, *options: str, **environment: str) -> "subprocess.Popen[str]":
    """Begin the command in a process of its own, out of reach of what is sent to this one."""
    place = {
        "FIFTHDAY_DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url or "",
        "FIFTHDAY_PHOTO_STORE": str(settings.photo_store or ""),
        "FIFTHDAY_PHOTO_KEYS": ",".join(settings.photo_secrets),
    }
    return subprocess.Popen(
        [FIFTHDAY, "rescore", *options],
        env=os.environ | place | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def times_kept(settings: Settings) -> list[int]:
    """Return how often each photo was kept, and check that no value was lost or doubled."""
    with closing(Store(settings)) as store, store.reading() as records:
        run = records._session.execute
        earlier = run(text("SELECT photo_id, count(*) FROM earlier_measurements GROUP BY 1")).all()
        old = run(text("SELECT count(*) FROM measurements WHERE method_version = '0'")).scalar_one()
        done = run(text("SELECT count(*) FROM photos WHERE measured_from IS NOT NULL")).scalar_one()
        kept = run(
            text(
                "SELECT count(ledger.photo_id) FROM photos "
                "LEFT JOIN ledger ON ledger.photo_id = photos.id GROUP BY photos.id"
            )
        ).all()
    assert all(count == 1 for _, count in earlier)
    assert len(earlier) == done and old + done == len(kept)
    return [row[0] for row in kept]
