"""Đối chiếu với Kho bạc: our figures of a year beside the treasury's, kept by two people, and taken away as a table."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions import reconciliation as acts
from nscl_grants.actions.reconciliation import Minutes, our_lines
from nscl_grants.db import ledger
from nscl_grants.db.acts import Proposal
from nscl_grants.db.proposals import names_behind
from nscl_grants.db.reconciliations import lines_of, reconciliations
from nscl_grants.definitions.house import house_of
from nscl_grants.documents.table_file import TableFile
from nscl_grants.domain.actor import ACCOUNT_HOLDER, AUDITOR, CHIEF_ACCOUNTANT, FINANCE
from nscl_grants.domain.forms import read_date
from nscl_grants.domain.money import Money, NotMoney
from nscl_grants.domain.reconciliation import FIGURES
from nscl_grants.domain.refused import Refused
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.errors import status_of
from nscl_grants.web.filters import in_language, word
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell
from nscl_grants.web.table_files import table_answer

bp = Blueprint("reconciliation", __name__, url_prefix="/finance/years/<int:year>/reconciliation")
bp.before_request(require_role(FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, AUDITOR))


@bp.get("")
def show(year: int) -> ResponseReturnValue:
    """Our figures as of a day, room for the treasury's, and what was reconciled before."""
    return _page(year)


@bp.post("")
def take_down(year: int) -> ResponseReturnValue:
    """The accountant enters what the treasury confirmed."""
    form, faults = _form(typed=True), dict[str, str]()
    theirs = _theirs(year, faults)
    if not form.validate() or faults:
        return _page(year, form=form, faults=faults, status=422)
    answers = form.answers
    dated_on, remarks = date.fromisoformat(answers["dated_on"]), answers.get("remarks") or ""
    minutes = Minutes(answers["number"], dated_on, _as_of(year), remarks)
    try:
        acts.take_down(db(), year, theirs, minutes, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return _page(year, form=form, refused=refused, status=status_of(refused))
    tell(_("Đã ghi bảng đối chiếu."), _("Kế toán trưởng xem và xác nhận."))
    return redirect(url_for(".show", year=year), 303)


@bp.post("/<int:proposal_id>/<any(confirm, decline):said>")
def answer(year: int, proposal_id: int, said: str) -> ResponseReturnValue:
    """The chief accountant confirms what stands there, or gives it back."""
    one = _one(year, proposal_id)
    try:
        acts.answer(db(), one, stands=said == "confirm", actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return _page(year, refused=refused, status=status_of(refused))
    tell(_("Đã xác nhận đối chiếu.") if said == "confirm" else _("Đã trả lại bảng đối chiếu; kế toán nhập lại."))
    return redirect(url_for(".show", year=year), 303)


@bp.get("/<int:proposal_id>.<any(csv, xlsx):kind>")
def table(year: int, proposal_id: int, kind: str) -> ResponseReturnValue:
    """Both sides' figures with their differences, for the file of the year."""
    one, plan = _one(year, proposal_id), house_of(db()).plan
    sides = ((_("Sổ của đơn vị"), "ours"), (_("Kho bạc"), "theirs"))
    head = [_("Dòng"), *(f"{word(f'reconciled.{name}')}, {side}" for name in FIGURES for side, _key in sides)]
    file = TableFile(
        title=_("Đối chiếu với Kho bạc năm %(year)s", year=year),
        head=head,
        rows=[
            [
                f"{line.line} {in_language(plan.line(line.line).short)}",
                *(getattr(line, key)[name] for name in FIGURES for _side, key in sides),
            ]
            for line in lines_of(one)
        ],
        notes=[
            _("Số %(number)s, số liệu đến %(day)s", number=one.content["number"], day=one.content["as_of"]),
            _("Mẫu 30, 31: cần đối chiếu mẫu gốc"),
            *([one.reason] if one.reason else []),
        ],
        made_at=one.proposed_at,
    )
    return table_answer(kind, f"doi-chieu-kho-bac-{year}", file)


def _page(
    year: int,
    *,
    form: QuestionForm | None = None,
    faults: Mapping[str, str] | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    if year not in ledger.years(db()).opened:
        abort(404)
    before, house = reconciliations(db(), year), house_of(db())
    waiting = next((one for one in before if one.outcome == "open"), None)
    page = render_template(
        "finance/reconcile.html",
        year=year,
        as_of=_as_of(year),
        ours=our_lines(db(), year, _as_of(year)),
        plan=house.plan,
        figures=FIGURES,
        form=form or _form(),
        faults=faults or {},
        typed=request.form,
        waiting=waiting,
        before=[(one, lines_of(one)) for one in before],
        names=names_behind(db(), before),
        may_write=me().holds(FINANCE) and waiting is None,
        may_answer=me().holds(CHIEF_ACCOUNTANT),
        refused=refused,
        faulty=status != 200,
    )
    return page, status


def _form(*, typed: bool = False) -> QuestionForm:
    return build(
        house_of(db()).form("reconcile"), context=Context(today=today()), typed=request.form if typed else None
    )


def _theirs(year: int, faults: dict[str, str]) -> dict[str, dict[str, Money]]:
    """What was typed of the treasury's figures; what is no amount is a fault beside its field."""
    read: dict[str, dict[str, Money]] = {}
    for line in our_lines(db(), year, _as_of(year)):
        read[line] = {}
        for name in FIGURES:
            field = f"{line}.{name}"
            try:
                read[line][name] = Money.read(request.form.get(field, "").strip() or "-")
            except NotMoney:
                faults[field] = _("Nhập số tiền bằng đồng, ví dụ 50.000.000; không có thì nhập 0.")
    return read


def _as_of(year: int) -> date:
    """The day of the figures: as asked, within what was lived; else the last of the year, or today."""
    newest = min(today(), date(year + 1, 12, 31))
    try:
        asked = read_date(request.values.get("as_of", ""))
    except Refused:
        return min(newest, date(year, 12, 31))
    return min(max(asked, date(year, 1, 1)), newest)


def _one(year: int, proposal_id: int) -> Proposal:
    return found(next((one for one in reconciliations(db(), year) if one.id == proposal_id), None))
