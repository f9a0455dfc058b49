import pytest

from analysis.light.film import BARE, Film
from analysis.quality.on_skin import LIKELY, seen, told_of
from analysis.vocabulary import Aspect, OnSkin


@pytest.mark.parametrize("on_skin", sorted(set(OnSkin) - {OnSkin.NOTHING}))
def test_each_thing_that_was_told_of_is_named_with_what_to_do(on_skin: OnSkin) -> None:
    (finding,) = told_of(on_skin)
    assert finding.retake
    assert (Aspect.TEXTURE in finding.refuses) is (on_skin is OnSkin.MAKE_UP)


@pytest.mark.parametrize("on_skin", [None, OnSkin.NOTHING])
def test_bare_skin_and_no_answer_are_not_remarked_on(on_skin: OnSkin | None) -> None:
    assert told_of(on_skin) == ()


def test_a_film_is_seen_only_where_it_is_likely_and_matters() -> None:
    likely = Film(drop=4.0, sd=1.0, chance=LIKELY + 0.1, veil=0.1)
    assert [finding.code for finding in seen(likely)] == ["perhaps_on_skin"]
    assert not list(seen(BARE))
    assert not list(seen(Film(drop=4.0, sd=1.0, chance=LIKELY - 0.1)))
    assert not list(seen(Film(drop=0.5, sd=1.0, chance=0.99)))
    assert list(seen(Film(drop=-4.0, sd=1.0, chance=0.99)))  # it was there before
