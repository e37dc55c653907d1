"""Who may open the explorer: refused before it binds, a login where one is set up, open only when told so."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from browsing import PATIENCE, ROOT, Server, body, free_port, settled, start, words
from provider import CLIENT, SECRET, Provider, serving

from model.explorer import access
from model.explorer.__main__ import address_of

COMPLETE = {"redirect_uri": "http://127.0.0.1/oauth2callback", "cookie_secret": "s" * 32, "client_id": CLIENT,
            "client_secret": SECRET, "server_metadata_url": "http://127.0.0.1/.well-known/openid-configuration"}


@pytest.mark.parametrize(("address", "alone"), [
    ("127.0.0.1", True), ("localhost", True), ("::1", True), ("127.9.9.9", True), ("0.0.0.0", False), ("::", False),
    ("", False), (None, False), ("192.168.1.5", False), ("example.org", False), ("localhost.example.org", False),
])
def test_what_is_this_machine_alone(address: str | None, alone: bool) -> None:
    assert access.is_loopback(address) is alone


@pytest.mark.parametrize(("arguments", "address"), [
    (["--server.address", "0.0.0.0"], "0.0.0.0"), (["--server.address=::"], "::"),
    (["--server.address=127.0.0.1", "--server.address", "10.0.0.1"], "10.0.0.1"),
])
def test_the_address_that_counts_is_the_last(arguments: list[str], address: str) -> None:
    assert address_of(arguments) == address


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(access.ALLOW_OPEN, raising=False)
    monkeypatch.setattr(access, "login_settings", lambda: None)


def test_another_address_is_refused_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "0.0.0.0 without a login" in access.refusal("0.0.0.0")
    assert "every address" in access.refusal("")
    assert access.refusal("127.0.0.1") == ""
    for word in ("0", "", "yes"):
        monkeypatch.setenv(access.ALLOW_OPEN, word)
        assert access.refusal("0.0.0.0"), f"{word!r} is not 1"
    monkeypatch.setenv(access.ALLOW_OPEN, "1")
    assert access.refusal("0.0.0.0") == ""


@pytest.mark.parametrize("lacking", COMPLETE)
def test_a_login_that_is_not_complete_is_refused_even_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    settings = {key: value for key, value in COMPLETE.items() if key != lacking}
    monkeypatch.setattr(access, "login_settings", lambda: settings)
    monkeypatch.setenv(access.ALLOW_OPEN, "1")
    assert "incomplete" in access.refusal("127.0.0.1")


def test_a_complete_login_opens_any_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "login_settings", lambda: COMPLETE)
    assert access.refusal("0.0.0.0") == ""
    assert access.providers(COMPLETE) == [""]
    named = {"redirect_uri": "x", "cookie_secret": "y", "city": {key: COMPLETE[key] for key in (
        "client_id", "client_secret", "server_metadata_url")}}
    assert access.providers(named) == ["city"]


def test_the_command_refuses_before_it_binds() -> None:
    env = {key: value for key, value in os.environ.items() if key != access.ALLOW_OPEN} | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-m", "model.explorer", "--server.address", "0.0.0.0"], cwd=ROOT, env=env,
                          capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2 and done.stdout == ""
    assert "does not open at 0.0.0.0 without a login" in done.stderr and "Traceback" not in done.stderr


def test_who_is_logged_in_is_told_by_issuer_and_subject(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by an address of mail, which another may have next year; what is kept names nobody."""
    assert access.owner() == "", "without a login"
    monkeypatch.setattr(access, "login_settings", lambda: COMPLETE)
    owners = []
    for who in ({"iss": "a", "sub": "1", "email": "x@y"}, {"iss": "a", "sub": "1"}, {"iss": "a", "sub": "2"},
                {"iss": "b", "sub": "1"}):
        monkeypatch.setattr(access.st, "user", who)
        owners.append(access.owner())
    assert owners[0] == owners[1] and len(set(owners)) == 3
    assert all(len(owner) == 32 and "x@y" not in owner for owner in owners)


def test_whose_scenarios_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """On this machine alone everybody's; without a login at another address nobody's alone; behind a login one's own."""
    for address, settings, listed in (("127.0.0.1", None, None), ("0.0.0.0", None, "")):
        monkeypatch.setattr(access.config, "get_option", lambda _, address=address: address)
        monkeypatch.setattr(access, "login_settings", lambda settings=settings: settings)
        assert access.listed() == listed
    monkeypatch.setattr(access, "login_settings", lambda: COMPLETE)
    monkeypatch.setattr(access.st, "user", {"iss": "a", "sub": "1"})
    for address in ("127.0.0.1", "0.0.0.0"):
        monkeypatch.setattr(access.config, "get_option", lambda _, address=address: address)
        assert access.listed() == access.owner() != ""


# --- a login in a browser -----------------------------------------------------------------------------------


ONE_SERVER = pytest.mark.xdist_group("login")
"""Tests that share a server which asks for a login."""


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with serving() as provider:
        yield provider


@pytest.fixture(scope="module")
def guarded(engine: None, provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder, port = tmp_path_factory.mktemp("guarded"), free_port()
    settings = COMPLETE | {"server_metadata_url": f"{provider.url}/.well-known/openid-configuration",
                           "redirect_uri": f"http://127.0.0.1:{port}/oauth2callback"}
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(
        "[auth]\n" + "".join(f'{key} = "{value}"\n' for key, value in settings.items()))
    server = start(folder, port=port, cwd=folder)
    yield server
    server.end()


@pytest.fixture
def arrives(browser: Any, guarded: Server) -> Iterator[Callable[..., Any]]:
    """Come to the page of levers from a machine of one's own; logged in where it is said as whom."""
    contexts: list[Any] = []

    def page_of(who: str = "", language: str = "en") -> Any:
        contexts.append(browser.new_context())
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(f"{guarded.url}/levers?lang={language}")
        if who:
            page.get_by_role("button", name=words("Log in", language), exact=True).click()
            page.get_by_role("link", name=who).click()
            page.get_by_role("button", name=words("Log out", language)).wait_for()
            page.goto(f"{guarded.url}/levers?lang={language}")
            page.locator(".st-key-save_name input").wait_for()
        return page

    yield page_of
    for context in contexts:
        context.close()


@ONE_SERVER
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nobody_sees_a_page_before_the_login_which_is_the_providers(
    arrives: Callable[..., Any], provider: Provider, language: str
) -> None:
    page = arrives(language=language)
    button = page.get_by_role("button", name={"zh": "登录", "en": "Log in"}[language])
    button.wait_for()
    assert page.locator("input[type=number]").count() == 0 and page.get_by_role("link", name="Levers").count() == 0
    button.click()
    page.get_by_role("heading", name="Who are you?").wait_for()
    assert page.url.startswith(f"{provider.url}/authorize?") and "client_id=jingkang" in page.url


@ONE_SERVER
def test_everybody_finds_their_own_scenarios_and_nobody_elses(arrives: Callable[..., Any], guarded: Server) -> None:
    def save(page: Any, name: str) -> None:
        page.locator(".st-key-save_name input").fill(name)
        page.locator(".st-key-save_name input").press("Enter")
        page.locator(".st-key-save button").click()
        page.get_by_text(f"Saved as {name}.").wait_for()

    def listed(page: Any) -> set[str]:
        settled(page)
        assert "Listed are your own" in body(page)
        return {name for name in ("Of Alice", "Of Bob") if page.get_by_text(name).count()}

    alice = arrives("alice")
    save(alice, "Of Alice")
    bob = arrives("bob")
    assert listed(bob) == set()
    save(bob, "Of Bob")
    bob.reload()
    bob.locator(".st-key-save_name input").wait_for()
    assert listed(bob) == {"Of Bob"}
    assert listed(arrives("alice")) == {"Of Alice"}, "from another machine"

    bob.get_by_role("button", name="Log out").click()
    bob.get_by_role("button", name="Log in", exact=True).wait_for()
    bob.goto(f"{guarded.url}/levers?lang=en")
    bob.get_by_role("button", name="Log in", exact=True).wait_for()
    assert bob.locator(".st-key-save_name input").count() == 0 and "Of Bob" not in body(bob)
