"""Real browsers among the crowd: the same check-in, tapped in Chromium."""

import asyncio
import time
from collections.abc import Sequence

from playwright.async_api import Browser, async_playwright
from playwright.async_api import Error as BrowserError

from tests.benchmark.crowd.checking_in import PAGE, Found, ratings_of
from tests.benchmark.crowd.clinic import Running
from tests.benchmark.crowd.signing_in import sign_in
from tests.benchmark.crowd.window import LONGEST_S
from tests.browser.conftest import ARGUMENTS, find_browser


async def check_in_by_browser(app: Running, people: Sequence[int]) -> Found:
    """Have people check in by a browser of their own each; nobody where there is none."""
    found = Found(len(people))
    executable = find_browser()
    if executable is None:
        return Found(0)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        await asyncio.gather(*(_visit(found, browser, app, one) for one in people))
        await browser.close()
    return found


async def _visit(found: Found, browser: Browser, app: Running, person_id: int) -> None:
    cookies = await sign_in(app.address, str(person_id))
    context = await browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    context.set_default_timeout(1000 * LONGEST_S)
    await context.add_cookies(
        [{"name": name, "value": value, "url": app.address} for name, value in cookies.items()]
    )
    page = await context.new_page()
    try:
        found.interactions += 1
        await page.goto(f"{app.address}/{PAGE}")
        for symptom, rating in ratings_of(person_id).items():
            found.interactions += 1
            row = page.locator(f"[class*='st-key-check_in-'][class*='-{symptom}']")
            await row.get_by_role("radio", name=str(rating), exact=True).click()
            await page.wait_for_selector("[data-test-script-state='notRunning']")
        found.interactions += 1
        begun = time.perf_counter()
        await page.locator(".st-key-none_apply button").click()
        await page.locator(".st-key-correct_entry").wait_for()
        found.saves_s.append(time.perf_counter() - begun)
        found.saved.add(person_id)
    except BrowserError as error:
        found.failed.append(f"{person_id}, by browser: {error}")
    finally:
        await context.close()
