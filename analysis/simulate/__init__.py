"""Faces with known truth: a generated person, and real photos changed in known ways.

`generate_person` and `render_face` make photos of somebody who does not exist; `measure_truth`
says what a perfect instrument would find in them. Everything follows from its seeds.
"""

from analysis.simulate.person import Person, generate_person
from analysis.simulate.recovery import Recovery, Scene, scenes, state_on
from analysis.simulate.render import render_face
from analysis.simulate.state import Shot, SkinState
from analysis.simulate.treated import Truth, measure_truth

__all__ = [
    "Person",
    "Recovery",
    "Scene",
    "Shot",
    "SkinState",
    "Truth",
    "generate_person",
    "measure_truth",
    "render_face",
    "scenes",
    "state_on",
]
