"""Serve a locked diary, unlock it, look at pages, lock it, and print what is left in this process.

`python -m tests.ui.doors.left_in_memory PORT`; the words come on the standard input.
"""

import gc
import http.client
import json
import os
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import uvicorn
from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

import streamlit_app
from tracker.domain.records.kept import DiaryEntry, Person, Photo
from tracker.store.repository import Store
from tracker.ui.doors import LOCK
from tracker.ui.doors.unlocking import COOKIE
from tracker.vault import Key
from tracker.vault.sealing import Sealed

HOST = "127.0.0.1"
PAGES = ("check_in", "photos")
KINDS = (Key, Sealed, Store, DiaryEntry, Person, Photo)


def serve(port: int) -> None:
    server = uvicorn.Server(uvicorn.Config(streamlit_app.app, HOST, port, log_level="error"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.02)


def unlock(port: int, words: str) -> str:
    asking = http.client.HTTPConnection(HOST, port, timeout=30)
    headers = {"Origin": f"http://{HOST}:{port}"}
    asking.request("POST", "/unlock", f"words={words.replace(' ', '+')}", headers)
    cookie = asking.getresponse().getheader("set-cookie") or ""
    return cookie.partition(f"{COOKIE}=")[2].partition(";")[0]


def look_at(page: str, port: int, token: str) -> ClientConnection:
    """Have a page drawn; what it shows is kept for as long as it is connected."""
    said = BackMsg()
    said.rerun_script.page_name = page
    socket = connect(
        f"ws://{HOST}:{port}/_stcore/stream",
        subprotocols=["streamlit"],  # type: ignore[list-item]
        additional_headers={"Cookie": f"{COOKIE}={token}"},
        origin=f"http://{HOST}:{port}",  # type: ignore[arg-type]
        max_size=None,
    )
    socket.send(said.SerializeToString())
    kind = ""
    while kind != "script_finished":
        message = ForwardMsg.FromString(socket.recv(timeout=30))  # type: ignore[arg-type]
        kind = message.WhichOneof("type") or ""
    return socket


def counted() -> dict[str, int]:
    gc.collect()
    alive = Counter(map(type, gc.get_objects()))
    found = {kind.__name__: alive[kind] for kind in KINDS}
    here = runtime.get_instance()
    pictures = len(here.media_file_mgr._storage._files_by_id)  # type: ignore[attr-defined]
    return found | {"pictures": pictures, "sessions": len(here._session_mgr.list_sessions())}


def times_in_memory(secret: bytes) -> int:
    """How often bytes stand in the memory of this process, these here once among them."""
    count = 0
    with Path("/proc/self/maps").open() as maps, Path("/proc/self/mem").open("rb", 0) as memory:
        for line in maps:
            place, rights = line.split()[:2]
            begin, end = (int(one, 16) for one in place.split("-"))
            if "rw" in rights:
                try:
                    memory.seek(begin)
                    count += memory.read(end - begin).count(secret)
                except (OSError, OverflowError):
                    continue
    return count


def main(port: int) -> None:
    words = sys.stdin.readline().strip()
    serve(port)
    token = unlock(port, words)
    assert LOCK.key is not None
    secret = LOCK.key.reveal()
    windows = [look_at(page, port, token) for page in PAGES]
    before = counted() | {"windows": len(windows)}
    LOCK.lock()
    for _ in range(40):
        after = counted()
        if not any(after.values()):
            break
        time.sleep(0.2)
    is_linux = Path("/proc/self/mem").exists()
    copies = times_in_memory(secret) if is_linux else 1
    sys.stdout.write(json.dumps({"before": before, "after": after, "copies": copies}) + "\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
