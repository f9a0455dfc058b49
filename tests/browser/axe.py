"""What axe-core finds on a page. A page that does not answer fails, and nothing waits for ever."""

import json

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
_LOOKS, _LOOK_MS = 240, 250  # a minute
_BEGIN = "window.seen = null; axe.run(%s).then(seen => { window.seen = seen; }); null"


def serious(page: Page) -> list[tuple[str, list[str]]]:
    """What is serious or critical: the rule, and the elements."""
    page.evaluate(Axe().axe_script)
    page.evaluate(_BEGIN % json.dumps(RULES))  # not awaited: Playwright would wait without a limit
    for _ in range(_LOOKS):
        page.wait_for_timeout(_LOOK_MS)
        if page.evaluate("window.seen !== null"):
            break
    found = page.evaluate("window.seen")
    assert found and found["passes"]  # axe did look
    worst = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    return [(one["id"], [node["html"][:300] for node in one["nodes"]]) for one in worst]
