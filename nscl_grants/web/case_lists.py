"""Lists of cases: searched and filtered by what the address says, taken away as files, and kept as views."""

from dataclasses import replace
from datetime import date, datetime, time

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from nscl_grants.db.applications import Application
from nscl_grants.db.case_lists import ORDERS, PAGE_ROWS, Wanted, all_wanted, cases_wanted, key_of
from nscl_grants.db.cases import SEE_FILED_CASES
from nscl_grants.db.people import people_holding
from nscl_grants.db.saved_views import views_of
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.actor import APPROVER, AUDITOR, CLERK, FINANCE, INTAKE, REVIEWER
from nscl_grants.domain.calendar import ICT
from nscl_grants.reports.queue import queues
from nscl_grants.web.access import db, me, require_role, today
from nscl_grants.web.asked import kept_query, query_of
from nscl_grants.web.case_columns import COLUMNS
from nscl_grants.web.columns import heads_of, laid, lines_of
from nscl_grants.web.filters import in_language
from nscl_grants.web.kept_views import keep_or_forget
from nscl_grants.web.language import _, lazy
from nscl_grants.web.naming import about
from nscl_grants.web.nav import Tab
from nscl_grants.web.paging import Page, Place, asked_place, page_of
from nscl_grants.web.streamed_table import Kind, streamed
from nscl_grants.web.whole import whole, whole_or_none

LIST = "cases"
ASKED = ("q", "state", "procedure", "line", "reviewer", "year", "late", "order", "col")
"""All that the address of a list may say, apart from the page."""

bp = Blueprint("lists", __name__)
bp.before_request(require_role(*SEE_FILED_CASES))

TABS = (
    Tab(
        "lists.cases",
        lazy("Hồ sơ"),
        "staff",
        rank=20,
        roles=frozenset(SEE_FILED_CASES),
        covers=("cases", "claims", "intake_claims"),
    ),
    Tab("lists.waitlist", lazy("Danh sách chờ"), "staff", rank=30, roles=frozenset({REVIEWER, APPROVER, AUDITOR})),
)
READY_VIEWS: tuple[tuple[frozenset[str], str, str], ...] = (
    (frozenset({INTAKE}), lazy("Chờ tiếp nhận"), "state=submitted"),
    (frozenset({INTAKE, REVIEWER}), lazy("Chờ bổ sung"), "state=supplement_requested"),
    (frozenset({REVIEWER}), lazy("Tôi thẩm định"), "reviewer=me&order=due"),
    (frozenset({APPROVER, CLERK}), lazy("Chờ quyết định"), "state=recommended&state=rejection_proposed&order=due"),
    (frozenset({FINANCE}), lazy("Đã duyệt, chưa chi đủ"), "state=approved&col=state&col=approved&col=claim_by"),
    (frozenset({FINANCE}), lazy("Đang thu hồi"), "state=recovering"),
    (frozenset(SEE_FILED_CASES), lazy("Quá hạn"), "late=1&order=due"),
)
"""Views that each role finds ready: who, how it is called, what the address asks."""


@bp.get("/cases")
def cases() -> ResponseReturnValue:
    """Filed cases that the reader may see, the newest first, fifty a page."""
    return _list(_wanted(), asked_place())


@bp.get("/cases.<any(csv, xlsx):kind>")
def export(kind: Kind) -> ResponseReturnValue:
    """The whole list as it is filtered, ordered and laid out, as a file."""
    house, columns = house_of(db()), COLUMNS.chosen(request.args.getlist("col"))
    heads = heads_of(_("Tổ chức"), columns)
    found = all_wanted(db(), me(), _wanted())
    return streamed(
        kind,
        f"ho-so-{today().isoformat()}",
        heads,
        lines_of(columns, house, found, today(), lambda case: case.organisation.name),
    )


@bp.get("/search")
def search() -> ResponseReturnValue:
    """What the bar above every page finds; one case alone is opened at once."""
    wanted, place = _wanted(), asked_place()
    found = _found(wanted, place)
    if wanted.search and place.key is None and len(found) == 1:
        return redirect(url_for("cases.show", reference=found[0].reference), 303)
    return _list(wanted, place, found)


@bp.post("/cases/views")
def keep() -> ResponseReturnValue:
    """Keep the list as it is filtered and laid out under a name, or take a kept one away."""
    return keep_or_forget(LIST, url_for(".cases"), kept_query(ASKED, request.form.get("query", "")))


@bp.get("/waitlist")
def waitlist() -> ResponseReturnValue:
    """Who waits for money, line by line, in order of the first complete receipt."""
    house, year = house_of(db()), house_of(db()).budget_year(today())
    lines = tuple(dict.fromkeys(each.line for each in house.plan.procedures.values()))
    shown = queues(db(), me(), lines, year)
    return render_template("cases/waitlist.html", queues=shown, house=house, year=year, about=about)


def _list(wanted: Wanted, place: Place, found: list[Application] | None = None) -> ResponseReturnValue:
    house = house_of(db())
    page: Page[Application] = page_of(
        _found(wanted, place) if found is None else found, place, lambda case: key_of(wanted, case)
    )
    return render_template(
        "cases/list.html",
        page=page,
        laid=laid(COLUMNS, request.args.getlist("col"), house, page.rows, today()),
        about=lambda case: about(house, case),
        wanted=wanted,
        asked=request.args,
        states=_states(house),
        procedures={key: in_language(each.name) for key, each in house.plan.procedures.items()},
        years=house.plan.years,
        reviewers=people_holding(db(), REVIEWER, today()),
        set_filters=_set_filters(house),
        query=query_of(ASKED),
        ready=[(label, query) for roles, label, query in READY_VIEWS if me().holds(*roles)],
        kept=views_of(db(), me().person_id, LIST),
    )


def _found(wanted: Wanted, place: Place) -> list[Application]:
    try:
        return list(cases_wanted(db(), me(), wanted, after=place.key, backwards=place.backwards, rows=PAGE_ROWS + 1))
    except (ValueError, TypeError):
        raise BadRequest() from None


def _wanted() -> Wanted:
    args = request.args
    year, reviewer = args.get("year", type=whole), args.get("reviewer", "")
    wanted = Wanted(
        search=args.get("q", "").strip()[:200],
        states=tuple(state for state in args.getlist("state") if state),
        procedure=args.get("procedure", ""),
        line=args.get("line", ""),
        reviewer_id=me().person_id if reviewer == "me" else whole_or_none(reviewer),
        due_before=today() if args.get("late") else None,
        order=args["order"] if args.get("order") in ORDERS else ORDERS[0],
    )
    if year is None or not 2000 <= year <= 9000:
        return wanted
    first, beyond = (datetime.combine(date(each, 1, 1), time(), ICT) for each in (year, year + 1))
    return replace(wanted, filed_from=first, filed_until=beyond)


def _states(house: House) -> dict[str, str]:
    """The states of all lives that a filed case can have; where two lives say it differently, both words."""
    words: dict[str, dict[str, None]] = {}
    for life in house.case_lives:
        for state in life.states.values():
            if state.name != life.initial:
                words.setdefault(state.name, {})[in_language(state.label)] = None
    return {name: " / ".join(said) for name, said in words.items()}


def _set_filters(house: House) -> list[tuple[str, str]]:
    """What the list is filtered by, each with the address of the list without it."""
    args, states = request.args, _states(house)
    procedure = house.plan.procedures.get(args.get("procedure", ""))
    labels = {
        "q": _("Tìm: %(what)s", what=args.get("q", "")),
        "procedure": in_language(procedure.name) if procedure else args.get("procedure", ""),
        "line": _("Dòng %(line)s", line=args.get("line", "")),
        "reviewer": _("Tôi thẩm định") if args.get("reviewer") == "me" else _("Theo chuyên viên thẩm định"),
        "year": _("Nộp năm %(year)s", year=args.get("year", "")),
        "late": _("Quá hạn"),
        "order": _("Hạn gần nhất trước"),
    }
    found = [(label, _url(**{name: []})) for name, label in labels.items() if args.get(name, "").strip()]
    names = [name for name in args.getlist("state") if name]
    return found + [
        (
            states.get(name, name),
            _url(state=[each for each in names if each != name]),
        )
        for name in names
    ]


def _url(**change: list[str]) -> str:
    return f"{url_for('lists.cases')}?{query_of(ASKED, None, **change)}".rstrip("?")
