"""What Streamlit keeps of browser windows: it goes when the app locks."""

import asyncio
import contextlib
import gc

from streamlit import runtime
from streamlit.runtime.app_session import AppSession


def forget_sessions() -> None:
    """Close every window's session, also those that only lost their connection.

    With a session go what was typed, uploaded and shown in it. Any thread may ask.
    """
    if not runtime.exists():
        return
    here = runtime.get_instance()
    with contextlib.suppress(RuntimeError):  # the server is ending
        # Streamlit closes sessions in its own loop only, and lists them nowhere else.
        loop = here._get_async_objs().eventloop
        loop.call_soon_threadsafe(_close_all, here)


def _close_all(here: runtime.Runtime) -> None:
    for info in here._session_mgr.list_sessions():
        here.close_session(info.session.id)
        _empty(info.session)
    here.media_file_mgr.remove_orphaned_files()
    asyncio.get_running_loop().call_later(1, gc.collect)  # once scripts have ended


def _empty(session: AppSession) -> None:
    """Drop what a closed session holds: Streamlit's loop keeps the last one until the next."""
    state = session.session_state
    state.clear()
    state._new_widget_state.widget_metadata.clear()  # what controls call, with all that they read
