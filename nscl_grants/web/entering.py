"""Where somebody goes who has just signed in, and what passkeys are bound to here."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import request

from nscl_grants.db.people import Account, account_with_rights, actor_of
from nscl_grants.outside.passkeys import Site
from nscl_grants.web.access import db, home_of, settings, today
from nscl_grants.web.nav import office_name


def home_after(account: Account) -> str:
    """The page that this account's work begins on."""
    rights = account_with_rights(db(), account.id)
    return home_of(actor_of(rights, today()) if rights else None)


def passkey_site() -> Site | None:
    """What passkeys are bound to; None where they cannot work: an address of numbers, or not our name."""
    here, known = urlsplit(request.host_url), urlsplit(settings().public_url)
    host, origin = here.hostname or "", f"{here.scheme}://{here.netloc}"
    is_ours = (here.scheme, here.netloc) == (known.scheme, known.netloc)
    if not (is_ours or (settings().demo and host == "localhost")) or _is_numbers(host):
        return None
    return Site(host, (origin,), office_name())


def passkey_address() -> str | None:
    """The address under which passkeys work, when this is not it."""
    if passkey_site() is not None:
        return None
    here, known = urlsplit(request.host_url), urlsplit(settings().public_url)
    if not _is_numbers(known.hostname or ""):
        return settings().public_url
    return f"{here.scheme}://localhost:{here.port or settings().port}" if settings().demo else None


def _is_numbers(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
