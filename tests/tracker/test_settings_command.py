"""What is wrong with a server's settings is said before anything is opened."""

from pathlib import Path

import pytest

from tracker.cli import main
from tracker.settings_command import VARIABLES, problems_of

SECRET = "a secret that nobody may read"
BUCKET = {"FIFTHDAY_PHOTO_STORE": "s3://clinic/photos"}


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"FIFTHDAY_PHOTOSTORE": "x"}, "Did you mean FIFTHDAY_PHOTO_STORE"),
        ({"DATABASE_URL": "mysql://here"}, "not an address of PostgreSQL"),
        ({"FIFTHDAY_HOST": "https://clinic.example.org"}, "not a name alone"),
        ({"FIFTHDAY_HOST": "clinic.example.org:443"}, "not a name alone"),
        ({"DASK_SCHEDULER": "scheduler:8786"}, "tls://NAME:8786"),
        ({"DASK_SCHEDULER": "tls://scheduler:a port"}, "tls://NAME:8786"),
        ({"DATABASE_URL": "postgresql://a:b@here:port/x"}, "not an address of PostgreSQL"),
        ({"FIFTHDAY_PHOTO_STORE": "s3:///folder"}, "s3://BUCKET/FOLDER"),
        (BUCKET | {"AWS_ENDPOINT_URL_S3": "photos:8333"}, "AWS_ENDPOINT_URL_S3 is not an address"),
        ({"FIFTHDAY_PHOTO_KEY_FILE": "/nowhere/at/all"}, "cannot be read"),
        ({"FIFTHDAY_PHOTO_KEY_FILE": "/", "FIFTHDAY_PHOTO_KEYS": "x"}, "both set"),
    ],
)
def test_each_fault_has_its_sentence(environment: dict[str, str], said: str):
    assert any(said in problem for problem in problems_of(environment))


def test_an_empty_key_file_is_said(tmp_path: Path):
    (tmp_path / "keys").write_text("\n")
    (problem,) = problems_of({"FIFTHDAY_PHOTO_KEY_FILE": str(tmp_path / "keys")})
    assert "is empty" in problem


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["missing", "no text"])
def test_every_command_says_that_the_key_file_cannot_be_read(
    content: bytes | None, monkeypatch, tmp_path: Path, capsys
):
    if content is not None:
        (tmp_path / "keys").write_bytes(content)
    monkeypatch.setenv("FIFTHDAY_PHOTO_KEY_FILE", str(tmp_path / "keys"))
    monkeypatch.setenv("FIFTHDAY_DATA_DIR", str(tmp_path / "data"))
    assert main(["nightly"]) == 1
    assert "FIFTHDAY_PHOTO_KEY_FILE cannot be read" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


def test_a_port_that_is_none_is_said(monkeypatch, tmp_path: Path, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://a:b@here:port/x")
    monkeypatch.setenv("FIFTHDAY_DATA_DIR", str(tmp_path / "data"))
    assert main(["nightly"]) == 1
    assert "Please write it as" in capsys.readouterr().err


def test_settings_that_can_be_have_nothing_said_of_them():
    server = {"DATABASE_URL": "postgresql+psycopg://a:b%40c@database/x", **BUCKET}
    addresses = {"DASK_SCHEDULER": "tcp://s:8786", "AWS_ENDPOINT_URL_S3": "http://photos:8333"}
    assert list(problems_of(server | addresses)) == []
    assert list(problems_of({"DATABASE_URL": "postgresql:///fifthday"})) == []
    fine = {"FIFTHDAY_DATA_DIR": "/srv", "FIFTHDAY_HOST": "clinic.example.org", "HOME": "/x"}
    assert list(problems_of(fine)) == []


def test_the_command_lists_them_without_secrets(monkeypatch, tmp_path: Path, capsys):
    monkeypatch.setenv("FIFTHDAY_PHOTO_KEYS", SECRET)
    monkeypatch.setenv("FIFTHDAY_DATA_DIR", str(tmp_path / "data"))
    assert main(["settings"]) == 0
    listed = capsys.readouterr().out
    assert all(one.name in listed for one in VARIABLES)
    assert SECRET not in listed
    assert not (tmp_path / "data").exists()


def test_a_place_that_cannot_be_opened_is_said(monkeypatch, tmp_path: Path, capsys):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("FIFTHDAY_DATA_DIR", str(tmp_path / "file"))
    assert main(["settings", "--check"]) == 1
    assert "cannot be used" in capsys.readouterr().err


def test_the_docs_have_the_same_table():
    text = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    for one in VARIABLES:
        assert f"| `{one.name}` | {one.meaning} |" in text
