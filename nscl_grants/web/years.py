"""The end of a budget year, guided: what is under way and whose turn it is, then the acts in their order."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions import years as acts
from nscl_grants.actions.years import CarryOver, NotACount
from nscl_grants.db import ledger
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import ACCOUNT_HOLDER, AUDITOR, CHIEF_ACCOUNTANT, FINANCE
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.money import Money, NotMoney
from nscl_grants.domain.refused import Refused
from nscl_grants.reports.year_checklist import Open, milestones
from nscl_grants.reports.year_end import YearEnd, year_end
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.errors import status_of
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _, ngettext
from nscl_grants.web.messages import tell

bp = Blueprint("years", __name__, url_prefix="/finance/years")
bp.before_request(require_role(FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, AUDITOR))


@bp.get("/<int:year>")
def show(year: int) -> ResponseReturnValue:
    """What keeps the year open, and the way to its end."""
    return _page(year)


@bp.post("/<int:year>/carry-over")
def carry_over(year: int) -> ResponseReturnValue:
    """Take the chosen cases and free money over by decision."""
    form = _form(typed=True)
    try:
        free, products = _free_typed(year), _products_typed(year)
    except (NotMoney, NotACount) as refused:
        return _page(year, refused, 422, form)
    if not form.validate():
        return _page(year, status=422, form=form)
    answers = form.answers
    wish = CarryOver(
        number=answers["number"],
        dated_on=date.fromisoformat(answers["dated_on"]),
        cases=request.form.getlist("case"),
        free=free,
        products=products,
    )
    try:
        acts.carry_over(db(), year, wish, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return _page(year, refused, status_of(refused), form)
    tell(_("Đã ghi chuyển nguồn theo quyết định %(number)s.", number=wish.number), _("Tiền nằm ở năm sau, cùng hồ sơ."))
    return redirect(url_for(".show", year=year), 303)


@bp.route("/<int:year>/release", methods=["GET", "POST"])
def release(year: int) -> ResponseReturnValue:
    """The question before what no decision carried over is let go, and the letting go."""
    if request.method != "POST":
        return _release_page(year)
    try:
        count = acts.release_uncarried(db(), year, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return _release_page(year, refused, status_of(refused))
    said = ngettext("Đã giải phóng %(num)d hồ sơ.", "Đã giải phóng %(num)d hồ sơ.", count or 0)
    tell(said, _("Hồ sơ đã duyệt chuyển sang chờ bố trí kinh phí."))
    return redirect(url_for(".show", year=year), 303)


@bp.route("/<int:year>/close", methods=["GET", "POST"])
def close(year: int) -> ResponseReturnValue:
    """The question before the year is closed for good, and the closing."""
    if request.method != "POST":
        return _close_page(year)
    try:
        acts.close(db(), year, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return _close_page(year, refused, status_of(refused))
    tell(_("Đã khóa sổ năm %(year)s.", year=year), _("Phần còn lại chưa phân bổ đã hủy dự toán."))
    return redirect(url_for("finance.show", year=year), 303)


def _page(
    year: int, refused: Refused | None = None, status: int = 200, form: QuestionForm | None = None
) -> ResponseReturnValue:
    end, house = _end(year), house_of(db())
    page = render_template(
        "finance/year.html",
        end=end,
        plan=house.plan,
        steps=milestones(db(), house.plan, end, today()),
        link_of=_link_of,
        to_carry=end.of(Place.COMMITTED, Place.DUE),
        waiting=end.of(Place.HELD, Place.RESERVED, Place.IN_TRANSIT),
        chosen=set(request.form.getlist("case")),
        typed=request.form,
        is_last=year + 1 not in ledger.years(db()).opened,
        may_act=me().holds(CHIEF_ACCOUNTANT) and end.is_open and end.is_over,
        form=form or _form(),
        refused=refused,
        faulty=status != 200,
    )
    return page, status


def _link_of(one: Open, year: int) -> str:
    """The page on which that is done."""
    match one.what:
        case "proposals":
            return url_for("allotments.index")
        case "unprepared":
            return url_for("payments.index")
        case "contracts_unpaid":
            return url_for("science.index")
        case "unsent":
            return url_for("payments.index", state=["prepared", "checked", "authorised"])
        case "unanswered":
            return url_for("payments.index", state="sent")
        case "held":
            return url_for("decisions.compose")
        case "awaiting":
            return url_for("finance.awaiting")
        case "differs":
            return url_for("books.verify", run="1")
        case "unreconciled":
            return url_for("reconciliation.show", year=year)
        case "advances":
            return url_for("finance.behind", line=one.line, year=year, place=Place.ADVANCED)
    return "#s2" if one.what == "uncarried" else "#s4"


def _release_page(year: int, refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    end = _end(year)
    page = render_template(
        "finance/release_year.html",
        end=end,
        committed=end.of(Place.COMMITTED),
        held=end.of(Place.HELD),
        refused=refused,
        faulty=status != 200,
    )
    return page, status


def _close_page(year: int, refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    page = render_template("finance/close_year.html", end=_end(year), refused=refused, faulty=status != 200)
    return page, status


def _end(year: int) -> YearEnd:
    if year not in ledger.years(db()).opened:
        abort(404)
    return year_end(db(), year, today())


def _form(*, typed: bool = False) -> QuestionForm:
    part = house_of(db()).form("carry_over")
    return build(part, context=Context(today=today()), typed=request.form if typed else None)


def _free_typed(year: int) -> Mapping[str, Money]:
    """The free money to carry, line by line; an empty field carries nothing."""
    typed: dict[str, Any] = {line: request.form.get(f"free.{line}", "").strip() for line in _end(year).lines}
    return {line: Money.read(amount) for line, amount in typed.items() if amount}


def _products_typed(year: int) -> Mapping[str, int]:
    typed = {line: request.form.get(f"products.{line}", "").strip() for line in _end(year).lines}
    for line, count in typed.items():
        if count and not (count.isascii() and count.isdigit() and len(count) < 5):
            raise NotACount(line, count[:40])
    return {line: int(count) for line, count in typed.items() if count}
