"""The second wall of a server: its rows show themselves to whom they may, whatever is asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select
from sqlalchemy.orm import Session

_SETTING = "fifthday.viewer"


def stand_before(session: Session, account_id: int) -> None:
    """Have the database hide what an account may not see, until the transaction is over."""
    if _has_wall(session):
        _say(session, str(account_id))


@contextmanager
def aside(session: Session) -> Iterator[None]:
    """Hide nothing for a while: the guard asks whose a row is, or allowed a call as a whole."""
    if not _has_wall(session):
        yield
        return
    viewer = session.scalar(select(func.current_setting(_SETTING, True)))
    _say(session, "")
    yield
    _say(session, viewer or "")


def _has_wall(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _say(session: Session, viewer: str) -> None:
    session.execute(select(func.set_config(_SETTING, viewer, True)))
