"""Đợt chi: payments put together, checked, authorised and sent as one; its list as paper and as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions import batches as acts
from nscl_grants.actions.accounts import PasswordIsAnother
from nscl_grants.actions.payments import confirm_identity
from nscl_grants.actions.throttle import TooManyTries
from nscl_grants.db.batches import batches, hidden_from, live, payments_ticked, payments_to_gather
from nscl_grants.db.papers import papers_of_batches
from nscl_grants.db.payments import Payment, PaymentBatch
from nscl_grants.definitions.house import house_of
from nscl_grants.documents.table_file import Cell, TableFile
from nscl_grants.domain.actor import ACCOUNT_HOLDER, AUDITOR, CHIEF_ACCOUNTANT, FINANCE
from nscl_grants.domain.money import total
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.vietnamese import clean_lines
from nscl_grants.domain.workflow import State, Transition
from nscl_grants.reports.batches import BatchSheet, batch_sheet, batch_sheets
from nscl_grants.web.access import db, handles_payments, me, now, posted_act, require_role, today
from nscl_grants.web.clock import real_moment
from nscl_grants.web.devices import browser_for
from nscl_grants.web.errors import status_of
from nscl_grants.web.filters import in_language, last_four, money, sentence
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _, ngettext
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell
from nscl_grants.web.naming import code_of
from nscl_grants.web.paging import page_by_id
from nscl_grants.web.session import visit
from nscl_grants.web.table_files import table_answer
from nscl_grants.web.whole import whole

bp = Blueprint("batches", __name__, url_prefix="/finance/batches")
bp.before_request(require_role(FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, AUDITOR))


@dataclass(frozen=True, slots=True)
class Possible:
    """A step that the whole batch could take now, by this person."""

    trigger: str
    transition: Transition


@bp.get("")
def index() -> ResponseReturnValue:
    """The batches, and the prepared payments that are in none."""
    return _index_page()


@bp.post("")
def gather() -> ResponseReturnValue:
    """Put the ticked payments into a new batch."""
    ticked = set(request.form.getlist("payment", type=whole))
    chosen = payments_ticked(db(), me(), ticked)
    if len(chosen) < len(ticked):
        abort(404)
    remarks = clean_lines(request.form.get("remarks", ""))[:500]
    try:
        made = acts.gather(db(), chosen, remarks=remarks, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return _index_page(refused, status_of(refused), ticked)
    if made is None:
        return redirect(url_for(".index"), 303)
    tell(_("Đã lập đợt chi %(number)s.", number=made.number), _("Kế toán trưởng kiểm tra cả đợt."))
    return redirect(url_for(".show", batch_id=made.id), 303)


@bp.get("/<int:batch_id>")
def show(batch_id: int) -> ResponseReturnValue:
    """One batch: its payments, its sum beside the ledger's, and the steps that it can take."""
    return _page(batch_sheet(db(), _batch(batch_id)))


@bp.post("/<int:batch_id>/take-out")
def take_out(batch_id: int) -> ResponseReturnValue:
    """Let one payment go its own way."""
    batch = _batch(batch_id)
    payment = found(db().get(Payment, request.form.get("payment", type=whole) or 0))
    try:
        acts.take_out(db(), batch, payment, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return _page(batch_sheet(db(), batch), refused, status_of(refused))
    tell(_("Đã đưa chứng từ %(number)s ra khỏi đợt chi.", number=payment.number))
    return redirect(url_for(".show", batch_id=batch_id), 303)


@bp.route("/<int:batch_id>/<trigger>", methods=["GET", "POST"])
def step(batch_id: int, trigger: str) -> ResponseReturnValue:
    """One step for every payment of the batch; whoever authorises says their password again."""
    sheet = _whole_sheet(batch_id)
    possible = next((each for each in _possible(sheet) if each.trigger == trigger), None)
    if trigger not in acts.STEPS:
        abort(404)
    if possible is None and request.method != "POST":
        return redirect(url_for(".show", batch_id=batch_id), 303)
    transition = possible.transition if possible else _transition(trigger)
    form = _form(transition)
    if request.method != "POST":
        return _step_page(sheet, transition, form)
    if form is not None and not form.validate():
        return _step_page(sheet, transition, form, status=422)
    return _take(sheet, transition, form)


@bp.get("/<int:batch_id>/list.<form>")
def payees(batch_id: int, form: str) -> ResponseReturnValue:
    """Danh sách thanh toán: as a paper, or as a file for a spreadsheet or the bank."""
    sheet = _whole_sheet(batch_id)
    name = sheet.batch.number.replace("Đ", "D")
    if form == "pdf":
        # The worker makes it when the batch is put together, with its code to be checked by.
        printed = papers_of_batches(db(), [batch_id])
        return redirect(url_for("papers.show", paper_id=printed[-1].id)) if printed else abort(404)
    return table_answer(form, name, _table(sheet))


def _take(sheet: BatchSheet, transition: Transition, form: QuestionForm | None) -> ResponseReturnValue:
    held = visit().held
    assert held is not None, "the blueprint asks for a role"
    batch_id, number = sheet.batch.id, sheet.batch.number
    answers, seen, act = (form.answers if form else {}), request.form.get("seen", ""), posted_act()
    if transition.trigger == "authorise":
        try:
            password = request.form.get("password", "")
            confirm_identity(db(), held, password, browser_for(held.email), at=real_moment(), dated=now())
        except (PasswordIsAnother, TooManyTries) as refused:
            again = batch_sheet(db(), _batch(batch_id))
            return _step_page(again, transition, form, status=status_of(refused), wrong_password=sentence(refused))
    try:
        acts.step_batch(
            db(),
            _batch(batch_id),
            transition.trigger,
            actor=me(),
            at=now(),
            act=act,
            answers=answers,
            seen=seen,
        )
    except Refused as refused:
        again = batch_sheet(db(), _batch(batch_id))
        return _step_page(again, transition, form, refused=refused, status=status_of(refused))
    tell(f"{in_language(transition.label)}: {number}.")
    return redirect(url_for(".show", batch_id=batch_id), 303)


def _index_page(
    refused: Refused | None = None, status: int = 200, ticked: set[int] | None = None
) -> ResponseReturnValue:
    waiting, page = payments_to_gather(db(), me()), page_by_id(partial(batches, db()))
    shown = render_template(
        "payments/batches.html",
        sheets=batch_sheets(db(), page.rows),
        page=page,
        waiting=waiting,
        waiting_sum=total([payment.amount for payment in waiting]),
        ticked=ticked if ticked is not None else {payment.id for payment in waiting},
        may_gather=me().holds(FINANCE),
        state_named=_state_named,
        code_of=code_of,
        refused=refused,
        faulty=status != 200,
    )
    return shown, status


def _page(sheet: BatchSheet, refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    hidden = hidden_from(db(), me(), sheet.payments)
    page = render_template(
        "payments/batch.html",
        sheet=sheet,
        hidden=hidden,
        possible=[] if hidden else _possible(sheet),
        may_take_out=me().holds(FINANCE),
        state_named=_state_named,
        code_of=code_of,
        refused=refused,
    )
    return page, status


def _step_page(
    sheet: BatchSheet,
    transition: Transition,
    form: QuestionForm | None,
    *,
    refused: Refused | None = None,
    status: int = 200,
    wrong_password: str = "",
) -> ResponseReturnValue:
    concerned = live(sheet.payments)
    amount = total([payment.amount for payment in concerned])
    question = ngettext(
        "%(step)s: %(num)d chứng từ, %(amount)s?",
        "%(step)s: %(num)d chứng từ, %(amount)s?",
        len(concerned),
        step=in_language(transition.label),
        amount=money(amount),
    )
    page = render_template(
        "payments/batch_step.html",
        sheet=sheet,
        concerned=concerned,
        amount=amount,
        transition=transition,
        question=question,
        form=form,
        seen=request.form.get("seen") if status == 422 else None,
        stamp=acts.stamp(concerned),
        asks_password=transition.trigger == "authorise",
        wrong_password=wrong_password,
        code_of=code_of,
        refused=refused,
        faulty=status != 200,
    )
    return page, status


def _possible(sheet: BatchSheet) -> list[Possible]:
    """The steps for which every payment of the batch is ready and that belong to a role of the reader."""
    concerned, roles = live(sheet.payments), me().roles
    if not concerned:
        return []
    ready = []
    for trigger in acts.STEPS:
        rows = [_row_for(payment, trigger, roles) for payment in concerned]
        if all(rows) and rows[0] is not None:
            ready.append(Possible(trigger, rows[0]))
    return ready


def _row_for(payment: Payment, trigger: str, roles: frozenset[str]) -> Transition | None:
    life = house_of(db()).workflow_of(payment)
    rows = (row for row in life.leading_from(payment.state) if row.trigger == trigger)
    return next((row for row in rows if not row.by.isdisjoint(roles)), None)


def _transition(trigger: str) -> Transition:
    life = house_of(db()).workflow("payment")
    return next(row for row in life.transitions if row.trigger == trigger)


def _form(transition: Transition) -> QuestionForm | None:
    if transition.form is None:
        return None
    typed = request.form if request.method == "POST" else None
    return build(house_of(db()).form(transition.form), context=Context(today=today()), typed=typed)


def _table(sheet: BatchSheet) -> TableFile:
    head = ("STT", "Số chứng từ", "Mã hồ sơ", "Đối tượng thụ hưởng", "Mã số thuế", "Số tài khoản")
    return TableFile(
        title=f"Danh sách thanh toán {sheet.batch.number}",
        head=(*head, "Ngân hàng", "Số tiền (đồng)"),
        rows=[_cells(nth, payment) for nth, payment in enumerate(sheet.listed, 1)],
        total=("", "Tổng cộng", "", "", "", "", "", sheet.sum),
        notes=(f"Năm ngân sách {sheet.batch.budget_year}",),
        made_at=sheet.batch.made_at,
    )


def _cells(nth: int, payment: Payment) -> Sequence[Cell]:
    bank, organisation = payment.bank_account, payment.application.organisation
    place = f"{bank.bank}, {bank.branch}"
    return (
        nth,
        payment.number,
        code_of(payment.application),
        bank.holder,
        organisation.tax_code,
        bank.number if handles_payments() else last_four(bank.number),
        place,
        payment.amount,
    )


def _whole_sheet(batch_id: int) -> BatchSheet:
    """The batch for those who may see all of it; for others its list and its steps do not exist."""
    sheet = batch_sheet(db(), _batch(batch_id))
    if hidden_from(db(), me(), sheet.payments):
        abort(404)
    return sheet


def _batch(batch_id: int) -> PaymentBatch:
    return found(db().get(PaymentBatch, batch_id))


def _state_named(name: str) -> State:
    return house_of(db()).workflow("payment").states[name]
