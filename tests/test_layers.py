"""The import contracts of pyproject.toml hold, and each of them can break."""

import ast
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
MOST_FILES = 18
"""Flat in one room: more cannot be taken in at a glance."""
LINT_IMPORTS = Path(sysconfig.get_path("scripts")) / "lint-imports"


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache", "--no-logo"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for package in ("analysis", "tracker"):
        shutil.copytree(PROJECT / package, tmp_path / package)
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold() -> None:
    done = lint_imports(PROJECT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("tracker/domain/records/scales.py", "import tracker.store.tables", "tracker layers"),
        ("tracker/cli.py", "import tracker.ui", "tracker layers"),
        ("tracker/locale/__init__.py", "import tracker.domain.words", "tracker layers"),
        ("tracker/said.py", "import tracker.reference", "tracker layers"),
        (
            "tracker/domain/course/healing.py",
            "import tracker.domain.verdict",
            "rooms of the domain",
        ),
        ("tracker/domain/records/scales.py", "import tracker.domain.words", "rooms of the domain"),
        (
            "tracker/services/photos/album.py",
            "import tracker.services.data",
            "rooms of the services",
        ),
        ("tracker/ui/language.py", "import tracker.ui.components", "rooms of the screens"),
        ("analysis/colour.py", "import analysis.face.detect", "rooms of analysis"),
        ("analysis/skin/view.py", "import analysis.align.flow", "rooms of analysis"),
        ("analysis/face/weights.py", "import analysis.face.zones", "no circles"),
        ("analysis/colour.py", "import tracker.errors", "analysis knows pixels only"),
        ("tracker/cli.py", "import analysis", "pixels meet records in one room"),
        ("tracker/services/photos/scoring.py", "import analysis.errors", "analysis has one door"),
        ("tracker/store/photos.py", "import streamlit", "only the UI speaks Streamlit"),
        ("tracker/domain/records/scales.py", "import cv2", "the domain knows no pictures"),
    ],
)
def test_a_contract_can_break(copy: Path, module: str, line: str, contract: str) -> None:
    path = copy / module
    path.write_text(f"{path.read_text()}\n{line}\n")
    done = lint_imports(copy)
    assert done.returncode == 1
    assert any(contract in out and "BROKEN" in out for out in done.stdout.splitlines()), done.stdout


def test_the_domain_loads_no_pictures() -> None:
    """The door of `analysis` loads what is asked for, which no contract on imports can see."""
    rooms = ("records", "words", "course", "guidance", "verdict")
    names = [
        f"tracker.domain.{room}.{module.stem}"
        for room in rooms
        for module in (PROJECT / "tracker" / "domain" / room).glob("*.py")
        if module.stem != "__init__"
    ]
    script = f"import sys, {', '.join(names)}; sys.exit('cv2' in sys.modules)"
    assert len(names) > len(rooms)
    assert subprocess.run([sys.executable, "-c", script], cwd=PROJECT, check=False).returncode == 0


def test_rooms_are_small_and_say_what_belongs_there() -> None:
    for room in [path.parent for path in PROJECT.glob("*/**/__init__.py")]:
        if room.relative_to(PROJECT).parts[0] not in ("analysis", "tracker"):
            continue
        flat = [path for path in room.iterdir() if path.is_file() and path.name != "__init__.py"]
        code = [path for path in flat if path.suffix == ".py"]
        assert len(flat if code else code) <= MOST_FILES, room
        assert ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8"))), room
