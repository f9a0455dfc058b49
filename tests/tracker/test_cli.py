import csv
import io
import os
import signal
import sqlite3
import subprocess
import sys
import sysconfig
from importlib.metadata import version
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import DemoRun
from tests.factories import (
    a_person,
    a_procedure,
    an_entry,
    days_ago,
    picture_bytes,
    pixels,
)
from tracker import cli
from tracker.config import load_settings
from tracker.domain.course.outlook.refit import LEAST_PER_GROUP
from tracker.domain.records.kept import BodyArea, PhotoRole, TreatedZone, Zone
from tracker.services.data import people
from tracker.services.photos import keeping as photos
from tracker.services.recovery import procedures
from tracker.store.database import head_version
from tracker.store.repository import Store

MISSING = (
    "The photo's file is missing from the photo folder. Put it back from a backup, or add the same "
    "photo again."
)
FIFTHDAY = Path(sysconfig.get_path("scripts")) / "fifthday"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def run(data_dir: Path, capsys: pytest.CaptureFixture[str]):
    """Run a command; give exit code, output and errors."""

    def run_command(*arguments: str | Path) -> tuple[int, str, str]:
        code = cli.main(["--data-dir", str(data_dir), *map(str, arguments)])
        return code, *capsys.readouterr()

    return run_command


def test_export_writes_everything(run, data_dir: Path, tmp_path: Path):
    store = Store(load_settings(data_dir))
    person = people.add_person(store, "Ada")
    procedure = procedures.log_procedure(store, a_procedure(person.id))
    photos.add_photo(
        store,
        picture_bytes(pixels()),
        procedure_id=procedure.id,
        role=PhotoRole.BEFORE,
        area=BodyArea.BACK,
        taken_at=procedure.started_at,
    )
    store.close()

    code, out, err = run("export", tmp_path / "out")

    assert (code, err) == (0, "")
    assert str(tmp_path / "out") in out
    assert "Ada" in (tmp_path / "out" / "tables" / "people.csv").read_text()
    assert len(list((tmp_path / "out" / "photos").rglob("*.jpg"))) == 1


def test_what_the_person_can_put_right_is_one_sentence(run, tmp_path: Path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    code, out, err = run("export", tmp_path / "out")
    assert (code, out) == (1, "")
    assert err == f"{tmp_path / 'out'} is not empty. Please choose a new or an empty folder.\n"


def test_upgrade_makes_the_schema(run, data_dir: Path):
    assert run("upgrade") == (0, f"The schema is {head_version()}.\n", "")
    assert run("upgrade") == (0, f"The schema is {head_version()}.\n", "")
    with sqlite3.connect(load_settings(data_dir).database_path) as database:
        assert database.execute("SELECT count(*) FROM people").fetchone() == (0,)
    database.close()


def test_demo_says_how_far_it_is(demo_run: DemoRun):
    assert demo_run.exit_code == 0
    lines = demo_run.output.splitlines()
    assert lines[0] == f"1/{len(lines)} normal/before.jpg"
    assert lines[-1] == f"{len(lines)}/{len(lines)} drift/day5.jpg"


def test_demo_needs_an_empty_folder(run, data_dir: Path):
    store = Store(load_settings(data_dir))
    people.add_person(store, "Ada")
    store.close()
    code, out, err = run("demo")
    assert (code, out) == (1, "")
    assert "empty data folder" in err and err.count("\n") == 1


def test_rescore_measures_again_and_says_what_failed(run, data_dir: Path, portraits: Path):
    store = Store(load_settings(data_dir))
    procedure = procedures.log_procedure(store, a_procedure(people.add_person(store, "Ada").id))
    kept = [
        photos.add_photo(
            store,
            (portraits / name).read_bytes(),
            procedure_id=procedure.id,
            role=role,
            taken_at=procedure.started_at,
        ).photo
        for name, role in (("before.jpg", PhotoRole.BEFORE), ("day1.jpg", PhotoRole.FOLLOW_UP))
    ]
    day = f"{procedure.started_at:%Y-%m-%d}"
    assert run("rescore") == (0, "Nothing to do.\n", "")  # nothing is to be done
    with store.writing() as records:
        records._session.execute(text("UPDATE photos SET measured_from = NULL"))
    first, second = (f"#{photo.id} {day} {photo.role.value}" for photo in kept)
    assert run("rescore", "--workers", "1") == (0, f"1/2 {first}\n2/2 {second}\n", "")
    with store.writing() as records:
        records._session.execute(text("UPDATE photos SET measured_from = NULL"))

    (data_dir / "photos" / kept[1].digest).unlink()
    store.close()
    code, out, _ = run("rescore")
    assert code == 1
    assert out == f"1/2 {first}\n2/2 {second}: {MISSING}\n"


def test_assess_judges_a_diary(run, tmp_path: Path):
    diary = tmp_path / "diary.csv"
    diary.write_text(
        "recovery_id,day,redness,swelling,itching,pain,dryness,photo_delta_ei,red_flags,"
        "needle_length_mm,device,setting\n"
        "ada/1,0,5,2,0,2,0,,,1.0,pen,professional\n"
        "ada/1,1,3,1,0,0,0,,fever,1.0,pen,professional\n"
        "ada/1,2,2,0,0,0,0,,purple_patches,1.0,pen,professional\n"
    )
    code, out, err = run("assess", diary)
    assert (code, err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [(row["recovery_id"], row["day"], row["status"]) for row in rows] == [
        ("ada/1", "0", "on_course"),
        ("ada/1", "1", "urgent"),
        ("ada/1", "2", "emergency"),
    ]
    assert all(row["reason"] for row in rows)


def test_assess_says_what_it_cannot_read(run, tmp_path: Path):
    code, out, err = run("assess", tmp_path / "nowhere.csv")
    assert (code, out) == (1, "")
    assert err.count("\n") == 1


def test_reference_is_copied_edited_and_used(run, data_dir: Path, tmp_path: Path):
    code, out, _ = run("reference")
    assert (code, out) == (0, "In use for new recoveries: version 2026.2.\n")
    code, out, _ = run("reference", "--copy", "clinic-1")
    table = data_dir / "reference" / "clinic-1.csv"
    assert code == 0 and str(table) in out and out.endswith("version clinic-1.\n")
    assert run("reference", "--copy", "clinic-1")[0] == 1
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("redness,mechanical", "redness,steel", 1), encoding="utf-8")
    code, out, problem = run("assess", tmp_path / "diary.csv")
    assert code == 1 and not out and "Row 2 of clinic-1.csv" in problem


def test_refit_says_what_it_learned_and_is_used(run, data_dir: Path, tmp_path: Path):
    store = Store(load_settings(data_dir))
    with store.writing() as records:
        person = records.add_person(a_person(consents_to_refit=True))
        for number in range(LEAST_PER_GROUP + 1):
            start = days_ago(20 + 3 * number, 9)
            zone = TreatedZone(zone=Zone.CHIN, needle_length_mm=1.0 if number else 0.5)
            records.add_procedure(a_procedure(person.id, started_at=start, zones=(zone,)))
            records.save_entry(an_entry(person.id, day=start.date()))
    store.close()

    code, out, err = run("refit", "--version", "2027.1")

    assert (code, err) == (0, "")
    assert "Refitted, with the number of recoveries: 1 mm, mechanical: 50." in out
    assert "Too few recoveries, left as shipped: 0.5 mm, mechanical: 1." in out
    table = data_dir / "reference" / "2027.1.csv"
    assert str(table) in out
    assert run("refit", "--version", "2027.1")[0] == 1

    table.write_text("edited, badly")
    diary = tmp_path / "diary.csv"
    diary.write_text("recovery_id,day\n")
    code, out, err = run("assess", diary)
    assert (code, out) == (1, "")
    assert "2027.1.csv must have the columns" in err and err.count("\n") == 1


@pytest.mark.parametrize("recoveries", [1, 20_000])
def test_assess_ends_quietly_when_its_reader_has_read_enough(recoveries: int, tmp_path: Path):
    diary = tmp_path / "diary.csv"
    header = (
        "recovery_id,day,redness,swelling,itching,pain,dryness,photo_delta_ei,red_flags,"
        "needle_length_mm,device,setting\n"
    )
    rows = (f"{number},1,3,0,0,0,0,,,1.0,pen,home\n" for number in range(recoveries))
    diary.write_text(header + "".join(rows))
    command = [FIFTHDAY, "assess", diary]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a named pipe")
def _heed_interrupts() -> None:
    """Take back what a shell does for a job in the background: it hears no interruption."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupted_command_ends_quietly(tmp_path: Path):
    diary = tmp_path / "diary"
    os.mkfifo(diary)
    command = [FIFTHDAY, "assess", diary]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes, preexec_fn=_heed_interrupts) as process:
        with diary.open("w"):  # which waits until the command reads
            process.send_signal(signal.SIGINT)
        assert process.stderr.read() == b""
    assert process.returncode == 130


@pytest.mark.parametrize("arguments", [[], ["juggle"], ["export"], ["refit"], ["demo", "--loudly"]])
def test_a_wrong_call_is_2(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as exit_:
        cli.main(arguments)
    assert exit_.value.code == 2
    assert "usage: fifthday" in capsys.readouterr().err


def test_the_installed_command_tells_its_version():
    done = subprocess.run([FIFTHDAY, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"fifthday {version('fifthday')}\n"


def test_help_does_not_wait_for_heavy_packages():
    program = (
        "import sys, tracker.cli\n"
        "tracker.cli._build_parser().format_help()\n"
        "print(*{'cv2', 'numpy', 'pandas', 'sqlalchemy', 'PIL'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


def test_names_are_written_whatever_letters_the_locale_knows(tmp_path: Path):
    diary = tmp_path / "diary.csv"
    columns = "recovery_id,day,redness,swelling,itching,pain,dryness,photo_delta_ei,red_flags"
    diary.write_text(
        f"{columns},needle_length_mm,device,setting\n漢/1,0,3,0,0,0,0,,,1,pen,home\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [FIFTHDAY, "assess", diary],
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "ascii", "FIFTHDAY_DATA_DIR": str(tmp_path / "data")},
        check=True,
    )
    assert "漢/1,0,on_course" in done.stdout.decode("utf-8")
