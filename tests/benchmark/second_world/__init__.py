"""A second simulated world, of other laws than `course.cohort`, and what is measured in it.

It knows the application only through `fifthday assess`: diaries leave as CSV, verdicts come back as
CSV (`judged.py`). Two sub-worlds share no law of the skin, of raters' errors or of troubles:
`compartments` (differential equations of a wound, `compartments.py`) and the hold-out `cells`
(waves of arriving cells, `cells.py`). Simulated throughout: it ranks methods and proves nothing
about patients. What each figure counts stands beside it in `figures.py`.
"""
