"""Signing in for real: the app sends to a provider, which signs and sends back."""

import json
import time
from collections.abc import Mapping

import httpx2
from streamlit import config
from streamlit.auth_util import encode_provider_token
from streamlit.web.server.starlette.starlette_app_utils import (
    create_signed_value,
    generate_xsrf_token_string,
)
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

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


def signed_in(address: str, issuer: str, subject: str) -> Cookies:
    """Return the cookies that somebody has after signing in, without asking the provider."""
    claims = {"iss": issuer, "sub": subject, "iat": time.time(), "origin": address}
    kept = json.dumps(claims | {"is_logged_in": True})
    return {
        XSRF_COOKIE: generate_xsrf_token_string(),
        USER_COOKIE_NAME: create_signed_value(COOKIE_SECRET, USER_COOKIE_NAME, kept).decode(),
    }
