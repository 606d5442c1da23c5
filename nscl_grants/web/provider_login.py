"""Signing in by the identity provider, and linking an account to it.

The way back is a GET that changes nothing: it shows a form that sends itself on, and the form does the rest.
"""

import secrets

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from nscl_grants.actions.provider_logins import (
    LinkedToAnother,
    NotLinked,
    TripUsed,
    link,
    sign_in_by_provider,
    spend,
    unlink,
)
from nscl_grants.actions.second_step import SecondStep
from nscl_grants.config import Config
from nscl_grants.domain.refused import Refused
from nscl_grants.outside.provider import Provider, ProviderDown, ProviderUnfit, Trip, subject_of, way_there
from nscl_grants.web.access import db, now, require_role, settings, undo, visitor
from nscl_grants.web.clock import real_moment
from nscl_grants.web.devices import browser_for, device_cookie_for
from nscl_grants.web.entering import home_after
from nscl_grants.web.language import _
from nscl_grants.web.messages import tell, tell_refusal
from nscl_grants.web.security import same_site_path
from nscl_grants.web.session import visit

bp = Blueprint("provider", __name__, url_prefix="/login/provider")

TRIP = "provider_trip"
REFUSALS = (ProviderDown, ProviderUnfit, NotLinked, LinkedToAnother, TripUsed)


@bp.get("")
def set_out() -> ResponseReturnValue:
    """To the provider; what the way back must show again stays in the browser's signed cookie."""
    onward = same_site_path(request.args.get("next"))
    try:
        return redirect(_set_out({"next": onward or ""}))
    except (ProviderDown, ProviderUnfit) as refused:
        tell_refusal(refused)
        return redirect(url_for("account.login", next=onward))


@bp.get("/back")
def back() -> ResponseReturnValue:
    """Back from the provider: a form that sends itself on."""
    the_provider()
    fields = [(name, request.args[name]) for name in ("code", "state", "iss", "error") if name in request.args]
    return render_template("account/provider_back.html", fields=fields, provider=the_provider().name)


@bp.post("/back")
def finish() -> ResponseReturnValue:
    """What the provider says decides whose session begins, or what the account is linked to."""
    provider, trip = the_provider(), session.pop(TRIP, None) or {}
    try:
        subject = _subject(provider, trip)
        if trip.get("link"):
            return _linked(provider, subject, int(trip["link"]))
        begun = sign_in_by_provider(
            db(), provider.issuer, subject, provider.name, browser_for(""), at=real_moment(), dated=now()
        )
    except REFUSALS as refused:
        return _refused(refused, trip)
    onward = same_site_path(trip.get("next"))
    if isinstance(begun, SecondStep):
        visit().new_step = begun.ticket
        return redirect(url_for("second_step.ask", next=onward), 303)
    visit().begin(begun.token, device_cookie_for(begun.account.email))
    return redirect(onward or home_after(begun.account), 303)


@bp.post("/link")
def begin_link() -> ResponseReturnValue:
    """On the way to link the account; the provider's page is opened by a link, for forms stay on this site."""
    if (asked := require_role()()) is not None:
        return asked
    held = visit().held
    assert held is not None, "the guard above asks for a session"
    try:
        address = _set_out({"link": str(held.account_id)})
    except (ProviderDown, ProviderUnfit) as refused:
        tell_refusal(refused)
        return redirect(url_for("factors.show"), 303)
    return render_template("account/provider_onward.html", address=address, provider=the_provider().name)


@bp.post("/unlink")
def end_link() -> ResponseReturnValue:
    """The account is no longer opened by the provider."""
    if (asked := require_role()()) is not None:
        return asked
    held = visit().held
    assert held is not None, "the guard above asks for a session"
    unlink(db(), held, the_provider().issuer, browser_for(held.email), dated=now())
    tell(_("Đã bỏ liên kết với %(provider)s.", provider=the_provider().name))
    return redirect(url_for("factors.show"), 303)


def the_provider() -> Provider:
    """The provider of this installation; 404 where there is none."""
    found = provider_of(settings())
    if found is None:
        raise NotFound()
    return found


def provider_of(config: Config) -> Provider | None:
    """The provider that the settings name, or None."""
    if not config.oidc_issuer:
        return None
    return Provider(config.oidc_issuer, config.oidc_client_id, config.oidc_client_secret, config.oidc_name)


def _set_out(more: dict[str, str]) -> str:
    trip = Trip(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))
    address = way_there(the_provider(), trip, _back_address())
    session[TRIP] = {"state": trip.state, "nonce": trip.nonce, "verifier": trip.verifier, **more}
    return address


def _subject(provider: Provider, trip: dict[str, str]) -> str:
    """Who came back, when it is this browser's own trip and its first return."""
    state = request.form.get("state", "")
    if not trip or not secrets.compare_digest(state.encode(), trip["state"].encode()):
        raise ProviderUnfit(provider.name)
    if request.form.get("iss", provider.issuer) != provider.issuer or not request.form.get("code"):
        raise ProviderUnfit(provider.name)
    spend(db(), state, provider.name, at=real_moment())
    gone = Trip(trip["state"], trip["nonce"], trip["verifier"])
    return subject_of(provider, gone, _back_address(), request.form["code"], at=real_moment())


def _linked(provider: Provider, subject: str, account_id: int) -> ResponseReturnValue:
    held = visit().held
    if held is None or held.account_id != account_id:
        raise ProviderUnfit(provider.name)
    link(db(), held, provider.issuer, subject, provider.name, browser_for(held.email), dated=now())
    tell(_("Đã liên kết với %(provider)s.", provider=provider.name), _("Lần sau có thể đăng nhập bằng cách này."))
    return redirect(url_for("factors.show"), 303)


def _refused(refused: Refused, trip: dict[str, str]) -> ResponseReturnValue:
    undo()
    tell_refusal(refused)
    target = "factors.show" if visitor() else "account.login"
    return redirect(url_for(target, next=trip.get("next") or None), 303)


def _back_address() -> str:
    return settings().public_url.rstrip("/") + url_for("provider.back")
