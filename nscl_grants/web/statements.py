"""Sao kê: a statement of the treasury is read, its rows are matched with payments, and the ticked ones are booked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions import statements as acts
from nscl_grants.db.batches import BankStatement, payments_on_their_way, statements
from nscl_grants.db.payments import Payment
from nscl_grants.domain.actor import ACCOUNT_HOLDER, AUDITOR, CHIEF_ACCOUNTANT, FINANCE
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.statement import Match, Row, Sent, match_rows
from nscl_grants.domain.two_people import check_role
from nscl_grants.outside.sniffing import FileIsEmpty
from nscl_grants.web.access import db, me, now, posted_act, require_role
from nscl_grants.web.errors import status_of
from nscl_grants.web.file_rows import uploads_storage
from nscl_grants.web.filters import sentence
from nscl_grants.web.language import _, ngettext
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell
from nscl_grants.web.naming import code_of
from nscl_grants.web.paging import page_by_id

bp = Blueprint("statements", __name__, url_prefix="/finance/statements")
bp.before_request(require_role(FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, AUDITOR))


@dataclass(frozen=True, slots=True)
class Refusal:
    """A ticked row that could not be booked, and why."""

    n: int
    why: str


@bp.get("")
def index() -> ResponseReturnValue:
    """The statements that were read, and the way to read another."""
    return _index_page()


@bp.post("")
def upload() -> ResponseReturnValue:
    """Read a statement; nothing is booked yet."""
    sent = request.files.get("file")
    act = posted_act()
    try:
        if sent is None or not sent.filename:
            raise FileIsEmpty(_("Sao kê"))
        made = acts.read_statement(db(), uploads_storage(), sent.stream, sent.filename, actor=me(), at=now(), act=act)
    except Refused as refused:
        return _index_page(refused, status_of(refused))
    return redirect(url_for(".show", statement_id=made.id) if made else url_for(".index"), 303)


@bp.get("/<int:statement_id>")
def show(statement_id: int) -> ResponseReturnValue:
    """Which row answers which payment, and which rows answer none; nothing is booked by looking."""
    return _page(_statement(statement_id))


@bp.post("/<int:statement_id>")
def book(statement_id: int) -> ResponseReturnValue:
    """Book the ticked rows that match, one after the other; the rest is left as it is."""
    statement, act = _statement(statement_id), posted_act()
    check_role(me(), acts.READ, FINANCE)
    ticked = set(request.form.getlist("row"))
    payments = _payments(statement)
    chosen = [match for match in _matches(statement, payments) if str(match.row.n) in ticked]
    booked, refusals = 0, []
    for match in chosen:
        if match.verdict != "matched" or match.payment is None:
            continue
        try:
            acts.answer(db(), statement, match.row, payments[match.payment], actor=me(), at=now(), act=act)
            booked += 1
        except Refused as refused:
            refusals.append(Refusal(match.row.n, sentence(refused)))
    if refusals or not booked:
        return _page(_statement(statement_id), refusals, booked, 422 if refusals or not ticked else 200)
    tell(ngettext("Đã ghi %(num)d dòng sao kê.", "Đã ghi %(num)d dòng sao kê.", booked), _("Các dòng khác giữ nguyên."))
    return redirect(url_for(".show", statement_id=statement_id), 303)


def _index_page(refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    page = page_by_id(partial(statements, db()))
    shown = render_template(
        "payments/statements.html",
        statements=page.rows,
        page=page,
        may_read=me().holds(FINANCE),
        refused=refused,
        faulty=status != 200,
    )
    return shown, status


def _page(
    statement: BankStatement, refusals: Sequence[Refusal] = (), booked: int = 0, status: int = 200
) -> ResponseReturnValue:
    payments = _payments(statement)
    matches = _matches(statement, payments)
    named = {match.payment for match in matches}
    page = render_template(
        "payments/statement.html",
        statement=statement,
        fitting=[match for match in matches if match.verdict == "matched"],
        others=[match for match in matches if match.verdict != "matched"],
        silent=[each for each in payments.values() if each.state == "sent" and each.id not in named],
        payments=payments,
        may_book=me().holds(FINANCE),
        code_of=code_of,
        refusals=refusals,
        booked=booked,
        nothing_ticked=status == 422 and not refusals,
        faulty=status != 200,
    )
    return page, status


def _matches(statement: BankStatement, payments: Mapping[int, Payment]) -> tuple[Match, ...]:
    sent = [Sent(each.id, each.number, each.bank_account.number, each.amount, each.state) for each in payments.values()]
    return match_rows([Row.from_json(kept) for kept in statement.rows], sent)


def _payments(statement: BankStatement) -> Mapping[int, Payment]:
    """What it may speak of: all that the treasury has, and what it answered since the year before the statement."""
    found = payments_on_their_way(db(), me(), statement.uploaded_at.year - 1)
    return {payment.id: payment for payment in found}


def _statement(statement_id: int) -> BankStatement:
    return found(db().get(BankStatement, statement_id))
