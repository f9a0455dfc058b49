import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from analysis.quality.findings import VIEW_DIFFERS
from texts.messages import collect_messages
from tracker.domain.guidance.guards import guard_session
from tracker.domain.records.kept import DeviceKind, Setting, TreatedZone, Zone
from tracker.domain.records.patterns import NOBODY_WATCHES
from tracker.domain.words.labels import SYMPTOMS
from tracker.drawing.face_map import draw_face
from tracker.errors import InvalidEntry
from tracker.locale import DOMAIN, as_written, languages, translator
from tracker.reference import reference_file
from tracker.said import Figure, Said

NO_WORDING = {"course.toml", "intervals.toml"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one language, made as a translator makes it."""
    catalogue = Catalog(locale="de")
    catalogue.add("Nose", "Nase")
    catalogue.add("{zone}: no needle length can be named for this setting.", "{zone}: keine Länge.")
    (tmp_path / "de").mkdir()
    with (tmp_path / "de" / f"{DOMAIN}.mo").open("wb") as stream:
        write_mo(stream, catalogue)
    (tmp_path / "unfinished").mkdir()
    return tmp_path


def test_english_is_as_written_and_always_there() -> None:
    assert languages()[0] == "en"
    assert translator("en") is as_written
    assert as_written("Nose") == "Nose"


def test_a_language_is_a_folder_with_a_compiled_catalogue(folder: Path) -> None:
    assert languages(folder) == ("en", "de")
    assert translator("de", folder)("Nose") == "Nase"


def test_a_text_without_translation_stays_english(folder: Path) -> None:
    assert translator("de", folder)("Chin") == "Chin"


def test_an_empty_text_stays_empty(folder: Path) -> None:
    assert translator("de", folder)("") == ""


@pytest.mark.parametrize("language", ["xx", "unfinished", "../de"])
def test_another_language_is_refused(folder: Path, language: str) -> None:
    with pytest.raises(InvalidEntry, match="no language"):
        translator(language, folder)


def test_guidance_speaks_the_language(folder: Path) -> None:
    german = translator("de", folder)
    scalp = TreatedZone(zone=Zone.SCALP, needle_length_mm=0.5)
    (found,) = guard_session([scalp], DeviceKind.PEN, Setting.PROFESSIONAL)
    assert found.said == "Scalp: no needle length can be named for this setting."
    assert german(found.said) == "Scalp: keine Länge."
    assert ">Nase</title>" in draw_face(translate=german)


def test_figures_and_dates_of_the_guidance_are_written_as_the_language_does() -> None:
    figure, day = Said("{figure}", figure=0.25), Said("{day}", day=date(2026, 3, 9))
    german = translator("de")
    assert [say(figure) for say in (as_written, german)] == ["0.25", "0,25"]
    assert [say(day) for say in (as_written, german)] == ["9 March 2026", "9.\xa0März 2026"]
    fixed = Said("{figure}", figure=Figure(2.0, 1))
    assert [say(fixed) for say in (as_written, german)] == ["2.0", "2,0"]


def test_every_sentence_of_the_tables_is_collected() -> None:
    collected = {message.text for message in collect_messages()}
    for file in reference_file("").iterdir():
        if file.name.endswith(".toml") and file.name not in NO_WORDING:
            entries = tomllib.loads(file.read_text(encoding="utf-8"))
            missing = set(sentences(entries)) - collected
            assert not missing, (file.name, missing)


def sentences(entry: Any) -> Iterator[str]:
    """Every string with a blank in it, except the sources."""
    match entry:
        case dict():
            for key, value in entry.items():
                if key != "source":
                    yield from sentences(value)
        case list():
            for value in entry:
                yield from sentences(value)
        case str() if " " in entry:
            yield entry.replace("{nobody_watches}", NOBODY_WATCHES)


def test_words_of_the_code_are_collected() -> None:
    places = {message.text: message.where for message in collect_messages()}
    assert set(SYMPTOMS.values()) <= places.keys()
    assert places["{figure}"] == "tracker/domain/guidance/words.py"
    assert places["Go to an emergency department now, or call the emergency number."]


def test_texts_of_screens_errors_and_photo_findings_are_collected() -> None:
    places = {message.text: message.where for message in collect_messages()}
    assert (
        places["Please enter a name; any short name will do."] == "tracker/domain/records/kept.py"
    )
    assert places["Hold the phone still, wipe the lens and let it focus on the skin."]
    assert places["Part of the face is covered, in shadow or outside the picture: {names}."]


def test_a_remark_on_another_view_is_told_in_german_whole() -> None:
    german = translator("de")
    assert len(VIEW_DIFFERS) == 25
    for finding in VIEW_DIFFERS.values():
        assert german(finding.why) != finding.why and german(finding.retake) != finding.retake


def test_the_template_is_written_for_translators(tmp_path: Path) -> None:
    file = tmp_path / "fifthday.pot"
    subprocess.run([sys.executable, "-m", "texts", str(file)], check=True)
    with file.open("rb") as stream:
        template = read_po(stream)
    written = {message.id for message in template if message.id}
    assert written == {message.text for message in collect_messages()}
    assert [place for place, _ in template["Left cheek"].locations] == [
        "tracker/domain/words/labels.py"
    ]
