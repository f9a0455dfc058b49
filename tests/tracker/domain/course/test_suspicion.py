"""Recoveries that are weighed together are weighed as each would be alone."""

from dataclasses import replace

import numpy as np

from tracker.domain.course.cohort import CohortDesign, Disturbance, simulate_cohort
from tracker.domain.course.reference import shipped_course
from tracker.domain.course.suspicion import Suspicion, suspect

PEOPLE = 45
LENGTHS_MM = np.linspace(0.2, 2.5, 15)


def _values(suspicion: Suspicion) -> np.ndarray:
    totals = [evidence.total for evidence in suspicion.evidence.values()]
    return np.concatenate([*totals, suspicion.own_redness], axis=1)


def test_a_recovery_is_weighed_alike_among_others_of_other_needles_and_devices() -> None:
    design = CohortDesign(
        people=PEOPLE, disturbance=Disturbance.INFECTION, coarse_share=0.5, recoveries=3, seed=9
    )
    cohort = simulate_cohort(design, shipped_course())
    number = len(cohort.person)
    diaries = replace(
        cohort.diaries,
        length_mm=np.resize(LENGTHS_MM, number),
        is_rf=np.arange(number) % 4 == 0,
        time_factor=np.where(np.arange(number) % 5 == 0, 1.3, 1.0),
    )
    persons = [f"p{person}" if person % 3 else None for person in cohort.person.tolist()]
    together = _values(suspect(diaries, shipped_course(), persons=persons))
    assert np.isfinite(together).all()
    assert (together > 10).any()
    for person in range(8):
        rows = np.flatnonzero(cohort.person == person)
        mine = suspect(diaries.rows(rows), shipped_course(), persons=[persons[r] for r in rows])
        np.testing.assert_array_equal(together[rows], _values(mine))
