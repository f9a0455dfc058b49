"""Pictures of what a phone shows, drawn: a screen with a few lines, one to be tapped."""

from html import escape

_WIDTH, _ROW, _TOP = 260, 40, 56


def draw_screen(title: str, rows: tuple[str, ...], tapped: int, *, has_switch: bool = False) -> str:
    """Return a phone's screen as SVG; screen readers hear its lines from the text beside it.

    Parameters
    ----------
    title : str
        What stands at the top.
    rows : tuple of str
        Lines below.
    tapped : int
        Which of them is tapped, from 0.
    has_switch : bool
        Whether that line has a switch, which is drawn on.
    """
    height = _TOP + _ROW * len(rows) + 24
    lines = "".join(
        _row(text, at, is_tapped=at == tapped, has_switch=has_switch)
        for at, text in enumerate(rows)
    )
    return f"""<svg viewBox="0 0 {_WIDTH} {height}" aria-hidden="true" style="max-width:17rem"
 font-family="system-ui, sans-serif" font-size="13" fill="currentColor">
<rect x="3" y="3" width="{_WIDTH - 6}" height="{height - 6}" rx="22" fill="none"
 stroke="currentColor" stroke-width="2.5" opacity=".6"/>
<rect x="{_WIDTH / 2 - 24}" y="11" width="48" height="5" rx="2.5" opacity=".5"/>
<text x="{_WIDTH / 2}" y="38" text-anchor="middle" font-weight="600">{escape(title)}</text>
{lines}</svg>"""


def _row(text: str, at: int, *, is_tapped: bool, has_switch: bool) -> str:
    top = _TOP + at * _ROW
    frame = (
        f'<rect x="14" y="{top}" width="{_WIDTH - 28}" height="{_ROW - 6}" rx="8" '
        f'fill="{"#1f6f7833" if is_tapped else "none"}" '
        f'stroke="{"#287e87" if is_tapped else "#8886"}" stroke-width="{2 if is_tapped else 1}"/>'
    )
    words = f'<text x="24" y="{top + 22}">{escape(text)}</text>'
    return frame + words + (_mark(top, has_switch=has_switch) if is_tapped else "")


def _mark(top: int, *, has_switch: bool) -> str:
    right, middle = _WIDTH - 36, top + (_ROW - 6) / 2
    if has_switch:
        return (
            f'<rect x="{right - 20}" y="{middle - 9}" width="32" height="18" rx="9" '
            f'fill="#287e87"/><circle cx="{right + 3}" cy="{middle}" r="7" fill="#fff"/>'
        )
    return (
        f'<circle cx="{right + 4}" cy="{middle}" r="9" fill="#287e87" opacity=".35"/>'
        f'<circle cx="{right + 4}" cy="{middle}" r="4" fill="#287e87"/>'
    )
