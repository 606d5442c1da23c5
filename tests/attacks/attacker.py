"""An attacker with a plain HTTP client: sees what a browser sees, and sends what no browser would."""

import http.client
import re
import socket
import uuid
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

_HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')
Values = dict[str, Any]
Files = dict[str, tuple[str, bytes, str]]


@dataclass(frozen=True)
class Answer:
    """What came back, whatever it was."""

    status: int
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def text(self) -> str:
        """As a page."""
        return self.content.decode("utf-8", "replace")


@dataclass
class Attacker:
    """One browser's cookies, and none of its manners."""

    address: str
    source: str = "127.0.0.1"
    """The whole of 127/8 is this machine: another source for what is counted by source."""
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        *,
        without_cookies: bool = False,
    ) -> Answer:
        """Send one request and read the whole answer; cookies are kept, redirects are not followed."""
        parts = urlsplit(self.address)
        connection = http.client.HTTPConnection(
            str(parts.hostname), parts.port, timeout=60, source_address=(self.source, 0)
        )
        sent = dict(headers or {})
        if self.cookies and not without_cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, sent)
            got = connection.getresponse()
            answer = Answer(got.status, got.headers, got.read())
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        """A page; `headers` by their names with underscores."""
        return self.ask("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post(
        self, path: str, values: Values, files: Files | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """A form exactly as given."""
        more = headers or {}
        if files is None:
            body = urlencode(values, doseq=True).encode()
            return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **more})
        mark = uuid.uuid4().hex
        return self.ask(
            "POST", path, _parts(mark, values, files), {"Content-Type": f"multipart/form-data; boundary={mark}", **more}
        )

    def hidden(self, path: str, action: str = "") -> dict[str, str]:
        """What the first form of a page carries hidden, or the form with that action."""
        text = self.get(path).text
        start = text.find(f'action="{action}"') if action else text.find("<main")
        assert start >= 0, f"{path} has no form for {action}"
        return dict(_HIDDEN.findall(text[start : text.find("</form>", start)]))

    def send(self, path: str, values: Values, files: Files | None = None, *, page: str = "") -> Answer:
        """Open a page and send its form, with what it carries hidden, to the path."""
        carried = self.hidden(page or path, path if f'action="{path}"' in self.get(page or path).text else "")
        return self.post(path, {**carried, **values}, files)

    def sign_in(self, email: str, password: str) -> Answer:
        """Through the front door."""
        return self.send("/login", {"email": email, "password": password})

    def raw(self, said: bytes, *, most: int = 65536) -> bytes:
        """Bytes on a socket, and what is answered until the other side falls silent or hangs up."""
        parts = urlsplit(self.address)
        with socket.create_connection((str(parts.hostname), parts.port or 80), timeout=4) as line:
            line.sendall(said)
            line.shutdown(socket.SHUT_WR)
            heard = b""
            while len(heard) < most:
                try:
                    piece = line.recv(4096)
                except (TimeoutError, ConnectionError):
                    break
                if not piece:
                    break
                heard += piece
        return heard


def _parts(mark: str, values: Values, files: Files) -> bytes:
    body = b""
    for name, value in values.items():
        for each in value if isinstance(value, list) else [value]:
            body += f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{each}\r\n'.encode()
    for name, (filename, content, kind) in files.items():
        told = f'form-data; name="{name}"; filename="{filename}"'
        head = f"--{mark}\r\nContent-Disposition: {told}\r\nContent-Type: {kind}\r\n\r\n"
        body += head.encode() + content + b"\r\n"
    return body + f"--{mark}--\r\n".encode()
