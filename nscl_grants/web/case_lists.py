"""Lists of cases: searched and filtered by what the address says, and the waiting list of every line."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from nscl_grants.db.applications import Application
from nscl_grants.db.case_lists import Page, Wanted, cases_wanted
from nscl_grants.db.cases import SEE_FILED_CASES
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.actor import APPROVER, AUDITOR, REVIEWER
from nscl_grants.reports.queue import queues
from nscl_grants.web.access import db, me, require_role, today
from nscl_grants.web.filters import in_language
from nscl_grants.web.language import _, lazy
from nscl_grants.web.naming import about, days_left, state_of
from nscl_grants.web.nav import Tab

WORKFLOW = "firm_support"
"""The life whose states the list can be filtered by."""

bp = Blueprint("lists", __name__)
bp.before_request(require_role(*SEE_FILED_CASES))

TABS = (
    Tab("lists.cases", lazy("Hồ sơ"), "staff", rank=20, roles=frozenset(SEE_FILED_CASES), covers=("cases", "claims")),
    Tab("lists.waitlist", lazy("Danh sách chờ"), "staff", rank=30, roles=frozenset({REVIEWER, APPROVER, AUDITOR})),
)


@bp.get("/cases")
def cases() -> ResponseReturnValue:
    """All cases that the reader may see, the newest first, fifty a page."""
    return _list(_wanted())


@bp.get("/search")
def search() -> ResponseReturnValue:
    """What the bar above every page finds; one case alone is opened at once."""
    wanted = _wanted()
    page = cases_wanted(db(), me(), wanted)
    if wanted.search and not wanted.before and len(page.cases) == 1:
        return redirect(url_for("cases.show", reference=page.cases[0].reference), 303)
    return _list(wanted, page)


@bp.get("/waitlist")
def waitlist() -> ResponseReturnValue:
    """Who waits for money, line by line, in order of the first complete receipt."""
    house, year = house_of(db()), house_of(db()).budget_year(today())
    lines = tuple(dict.fromkeys(each.line for each in house.plan.procedures.values()))
    shown = queues(db(), me(), lines, year)
    return render_template("cases/waitlist.html", queues=shown, house=house, year=year, about=about)


def _list(wanted: Wanted, page: Page | None = None) -> ResponseReturnValue:
    house = house_of(db())
    page = page or cases_wanted(db(), me(), wanted)
    states = house.workflow(WORKFLOW).states
    return render_template(
        "cases/list.html",
        rows=[_row(house, case) for case in page.cases],
        wanted=wanted,
        states={state.name: in_language(state.label) for state in states.values() if state.name != "draft"},
        procedures={key: in_language(each.name) for key, each in house.plan.procedures.items()},
        set_filters=_set_filters(house, wanted),
        next_url=_url(wanted, before=page.next_before) if page.next_before else None,
        first_url=_url(wanted) if wanted.before else None,
    )


def _row(house: House, case: Application) -> tuple[Application, str, object, int | None]:
    return case, about(house, case), state_of(house, case), days_left(house, case, today())


def _wanted() -> Wanted:
    args = request.args
    try:
        before = int(args["before"]) if args.get("before") else None
    except ValueError:
        raise BadRequest() from None
    return Wanted(
        search=args.get("q", "").strip()[:200],
        states=tuple(state for state in args.getlist("state") if state),
        procedure=args.get("procedure", ""),
        line=args.get("line", ""),
        before=before,
    )


def _set_filters(house: House, wanted: Wanted) -> list[tuple[str, str]]:
    """What the list is filtered by, each with the address of the list without it."""
    states = house.workflow(WORKFLOW).states
    found = [(_("Tìm: %(what)s", what=wanted.search), _url(wanted, q=""))] if wanted.search else []
    found += [
        (
            in_language(states[name].label) if name in states else name,
            _url(wanted, state=[each for each in wanted.states if each != name]),
        )
        for name in wanted.states
    ]
    if wanted.procedure:
        procedure = house.plan.procedures.get(wanted.procedure)
        found.append((in_language(procedure.name) if procedure else wanted.procedure, _url(wanted, procedure="")))
    if wanted.line:
        found.append((_("Dòng %(line)s", line=wanted.line), _url(wanted, line="")))
    return found


def _url(wanted: Wanted, **change: object) -> str:
    """The address of this list with one thing changed, from its first page on."""
    asked: Mapping[str, object] = {
        "q": wanted.search,
        "state": list(wanted.states),
        "procedure": wanted.procedure,
        "line": wanted.line,
        **change,
    }
    return url_for("lists.cases", **{name: value for name, value in asked.items() if value})  # type: ignore[arg-type]  # Flask takes what it can write.
