"""What every answer promises the browser, and what every form must bring along.

No script, style or picture from elsewhere, none inline; nothing of a signed-in person in any cache; every
writing request carries the token of its own session.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.proxy_fix import ProxyFix

from nscl_grants.config import Config
from nscl_grants.web.session import visit

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
}
TWO_YEARS_SECONDS = 2 * 365 * 24 * 60 * 60
YEAR_SECONDS = 365 * 24 * 60 * 60
DAY_SECONDS = 24 * 60 * 60
MOST_FORM_BYTES = 1024 * 1024
"""Of the fields of a form without its files."""
MOST_FORM_PARTS = 2_000
MOST_STRANGERS_BYTES = 21 * 1024 * 1024
"""The largest file that uploading takes, and its form."""
MOST_REQUEST_BYTES = 110 * 1024 * 1024
"""A whole request with its files: five of the largest that uploading takes, and their form."""


def init_security(app: Flask, config: Config) -> None:
    """Put the guards up."""
    app.config.update(
        SECRET_KEY=config.secret_key,
        TRUSTED_HOSTS=list(config.hosts) or None,
        MAX_FORM_MEMORY_SIZE=MOST_FORM_BYTES,
        MAX_FORM_PARTS=MOST_FORM_PARTS,
        MAX_CONTENT_LENGTH=MOST_REQUEST_BYTES,
        # A token lives as long as its session: a form may take an applicant an hour.
        WTF_CSRF_TIME_LIMIT=None,
    )
    if config.trusted_proxies:
        count = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]
    app.before_request(_limit_body)
    CSRFProtect(app)
    app.before_request(_no_zero_byte)
    app.after_request(_promise)
    _version_static_files(app)


def same_site_path(target: str | None) -> str | None:
    """The target if it is a path of this site and nothing else; None for what could lead away."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(sign <= " " or sign in "\\\x7f" for sign in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def page_before() -> str | None:
    """The page of this site that the reader came from, as a path."""
    parts = urlsplit(request.referrer or "")
    # The header, not `request.host`: that raises for a host which is not ours, and this is asked on error pages too.
    if parts.netloc != request.headers.get("Host"):
        return None
    return same_site_path(parts.path + (f"?{parts.query}" if parts.query else ""))


def _limit_body() -> None:
    """A form without files is small; who is not signed in sends one file at most, the mandate to join.

    Werkzeug limits the fields of a form with files, but reads one without files whole.
    """
    if request.mimetype != "multipart/form-data":
        request.max_content_length = MOST_FORM_BYTES
    elif not visit().held:
        request.max_content_length = MOST_STRANGERS_BYTES


def _no_zero_byte() -> None:
    """No keyboard types it and PostgreSQL holds no text with it; a request that carries it is a bad one."""
    said = (request.path, *_texts(request.args), *(_texts(request.form) if request.method == "POST" else ()))
    if any("\0" in text for text in said):
        raise BadRequest()


def _texts(values: MultiDict[str, str]) -> Iterator[str]:
    for name, value in values.items(multi=True):
        yield name
        yield value


def _promise(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={TWO_YEARS_SECONDS}; includeSubDomains")
    if request.endpoint != "static":
        _keep_out_of_caches(response)
    return response


def _keep_out_of_caches(response: Response) -> None:
    """Pages of signed-in people are never stored; public ones are asked for anew, for they hold a form's token."""
    if visit().held or visit().ended or "token" in (request.view_args or {}):
        response.headers["Cache-Control"] = "no-store"
    else:
        response.headers.setdefault("Cache-Control", "private, no-cache")


def _version_static_files(app: Flask) -> None:
    """Name each static file with its content, so that browsers may keep it for a year and never see an old one."""
    digests = _digests(Path(app.static_folder or ""))

    @app.url_defaults
    def add_digest(endpoint: str, values: dict[str, Any]) -> None:
        filename = str(values.get("filename"))
        # The style sheet names fonts by their plain names, and a preload must too: a new font is a new name.
        if endpoint == "static" and filename in digests and not filename.startswith("fonts/"):
            values.setdefault("v", digests[filename])

    @app.after_request
    def keep_static(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in (200, 206, 304):
            filename = str((request.view_args or {}).get("filename"))
            named = request.args.get("v") == digests.get(filename) or filename.startswith("fonts/")
            response.headers["Cache-Control"] = (
                f"public, max-age={YEAR_SECONDS}, immutable" if named else f"public, max-age={DAY_SECONDS}"
            )
        return response


def _digests(folder: Path) -> dict[str, str]:
    """Ten signs of the SHA-256 of every file under the folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:10]
        for path in folder.rglob("*")
        if path.is_file()
    }
