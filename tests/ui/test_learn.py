import pytest

from tests.ui.conftest import OpenPage, words_on
from tracker.domain.guidance.learn import LearnPage, claims_on, myths
from tracker.domain.guidance.names import BASES
from tracker.domain.guidance.words import NOT_SIGNED_OFF
from tracker.ui import routes


@pytest.mark.parametrize("page", list(LearnPage))
def test_every_claim_is_shown_with_its_basis_and_sources(page: LearnPage, open_page: OpenPage):
    app = open_page(routes.LEARN, "Learn")
    app.pills(key="learn_page").set_value(page).run()
    words = words_on(app)
    for claim in claims_on(page):
        assert claim.claim in words
        assert BASES[claim.basis] in words
        assert all(source.title in words for source in claim.sources)
    assert NOT_SIGNED_OFF in words


def test_every_myth_is_shown_with_its_correction(open_page: OpenPage):
    app = open_page(routes.LEARN, "Learn")
    app.pills(key="learn_page").set_value(LearnPage.MYTHS).run()
    words = words_on(app)
    assert myths()
    for claim in myths():
        assert f"Often said: *{claim.myth}*" in words
        assert claim.claim in words
