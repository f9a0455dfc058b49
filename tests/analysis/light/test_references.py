"""What counts as untreated depends on what was needled."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pytest

from analysis import Photo, PhotoAnalysis, Zone, analyse_photo
from analysis.align.registration import Registration
from analysis.anatomy import FACIAL_ZONES
from analysis.card.design import CardSize
from analysis.card.reading import CardReading
from analysis.light.cells import Cells, compare_colours, pool_cells
from analysis.light.estimate import Reference, ReferenceKind
from analysis.light.references import find_references
from analysis.skin.pair import SkinPair
from tests.analysis.card.test_design import read


@pytest.fixture(scope="module")
def pair(day1: Photo, baseline: PhotoAnalysis) -> tuple[Registration, Cells]:
    registration = analyse_photo(day1, baseline).registration
    assert isinstance(registration, Registration)
    return registration, pool_cells(compare_colours(registration))


def found(pair: tuple[Registration, Cells], treated: Collection[Zone]) -> list[Reference]:
    return find_references(*pair, treated)


def kinds(pair: tuple[Registration, Cells], treated: Collection[Zone]) -> set[str]:
    return {reference.kind.value for reference in found(pair, treated)}


@pytest.mark.parametrize("treated", [(), (Zone.FACE,), FACIAL_ZONES])
def test_after_a_whole_face_only_the_neck_is_sure(pair, treated: Collection[Zone]) -> None:
    assert kinds(pair, treated) == {"neck", "lids", "brows"}
    sure = {r.kind.value for r in find_references(*pair, treated) if not r.beside_treated}
    assert sure == {"neck"}


def test_a_treated_neck_is_never_a_reference(pair) -> None:
    assert kinds(pair, (Zone.FACE, Zone.NECK)) == {"lids", "brows"}


def test_each_zone_that_was_not_treated_is_one(pair) -> None:
    zones = [r for r in found(pair, (Zone.CHIN,)) if r.kind is ReferenceKind.ZONES]
    assert len(zones) == len(FACIAL_ZONES) - 1


def with_cards(registration: Registration, before: CardReading, after: CardReading) -> Registration:
    pair = SkinPair(
        replace(registration.baseline, card=before), replace(registration.follow_up, card=after)
    )
    return replace(registration, pair=pair)


def test_a_card_in_both_photos_is_one(pair) -> None:
    registration, face = pair
    cards = read(), read(gain=(1.0, 0.9, 0.8))
    found = find_references(with_cards(registration, *cards), face, (Zone.FACE, Zone.NECK))
    card = next(r for r in found if r.kind is ReferenceKind.CARD)
    assert card.change == pytest.approx(100 * np.log10(1 / 0.9), abs=0.4)
    assert not card.beside_treated


def test_another_card_is_none(pair) -> None:
    registration, face = pair
    cards = read(), read(size=CardSize.LARGE)
    found = find_references(with_cards(registration, *cards), face, ())
    assert "card" not in {reference.kind for reference in found}


def test_redness_may_spread_to_lids_beside_treated_skin(pair) -> None:
    near, far = (
        next(r for r in found(pair, treated) if r.kind is ReferenceKind.LIDS)
        for treated in ((Zone.FACE, Zone.NECK), (Zone.CHIN,))
    )
    assert near.beside_treated
    assert not far.beside_treated


def test_the_kinds_are_stable_names() -> None:
    assert [kind.value for kind in ReferenceKind] == ["neck", "card", "zones", "lids", "brows"]
