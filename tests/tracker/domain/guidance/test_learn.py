from pathlib import Path

import pytest

from tracker.domain.guidance.learn import (
    Claim,
    LearnPage,
    claims_on,
    myths,
    read_claims,
    shipped_claims,
)
from tracker.errors import InvalidReference
from tracker.reference import reference_file

LONGEST_CLAIM = 60
"""Words; a page is read standing in a bathroom."""


@pytest.mark.parametrize("page", list(LearnPage))
def test_each_page_has_claims(page: LearnPage) -> None:
    assert claims_on(page)


# the five conflicts of clinical reference 0: claim, what it says, and its source
@pytest.mark.parametrize(
    ("id", "word", "source"),
    [
        ("active_acne", "reasons to wait", "fda_page"),
        ("around_the_eyes", "never", "skinpen_study"),
        ("serum_in_needling", "nothing is approved", "fda_page"),
        ("home_is_not_equal", "no study shows", "fda_summaries"),
        ("clean_device", "sanitiser does not sterilise", "fda_page"),
        ("how_long", "1.0 to 1.5 mm", "drpen_depths"),
    ],
)
def test_what_the_article_gets_wrong_is_put_right(id: str, word: str, source: str) -> None:
    claim = shipped_claims()[id]
    assert claim in myths()
    assert word in claim.claim.lower()
    assert source in claim.source


@pytest.mark.parametrize("claim", shipped_claims().values(), ids=lambda claim: claim.id)
def test_claims_are_short_and_end(claim: Claim) -> None:
    assert len(claim.claim.split()) <= LONGEST_CLAIM
    assert claim.claim.endswith(".")


def test_a_page_without_claims_is_refused(tmp_path: Path) -> None:
    text = reference_file("learn.toml").read_text(encoding="utf-8")
    file = tmp_path / "learn.toml"
    file.write_text(text.replace('page = "what_is_not"', 'page = "myths"'), encoding="utf-8")
    with pytest.raises(InvalidReference, match="what_is_not"):
        read_claims(file)
