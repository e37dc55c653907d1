"""Who may open the explorer: this machine alone, unless there is a login (OIDC) or it was opened on purpose.

The command ``python -m model.explorer`` refuses before it binds; the pages refuse as well, for those who start the
server in another way.
"""

from __future__ import annotations

import hashlib
import importlib.util
import ipaddress
import os
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit import config

from model.explorer.words import _

ALLOW_OPEN = "JINGKANG_ALLOW_OPEN"
"""Environment variable: ``1`` lets anybody in who can reach the address."""
_COMMON = ("redirect_uri", "cookie_secret")
_PROVIDER = ("client_id", "client_secret", "server_metadata_url")


def is_loopback(address: str | None) -> bool:
    """Tell whether an address is this machine's alone; no address means every one that the machine has."""
    if not address:
        return False
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def login_settings() -> Mapping[str, Any] | None:
    """Return the section ``[auth]`` of ``.streamlit/secrets.toml``; None where there is none."""
    try:
        settings: Mapping[str, Any] | None = st.secrets.get("auth")
    except FileNotFoundError:
        return None
    return settings


def providers(settings: Mapping[str, Any]) -> list[str]:
    """Return the names of the login providers that are set up completely; the one without a name is empty."""
    named = [name for name, section in settings.items() if isinstance(section, Mapping) and _complete(section)]
    return ([""] if _complete(settings) else []) + named


def _complete(section: Mapping[str, Any]) -> bool:
    return all(section.get(key) for key in _PROVIDER)


def refusal(address: str | None) -> str:
    """Return why the explorer does not open at an address, in English and without a page; empty when it may."""
    settings = login_settings()
    if settings is not None:
        if not all(settings.get(key) for key in _COMMON) or not providers(settings):
            return f"the login in .streamlit/secrets.toml is incomplete: [auth] needs {', '.join(_COMMON + _PROVIDER)}"
        if importlib.util.find_spec("authlib") is None:
            return "the login needs the package Authlib: pip install 'jingkang[app]'"
        return ""
    if is_loopback(address) or os.environ.get(ALLOW_OPEN) == "1":
        return ""
    return (
        f"the explorer does not open at {address or 'every address of this machine'} without a login: set one up "
        f"(OpenID Connect, [auth] in .streamlit/secrets.toml), or set {ALLOW_OPEN}=1 to let everybody in who can "
        "reach it"
    )


def owner() -> str:
    """Return whose scenarios a visitor saves: who is logged in, as a digest; empty where nobody logs in."""
    if login_settings() is None:
        return ""
    # Issuer and subject are what a provider never gives to another; an address of mail it may.
    return hashlib.sha256(f"{st.user.get('iss', '')} {st.user.get('sub', '')}".encode()).hexdigest()[:32]


def listed() -> str | None:
    """Return whose scenarios are listed to a visitor, beside those that are nobody's; None: everybody's.

    On this machine alone without a login there is one user, whose file it is.
    """
    if login_settings() is None and is_loopback(config.get_option("server.address")):
        return None
    return owner()


def admitted() -> bool:
    """Tell whether this visitor may see the pages; if not, show why or the login in their place."""
    if refusal(config.get_option("server.address")):
        st.error(
            _("This server was started without a login on an address that others can reach, so it shows nothing. "
              "Whoever runs it finds in the README how to set up a login.")
        )
        return False
    settings = login_settings()
    if settings is None:
        return True
    if st.user.is_logged_in:
        if st.sidebar.button(_("Log out"), icon=":material/logout:"):
            st.logout()
        return True
    st.title(_("Jingkang"))
    st.write(_("Please log in with the account of your organisation."))
    for name in providers(settings):
        label = _("Log in with {name}", name=name) if name else _("Log in")
        if st.button(label, key=f"login_{name}", type="primary", icon=":material/login:"):
            st.login(name or None)
    return False
