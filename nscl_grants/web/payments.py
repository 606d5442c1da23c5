"""Payments: what waits to be drawn up, every payment with its life, and the steps that take it to the treasury."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions import payments as acts
from nscl_grants.actions.accounts import PasswordIsAnother
from nscl_grants.actions.facts import offers_of
from nscl_grants.actions.throttle import TooManyTries
from nscl_grants.db.cases import visible_part
from nscl_grants.db.payment_lists import (
    PAGE_ROWS,
    claims_to_pay,
    confirmed_details,
    issued_decisions,
    payments_by_state,
    payments_in,
    payments_of_claim,
)
from nscl_grants.db.payments import Claim, Payment
from nscl_grants.db.saved_views import views_of
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import ACCOUNT_HOLDER, AUDITOR, CHIEF_ACCOUNTANT, FINANCE
from nscl_grants.domain.guards.checks import Finding
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.workflow import Offer
from nscl_grants.reports.payment_file import payment_file, stages_of
from nscl_grants.reports.timeline import step_label
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.asked_payments import LIST, asked_payments
from nscl_grants.web.clock import real_moment
from nscl_grants.web.columns import laid
from nscl_grants.web.devices import browser_for
from nscl_grants.web.errors import status_of
from nscl_grants.web.filters import money, sentence
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _, lazy
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell
from nscl_grants.web.naming import claim_name, code_of
from nscl_grants.web.nav import Tab
from nscl_grants.web.paging import asked_place, page_of
from nscl_grants.web.payment_columns import COLUMNS, standing_of, turn_of
from nscl_grants.web.session import visit
from nscl_grants.web.steps import Frame, docked, step_page

MONEY_ROLES = (FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, AUDITOR)

bp = Blueprint("payments", __name__, url_prefix="/finance")
bp.before_request(require_role(*MONEY_ROLES))

_COVERED = ("payments", "payment_lists", "batches", "statements", "banks")
TABS = (Tab("payments.index", lazy("Thanh toán"), "staff", rank=40, roles=frozenset(MONEY_ROLES), covers=_COVERED),)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A confirmed claim, and what still stands between it and a payment."""

    claim: Claim
    missing: tuple[str, ...]


@bp.get("/payments")
def index() -> ResponseReturnValue:
    """What waits to be drawn up, and the payments by state, fifty a page."""
    life, asked, place = house_of(db()).workflow("payment"), asked_payments(), asked_place()
    key = place.id
    rows = payments_in(
        db(),
        me(),
        asked.states,
        search=asked.search,
        year=asked.year,
        years=house_of(db()).plan.years,
        before=None if place.backwards else key,
        after=key if place.backwards else None,
    )
    page = page_of(rows, place, lambda payment: (payment.id,), size=PAGE_ROWS)
    return render_template(
        "payments/index.html",
        waiting=_waiting() if place.key is None and not asked.query else [],
        page=page,
        laid=laid(COLUMNS, asked.columns, house_of(db()), page.rows, today()),
        states=[state for state in life.states.values() if state.name != life.initial],
        counts=payments_by_state(db(), me()),
        wanted=asked.states,
        asked=asked,
        years=house_of(db()).plan.years,
        kept=views_of(db(), me().person_id, LIST),
    )


@bp.get("/payments/<int:payment_id>")
def show(payment_id: int) -> ResponseReturnValue:
    """One payment: where it is, whom it is for, whose hands it went through, and what the reader may do."""
    payment = _payment(payment_id)
    life, file = house_of(db()).workflow_of(payment), payment_file(db(), payment)
    offers = offers_of(db(), payment, actor=me(), at=now())
    return render_template(
        "payments/show.html",
        payment=payment,
        case=payment.application,
        file=file,
        standing=standing_of(house_of(db()), payment),
        stages=stages_of(life, payment, file.moves),
        pairs=_facts(payment),
        took=[(move, step_label(life, move)) for move in reversed(file.moves)],
        open_offers=docked([offer for offer in offers if offer.refusal is None]),
        held_back=[offer for offer in offers if offer.refusal is not None],
        turn=turn_of(house_of(db()), payment),
        code=code_of(payment.application),
    )


@bp.route("/payments/<int:payment_id>/<trigger>", methods=["GET", "POST"])
def step(payment_id: int, trigger: str) -> ResponseReturnValue:
    """One step of a payment; whoever authorises says their password again."""
    payment = _payment(payment_id)
    frame = _frame(payment)
    if trigger != "authorise":
        return step_page(payment, trigger, frame)
    return _authorise(payment, frame)


@bp.route("/claims/<int:claim_id>", methods=["GET", "POST"])
def prepare(claim_id: int) -> ResponseReturnValue:
    """Draw up what a confirmed claim is owed: the amounts by year, the account, and what stands in the way."""
    claim = found(visible_part(db(), me(), Claim, claim_id))
    form = _prepare_form()
    if request.method != "POST":
        return _prepare_page(claim, form)
    if not form.validate():
        return _prepare_page(claim, form, status=422)
    try:
        drawn = acts.prepare(db(), claim, actor=me(), at=now(), act=posted_act(), answers=form.answers)
    except Refused as refused:
        return _prepare_page(claim, form, refused, status_of(refused))
    if drawn is None:
        drawn = tuple(payments_of_claim(db(), claim.id))
    numbers = ", ".join(payment.number for payment in drawn)
    tell(_("Đã lập chứng từ %(numbers)s.", numbers=numbers), _("Kế toán trưởng kiểm tra tiếp."))
    return redirect(url_for(".show", payment_id=drawn[0].id) if len(drawn) == 1 else url_for(".index"), 303)


@bp.get("/claims/<int:claim_id>/prepare")
def prepare_step(claim_id: int) -> ResponseReturnValue:
    """The same page, by the name of the step."""
    return redirect(url_for(".prepare", claim_id=claim_id), 303)


def _authorise(payment: Payment, frame: Frame) -> ResponseReturnValue:
    held = visit().held
    assert held is not None, "the blueprint asks for a role"
    question = _("Duyệt chi %(amount)s?", amount=money(payment.amount))
    asks = replace(frame, question=question, template="payments/authorise.html")
    if request.method == "POST":
        password, browser = request.form.get("password", ""), browser_for(held.email)
        try:
            acts.confirm_identity(db(), held, password, browser, at=real_moment(), dated=now())
        except (PasswordIsAnother, TooManyTries) as refused:
            return _password_again(payment, asks, refused)
    return step_page(payment, "authorise", asks)


def _password_again(payment: Payment, frame: Frame, refused: Refused) -> ResponseReturnValue:
    offers = offers_of(db(), payment, actor=me(), at=now())
    offer = next((offer for offer in offers if offer.transition.trigger == "authorise"), None)
    if offer is None:
        raise refused
    form = build(house_of(db()).form("authorise"), context=Context(today=today()), typed=request.form)
    form.validate()
    page = render_template(
        frame.template,
        subject=payment,
        application=payment.application,
        offer=Offer(offer.transition, None),
        form=form,
        frame=frame,
        may_try=True,
        faulty=True,
        wrong_password=sentence(refused),
    )
    return page, status_of(refused)


def _prepare_form() -> QuestionForm:
    form, typed = house_of(db()).form("prepare"), request.form if request.method == "POST" else None
    return build(form, context=Context(today=today()), typed=typed)


def _prepare_page(
    claim: Claim, form: QuestionForm, refused: Refused | None = None, status: int = 200
) -> ResponseReturnValue:
    case, shares = claim.application, acts.unpaid_shares(db(), claim)
    page = render_template(
        "payments/prepare.html",
        claim=claim,
        heading=claim_name(house_of(db()), claim),
        case=case,
        code=code_of(case),
        form=form,
        refused=refused,
        shares=shares,
        findings=acts.findings_of(db(), claim, dict(shares), actor=me(), at=now()),
        check_link=_check_link,
        drawn=[(payment, standing_of(house_of(db()), payment)) for payment in payments_of_claim(db(), claim.id)],
        decision=issued_decisions(db(), [case]).get(case.decision_id or 0),
        details=confirmed_details(db(), [case]).get(case.organisation_id),
        may_prepare=me().holds(FINANCE),
        faulty=status != 200,
    )
    return page, status


def _check_link(finding: Finding, claim: Claim) -> str:
    """The page on which what a check speaks of can be seen."""
    case = claim.application
    if finding.elsewhere:
        return url_for("cases.show", reference=finding.elsewhere)
    match finding.check.about:
        case "bank":
            return url_for("banks.index")
        case "claim":
            return url_for("claims.show", claim_id=claim.id)
        case "money":
            return url_for("books.index", case=code_of(case))
    return url_for("cases.show", reference=case.reference)


def _waiting() -> list[Waiting]:
    claims = claims_to_pay(db(), me())
    cases = [claim.application for claim in claims]
    decisions, details = issued_decisions(db(), cases), confirmed_details(db(), cases)
    return [Waiting(claim, tuple(_missing(claim, decisions, details))) for claim in claims]


def _missing(claim: Claim, decisions: Container[int], details: Container[int]) -> Iterator[str]:
    if claim.application.decision_id not in decisions:
        yield _("quyết định chưa ban hành")
    if claim.application.organisation_id not in details:
        yield _("tài khoản chưa xác nhận")


def _payment(payment_id: int) -> Payment:
    return found(visible_part(db(), me(), Payment, payment_id))


def _frame(payment: Payment) -> Frame:
    back = url_for(".show", payment_id=payment.id)
    trail = [(_("Thanh toán"), url_for(".index")), (payment.number, back), (_("Bước tiếp theo"), None)]
    return Frame(trail, back, _facts(payment))


def _facts(payment: Payment) -> list[tuple[str, str]]:
    """What whoever takes a step must have in sight: payee, account, amount, year."""
    details = payment.bank_account
    return [
        (_("Số tiền"), money(payment.amount)),
        (_("Người nhận"), details.holder),
        (_("Số tài khoản"), details.number),
        (_("Ngân hàng"), f"{details.bank}, {details.branch}"),
        (_("Năm ngân sách"), str(payment.budget_year)),
        (_("Hồ sơ"), code_of(payment.application)),
    ]
