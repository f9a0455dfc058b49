"""The papers cannot rot: what they name exists, and what they show runs."""

import re
import tomllib
from pathlib import Path

import pytest

from analysis.vocabulary import Measure
from tracker.domain.records.flags import AdviceLevel
from tracker.domain.records.scales import Severity

PROJECT = Path(__file__).resolve().parents[1]
TEST_COMMAND = "uv run --group dev pytest"
PAPERS = ["README.md", "CONTRIBUTING.md", "GLOSSARY.md", "CHANGELOG.md"]


def text(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("paper", PAPERS)
def test_links_lead_somewhere(paper: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", text(paper)):
        assert target.startswith("https://") or (PROJECT / target).exists(), target


def test_every_screenshot_is_shown() -> None:
    taken = {path.name for path in (PROJECT / "docs" / "screenshots").iterdir()}
    shown = {
        Path(target).name for target in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text("README.md"))
    }
    assert taken == shown


def test_files_named_in_the_contributing_guide_exist() -> None:
    for name in re.findall(r"`([a-z_]+(?:/[\w.]+)*/?)`", text("CONTRIBUTING.md")):
        if "/" in name:
            assert (PROJECT / name).exists(), name


def test_paths_on_the_map_exist() -> None:
    named = re.findall(r"`([\w.]+(?:/[\w.]+)+)`", text("docs/architecture.md"))
    assert len(named) > 20
    for name in named:
        assert (PROJECT / name).exists(), name


def test_every_room_is_on_the_map() -> None:
    chart = re.search(r"```mermaid\n(.*?)```", text("docs/architecture.md"), re.DOTALL)
    assert chart is not None
    rooms = (
        *(PROJECT / "tracker").glob("*/__init__.py"),
        *PROJECT.glob("tracker/domain/*/__init__.py"),
    )
    for room in rooms:
        assert re.search(rf"\b{room.parent.name}\b", chart[1]), room


def test_the_python_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    example = re.search(r"```python\n(.*?)```", text("README.md"), re.DOTALL)
    assert example is not None
    exec(
        compile(
            example[1].replace("sample_images", str(PROJECT / "sample_images")), "README", "exec"
        )
    )
    assert "FACE" in capsys.readouterr().out


def test_ci_runs_the_readmes_own_test_command() -> None:
    assert f"\n{TEST_COMMAND}\n" in text("README.md")
    assert text(".ci/run").rstrip().endswith(TEST_COMMAND)


def test_commands_in_the_readme_are_installed() -> None:
    scripts = tomllib.loads(text("pyproject.toml"))["project"]["scripts"]
    assert set(re.findall(r"uv run (fifthday)\b", text("README.md"))) <= set(scripts)


@pytest.mark.parametrize("word", [*Severity, *(level.name for level in AdviceLevel)])
def test_words_on_the_screen_are_in_the_glossary(word: str) -> None:
    spoken = {"REVIEW": "book a review", "TODAY": "contact a clinician today"}
    assert (
        spoken.get(word, str(word)).lower().replace("emergency", "emergency now")
        in text("GLOSSARY.md").lower()
    )


@pytest.mark.parametrize("measure", list(Measure))
def test_every_measure_is_in_the_glossary(measure: Measure) -> None:
    stem = measure.value.removesuffix("_medium").removesuffix("_fine")
    assert stem in text("GLOSSARY.md")


def test_decision_records_are_short() -> None:
    records = sorted((PROJECT / "docs" / "decisions").glob("*.md"))
    assert len(records) >= 4
    for record in records:
        lines = record.read_text(encoding="utf-8").strip().splitlines()
        assert len(lines) <= 25, record.name
        assert re.match(rf"# {int(record.name[:4])}\. ", lines[0]), record.name
