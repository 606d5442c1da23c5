"""Quyết định không hỗ trợ: proposed rejections with their grounds, decided together after a page that asks again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from nscl_grants.actions.decisions import CaseHeldBack
from nscl_grants.actions.rejections import Rejected, reject_many
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import APPROVER
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.vietnamese import clean, clean_lines
from nscl_grants.reports.decisions import decision_made_by
from nscl_grants.reports.to_decide import ToReject, to_reject
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.decisions import gone
from nscl_grants.web.errors import status_of
from nscl_grants.web.language import _, ngettext
from nscl_grants.web.messages import tell
from nscl_grants.web.naming import about, days_left

bp = Blueprint("rejections", __name__, url_prefix="/decisions/rejections")
bp.before_request(require_role(APPROVER))


@dataclass(frozen=True, slots=True)
class Line:
    """One proposed rejection: whether it is ticked, its grounds as typed, and whether they are missing."""

    row: ToReject
    ticked: bool
    article: str
    reason: str
    version: int

    @property
    def lacks_grounds(self) -> bool:
        """Ticked, and without the condition or the reasons."""
        return self.ticked and not (self.article and self.reason)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The proposed rejections as they are shown or were sent."""

    lines: Sequence[Line]
    is_cut: bool
    """Whether others wait that the list has no room for."""
    gone: Sequence[str]
    """The references that were ticked and wait no longer, or are no longer the reader's to decide."""

    @property
    def ticked(self) -> list[Line]:
        """The chosen ones."""
        return [line for line in self.lines if line.ticked]


@bp.get("")
def show() -> ResponseReturnValue:
    """The proposed rejections, with the reviewer's grounds to be kept or put better."""
    return _page(_sheet({}))


@bp.post("")
def check() -> ResponseReturnValue:
    """The last look: what would be decided, to be confirmed or changed."""
    sheet = _sheet(request.form)
    if sheet.gone:
        return _page(sheet, refused=gone(sheet.gone), status=409)
    if not sheet.ticked or any(line.lacks_grounds for line in sheet.ticked):
        return _page(sheet, status=422)
    if request.form.get("do") == "back":
        return _page(sheet)
    return render_template("decisions/reject_confirm.html", lines=sheet.ticked)


@bp.post("/confirm")
def confirm() -> ResponseReturnValue:
    """Decide: one decision, all its cases, one transaction."""
    act = posted_act()
    if (earlier := decision_made_by(db(), act)) is not None:
        return redirect(url_for("decisions.show", decision_id=earlier), 303)
    sheet = _sheet(request.form)
    if sheet.gone:
        return _page(sheet, refused=gone(sheet.gone), status=409)
    chosen = [Rejected(line.row.case, line.article, line.reason, line.version) for line in sheet.ticked]
    try:
        made = reject_many(db(), chosen, actor=me(), at=now(), act=act)
    except Refused as refused:
        cause = refused.__cause__ if isinstance(refused, CaseHeldBack) else refused
        return _page(
            _sheet(request.form), refused=refused, status=status_of(cause if isinstance(cause, Refused) else refused)
        )
    count = len(chosen)
    tell(
        ngettext("Đã quyết định không hỗ trợ %(num)d hồ sơ.", "Đã quyết định không hỗ trợ %(num)d hồ sơ.", count),
        _("Các đơn vị được báo lý do và có thể khiếu nại; văn thư cấp số cho quyết định."),
    )
    return redirect(url_for("decisions.show", decision_id=made) if made else url_for("decision_lists.made"), 303)


def _sheet(typed: Mapping[str, str]) -> Sheet:
    wanted = request.values.getlist("c")
    found = to_reject(db(), me(), today(), named=wanted)
    lines = [_line(row, row.case.reference in wanted and row.refusal is None, typed) for row in found.rows]
    ticked = {line.row.case.reference for line in lines if line.ticked}
    return Sheet(lines, found.is_cut, sorted(set(request.form.getlist("c")) - ticked))


def _line(row: ToReject, ticked: bool, typed: Mapping[str, str]) -> Line:
    reference = row.case.reference
    try:
        version = int(typed.get(f"version-{reference}", row.case.version))
    except ValueError:
        raise BadRequest() from None
    article, reason = typed.get(f"article-{reference}", row.article), typed.get(f"reason-{reference}", row.reason)
    return Line(row, ticked, clean(article)[:500], clean_lines(reason)[:4_000], version)


def _page(sheet: Sheet, *, refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    house = house_of(db())
    page = render_template(
        "decisions/rejections.html",
        lines=sheet.lines,
        about=lambda case: about(house, case),
        left=lambda case: days_left(house, case, today()),
        is_cut=sheet.is_cut,
        refused=refused,
        faulty=status != 200,
    )
    return page, status
