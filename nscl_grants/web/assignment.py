"""Phân công: who reviews what, with each reviewer's load; given by hand, or shared out one by one."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, Forbidden

from nscl_grants.actions.assignment import ASSIGNING_ROLES, assign
from nscl_grants.db.applications import Application
from nscl_grants.db.cases import visible_cases
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import AUDITOR
from nscl_grants.domain.refused import Refused
from nscl_grants.reports.load import loads, sharing_key, to_share_out
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.errors import status_of
from nscl_grants.web.language import _, lazy, ngettext
from nscl_grants.web.messages import tell
from nscl_grants.web.naming import about, days_left
from nscl_grants.web.nav import Tab
from nscl_grants.web.paging import PAGE_ROWS, Page, asked_place, page_of
from nscl_grants.web.whole import whole

bp = Blueprint("assignment", __name__)
bp.before_request(require_role(*ASSIGNING_ROLES, AUDITOR))

TABS = (Tab("assignment.show", lazy("Phân công"), "staff", rank=27, roles=frozenset(ASSIGNING_ROLES)),)


@bp.get("/cases/assignment")
def show() -> ResponseReturnValue:
    """The reviewers with their load, and the cases under review."""
    return _page()


@bp.post("/cases/assignment")
def give() -> ResponseReturnValue:
    """Give the ticked cases to the reviewer that was named, or share them out."""
    if not me().holds(*ASSIGNING_ROLES):
        raise Forbidden()
    cases, to = _ticked(), request.form.get("reviewer", type=whole)
    shares_out = request.form.get("do") == "share"
    if not cases or (to is None and not shares_out):
        return _page(said=_("Đánh dấu ít nhất một hồ sơ, và chọn chuyên viên hoặc bấm Chia đều."), status=422)
    try:
        left = assign(db(), cases, None if shares_out else to, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return _page(refused=refused, status=status_of(refused))
    given = len(cases) - len(left or ())
    tell(
        ngettext("Đã giao %(num)d hồ sơ.", "Đã giao %(num)d hồ sơ.", given),
        _("Có hồ sơ chưa ai nhận được: mọi chuyên viên đều vướng phần việc khác hoặc xung đột lợi ích.")
        if left
        else "",
    )
    return redirect(url_for(".show"), 303)


def _ticked() -> list[tuple[Application, int]]:
    """The ticked cases, each with the version that was seen."""
    found = visible_cases(db(), me(), request.form.getlist("c"))
    try:
        return [(case, whole(request.form[f"version-{case.reference}"])) for case in found]
    except ValueError:
        raise BadRequest() from None


def _page(*, refused: Refused | None = None, said: str = "", status: int = 200) -> ResponseReturnValue:
    house, place = house_of(db()), asked_place()
    try:
        found = to_share_out(db(), me(), after=place.key, backwards=place.backwards, rows=PAGE_ROWS + 1)
    except ValueError:
        raise BadRequest() from None
    listed: Page[Application] = page_of(found, place, sharing_key, size=PAGE_ROWS)
    page = render_template(
        "cases/assignment.html",
        loads=loads(db(), today()),
        cases=listed.rows,
        page=listed,
        about=lambda case: about(house, case),
        left=lambda case: days_left(house, case, today()),
        ticked=set(request.form.getlist("c")),
        may_assign=me().holds(*ASSIGNING_ROLES),
        refused=refused,
        said=said,
    )
    return page, status
