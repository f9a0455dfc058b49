import pytest

from tests.factories import store_procedure
from tracker import cli
from tracker.errors import InvalidEntry, NotFound
from tracker.services.report.asking import Asked, report_asked


@pytest.mark.parametrize(("name", "start"), [("r.pdf", b"%PDF-"), ("r.html", b"<!doctype html>")])
def test_the_shell_writes_either_form_for_oneself_alone(
    store, session, tmp_path, monkeypatch, name, start
):
    file = tmp_path / name
    monkeypatch.setenv("FIFTHDAY_DATA_DIR", str(store.settings.data_dir))
    monkeypatch.setenv("DATABASE_URL", store.settings.database_url or "")
    store.close()
    assert cli.main(["report", str(file)]) == 0
    assert file.read_bytes().startswith(start)
    assert file.stat().st_mode & 0o077 == 0


def test_it_never_writes_over_a_file(store, session, tmp_path):
    file = tmp_path / "r.pdf"
    file.write_text("mine")
    with pytest.raises(InvalidEntry, match="exists already"):
        report_asked(store, file, Asked())
    assert file.read_text() == "mine"


@pytest.mark.parametrize(
    "asked",
    [Asked(person="Nobody"), Asked(session=2), Asked(session=-1), Asked(photos=(1,))],
)
def test_what_is_not_there_is_said(store, session, tmp_path, asked):
    with pytest.raises(NotFound):
        report_asked(store, tmp_path / "r.pdf", asked)


def test_one_name_that_two_people_have_is_not_guessed(store, session, tmp_path):
    store_procedure(store, "Ada")
    with pytest.raises(NotFound, match="2 people called Ada"):
        report_asked(store, tmp_path / "r.pdf", Asked(person="Ada"))
