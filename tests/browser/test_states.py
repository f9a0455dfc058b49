"""All pages and states for everybody: axe-core, German, narrow windows, large text. By hand."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import serious
from tests.browser.conftest import DESKTOP, PHONE, serve, settled
from tests.browser.states import STATES, WORDS_OF_THE_FRAMEWORK, State, fill, reach
from tests.conftest import DemoRun
from tracker.config import Settings
from tracker.store.repository import Store

pytestmark = [pytest.mark.browser, pytest.mark.benchmark]

NARROW_PX, PADDING_PX = 320, 1
LOOKS: dict[str, dict[str, Any]] = {
    "phone, light, English": {"size": PHONE, "scheme": "light", "language": "en"},
    "phone, dark, German": {"size": PHONE, "scheme": "dark", "language": "de"},
    "desk, dark, English": {"size": DESKTOP, "scheme": "dark", "language": "en"},
    "desk, light, German": {"size": DESKTOP, "scheme": "light", "language": "de"},
}
_READ = """() => {
  const read = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const left = "a, code, script, style, svg, iframe, [data-testid=stIconMaterial], [lang=en]";
  while (walker.nextNode()) {
    const node = walker.currentNode, text = node.textContent.trim();
    const box = node.parentElement;
    if (text && !box.closest(left) && box.checkVisibility()) read.push(text);
  }
  for (const name of ["aria-label", "title", "placeholder", "alt"])
    for (const one of document.querySelectorAll(`[${name}]`))
      if (one.checkVisibility() && !one.closest("iframe")) read.push(one.getAttribute(name));
  return read;
}"""
_SENTENCE = re.compile(r"[^.!?]+\.(?=\s|$)")
_LEAST_WORDS = 6
"""Shorter ones are names of fields, of which each person or row has its own."""
_TOLD = """() => [...document.querySelectorAll(
        '[data-testid=stMain] :is(p, li, label, td, figcaption, h1, h2, h3, h4)')]
    .filter(one => one.checkVisibility() && !one.querySelector('p, li'))
    .filter(one => !one.closest('.st-key-care'))
    .map(one => one.innerText)"""
_SIZE = "() => [document.body.outerHTML.length, document.body.scrollHeight]"
_SIDEWAYS = """() => Math.max(...[...document.querySelectorAll('html, [data-testid=stMain]')]
    .map(box => box.scrollWidth - box.clientWidth))"""
_ENGLISH_NAMES = re.compile(r"Fifth Day|Micro ?needling|Int J|Dermatol|FDA|NHS|SPF", re.IGNORECASE)


class Served(NamedTuple):
    address: str
    window: Page
    ids: dict[str, int]
    language: str


@pytest.fixture(scope="module", params=LOOKS)
def served(
    browser: Browser,
    demo_run: DemoRun,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Served]:
    look = LOOKS[request.param]
    folder = tmp_path_factory.mktemp("states") / "data"
    shutil.copytree(demo_run.data_dir, folder)
    store = Store(Settings(data_dir=folder))
    ids = fill(store, look["language"])
    store.close()
    width, height = look["size"]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=look["scheme"],
        locale="de-DE" if look["language"] == "de" else "en-GB",
        reduced_motion="reduce",
        permissions=["camera"],
    )
    context.set_default_timeout(60_000)
    with pytest.MonkeyPatch.context() as patch, serve_here(patch, folder, request) as address:
        yield Served(address, context.new_page(), ids, look["language"])
    context.close()


def serve_here(
    patch: pytest.MonkeyPatch, folder: Path, request: pytest.FixtureRequest
) -> AbstractContextManager[str]:
    """Serve a folder, sharing with phones of this machine alone once that is switched on."""
    patch.setenv("FIFTHDAY_SHARE_ADDRESS", "127.0.0.2")
    return serve(folder, request)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_a_state_is_for_everybody(served: Served, state: State) -> None:
    reach(served.window, served.address, state, served.ids)
    settled(served.window, lambda: served.window.evaluate(_SIZE))
    assert serious(served.window) == []
    assert said_twice(served.window) == []
    if served.language == "de":
        assert english_on(served.window) == []
    assert sideways_at(served.window, NARROW_PX) <= PADDING_PX


def said_twice(window: Page) -> list[str]:
    """Return sentences that stand on a page more than once; rows of the care have like ends."""
    told = (one.strip() for text in window.evaluate(_TOLD) for one in _SENTENCE.findall(text))
    counted = Counter(one for one in told if len(one.split()) >= _LEAST_WORDS)
    return sorted(one for one, count in counted.items() if count > 1)


def english_on(window: Page) -> list[str]:
    read = (_ENGLISH_NAMES.sub(" ", text) for text in window.evaluate(_READ))
    return sorted({text for text in read if WORDS_OF_THE_FRAMEWORK.search(text)})


def sideways_at(window: Page, width: int) -> int:
    size = window.viewport_size
    assert size is not None
    window.set_viewport_size({"width": width, "height": size["height"]})
    found: int = settled(window, lambda: window.evaluate(_SIDEWAYS))
    window.set_viewport_size(size)
    return found
