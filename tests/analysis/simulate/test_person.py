import numpy as np

from analysis.simulate import Person
from analysis.simulate.hair import grow_hair
from analysis.simulate.pattern import SIZE, fine_texture


def test_one_seed_is_one_person(person: Person) -> None:
    *_, neck, strands = np.random.default_rng(7).spawn(4)
    assert np.array_equal(fine_texture(neck), person.neck_texture)
    assert np.array_equal(grow_hair(strands, person.body).paths, person.hair.paths)


def test_flakes_lie_on_the_map_and_are_longer_than_wide(person: Person) -> None:
    row, column, length, width, _, cover = person.flakes.T
    assert ((row >= 0) & (row < SIZE) & (column >= 0) & (column < SIZE)).all()
    assert (width < length).all()
    assert ((cover > 0) & (cover < 1)).all()
