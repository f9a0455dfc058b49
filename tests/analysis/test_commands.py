import csv
import subprocess
import sys
from pathlib import Path

import pytest

from analysis import commands
from analysis.__main__ import main
from analysis.commands import COLUMNS
from analysis.photo.places import Lying
from tests.analysis.conftest import PROJECT, SAMPLES

BEFORE = str(SAMPLES / "normal" / "before.jpg")
DAY1 = str(SAMPLES / "normal" / "day1.jpg")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as table:
        return list(csv.DictReader(table))


def test_scores_photos_from_the_shell(tmp_path: Path) -> None:
    table = tmp_path / "out.csv"
    command = [sys.executable, "-m", "analysis", "score", "--baseline", BEFORE, DAY1, "--csv"]
    done = subprocess.run(
        [*command, str(table)], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = rows(table)
    assert tuple(found[0]) == COLUMNS
    assert all(row["mdc95"] for row in found), "no photo's own value beside that of another"
    face = next(r for r in found if (r["zone"], r["measure"]) == ("FACE", "delta_erythema_index"))
    assert float(face["value"]) > float(face["mdc95"])  # day 1 is plainly red
    assert (face["unit"], face["usable"]) == ("EI", "true")
    assert "neck" in face["reference"].split("+")


def test_one_bad_photo_does_not_stop_the_rest(tmp_path: Path) -> None:
    bad, table = tmp_path / "bad.jpg", tmp_path / "out.csv"
    bad.write_bytes(b"no photo")
    named = [str(bad), BEFORE, DAY1]
    assert main(["score", "--baseline", BEFORE, *named, "--csv", str(table)]) == 1
    first, second, *rest = rows(table)
    assert (first["photo"], first["usable"], first["findings"]) == (str(bad), "false", "unreadable")
    assert (second["photo"], second["findings"]) == (BEFORE, "photo_from_before")
    assert first["value"] == second["value"] == ""
    assert {r["photo"] for r in rest} == {DAY1}


def test_a_folder_is_scored_on_all_cores_in_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.crew.assembling.find_spec", lambda _: None)  # as without Dask
    folder, table = tmp_path / "photos", tmp_path / "out.csv"
    folder.mkdir()
    for number in range(8):  # enough for two processes; those between are quickly refused
        content = Path(DAY1).read_bytes() if number in (0, 7) else b"no photo"
        (folder / f"{number}.jpg").write_bytes(content)
    (folder / "notes.txt").write_text("no photo", encoding="utf-8")
    assert main(["score", "--baseline", BEFORE, str(folder), "--csv", str(table)]) == 1
    usable = {r["photo"]: r["usable"] for r in rows(table)}
    assert list(usable) == [str(folder / f"{number}.jpg") for number in range(8)]
    assert list(usable.values()) == ["true", *6 * ["false"], "true"]
    assert "[8/8]" in capsys.readouterr().err


def test_no_other_file_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo = tmp_path / "mine.jpg"
    photo.write_bytes(Path(DAY1).read_bytes())
    assert main(["score", "--baseline", BEFORE, str(photo), "--csv", str(photo)]) == 2
    assert "left as it is" in capsys.readouterr().err
    assert photo.read_bytes() == Path(DAY1).read_bytes()
    assert list(tmp_path.iterdir()) == [photo]


def test_a_photo_that_cannot_be_used_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "out.csv"
    for _ in range(2):  # an earlier table may be written over
        assert (
            main(["score", "--baseline", BEFORE, str(tmp_path / "x.jpg"), "--csv", str(table)]) == 1
        )
        assert "x.jpg: cannot be used. It cannot be read (No such" in capsys.readouterr().err


def test_without_a_file_the_table_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", "--baseline", BEFORE, DAY1]) == 0
    assert capsys.readouterr().out.startswith(",".join(COLUMNS))


@pytest.mark.parametrize("baseline", ["missing.jpg", __file__])
def test_a_bad_baseline_is_a_wrong_call(baseline: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", "--baseline", baseline, DAY1]) == 2
    assert "Please" in capsys.readouterr().err


def test_a_table_that_cannot_be_written_is_a_wrong_call(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "no" / "such" / "folder.csv"
    assert main(["score", "--baseline", BEFORE, DAY1, "--csv", str(target)]) == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("call", [[], ["score"], ["score", "--baseline", BEFORE], ["paint"]])
def test_a_wrong_call_exits_with_2(call: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(call)
    assert stopped.value.code == 2


def test_help_does_not_wait_for_opencv() -> None:
    code = (
        "import sys; from analysis.__main__ import _parser; _parser(); print('cv2' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True)
    assert done.stdout.strip() == "False"


def test_no_files_name_is_a_formula_to_a_spreadsheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "=1+1.jpg").write_bytes(b"no photo")
    monkeypatch.chdir(tmp_path)
    main(["score", "--baseline", BEFORE, "=1+1.jpg", "--csv", "out.csv"])
    assert [Path(row["photo"]) for row in rows(tmp_path / "out.csv")] == [Path("=1+1.jpg")]
    assert rows(tmp_path / "out.csv")[0]["photo"] == "./=1+1.jpg"


def test_a_run_that_was_cut_off_is_taken_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table, seen = tmp_path / "out.csv", list[str]()
    names = [str(tmp_path / f"{number}.jpg") for number in range(3)]
    for name in names:
        Path(name).write_bytes(b"no photo")

    def cut_off(photo: Lying) -> commands.Scored:
        seen.append(photo.path)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return score_one(photo)

    score_one = commands._score_one
    monkeypatch.setattr(commands, "_score_one", cut_off)
    call = ["score", "--baseline", BEFORE, *names, "--csv", str(table)]
    with pytest.raises(KeyboardInterrupt):
        main(call)
    kept = tmp_path / "out.csv.unfinished"
    assert not table.exists()
    kept.write_bytes(kept.read_bytes() + b'{"photo": "cut')  # as a power cut leaves it
    assert main(call) == 1
    assert seen == [names[0], names[1], names[1], names[2]]
    assert [row["photo"] for row in rows(table)] == names
    assert list(tmp_path.glob("out*")) == [table]
