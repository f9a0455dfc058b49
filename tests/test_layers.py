"""The import contracts of pyproject.toml hold, and each of them can break."""

import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
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
        ("analysis/colour.py", "import tracker.errors", "analysis knows pixels only"),
        ("tracker/cli.py", "import analysis.photo.decode", "pixels meet records in one module"),
        ("tracker/store/photos.py", "import streamlit", "only the UI speaks Streamlit"),
        ("tracker/domain/records/scales.py", "import cv2", "domain takes only the vocabulary"),
    ],
)
def test_a_contract_can_break(copy: Path, module: str, line: str, contract: str) -> None:
    path = copy / module
    path.write_text(f"{path.read_text()}\n{line}\n")
    done = lint_imports(copy)
    assert done.returncode == 1
    assert any(contract in out and "BROKEN" in out for out in done.stdout.splitlines()), done.stdout
