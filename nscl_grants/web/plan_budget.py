"""The plan's budget table for everybody, exactly as it was decided; the staff see beside it what became of it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import APPLICANT
from nscl_grants.reports.board import Cell, board
from nscl_grants.web.access import db, layout, visitor

bp = Blueprint("plan_budget", __name__, url_prefix="/plan/budget")


@bp.get("")
def show() -> ResponseReturnValue:
    """Phụ lục II of the plan."""
    plan, actor = house_of(db()).plan, visitor()
    is_staff = actor is not None and not actor.roles <= {APPLICANT}
    books = board(db()) if is_staff else None
    cells: dict[str, Cell] = {}
    if books is not None:
        cells = {line.key: books.together((line.key,), plan.years) for line in plan.lines}
    return render_template("finance/plan.html", plan=plan, cells=cells, books=books, layout_of=layout())
