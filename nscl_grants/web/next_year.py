"""Đề xuất dự toán năm sau: line by line, with what explains it and the cases behind it, as a page and as a file."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions.case_lines import case_lines
from nscl_grants.db.cases import SEE_FILED_CASES
from nscl_grants.definitions.house import house_of
from nscl_grants.documents.table_file import Cell, TableFile
from nscl_grants.domain.actor import ACCOUNT_HOLDER, APPROVER, AUDITOR, CHIEF_ACCOUNTANT, FINANCE, PLAN_MANAGER
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.money import total
from nscl_grants.reports.demand import KINDS, asking
from nscl_grants.reports.next_year import Demand, Need, NextYear, next_year
from nscl_grants.web.access import db, me, now, require_role, today
from nscl_grants.web.filters import in_language
from nscl_grants.web.language import _
from nscl_grants.web.moments import AsOf, asked_moment, moment_notes
from nscl_grants.web.naming import about
from nscl_grants.web.next_year_words import explain, title_of
from nscl_grants.web.table_files import table_answer

bp = Blueprint("next_year", __name__, url_prefix="/finance/next-year")
bp.before_request(require_role(FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, PLAN_MANAGER, APPROVER, AUDITOR))


@bp.get("")
def index() -> ResponseReturnValue:
    """The year after this one, as far as the plan goes; as of the moment that the address names."""
    plan, on = house_of(db()).plan, asked_moment().address
    return redirect(url_for(".show", year=min(max(today().year + 1, plan.first_year), plan.last_year), **on))


@bp.get("/<int:year>")
def show(year: int) -> ResponseReturnValue:
    """What each line will need, what the plan gives, and the sentence that explains it; now or at any past moment."""
    as_of = asked_moment()
    return render_template(
        "finance/next_year.html",
        ahead=_ahead(year, as_of),
        as_of=as_of,
        kinds=[(kind, title_of(kind)) for kind in KINDS],
        explain=explain,
        sees_cases=me().holds(*SEE_FILED_CASES),
        may_propose=me().holds(FINANCE, PLAN_MANAGER) and as_of.then is None,
    )


@bp.get("/<int:year>/proposal.<form>")
def file(year: int, form: str) -> ResponseReturnValue:
    """The same as a file."""
    as_of = asked_moment()
    ahead = _ahead(year, as_of)
    table = TableFile(
        title=_("Đề xuất dự toán năm %(year)s", year=year),
        head=(
            *(_("Dòng"), _("Nội dung"), _("Kế hoạch (đồng)"), *(title_of(kind) for kind in KINDS)),
            *(_("Phát sinh mới, ước"), _("Nhu cầu"), _("Dự toán đề xuất"), _("Còn thiếu so với nhu cầu")),
            _("Thuyết minh"),
        ),
        rows=[_cells(need) for need in ahead.needs],
        total=(
            *("", _("Cộng"), ahead.sum("planned")),
            *(ahead.sum_of(kind).amount for kind in KINDS),
            *(ahead.sum("expected"), ahead.sum("demand"), ahead.sum("proposed"), ahead.sum("missing"), ""),
        ),
        notes=moment_notes(as_of),
        made_at=now(),
    )
    return table_answer(form, f"de-xuat-du-toan-{year}", table)


@bp.get("/<int:year>/<line>/<any(awaiting, waiting, in_hand, open, contracts):kind>")
def behind(year: int, line: str, kind: str) -> ResponseReturnValue:
    """The cases or contracts that one figure is made of; they add up to it."""
    house, as_of = house_of(db()), asked_moment()
    chosen = next((each for each in KINDS if each == kind), KINDS[0])
    known = line in {each.key for each in house.plan.lines} and _is_known(year)
    if not known or (chosen != "contracts" and not me().holds(*SEE_FILED_CASES)):
        abort(404)
    rows = asking(db(), me(), line, year, chosen, as_of.then)
    return render_template(
        "finance/next_year_behind.html",
        house=house,
        year=year,
        line=house.plan.line(line),
        kind=chosen,
        name=title_of(chosen),
        rows=rows,
        sum=total([row.cause.amount for row in rows]),
        as_of=as_of,
        about=about,
    )


def _is_known(year: int) -> bool:
    """Whether what is known today can be asked of that year: not of one beyond the next."""
    plan = house_of(db()).plan
    return year in plan.years and year - 1 in plan.years and year <= max(today().year, plan.first_year) + 1


def _ahead(year: int, as_of: AsOf) -> NextYear:
    if not _is_known(year):
        abort(404)
    on: date = legal_date(as_of.then.at) if as_of.then else today()
    return next_year(db(), house_of(db()).plan, year, case_lines=case_lines(db()), on=on, then=as_of.then)


def _cells(need: Need) -> Sequence[Cell]:
    known: list[Demand] = [getattr(need, kind) for kind in KINDS]
    return (
        *(need.line.key, in_language(need.line.short), need.planned),
        *(each.amount for each in known),
        *(need.expected, need.demand, need.proposed, need.missing, explain(need)),
    )
