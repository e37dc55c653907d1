"""A provider of logins (OpenID Connect) on this machine: whoever comes says who they are, and is believed."""

from __future__ import annotations

import base64
import html
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "jingkang", "secret"
VISITORS = ("alice", "bob")


class Provider(ThreadingHTTPServer):
    """The authorization code flow of OpenID Connect Core 1.0, section 3.1: what a client needs of it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.given: dict[str, tuple[str, str]] = {}
        """Codes not yet used: who, and the nonce of their question."""

    @property
    def url(self) -> str:
        """Return the issuer."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Asked(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        here, parts = self.server.url, urlsplit(self.path)
        asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if parts.path == "/.well-known/openid-configuration":
            self._say({"issuer": here, "authorization_endpoint": f"{here}/authorize", "token_endpoint": f"{here}/token",
                       "jwks_uri": f"{here}/keys", "id_token_signing_alg_values_supported": ["RS256"],
                       "response_types_supported": ["code"], "subject_types_supported": ["public"]})
        elif parts.path == "/keys":
            self._say({"keys": [self.server.key.as_dict(private=False)]})
        elif parts.path == "/authorize" and asked.get("client_id") == CLIENT and asked["response_type"] == "code":
            links = "".join(f"<p><a href='{html.escape(self._way_back(who, asked))}'>{who}</a>" for who in VISITORS)
            self._answer(f"<h1>Who are you?</h1>{links}", "text/html")
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        asked = {key: values[0] for key, values in parse_qs(body).items()}
        name = base64.b64decode(self.headers.get("Authorization", "Basic ").split()[1]).decode()
        given = self.server.given.pop(asked.get("code", ""), None)
        if name != f"{CLIENT}:{SECRET}" or given is None or asked["grant_type"] != "authorization_code":
            self.send_error(400)
            return
        (who, nonce), now = given, int(time.time())
        claims = {"iss": self.server.url, "sub": who, "aud": CLIENT, "iat": now, "exp": now + 600, "nonce": nonce}
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.server.key)
        self._say({"access_token": secrets.token_hex(8), "token_type": "Bearer", "expires_in": 600, "id_token": token})

    def _way_back(self, who: str, asked: dict[str, str]) -> str:
        code = secrets.token_hex(8)
        self.server.given[code] = who, asked["nonce"]
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def _say(self, what: Any) -> None:
        self._answer(json.dumps(what), "application/json")

    def _answer(self, text: str, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serving() -> Iterator[Provider]:
    """Serve a provider while the block runs."""
    with Provider() as provider:
        thread = threading.Thread(target=provider.serve_forever, daemon=True)
        thread.start()
        yield provider
        provider.shutdown()
        thread.join()
