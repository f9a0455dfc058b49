"""The import contracts of pyproject.toml hold, and each of them can break."""

import ast
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
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


BREACHES = (
    ("tracker/domain/records/scales.py", "tracker.store.tables", "tracker layers"),
    ("tracker/cli.py", "tracker.ui", "tracker layers"),
    ("tracker/locale/__init__.py", "tracker.domain.words", "tracker layers"),
    ("tracker/said.py", "tracker.reference", "tracker layers"),
    ("tracker/domain/course/healing.py", "tracker.domain.verdict", "rooms of the domain"),
    ("tracker/domain/records/scales.py", "tracker.domain.words", "rooms of the domain"),
    ("tracker/services/photos/album.py", "tracker.services.data", "rooms of the services"),
    ("tracker/ui/language.py", "tracker.ui.components", "rooms of the screens"),
    ("analysis/colour.py", "analysis.face.detect", "rooms of analysis"),
    ("analysis/skin/view.py", "analysis.align.flow", "rooms of analysis"),
    ("analysis/colour.py", "tracker.errors", "analysis knows pixels only"),
    ("tracker/cli.py", "analysis", "pixels meet records in one room"),
    ("tracker/services/photos/scoring.py", "analysis.errors", "analysis has one door"),
    ("analysis/crew/sharing.py", "cv2", "a crew knows no work"),
    ("tracker/store/photos.py", "streamlit", "only the UI speaks Streamlit"),
    ("tracker/domain/records/scales.py", "cv2", "the domain knows no pictures"),
)
"""A module, what it must not import, and the contract that says so."""
CIRCLE = ("analysis/face/weights.py", "analysis.face.zones")


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each contract says of a copy of the packages that breaks all of them."""
    copy = tmp_path_factory.mktemp("copy")
    for package in ("analysis", "tracker"):
        shutil.copytree(PROJECT / package, copy / package)
    shutil.copy(PROJECT / "pyproject.toml", copy)
    for module, imported in [*((module, imported) for module, imported, _ in BREACHES), CIRCLE]:
        with (copy / module).open("a", encoding="utf-8") as source:
            source.write(f"\nimport {imported}\n")
    done = lint_imports(copy)
    assert done.returncode == 1
    sections = done.stdout.split("Broken contracts")[1]
    parts = re.split(r"\n([^\n]+)\n-+\n", sections)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_contracts_hold() -> None:
    done = lint_imports(PROJECT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("module", "imported", "contract"), BREACHES)
def test_a_contract_can_break(
    complaints: dict[str, str], module: str, imported: str, contract: str
) -> None:
    importer = module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    assert f"{importer} -> {imported} (l." in complaints[contract]


def test_a_circle_is_seen(complaints: dict[str, str]) -> None:
    assert "No cycles are allowed in analysis.face." in complaints["no circles"]


def test_every_contract_is_broken_by_a_test() -> None:
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert {one["name"] for one in contracts["contracts"]} == {
        *(contract for *_, contract in BREACHES),
        "no circles",
    }


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


def test_each_module_of_analysis_has_a_test_file_in_its_place() -> None:
    modules = [path.relative_to(PROJECT) for path in PROJECT.glob("analysis/**/*.py")]
    mirrors = {
        module: PROJECT / "tests" / module.with_name(f"test_{module.name}")
        for module in modules
        if not module.stem.startswith("__")
    }
    assert len(mirrors) > 60
    assert [str(module) for module, mirror in mirrors.items() if not mirror.is_file()] == []
    assert all("def test_" in mirror.read_text("utf-8") for mirror in mirrors.values())
