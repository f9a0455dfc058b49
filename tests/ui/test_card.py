from streamlit.testing.v1 import AppTest

from tests.factories import picture_bytes, pixels
from tests.tracker.services.photos.test_card_print import photo_of_a_print
from tests.ui.conftest import OpenPage, errors_on, words_on
from tracker.ui import routes


def check(app: AppTest, content: bytes) -> AppTest:
    app.file_uploader[0].set_value([("print.jpg", content, "image/jpeg")]).run()
    assert not app.exception
    return app


def test_a_print_is_checked_in_words(store, open_page: OpenPage):
    app = open_page(routes.CARD, "Printed card")
    check(app, photo_of_a_print())
    assert "This print can be used" in words_on(app)
    assert "it should be 50 mm long" in words_on(app)
    app.text_input(key="card_ruler").set_value("50,0").run()
    assert "right to within 1 %" in words_on(app)
    app.text_input(key="card_ruler").set_value("47").run()
    assert "should not be used yet" in words_on(app)
    assert "print at 100 %" in words_on(app)


def test_a_photo_without_a_card_is_told(store, open_page: OpenPage):
    app = check(open_page(routes.CARD, "Printed card"), picture_bytes(pixels(0, 400, 400)))
    assert errors_on(app)[0].startswith("No whole card was found")


def test_the_card_can_be_downloaded_for_either_paper(store, open_page: OpenPage):
    app = open_page(routes.CARD, "Printed card")
    app.button_group(key="card_paper").set_value("Letter").run()
    assert not app.exception
    assert app.get("download_button")[0].proto.label == "Download the card as PDF"
