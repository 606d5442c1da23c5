"""Acts of weight ask once more who is there: bank details, a decision, what opens the account.

Whoever proved it within ten minutes is not asked. Otherwise the answer to the form is a page that asks for a
code, a passkey or the password, and that carries along what was sent: nothing typed is lost. The proof is
marked in the session on the server, which goes on under a new token.
"""

from collections.abc import Mapping

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions import passkeys, sessions
from nscl_grants.actions.accounts import PasswordIsAnother
from nscl_grants.actions.payments import confirm_identity
from nscl_grants.actions.second_factors import CodeIsWrong, check_code
from nscl_grants.actions.sessions import Held
from nscl_grants.actions.throttle import TooManyTries
from nscl_grants.db.second_factors import Factors, factors_of
from nscl_grants.domain.refused import Refused
from nscl_grants.outside.passkeys import PasskeyUnfit
from nscl_grants.web.access import db, now, require_role, settings, undo
from nscl_grants.web.clock import real_moment
from nscl_grants.web.devices import browser_for
from nscl_grants.web.entering import passkey_site
from nscl_grants.web.errors import status_of
from nscl_grants.web.filters import sentence
from nscl_grants.web.security import same_site_path
from nscl_grants.web.session import visit

bp = Blueprint("proof", __name__, url_prefix="/account/prove")
bp.before_request(require_role())

WEIGHTY = frozenset(
    {
        *("organisation.propose", "organisation.end", "intake_account.propose", "banks.confirm", "banks.end"),
        *("decisions.confirm", "proof.prove"),
        *("factors.begin_app", "factors.remove_app", "factors.ask_passkey", "factors.keep_passkey"),
        *("factors.remove_passkey", "factors.renew_codes", "provider.begin_link", "provider.end_link"),
        *("factor_resets.ask", "factor_resets.confirm", "admin.password", "roles.confirm", "allotments.confirm"),
        *("rejections.confirm", "signing.sign_many", "signing.sign", "corrections.plan", "corrections.adjust"),
        *("years.carry_over", "years.release", "years.close", "science_steps.pay", "duties.confirm", "admin.enable"),
        *("data_requests.confirm", "memberships.confirm", "references.confirm", "reconciliation.answer"),
        *("admin.create_account", "roles.give", "corrections.reverse"),
    }
)
"""What a fresh proof of identity is asked for; every other form stands in `light_acts.LIGHT`, with its reason."""
WEIGHTY_STEPS = {"cases.step": frozenset({"approve", "reject", "recover"})}
"""Of the steps of a case, those that decide."""
AUTHORISING = {"payments.step": "authorise", "batches.step": "authorise"}
"""Each authorisation asks for the password; where there is a second factor it is shown first, before the form opens."""
PROOF, TICKET, ANSWER = "proof", "proof_ticket", "proof_answer"
NOT_CARRIED = frozenset({"csrf_token", PROOF, TICKET, ANSWER})


@bp.before_app_request
def ask_who_is_there() -> ResponseReturnValue | None:
    """Let an act of weight through when the person has just proved who they are, or does so with this form."""
    held = visit().held
    if held is None or held.is_fresh(real_moment()):
        return None
    if is_authorising() and factors_of(db(), held.account_id).any:
        return redirect(url_for("proof.ask", next=request.path))
    if not is_weighty():
        return None
    if not any(request.form.get(name) for name in (PROOF, ANSWER)):
        return _page(held, status=403)
    try:
        how = _proof(held)
    except (CodeIsWrong, PasswordIsAnother, PasskeyUnfit, TooManyTries) as refused:
        undo()
        return _page(held, refused, status_of(refused))
    token, renewed = sessions.prove_again(db(), held, browser_for(held.email), how=how, at=real_moment(), dated=now())
    visit().renew(token, renewed)
    return None


@bp.get("")
def ask() -> ResponseReturnValue:
    """The question by itself, for pages that must not lose what a script has begun."""
    held = visit().held
    assert held is not None, "the blueprint asks for a session"
    return _page(held)


@bp.post("")
def prove() -> ResponseReturnValue:
    """Proved: on to where the question came from."""
    return redirect(same_site_path(request.form.get("next")) or url_for("account.show"), 303)


@bp.post("/passkey")
def ask_passkey() -> ResponseReturnValue:
    """What the browser asks one of this account's authenticators."""
    held, site = visit().held, passkey_site()
    if held is None or site is None:
        return {}, 404
    ceremony = passkeys.ask_to_use(db(), held.account_id, site, at=real_moment())
    return jsonify(ticket=ceremony.ticket, options=ceremony.options)


def is_weighty() -> bool:
    """Whether this request is an act that asks for a fresh proof."""
    if request.method != "POST":
        return False
    steps = WEIGHTY_STEPS.get(request.endpoint or "", frozenset())
    return request.endpoint in WEIGHTY or (request.view_args or {}).get("trigger") in steps


def is_authorising() -> bool:
    """Whether this request, or the form that it opens, lets money go."""
    trigger = (request.view_args or {}).get("trigger")
    return trigger is not None and AUTHORISING.get(request.endpoint or "") == trigger


def _proof(held: Held) -> str:
    """By what the form proves who sent it; a password alone is no proof where there is a second factor."""
    at, browser, factors, site = (
        real_moment(),
        browser_for(held.email),
        factors_of(db(), held.account_id),
        passkey_site(),
    )
    if request.form.get(ANSWER) and site is not None:
        ticket, answer = request.form.get(TICKET, ""), request.form[ANSWER]
        passkeys.use(db(), site, ticket, answer, account_id=held.account_id, at=at, dated=now())
        return "passkey"
    said = request.form.get(PROOF, "")
    if factors.any:
        key = settings().secret_key
        return check_code(db(), held.account_id, held.email, said, browser, secret_key=key, at=at, dated=now())
    confirm_identity(db(), held, said, browser, at=at, dated=now())
    return "password"


def _page(held: Held, refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    factors: Factors = factors_of(db(), held.account_id)
    page = render_template(
        "account/prove.html",
        carried=_carried(),
        target=request.full_path.rstrip("?") if request.method == "POST" else url_for("proof.prove"),
        factors=factors,
        has_passkey=bool(factors.passkeys) and passkey_site() is not None,
        said=sentence(refused) if refused else "",
        faulty=refused is not None,
        email=held.email,
    )
    return page, status


def _carried() -> list[tuple[str, str]]:
    """What was sent, to be sent again with the proof."""
    sent: Mapping[str, list[str]] = request.form.to_dict(flat=False) if request.method == "POST" else {}
    pairs = [(name, value) for name, values in sent.items() if name not in NOT_CARRIED for value in values]
    onward = same_site_path(request.args.get("next"))
    return [*pairs, ("next", onward)] if onward and request.method != "POST" else pairs
