"""Signing in for real: the app sends to a provider, which signs and sends back."""

from collections.abc import Mapping

import httpx2
from streamlit import config
from streamlit.auth_util import encode_provider_token

Cookies = Mapping[str, str]
COOKIE_SECRET = "s" * 40
XSRF_COOKIE = "_streamlit_xsrf"


async def sign_in(address: str, subject: str) -> Cookies:
    """Return the cookies of a browser in which somebody has signed in.

    Parameters
    ----------
    subject : str
        What the provider calls them.
    """
    config.set_option("server.cookieSecret", COOKIE_SECRET)  # the button's address is signed by it
    async with httpx2.AsyncClient(base_url=address, timeout=60) as browser:
        await browser.get("/_stcore/health")
        token = encode_provider_token("default")
        asked = await browser.get("/auth/login", params={"provider": token})
        answered = await browser.post(asked.headers["location"], data={"sub": subject})
        await browser.get(answered.headers["location"])
        return {one.name: one.value or "" for one in browser.cookies.jar}
