"""Corrections that two people make: the plan's table, the latest posting of a case, and figures of a closed year.

What is proposed here is answered on the page of proposals (allotments.py).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions import allotments as acts
from nscl_grants.actions.corrections import REVERSED_HERE, changes_to, planned_now
from nscl_grants.db import ledger
from nscl_grants.db.ledger_tables import LedgerPosting
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import ACCOUNT_HOLDER, AUDITOR, CHIEF_ACCOUNTANT, FINANCE, PLAN_MANAGER
from nscl_grants.domain.ledger.accounts import SETTLED
from nscl_grants.domain.money import Money, NotMoney, total
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.vietnamese import clean, clean_lines
from nscl_grants.reports.books import case_named, names_in, posting_by_seq
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.errors import status_of
from nscl_grants.web.filters import word
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell
from nscl_grants.web.whole import whole_or_none

bp = Blueprint("corrections", __name__, url_prefix="/finance/corrections")
bp.before_request(require_role(FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, PLAN_MANAGER, AUDITOR))

Figures = dict[tuple[str, int], str]


@bp.route("/plan", methods=["GET", "POST"])
def plan() -> ResponseReturnValue:
    """The plan's table to be changed figure by figure; what differs becomes the proposal."""
    if not me().holds(FINANCE, PLAN_MANAGER):
        abort(403)
    form = _form("plan_adjustment")
    if request.method != "POST":
        return _plan_page(form)
    try:
        amounts, products = _amounts_typed(), _products_typed()
    except NotMoney as refused:
        return _plan_page(form, refused, 422)
    if not form.validate():
        return _plan_page(form, status=422)
    changes = changes_to(db(), amounts, products)
    moved = total([Money(abs(change["amount"])) for change in changes])
    year = min((change["year"] for change in changes), default=today().year)
    content = {"changes": changes, "year": year, "amount": moved.dong, **_paper(form.answers)}
    return _propose("adjust_plan", content, form, _plan_page)


@bp.route("/reverse/<int:seq>", methods=["GET", "POST"])
def reverse(seq: int) -> ResponseReturnValue:
    """Propose to reverse a posting: what it moved, what goes back, and why."""
    posting = found(posting_by_seq(db(), seq))
    if not me().holds(FINANCE) or posting.kind not in REVERSED_HERE:
        abort(403)
    form = _form("reversal")

    def page(form: QuestionForm, refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
        return _reversal_page(posting, form, refused, status)

    if request.method != "POST":
        return page(form)
    if not form.validate():
        return page(form, status=422)
    shown = names_in(db(), [posting])
    content = {
        "posting": posting.id,
        "seq": posting.seq,
        "kind": posting.kind,
        "case": posting.case_reference,
        "code": shown.codes.get(posting.case_reference, posting.case_reference),
        "year": posting.budget_year,
        "amount": sum(entry.amount for entry in posting.entries if entry.source.unit == "VND"),
        **_paper(form.answers),
    }
    return _propose("reverse", content, form, page)


@bp.route("/adjust", methods=["GET", "POST"])
def adjust() -> ResponseReturnValue:
    """Propose to correct a figure of a closed year, by Mẫu 09."""
    if not me().holds(FINANCE):
        abort(403)
    form = _form("adjustment")
    if request.method != "POST":
        return _adjust_page(form)
    if not form.validate():
        return _adjust_page(form, status=422)
    answers = form.answers
    content = {
        "line": answers["line"],
        "year": int(answers["year"]),
        "wrong_case": case_named(db(), answers["wrong"]),
        "wrong_place": answers["wrong_place"],
        "right_case": case_named(db(), answers["right"]),
        "right_place": answers["right_place"],
        "wrong_named": answers["wrong"],
        "right_named": answers["right"],
        "amount": answers["amount"],
        **_paper(answers),
    }
    return _propose("adjust", content, form, _adjust_page)


def _propose(kind: str, content: Mapping[str, Any], form: QuestionForm, page: Any) -> ResponseReturnValue:
    try:
        made = acts.propose_correction(
            db(), kind, content, reason=form.answers["reason"], actor=me(), at=now(), act=posted_act()
        )
    except Refused as refused:
        answer: ResponseReturnValue = page(form, refused, status_of(refused))
        return answer
    tell(_("Đã gửi đề xuất."), _("Số liệu chưa thay đổi; kế toán trưởng xác nhận rồi sổ mới ghi."))
    if made is None:
        return redirect(url_for("allotments.index"), 303)
    return redirect(url_for("allotments.show", proposal_id=made.id), 303)


def _plan_page(form: QuestionForm, refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    table = {line.key: line for line in planned_now(db())}
    page = render_template(
        "finance/correct_plan.html",
        plan=house_of(db()).plan,
        table=table,
        sums={
            year: total([line.years[year] for line in table.values() if year in line.years])
            for year in house_of(db()).plan.years
        },
        open_years=[year for year in ledger.years(db()).open if year >= today().year],
        typed=request.form,
        form=form,
        refused=refused,
        faulty=status != 200,
    )
    return page, status


def _reversal_page(
    posting: LedgerPosting, form: QuestionForm, refused: Refused | None, status: int
) -> ResponseReturnValue:
    page = render_template(
        "finance/reverse.html",
        posting=posting,
        names=names_in(db(), [posting]),
        form=form,
        refused=refused,
        faulty=status != 200,
    )
    return page, status


def _adjust_page(form: QuestionForm, refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "finance/adjust.html",
        form=form,
        closed=sorted(ledger.years(db()).closed),
        refused=refused,
        faulty=status != 200,
    )
    return page, status


def _form(name: str) -> QuestionForm:
    plan = house_of(db()).plan
    context = Context(
        choices={
            "lines": {
                line.key: Text(f"{line.key} {line.short.vi}", f"{line.key} {line.short.en}") for line in plan.lines
            },
            "years": {str(year): Text(str(year), str(year)) for year in sorted(ledger.years(db()).closed)},
            "places": {str(place): Text(word(f"money.{place}"), word(f"money.{place}")) for place in SETTLED},
        },
        today=today(),
    )
    return build(house_of(db()).form(name), context=context, typed=request.form if request.method == "POST" else None)


def _paper(answers: Mapping[str, Any]) -> dict[str, str]:
    return {
        "number": clean(answers["number"]),
        "dated_on": date.fromisoformat(answers["dated_on"]).isoformat(),
        "said": clean_lines(answers["reason"]),
    }


def _amounts_typed() -> dict[tuple[str, int], Money]:
    return {key: Money.read(typed) if typed else Money(0) for key, typed in _typed("plan").items()}


def _products_typed() -> dict[tuple[str, int], int]:
    read = {key: whole_or_none(count or "0") for key, count in _typed("products").items()}
    return {key: count for key, count in read.items() if count is not None}


def _typed(prefix: str) -> Figures:
    """What stands in the cells of the table that the page showed, empty ones too."""
    plan, typed = house_of(db()).plan, request.form
    names = {(line.key, year): f"{prefix}.{line.key}.{year}" for line in plan.lines for year in plan.years}
    return {key: typed[name].strip()[:20] for key, name in names.items() if name in typed}
