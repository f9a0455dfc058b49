import io

import cv2
import numpy as np
import pytest
from pypdf import PdfReader

from tracker.locale import translator
from tracker.services.lock.paper import draw_paper
from tracker.vault.recovery_code import new_code, read_code


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_paper_holds_the_code_to_be_typed(language: str):
    code = new_code()
    (page,) = PdfReader(io.BytesIO(draw_paper(code, translator(language)))).pages
    text = page.extract_text()
    assert all(group in text for group in code.split("-"))
    assert ("Passphrase" if language == "de" else "passphrase") in text


def test_a_camera_reads_the_code():
    import segno

    code = new_code()
    drawn = io.BytesIO()
    segno.make(code, error="m").save(drawn, kind="png", scale=8, border=4)
    picture = cv2.imdecode(np.frombuffer(drawn.getvalue(), np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert read_code(cv2.QRCodeDetector().detectAndDecode(picture)[0]) == code
