"""Decisions that were made: what waits for its number, and the list of what has it."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from nscl_grants.db.cases import SEE_FILED_CASES
from nscl_grants.db.decisions import KINDS, Decision
from nscl_grants.db.saved_views import views_of
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.money import Money, total
from nscl_grants.reports.decision_list import (
    ListedDecision,
    WantedDecisions,
    all_decisions,
    decisions_wanted,
    key_of,
    listed,
)
from nscl_grants.reports.decisions import decisions_to_issue
from nscl_grants.web.access import db, me, require_role, today
from nscl_grants.web.asked import asked, kept_query, query_of
from nscl_grants.web.columns import Column, Columns, heads_of, laid, lines_of
from nscl_grants.web.filters import word
from nscl_grants.web.kept_views import keep_or_forget
from nscl_grants.web.language import _, lazy, ngettext
from nscl_grants.web.paging import Page, asked_place, page_of
from nscl_grants.web.streamed_table import Kind, streamed
from nscl_grants.web.whole import whole

LIST = "decisions"
ASKED = ("q", "kind", "year", "col")
MOST_NAMES = 3

bp = Blueprint("decision_lists", __name__)
bp.before_request(require_role(*SEE_FILED_CASES))


def sum_of(decision: Decision) -> Money:
    """What it awards in all."""
    return total([row.amount for row in decision.rows])


def who(one: ListedDecision) -> str:
    """The organisations that it is about: the first few by name."""
    names, more = "; ".join(one.names[:MOST_NAMES]), len(one.names) - MOST_NAMES
    others = ngettext("và %(num)d đơn vị khác", "và %(num)d đơn vị khác", more)
    return f"{names} {others}" if more > 0 else names


_EVERY: tuple[Column[ListedDecision], ...] = (
    Column("day", lazy("Ngày"), "day", lambda house, one, today: one.decision.issued_on),
    Column("kind", lazy("Loại"), "text", lambda house, one, today: word(f"decision.{one.decision.kind}")),
    Column(
        "who",
        lazy("Đơn vị"),
        "text",
        lambda house, one, today: "; ".join(one.names),
        lambda house, one, today: who(one),
    ),
    Column("cases", lazy("Hồ sơ"), "number", lambda house, one, today: len(one.decision.rows)),
    Column("sum", lazy("Tổng duyệt"), "money", lambda house, one, today: sum_of(one.decision)),
    Column("made", lazy("Ngày lập"), "day", lambda house, one, today: one.decision.made_at),
    Column("remarks", lazy("Ghi chú"), "text", lambda house, one, today: one.decision.remarks),
)
COLUMNS = Columns(_EVERY, frozenset({"day", "kind", "who", "cases", "sum"}))


@bp.get("/decisions/made")
def made() -> ResponseReturnValue:
    """What waits for its number, and what has it, the last issued first, fifty a page."""
    house, wanted, place = house_of(db()), _wanted(), asked_place()
    try:
        found = decisions_wanted(db(), me(), wanted, after=place.key, backwards=place.backwards)
    except (ValueError, TypeError, IndexError):
        raise BadRequest() from None
    page: Page[ListedDecision] = page_of(found, place, key_of)
    is_narrowed = bool(asked(ASKED[:-1]))
    waiting = decisions_to_issue(db()) if place.key is None and not is_narrowed else ()
    return render_template(
        "decisions/made.html",
        to_issue=[(each.decision, sum_of(each.decision), who(each)) for each in listed(db(), me(), waiting)],
        page=page,
        laid=laid(COLUMNS, request.args.getlist("col"), house, page.rows, today()),
        wanted=wanted,
        kinds={kind: word(f"decision.{kind}") for kind in KINDS},
        years=house.plan.years,
        is_narrowed=is_narrowed,
        query=query_of(ASKED),
        kept=views_of(db(), me().person_id, LIST),
    )


@bp.get("/decisions/made.<any(csv, xlsx):kind>")
def export(kind: Kind) -> ResponseReturnValue:
    """The whole list as it is filtered and laid out, as a file."""
    columns = COLUMNS.chosen(request.args.getlist("col"))
    heads = heads_of(_("Số, ký hiệu"), columns)
    rows = lines_of(
        columns, house_of(db()), all_decisions(db(), me(), _wanted()), today(), lambda one: one.decision.number
    )
    return streamed(kind, f"quyet-dinh-{today().isoformat()}", heads, rows)


@bp.post("/decisions/made/views")
def keep() -> ResponseReturnValue:
    """Keep the list as it is filtered and laid out under a name, or take a kept one away."""
    return keep_or_forget(LIST, url_for(".made"), kept_query(ASKED, request.form.get("query", "")))


def _wanted() -> WantedDecisions:
    args = request.args
    year = args.get("year", type=whole)
    return WantedDecisions(
        search=args.get("q", "").strip()[:200],
        kind=args["kind"] if args.get("kind") in KINDS else "",
        year=year if year in house_of(db()).plan.years else None,
    )
