"""The budget board, the cases behind each figure, and the two lists that wait for the accountants."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from nscl_grants.actions.case_lines import case_lines
from nscl_grants.db import ledger
from nscl_grants.db.cases import SEE_FILED_CASES
from nscl_grants.db.payment_lists import cases_in, count_in, recoveries_of
from nscl_grants.db.science import unpaid_contracts
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.actor import (
    ACCOUNT_HOLDER,
    APPROVER,
    AUDITOR,
    CHIEF_ACCOUNTANT,
    FINANCE,
    PLAN_MANAGER,
    REVIEWER,
)
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.ledger.accounts import CASE_STATES, Place
from nscl_grants.domain.money import ZERO, total
from nscl_grants.domain.plan import BudgetLine, Group
from nscl_grants.reports.board import (
    FROM_PAID_TO_FREE,
    Board,
    Cell,
    board,
    cases_behind,
    cases_by_state,
)
from nscl_grants.reports.without_funds import without_funds
from nscl_grants.web.access import db, me, require_role, today
from nscl_grants.web.board_view import View, board_tables, shown_far
from nscl_grants.web.language import lazy
from nscl_grants.web.moments import asked_moment
from nscl_grants.web.naming import about
from nscl_grants.web.nav import Tab
from nscl_grants.web.table_files import table_answer
from nscl_grants.web.whole import whole

BOARD_ROLES = (FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, PLAN_MANAGER, APPROVER, REVIEWER, AUDITOR)
MONEY_ROLES = frozenset({FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, AUDITOR})

SELDOM = frozenset({Place.RECOVERED, Place.WRITTEN_OFF, Place.LAPSED, Place.CARRIED_OUT})
"""The states that the board explains only in a year that has them."""

bp = Blueprint("finance", __name__, url_prefix="/finance")
bp.before_request(require_role(*BOARD_ROLES))

TABS = (
    Tab(
        "finance.show",
        lazy("Ngân sách"),
        "staff",
        rank=50,
        roles=frozenset(BOARD_ROLES),
        covers=(
            "finance.behind",
            "allotments",
            "years",
            "reconciliation",
            "books",
            "org_accounts",
            "organisations",
            "publicity",
            "next_year",
            "corrections",
            "science",
            "science_steps",
        ),
    ),
    Tab("finance.recoveries", lazy("Thu hồi"), "staff", rank=60, roles=MONEY_ROLES),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the plan on the board."""

    line: BudgetLine
    open: Cell
    """The open year."""
    whole: Cell


@dataclass(frozen=True, slots=True)
class Rows:
    """A group of the plan with its lines."""

    group: Group
    rows: tuple[Row, ...]


@bp.get("")
def show() -> ResponseReturnValue:
    """Lines by years, the chosen year as bars, and the chosen line by all its states; now or at any past moment."""
    house, view = house_of(db()), _view()
    books, year, line, years = view.books, view.year, view.line, ledger.years(db())
    keys = [one.key for one in house.plan.lines]
    is_now = view.at.then is None
    whole_year = books.together(keys, (year,))
    return render_template(
        "finance/board.html",
        plan=house.plan,
        view=view,
        board=books,
        groups=_groups(house, books, year),
        year=year,
        is_open=year in years.open,
        years=house.plan.years,
        closed=years.closed,
        whole_year=whole_year,
        keyed=[place for place in FROM_PAID_TO_FREE if place not in SELDOM or whole_year.money(place)],
        whole_plan=books.together(keys, house.plan.years),
        sums={other: total(shown_far(books, keys, other)) for other in house.plan.years},
        line=line,
        cell=books.cell(line.key, year),
        counts=cases_by_state(db(), line.key, year, as_of=view.at.seq),
        states=FROM_PAID_TO_FREE,
        case_states=CASE_STATES,
        sees_cases=me().holds(*SEE_FILED_CASES),
        sees_books=me().holds(*MONEY_ROLES),
        sees_organisations=me().holds(*MONEY_ROLES, REVIEWER, APPROVER),
        sees_ahead=me().holds(*MONEY_ROLES, PLAN_MANAGER, APPROVER),
        may_propose=me().holds(FINANCE, PLAN_MANAGER),
        sees_orders=me().holds(*MONEY_ROLES, PLAN_MANAGER, APPROVER),
        case_lines=case_lines(db()),
        contracted=unpaid_contracts(db(), line.key, but=0) if is_now and line.key not in case_lines(db()) else ZERO,
        past_year=[other for other in years.open if other < today().year] if is_now else [],
        near_end=_near_end(house, year) if year in years.open and is_now else None,
        awaiting=count_in(db(), me(), "awaiting_funds") if is_now else 0,
    )


@bp.get("/board.<form>")
def board_file(form: str) -> ResponseReturnValue:
    """Exactly what the board shows, as a file: the table of lines and years, then every state of the chosen year."""
    view = _view()
    return table_answer(form, f"ngan-sach-{view.year}-{view.books.seq}", *board_tables(house_of(db()), view))


@bp.get("/money/<line>/<int:year>/<place>")
def behind(line: str, year: int, place: str) -> ResponseReturnValue:
    """The cases behind one figure of the board; they add up to it."""
    house = house_of(db())
    known = line in {one.key for one in house.plan.lines} and place in CASE_STATES
    if not known or not me().holds(*SEE_FILED_CASES):
        abort(404)
    as_of = asked_moment()
    rows = cases_behind(db(), me(), line, year, Place(place), as_of=as_of.seq)
    return render_template(
        "finance/behind.html",
        house=house,
        line=house.plan.line(line),
        year=year,
        place=place,
        rows=rows,
        as_of=as_of,
        sum=total([row.amount for row in rows]),
        about=about,
    )


@bp.get("/awaiting")
def awaiting() -> ResponseReturnValue:
    """Approved cases of closed years that wait for this year's money, in their order; now or at any past moment."""
    _money_only()
    house, as_of = house_of(db()), asked_moment()
    year = house.budget_year(legal_date(as_of.then.at) if as_of.then else today())
    waiting, books = without_funds(db(), me(), as_of.then), board(db(), as_of=as_of.seq)
    return render_template(
        "finance/awaiting.html",
        house=house,
        year=year,
        as_of=as_of,
        waiting=waiting,
        free={each.case.line: books.cell(each.case.line, year).free for each in waiting},
        about=about,
    )


@bp.get("/recoveries")
def recoveries() -> ResponseReturnValue:
    """Cases whose money has to come back, the first due first, with what came and what is still out."""
    _money_only()
    house = house_of(db())
    cases, done = cases_in(db(), me(), "recovering"), cases_in(db(), me(), "recovered")
    demands = recoveries_of(db(), [*cases, *done])
    cases = sorted(cases, key=lambda case: demands[case.id].pay_by or date.max)
    return render_template(
        "finance/recoveries.html",
        house=house,
        cases=cases,
        done=done[-50:],
        demands=demands,
        days_left={case.id: _days_left(demands[case.id].pay_by) for case in cases},
        about=about,
        may_receive=me().holds(FINANCE),
    )


def _days_left(last: date | None) -> int | None:
    return None if last is None else (last - today()).days


def _view() -> View:
    house, at = house_of(db()), asked_moment()
    year = _year(house, ledger.years(db()).open)
    return View(board(db(), as_of=at.seq), year, _line(house), at)


def _near_end(house: House, year: int) -> date | None:
    """When the year closes, once its last two months have begun."""
    begun = date(year, 11, 1) <= today() <= date(year, 12, 31)
    closes = house.plan.year_dates.get("books_close")
    return closes.of(year) if begun and closes else None


def _money_only() -> None:
    if not me().holds(*MONEY_ROLES):
        abort(403)


def _groups(house: House, books: Board, year: int) -> list[Rows]:
    rows = {
        line.key: Row(line, books.cell(line.key, year), books.together((line.key,), house.plan.years))
        for line in house.plan.lines
    }
    return [
        Rows(group, tuple(rows[line.key] for line in house.plan.lines if line.group == group.key))
        for group in house.plan.line_groups
    ]


def _year(house: House, still_open: tuple[int, ...]) -> int:
    """The year that the address asks for, or the one that today's money comes from."""
    asked = request.args.get("year", type=whole)
    if asked is not None and asked in house.plan.years:
        return asked
    year = house.budget_year(today())
    return year if year in house.plan.years else min(still_open, default=house.plan.first_year)


def _line(house: House) -> BudgetLine:
    """The line that the address asks for, or the first that cases are paid from."""
    asked = request.args.get("line", "")
    known = {line.key: line for line in house.plan.lines}
    first = next(iter(house.plan.procedures.values())).line if house.plan.procedures else house.plan.lines[0].key
    return known.get(asked) or known[first]
