"""What is counted in the third world. Shares carry Wilson's 95 % interval.

*Outside*: further from the truth than the stated error. *Surely wrong*: further than 1.3 times
that, with no finding that says so. *Strong* redness is that of `STRONG`, about 9 EI; it is
*missed* where its error reaches down to none, or no value is given, and *not shown* where even
`too_high` does, by which the app decides whether to say that skin is redder; *understated* where
value and error together stay below three quarters of it. *Withheld*: the photo is measured, but has
no value of the face.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tests.benchmark.third_world.conditions import Row
from tests.benchmark.third_world.scoring import OTHERS, Scored

_Z = 1.959964
_SURELY, _STRONG_EI, _UNDERSTATED = 1.3, 6.0, 0.75
ON_SKIN = (Row.FILM, Row.MAKE_UP, Row.TREATED)
"""Something lies on the skin."""
_ORDINARY = (Row.DRY, Row.TWO_LAMPS)
_FLUSHES = (Row.FLUSH_ALL, Row.FLUSH_LIDS, Row.NO_NECK)
Test = Callable[[Scored], bool]


@dataclass(frozen=True)
class Share:
    """How often something happened."""

    name: str
    hits: int
    out_of: int
    reach: float | None = None
    """Per cent that it is to stay below; None where only the parts of a row are shown."""

    @property
    def percent(self) -> float:
        """The share."""
        return 100 * self.hits / max(self.out_of, 1)

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval, in per cent."""
        n, share, z2 = max(self.out_of, 1), self.percent / 100, _Z**2
        middle, half = share + z2 / (2 * n), _Z * (share * (1 - share) / n + z2 / (4 * n**2)) ** 0.5
        return 100 * (middle - half) / (1 + z2 / n), 100 * (middle + half) / (1 + z2 / n)

    def __str__(self) -> str:
        """Return the line of the report."""
        low, high = self.interval
        counted = f"{self.percent:5.1f} % ({low:4.1f}–{high:4.1f}; {self.hits} of {self.out_of})"
        verdict = "" if self.reach is None else f"reach {self.reach:g} %"
        if self.reach is not None and self.out_of:
            verdict += "  met" if self.percent <= self.reach else "  NOT MET"
        return f"{self.name:62s} {counted:36s} {verdict}"


def shares(scored: Sequence[Scored]) -> Iterator[Share]:
    """Count every row of the report."""
    silent = [one for one in scored if not one.told]
    told = [one for one in scored if one.told]
    ordinary = _of(silent, *_ORDINARY)
    yield _count("ordinary: outside", ordinary, _outside, 7)
    yield _count("ordinary: surely wrong", ordinary, _surely_wrong, 1)
    for word, some, outside, surely, missed in (
        ("told", _of(told, *ON_SKIN), 8, 3, 25),
        ("not told", _of(silent, *ON_SKIN), 15, 5, 35),
    ):
        yield _count(f"on the skin, {word}: outside", some, _outside, outside)
        yield from _parts(some, ON_SKIN, _outside)
        yield _count(f"on the skin, {word}: surely wrong", some, _surely_wrong, surely)
        strong = strong_ones(some)
        yield _count(f"on the skin, {word}: strong redness missed", strong, is_missed, missed)
        yield from _parts(strong, ON_SKIN, is_missed)
        yield _count(f"on the skin, {word}: strong redness not shown", strong, _not_shown)
        yield _count(f"on the skin, {word}: understated, nothing said", strong, _silently, 3)
        yield _count(f"on the skin, {word}: understated at all", strong, _understated)
    for word, some in (("told", told), ("not told", silent)):
        pasted = _of(some, Row.PASTE)
        yield _count(f"{Row.PASTE}, {word}: outside", pasted, _outside)
        yield _count(f"{Row.PASTE}, {word}: surely wrong", pasted, _surely_wrong)
        yield _count(f"{Row.PASTE}, {word}: strong redness missed", strong_ones(pasted), is_missed)
    yield _count("everything: understated, nothing said", strong_ones(scored), _silently, 3)
    collars = _of(silent, Row.COLLAR)
    yield _count("collars: outside", collars, _outside, 5)
    yield _count("collars: surely wrong", collars, _surely_wrong, 2)
    for row in _FLUSHES:
        yield _count(f"{row}, strong: outside", strong_ones(_of(silent, row)), _outside, 15)
    yield _count("ordinary: face value withheld", ordinary, _withheld, 5)
    yield _count("on the skin: face value withheld", _of(scored, *ON_SKIN), _withheld, 25)
    treated = _of(silent, Row.TREATED, Row.NEEDLED)
    yield _count("treated: refused as another person", treated, _refused_as_other, 3)
    yield _count("treated: asked whether it is another", treated, _asked)
    yield _count("treated, dry: outside", _of(silent, Row.NEEDLED), _outside)
    yield _count("reddest zone: outside", [one for one in scored if one.reddest], _reddest_wrong)


def quantities(scored: Sequence[Scored]) -> Iterator[tuple[str, float]]:
    """Compute what is no share; nothing where no dry skin was photographed."""
    dry = [one for one in scored if one.row is Row.DRY and np.isfinite(one.change)]
    if not dry:
        return
    null = np.array([one.change for one in dry if not one.truth])
    truth, change = (np.array([getattr(one, name) for one in dry]) for name in ("truth", "change"))
    yield "ordinary, untreated: bias, EI", float(null.mean())
    yield "ordinary, untreated: MDC95, EI", float(_Z * null.std(ddof=1))
    yield (
        "ordinary, untreated: MDC95 stated (median), EI",
        float(np.median([one.mdc95 for one in dry if not one.truth])),
    )
    yield "ordinary: slope", float(np.polyfit(truth, change, 1)[0])


def _count(name: str, scored: Sequence[Scored], test: Test, reach: float | None = None) -> Share:
    return Share(name, sum(map(test, scored)), len(scored), reach)


def _parts(scored: Sequence[Scored], rows: Sequence[Row], test: Test) -> Iterator[Share]:
    for row in rows:
        yield _count(f"  – {row}", _of(scored, row), test)


def _of(scored: Sequence[Scored], *rows: Row) -> list[Scored]:
    return [one for one in scored if one.row in rows]


def strong_ones(scored: Sequence[Scored]) -> list[Scored]:
    """Choose those whose redness is strong."""
    return [one for one in scored if one.truth > _STRONG_EI]


def _outside(one: Scored) -> bool:
    return abs(one.change - one.truth) > one.mdc95


def _surely_wrong(one: Scored) -> bool:
    return abs(one.change - one.truth) > _SURELY * one.mdc95 and not one.said


def is_missed(one: Scored) -> bool:
    """Tell whether redness may be none by its error, or has no value."""
    return not one.change - one.mdc95 > 0


def _not_shown(one: Scored) -> bool:
    return not one.change - one.too_high > 0


def _understated(one: Scored) -> bool:
    return one.change + one.mdc95 < _UNDERSTATED * one.truth


def _silently(one: Scored) -> bool:
    return _understated(one) and not one.said


def _withheld(one: Scored) -> bool:
    return one.usable and not np.isfinite(one.change)


def _refused_as_other(one: Scored) -> bool:
    return not OTHERS.isdisjoint(one.codes)


def _asked(one: Scored) -> bool:
    return "perhaps_another_person" in one.codes


def _reddest_wrong(one: Scored) -> bool:
    assert one.reddest is not None
    truth, value, mdc95 = one.reddest
    return abs(value - truth) > mdc95
