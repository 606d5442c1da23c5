"""An identity provider on this machine: honest by default, and hostile in the ways it is told to be."""

import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.builders.authenticator import b64

CLIENT, SECRET = "nscl", "a secret of the two"
KEY = RSAKey.generate_key(2048, {"kid": "honest", "use": "sig"})
FOREIGN_KEY = RSAKey.generate_key(2048, {"kid": "honest", "use": "sig"})


@dataclass
class IdProvider:
    """What the provider says, and how it signs; a test changes one thing."""

    issuer: str = ""
    subject: str = "an-at-the-provider"
    claims: dict[str, Any] = field(default_factory=dict)
    """Claims that replace the honest ones; None leaves one out."""
    sign: str = "RS256"
    """"RS256", "none", "HS256" (the public key as secret), "foreign" (a key that is not published), or "swapped"."""
    is_down: bool = False
    says_it_is: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def come_back(self, address: str) -> str:
        """What a person's browser does there: sign in, and be sent back with a code; the address of the way back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The answer for a code: once, and only to whoever knows the verifier."""
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or b64(sha256(sent.get("code_verifier", "").encode()).digest()) != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "nothing", "token_type": "Bearer", "id_token": self._signed(asked["nonce"])}

    def _signed(self, nonce: str) -> str:
        now = int(time())
        honest = {"iss": self.issuer, "aud": CLIENT, "sub": self.subject, "nonce": nonce, "iat": now, "exp": now + 300}
        claims = {name: value for name, value in {**honest, **self.claims}.items() if value is not None}
        if self.sign == "none":
            return ".".join(b64(json.dumps(part).encode()) for part in ({"alg": "none"}, claims)) + "."
        if self.sign == "HS256":
            signed = ".".join(b64(json.dumps(part).encode()) for part in ({"alg": "HS256", "kid": "honest"}, claims))
            return f"{signed}.{b64(hmac.digest(KEY.as_pem(private=False), signed.encode(), 'sha256'))}"
        key = FOREIGN_KEY if self.sign == "foreign" else KEY
        token = jwt.encode({"alg": "RS256", "kid": "honest"}, claims, key)
        if self.sign == "swapped":
            head, _, signature = token.split(".")
            token = f"{head}.{b64(json.dumps({**claims, 'sub': 'somebody-else'}).encode())}.{signature}"
        return token


@contextmanager
def running_provider() -> Iterator[IdProvider]:
    """The provider, reachable over HTTP on a port of its own."""
    provider = IdProvider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(provider: IdProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            doors = {
                "issuer": provider.says_it_is or provider.issuer,
                "authorization_endpoint": f"{provider.issuer}/authorize",
                "token_endpoint": f"{provider.issuer}/token",
                "jwks_uri": f"{provider.issuer}/keys",
            }
            pages: dict[str, dict[str, Any]] = {
                "/.well-known/openid-configuration": doors,
                "/keys": {"keys": [KEY.as_dict(private=False)]},
            }
            self._answer(*((200, pages[self.path]) if self.path in pages else (404, {})))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(*provider.token({name: values[0] for name, values in parse_qs(body).items()}))

        def _answer(self, status: int, content: dict[str, Any]) -> None:
            self.send_response(503 if provider.is_down else status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is told."""

    return Handler
