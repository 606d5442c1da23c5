"""What protects an account beside its password: the authenticator app, passkeys, recovery codes."""

from urllib.parse import urlsplit

import segno
from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from nscl_grants.actions import passkeys as passkey_acts
from nscl_grants.actions import second_factors as acts
from nscl_grants.actions.second_factors import CodeIsWrong
from nscl_grants.actions.sessions import Held
from nscl_grants.actions.throttle import TooManyTries
from nscl_grants.db.provider_logins import linked_login
from nscl_grants.db.second_factors import Passkey, factors_of
from nscl_grants.outside.passkeys import PasskeyUnfit
from nscl_grants.web.access import db, must_enrol, needs_second_factor, now, require_role, settings, undo
from nscl_grants.web.clock import real_moment
from nscl_grants.web.devices import browser_for, device_cookie_for
from nscl_grants.web.entering import passkey_address, passkey_site
from nscl_grants.web.errors import status_of
from nscl_grants.web.faults import mark
from nscl_grants.web.language import _
from nscl_grants.web.messages import tell, tell_refusal
from nscl_grants.web.provider_login import provider_of
from nscl_grants.web.second_step import CodeForm
from nscl_grants.web.session import visit

bp = Blueprint("factors", __name__, url_prefix="/account/security")
bp.before_request(require_role())


@bp.get("")
def show() -> ResponseReturnValue:
    """What the account has, and what can be added."""
    held, provider = _held(), provider_of(settings())
    return render_template(
        "account/factors.html",
        provider=provider,
        login=linked_login(db(), held.account_id, provider.issuer) if provider else None,
        factors=factors_of(db(), held.account_id),
        needed=needs_second_factor(held.actor),
        must_enrol=must_enrol(),
        can_passkey=passkey_site() is not None,
        passkey_address=passkey_address(),
    )


@bp.post("/app")
def begin_app() -> ResponseReturnValue:
    """Make a seed for the app to scan."""
    acts.begin_app(db(), _held(), secret_key=settings().secret_key, at=real_moment())
    return redirect(url_for(".app"), 303)


@bp.get("/app")
def app() -> ResponseReturnValue:
    """The QR code to scan, and the field for the first code."""
    return _app_page(CodeForm())


@bp.post("/app/confirm")
def confirm_app() -> ResponseReturnValue:
    """The first code makes the app count."""
    form, held = CodeForm(request.form), _held()
    if not form.validate():
        return _app_page(form, 422)
    try:
        token, codes = acts.confirm_app(
            db(),
            held,
            form.code.data or "",
            browser_for(held.email),
            secret_key=settings().secret_key,
            at=real_moment(),
            dated=now(),
        )
    except (CodeIsWrong, TooManyTries) as refused:
        undo()
        mark(form.code, refused)
        return _app_page(form, status_of(refused))
    return _added(held, token, codes, _("Đã thêm ứng dụng xác thực."))


@bp.post("/app/remove")
def remove_app() -> ResponseReturnValue:
    """Take the app away."""
    held = _held()
    needed = needs_second_factor(held.actor)
    acts.remove_app(db(), held, browser_for(held.email), needed=needed, at=real_moment(), dated=now())
    tell(_("Đã gỡ ứng dụng xác thực."))
    return redirect(url_for(".show"), 303)


@bp.post("/passkeys/options")
def ask_passkey() -> ResponseReturnValue:
    """What the browser asks an authenticator for a new passkey."""
    site = passkey_site()
    if site is None:
        raise NotFound()
    ceremony = passkey_acts.ask_to_make(db(), _held(), site, at=real_moment())
    return jsonify(ticket=ceremony.ticket, options=ceremony.options)


@bp.post("/passkeys")
def keep_passkey() -> ResponseReturnValue:
    """Keep the passkey that the authenticator made."""
    held, site = _held(), passkey_site()
    if site is None:
        raise NotFound()
    ticket, answer, name = (request.form.get(field, "") for field in ("ticket", "answer", "name"))
    try:
        token, codes = passkey_acts.keep(
            db(), held, site, ticket, answer, name, browser_for(held.email), at=real_moment(), dated=now()
        )
    except PasskeyUnfit as refused:
        undo()
        tell_refusal(refused)
        return redirect(url_for(".show"), 303)
    return _added(held, token, codes, _("Đã thêm khóa truy cập."))


@bp.post("/passkeys/<int:passkey_id>/remove")
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    """Take a passkey away."""
    held, passkey = _held(), db().get(Passkey, passkey_id)
    if passkey is None or passkey.account_id != held.account_id:
        raise NotFound()
    needed = needs_second_factor(held.actor)
    acts.remove_passkey(db(), held, passkey, browser_for(held.email), needed=needed, at=real_moment(), dated=now())
    tell(_("Đã gỡ khóa truy cập."))
    return redirect(url_for(".show"), 303)


@bp.post("/codes")
def renew_codes() -> ResponseReturnValue:
    """New recovery codes, shown this once."""
    held = _held()
    if not factors_of(db(), held.account_id).any:
        raise NotFound()
    codes = acts.renew_codes(db(), held, browser_for(held.email), dated=now())
    return _codes_page(codes, _("Đã tạo bộ mã khôi phục mới; mã cũ không dùng được nữa."))


def _added(held: Held, token: str, codes: tuple[str, ...], what: str) -> ResponseReturnValue:
    """A new session for this browser; the recovery codes if these are the first."""
    visit().begin(token, device_cookie_for(held.email))
    if codes:
        return _codes_page(codes, what)
    tell(what, _("Mọi trình duyệt khác đã được đăng xuất."))
    return redirect(url_for(".show"), 303)


def _codes_page(codes: tuple[str, ...], what: str) -> ResponseReturnValue:
    return render_template("account/codes.html", codes=codes, what=what)


def _app_page(form: CodeForm, status: int = 200) -> ResponseReturnValue:
    seed = acts.seed_to_scan(db(), _held().account_id, secret_key=settings().secret_key)
    if seed is None:
        return redirect(url_for(".show"), 303)
    address = acts.app_address(seed, _held().email, urlsplit(settings().public_url).hostname or "nscl")
    picture = segno.make(address, error="m").svg_inline(scale=5, border=2, svgclass="mw-100 h-auto", lineclass=None)
    spelled = " ".join(seed[start : start + 4] for start in range(0, len(seed), 4))
    return render_template("account/app.html", form=form, qr=Markup(picture), seed=spelled), status  # noqa: S704


def _held() -> Held:
    held = visit().held
    assert held is not None, "these pages stand behind require_role"
    return held
