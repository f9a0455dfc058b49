"""A clock that runs in the browser, from a start that is kept in the database.

It is right after a reload and after a closed tab, and goes on while the connection is lost.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent


def clock(
    started_at: datetime, *, key: str, lasts: timedelta | None = None, over: str = ""
) -> None:
    """Draw the time since a start, or what is left of `lasts`; then what is said when it is over.

    Parameters
    ----------
    started_at : datetime
        With its time zone.
    lasts : timedelta, optional
        Count down from it.
    over : str
        Shown once nothing is left.
    """
    component = st.components.v2.component(
        "clock",
        html="<div class='clock' role='timer'></div>",
        css=(_HERE / "clock.css").read_text(),
        js=(_HERE / "clock.js").read_text(),
    )
    component(
        key=key,
        data={
            "start_ms": started_at.timestamp() * 1000,
            "server_ms": datetime.now(UTC).timestamp() * 1000,
            "lasts_ms": lasts / timedelta(milliseconds=1) if lasts else None,
            "over": over,
        },
    )
