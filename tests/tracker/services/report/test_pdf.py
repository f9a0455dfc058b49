import io
import re
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from tests.factories import picture_bytes, pixels, selected
from tracker.domain.records.kept import Procedure
from tracker.domain.records.scales import Symptom
from tracker.services.report.choices import Paper, ReportChoices, Section
from tracker.services.report.content import Block, Content, Fact, Photograph
from tracker.services.report.pdf import UNDRAWABLE, draw_pages, write_pdf
from tracker.services.report.writing import report_content
from tracker.store.repository import Store


def write(store: Store, session: Procedure, paper: Paper = Paper.A4, **choices) -> Content:
    return report_content(
        store, session.person_id, session.id, ReportChoices(paper=paper, **choices)
    )


def read(pdf: bytes) -> tuple[pypdf.PdfReader, str]:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    # A line that breaks within a word is put together again.
    text = "\n".join(page.extract_text() for page in reader.pages)
    return reader, re.sub(r"(?<=\w)-\n(?=\w)", "", text)


@pytest.mark.parametrize("paper", list(Paper))
def test_it_has_two_tagged_pages_of_the_paper_with_fonts_in_it(store, session, paper):
    pdf = write_pdf(write(store, session, paper), paper)
    reader, _ = read(pdf)
    assert len(reader.pages) == 2 and len(pdf) < 2_000_000
    size = {Paper.A4: (595, 842), Paper.LETTER: (612, 792)}[paper]
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == list(size)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(described.get_object())


def test_a_second_checker_finds_nothing(store, session, tmp_path):
    from pdfua.cli import main as check

    file = tmp_path / "report.pdf"
    file.write_bytes(write_pdf(write(store, session), Paper.A4))
    assert check(["check", str(file)]) == 0


def test_a_doctor_finds_what_is_asked_first(store, session):
    text = " ".join(read(write_pdf(write(store, session), Paper.A4))[1].split())
    for found in ("1.0 mm: Left cheek", "Pen, By a professional", "Panthenol balm", "Passes: 4",
                  "Worst day:", "highest 7/10 on day 3", "Sun (day 2)", "Today: Day 3",
                  "honey", "18:00"):  # fmt: skip
        assert found in text
    assert "Throbbing" not in text  # own notes are left out unless wanted


def test_its_numbers_are_those_of_the_database(store: Store, session):
    rows = selected(
        store,
        "SELECT day, upper(symptom), rating FROM diary_entries "
        "JOIN ratings ON entry_id = diary_entries.id",
    )
    kept = {(day, symptom): rating for day, symptom, rating in rows}
    _, text = read(write_pdf(write(store, session), Paper.A4))
    table = text[text.index("Numbers (0 none") :]
    for number, day in enumerate(sorted({day for day, _ in kept})):
        said = [kept.get((day, one.name), "–") for one in Symptom]
        assert re.search(rf"^{number}\s+" + r"\s+".join(map(str, said)), table, re.MULTILINE)
    assert len(kept) == 12


def test_a_sign_that_no_font_has_is_a_box_not_a_failure(store, session):
    content = write(store, session, questions="Old writing: \U00012000\U00012001. And this?")
    _, text = read(write_pdf(content, Paper.A4))
    assert f"{UNDRAWABLE}{UNDRAWABLE}. And this?" in text


def test_a_full_report_still_has_two_pages(store, session):
    content = write(store, session, sections=frozenset(Section), questions="What now? " * 60)
    photo = Photograph(picture_bytes(pixels(1, 380, 900)), "Two photos", "A caption. " * 12)
    many = Block("Title", [Fact("A rather long name", "word " * 48)] * 8)
    full = replace(
        content, photos=[photo] * 6, signs=many, verdicts=replace(many, facts=many.facts[:6]),
        notes=replace(many, facts=many.facts[:6]),
    )  # fmt: skip
    assert len(read(write_pdf(full, Paper.LETTER))[0].pages) == 2


def test_what_is_looked_at_are_the_pages_that_are_saved(store, session):
    pages = draw_pages(write(store, session), Paper.A4)
    assert [Image.open(io.BytesIO(page)).size for page in pages] == [(794, 1123)] * 2


def test_german_is_german(store, session):
    content = write(store, session, language="de")
    reader, text = read(write_pdf(content, Paper.A4))
    assert reader.trailer["/Root"]["/Lang"] == "de"
    assert "1,0\xa0mm" in text or "1,0 mm" in text
    for english in ("Background", "Request", "Worst day", "Verdicts", "Needle"):
        assert english not in text


def test_nothing_but_this_project_is_read(tmp_path: Path, store, session, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_pdf(write(store, session), Paper.A4)
    assert list(tmp_path.glob("*.typ")) == []
