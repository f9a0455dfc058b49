"""The ratings of some days in the room of a word, as SVG text.

The picture has no words for a screen reader of its own; whoever shows it describes it.
"""

from collections.abc import Sequence

from tracker.domain.records.scales import MAX_RATING
from tracker.drawing.charts import OWN_COLOUR

WIDTH, _HEIGHT, _EDGE = 112, 28, 4


def draw_spark(points: Sequence[tuple[int, int]]) -> str:
    """Return a line over days, 0–10, with its last point marked; it is told apart by form alone.

    Parameters
    ----------
    points : sequence of (int, int)
        Day and rating, by day; at least one.
    """
    first, last = points[0][0], points[-1][0]
    across = (WIDTH - 2 * _EDGE) / max(last - first, 1)
    down = (_HEIGHT - 2 * _EDGE) / MAX_RATING
    places = [
        (_EDGE + (day - first) * across, _HEIGHT - _EDGE - rating * down) for day, rating in points
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    end_x, end_y = places[-1]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{_HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {_HEIGHT}"><polyline points="{line}" fill="none" '
        f'stroke="{OWN_COLOUR}" stroke-width="1.5"/>'
        f'<circle cx="{end_x:.1f}" cy="{end_y:.1f}" r="3" fill="{OWN_COLOUR}"/></svg>'
    )
