"""What a page asks of other machines, and what its content policy forbade."""

from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.conftest import settled

HERE = ("localhost", None)  # None: data: and blob: addresses, made on the page
_WATCH = """() => {
    document.addEventListener('securitypolicyviolation',
        event => window.violated(event.violatedDirective + ' ' + event.blockedURI));
}"""
_LEADS_AWAY = """() => [...document.querySelectorAll('[src], [href]')]
    .map(one => one.src || one.href).filter(url => String(url).includes('evil'))"""


class Watch:
    """A watch over one window; begin it before the window goes to an address."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._asked: set[str] = set()
        self._complaints: list[str] = []
        page.context.expose_binding("violated", lambda _, what: self._complaints.append(what))
        page.context.add_init_script(f"({_WATCH})()")
        page.context.on("request", lambda request: self._asked.add(request.url))
        page.on("websocket", lambda socket: self._asked.add(socket.url))
        page.on("console", lambda said: self._note(said.text))

    def _note(self, text: str) -> None:
        if "Content Security" in text:
            self._complaints.append(text)

    def assert_all_stays_here(self, name: str) -> None:
        """Check the page that the window shows, and all that was asked so far."""
        # Late requests: fonts, charts. Playwright's "networkidle" would wait for ever for answers
        # that Streamlit asks for and does not read: those of files that can be downloaded.
        settled(self._page, lambda: len(self._asked))
        assert self._page.evaluate(_LEADS_AWAY) == [], name
        assert self._asked
        assert not [one for one in self._asked if urlsplit(one).hostname not in HERE]
        assert not self._complaints, name
