"""What the colours of the map of redness change mean."""

from collections.abc import Iterator

from tracker.domain.words.changes import CLEAR_EI, JUST_VISIBLE_EI, STRONG_EI
from tracker.services.photos.redness_map import SCALE
from tracker.ui.language import _, mark, write_number

_WORDS = (
    mark("clearly less red"),
    mark("less red"),
    mark("no change that an eye would see, or none beyond its own error"),
    mark("just visible"),
    mark("clearly visible"),
    mark("strong"),
)
_BOUNDS = (None, -CLEAR_EI, -JUST_VISIBLE_EI, JUST_VISIBLE_EI, CLEAR_EI, STRONG_EI, None)


def redness_legend() -> list[dict[str, str]]:
    """Return what every colour means, in EI and in words; what is hatched has no colour."""
    return [
        *_steps(),
        {"words": _("hatched: nothing can be said here (hidden, glossy, in shadow)")},
    ]


def _steps() -> Iterator[dict[str, str]]:
    for number, (step, words) in enumerate(zip(SCALE, _WORDS, strict=True)):
        red, green, blue = step.colour
        bounds = _say_bounds(_BOUNDS[number], _BOUNDS[number + 1])
        yield {"colour": f"rgb({red} {green} {blue})", "words": f"{bounds} EI: {_(words)}"}


def _say_bounds(low: float | None, high: float | None) -> str:
    if low is None:
        return _("below {bound}").format(bound=_say(high))
    if high is None:
        return _("above {bound}").format(bound=_say(low))
    return _("{low} to {high}").format(low=_say(low), high=_say(high))


def _say(bound: float | None) -> str:
    assert bound is not None
    return write_number(bound, "+0.0;−0.0")
