"""``python -m model.explorer``: start the explorer's server, unless nobody asks who comes in (see `access`)."""

from __future__ import annotations

import sys
from pathlib import Path

APP = Path(__file__).parents[2] / "app.py"
LOOPBACK = "127.0.0.1"
REFUSED = 2


def address_of(arguments: list[str]) -> str | None:
    """Return the address that the server would bind to; the last that is given counts, as for Streamlit."""
    from streamlit import config

    given: str | None = config.get_option("server.address")
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
        name, equals, value = argument.partition("=")
        if name == "--server.address":
            given = value if equals else following
    return given


def main(arguments: list[str]) -> None:
    """Start the server with Streamlit's own options."""
    from streamlit.web import cli

    from model.explorer.access import is_loopback, refusal

    if address_of(arguments) is None:
        arguments = [*arguments, f"--server.address={LOOPBACK}"]
    if why := refusal(address_of(arguments)):
        print(why, file=sys.stderr)
        sys.exit(REFUSED)
    if not is_loopback(address_of(arguments)):
        # For its greeting Streamlit would ask another server what address this machine has.
        arguments = [*arguments, "--logger.hideWelcomeMessage=true"]
        print(f"Jingkang: {address_of(arguments)}")
    cli.main(["run", str(APP), *arguments], prog_name="jingkang-explorer")


if __name__ == "__main__":
    main(sys.argv[1:])
