"""What lies on the skin: read off the brows, believed where it was told, never ruled out."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from analysis.light.film import Film, estimate_film
from analysis.skin.view import SkinView
from analysis.vocabulary import OnSkin

FILMS = sorted(set(OnSkin) - {OnSkin.NOTHING})


def film(
    view: SkinView, *, share: float = 0.0, told: OnSkin | None = None, before: OnSkin | None = None
) -> Film:
    """The film between a photo and itself with brows lighter by a share of the face's light."""
    face = float(np.exp(view.middle[1]))
    return estimate_film(view, replace(view, hair=view.hair + share * face), 0.0, (before, told))


def test_equal_photos_show_next_to_none(view: SkinView) -> None:
    assert film(view).chance < 0.2
    assert film(view).drop < 0.5


def test_bare_skin_is_believed_to_be_bare(view: SkinView) -> None:
    assert film(view, told=OnSkin.NOTHING).drop < film(view).drop


@pytest.mark.parametrize("told", [None, OnSkin.CREAM])
def test_the_lighter_the_brows_the_further_redness_reads_too_low(
    view: SkinView, told: OnSkin | None
) -> None:
    drops = [film(view, share=share, told=told).drop for share in (0.0, 0.1, 0.2, 0.3)]
    assert drops == sorted(drops)
    assert drops[-1] > drops[0] + 1.0


def test_brows_that_are_lighter_than_any_film_makes_them_are_other_hair(view: SkinView) -> None:
    likely, unlikely = film(view, share=0.3), film(view, share=0.6)
    assert unlikely.chance < likely.chance
    assert unlikely.drop < unlikely.sd


@pytest.mark.parametrize("told", [None, *FILMS])
@pytest.mark.parametrize("darker", [0.0, 1.2])
def test_the_whiter_a_paste_the_more_it_may_hide(
    view: SkinView, told: OnSkin | None, darker: float
) -> None:
    index, light = view.middle
    view = replace(view, middle=(index, light - darker), hair=view.hair * np.exp(-darker))
    found = [film(view, share=share, told=told) for share in np.arange(0.3, 1.31, 0.1)]
    most = [one.drop + 1.96 * one.sd + one.hidden for one in found]
    assert all(later >= earlier - 1e-3 for earlier, later in pairwise(most))
    assert found[0].hidden == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("told", FILMS)
def test_what_was_told_is_believed_though_the_brows_are_clean(view: SkinView, told: OnSkin) -> None:
    found = film(view, told=told)
    assert found.chance == pytest.approx(1)
    assert found.sd > film(view, told=OnSkin.NOTHING).sd


def test_what_lies_on_the_skin_before_counts_the_other_way_round(view: SkinView) -> None:
    assert film(view, before=OnSkin.SUNSCREEN, told=OnSkin.NOTHING).drop < 0


def test_darker_skin_is_less_sure(view: SkinView) -> None:
    index, light = view.middle
    dark = replace(view, middle=(index, light - 1.2), hair=view.hair * np.exp(-1.2))
    assert film(dark, told=OnSkin.CREAM).sd > film(view, told=OnSkin.CREAM).sd


def test_without_brows_what_was_told_is_all_there_is(view: SkinView) -> None:
    bald = replace(view, hair=np.nan)
    assert film(bald, told=OnSkin.SUNSCREEN).chance == pytest.approx(1)
    assert film(bald).drop < 1


def test_under_bluer_light_a_film_hides_no_less(view: SkinView) -> None:
    _, light = view.middle
    drops = [
        film(replace(view, middle=(index, light)), told=OnSkin.SUNSCREEN).drop
        for index in (-10.0, 5.0, 20.0, 25.0, 35.0)
    ]
    assert drops == sorted(drops)
    assert drops[0] > 0
