"""Đề xuất dự toán năm sau: line by line, with what explains it, as a page and as a file."""

from collections.abc import Sequence

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.definitions.house import house_of
from nscl_grants.documents.table_file import Cell, TableFile
from nscl_grants.domain.actor import ACCOUNT_HOLDER, APPROVER, AUDITOR, CHIEF_ACCOUNTANT, FINANCE, PLAN_MANAGER
from nscl_grants.reports.next_year import Need, NextYear, next_year
from nscl_grants.web.access import db, me, now, require_role, today
from nscl_grants.web.filters import in_language, money
from nscl_grants.web.language import _, ngettext
from nscl_grants.web.table_files import table_answer

bp = Blueprint("next_year", __name__, url_prefix="/finance/next-year")
bp.before_request(require_role(FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, PLAN_MANAGER, APPROVER, AUDITOR))


@bp.get("")
def index() -> ResponseReturnValue:
    """The year after this one, as far as the plan goes."""
    plan = house_of(db()).plan
    return redirect(url_for(".show", year=min(max(today().year + 1, plan.first_year), plan.last_year)))


@bp.get("/<int:year>")
def show(year: int) -> ResponseReturnValue:
    """What each line will need, what the plan gives, and the sentence that explains it."""
    return render_template(
        "finance/next_year.html",
        ahead=_ahead(year),
        plan=house_of(db()).plan,
        explain=_explain,
        may_propose=me().holds(FINANCE, PLAN_MANAGER),
    )


@bp.get("/<int:year>/proposal.<form>")
def file(year: int, form: str) -> ResponseReturnValue:
    """The same as a file."""
    ahead = _ahead(year)
    table = TableFile(
        title=_("Đề xuất dự toán năm %(year)s", year=year),
        head=(
            *(_("Dòng"), _("Nội dung"), _("Kế hoạch (đồng)"), _("Chờ bố trí kinh phí"), _("Danh sách chờ")),
            *(
                _("Đang thẩm định, đề nghị"),
                _("Đã duyệt, chưa chi"),
                _("Dự toán đề xuất"),
                _("Còn thiếu so với nhu cầu"),
            ),
            _("Thuyết minh"),
        ),
        rows=[_cells(need) for need in ahead.needs],
        total=(
            *("", _("Cộng"), ahead.sum("planned"), ahead.sum_of("awaiting").amount, ahead.sum_of("waiting").amount),
            *(ahead.sum_of("in_hand").amount, ahead.sum_of("open").amount, ahead.sum("proposed")),
            *(ahead.sum("missing"), ""),
        ),
        made_at=now(),
    )
    return table_answer(form, f"de-xuat-du-toan-{year}", table)


def _ahead(year: int) -> NextYear:
    plan = house_of(db()).plan
    if year not in plan.years or year - 1 not in plan.years:
        abort(404)
    return next_year(db(), plan, year)


def _cells(need: Need) -> Sequence[Cell]:
    return (
        *(need.line.key, in_language(need.line.short), need.planned, need.awaiting.amount, need.waiting.amount),
        *(need.in_hand.amount, need.open.amount, need.proposed, need.missing, _explain(need)),
    )


def _explain(need: Need) -> str:
    """The sentence that goes with the figure."""
    said = [_("Theo kế hoạch %(amount)s.", amount=money(need.planned)) if need.planned else _("Kế hoạch không bố trí.")]
    if need.awaiting.count:
        said.append(
            ngettext(
                "%(num)d hồ sơ đã duyệt chờ bố trí kinh phí: %(amount)s.",
                "%(num)d hồ sơ đã duyệt chờ bố trí kinh phí: %(amount)s.",
                need.awaiting.count,
                amount=money(need.awaiting.amount),
            )
        )
    if need.waiting.count:
        said.append(
            ngettext(
                "%(num)d hồ sơ trong danh sách chờ: %(amount)s.",
                "%(num)d hồ sơ trong danh sách chờ: %(amount)s.",
                need.waiting.count,
                amount=money(need.waiting.amount),
            )
        )
    if need.in_hand.count:
        said.append(
            ngettext(
                "%(num)d hồ sơ đang giải quyết, đề nghị %(amount)s.",
                "%(num)d hồ sơ đang giải quyết, đề nghị %(amount)s.",
                need.in_hand.count,
                amount=money(need.in_hand.amount),
            )
        )
    if need.open.count:
        said.append(
            ngettext(
                "%(num)d hồ sơ năm trước đã duyệt, chưa chi: %(amount)s; chi trong năm hoặc chuyển nguồn.",
                "%(num)d hồ sơ năm trước đã duyệt, chưa chi: %(amount)s; chi trong năm hoặc chuyển nguồn.",
                need.open.count,
                amount=money(need.open.amount),
            )
        )
    if need.average:
        said.append(_("Bình quân đã chi mỗi năm %(amount)s.", amount=money(need.average)))
    if need.missing:
        said.append(_("Thiếu %(amount)s; cần điều chỉnh kế hoạch.", amount=money(need.missing)))
    return " ".join(said)
