import re

from tests.factories import store_procedure
from tracker.services.report.choices import ReportChoices
from tracker.services.report.page import write_page
from tracker.services.report.writing import report_content

HOSTILE = '<script>alert(1)</script> ![](http://x.test/a.png) "><img src=x>'


def test_it_holds_no_script_and_asks_nobody(store):
    session = store_procedure(store, HOSTILE, products=HOSTILE)
    choices = ReportChoices(questions=HOSTILE)
    page = write_page(report_content(store, session.person_id, session.id, choices)).decode()
    assert "<script" not in page and "<img" not in page
    outside = re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(?!data:)\w+:", page)
    assert outside == []
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_it_says_what_the_pdf_says(store, session):
    content = report_content(store, session.person_id, session.id, ReportChoices())
    page = write_page(content).decode()
    for block in (content.situation, content.background, content.assessment, content.limits):
        assert block.title in page
    assert '<html lang="en">' in page and page.count("<tr>") == 1 + 4
