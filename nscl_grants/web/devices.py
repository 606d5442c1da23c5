"""Browsers known again: a signed cookie says which accounts signed in with this one before.

Throttling counts the wrong passwords of such a browser by themselves (`actions/throttle.py`), so that an owner is
not shut out by strangers who guess at the account from elsewhere.
"""

import secrets
from ipaddress import IPv6Address

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from nscl_grants.actions.sessions import Browser
from nscl_grants.actions.throttle import digest_of_email
from nscl_grants.web.session import DEVICE_COOKIE, cookie_name

MOST_ACCOUNTS = 8


def browser_for(email: str) -> Browser:
    """What is noted of this browser when it signs in to that account."""
    device, accounts = _known()
    known = device if digest_of_email(email) in accounts else None
    return Browser(_network(request.remote_addr or ""), request.user_agent.string, known)


def device_cookie_for(email: str) -> str:
    """The cookie for a browser in which that account has just signed in."""
    device, accounts = _known()
    mine = digest_of_email(email)
    kept = [mine, *(account for account in accounts if account != mine)][:MOST_ACCOUNTS]
    return str(_serializer().dumps([device or secrets.token_urlsafe(12), kept]))


def _known() -> tuple[str | None, list[str]]:
    try:
        device, accounts = _serializer().loads(request.cookies.get(cookie_name(DEVICE_COOKIE, request), ""))
    except BadSignature:
        return None, []
    return str(device), [str(account) for account in accounts]


def _serializer() -> URLSafeSerializer:
    assert current_app.secret_key, "an application signs its cookies"
    return URLSafeSerializer(current_app.secret_key, salt="nscl-device")


def _network(address: str) -> str:
    """An IPv4 address as it is; of an IPv6 address the first half, for one household has all of the second."""
    if ":" not in address:
        return address
    return str(IPv6Address(int(IPv6Address(address.partition("%")[0])) >> 64 << 64))
