"""Quyết định: the approver puts cases together and sees what follows, confirms, and the clerk issues."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import Forbidden, NotFound

from nscl_grants.actions.attachments import Upload
from nscl_grants.actions.decisions import CaseHeldBack, decide, issue
from nscl_grants.db.cases import SEE_FILED_CASES, visible_attachment, visible_cases
from nscl_grants.db.corrections import corrections_of
from nscl_grants.db.decisions import Decision
from nscl_grants.db.people import names_of
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import APPROVER, AUDITOR, CLERK
from nscl_grants.domain.guards.deciding import WaitsNoLonger
from nscl_grants.domain.number_words import amount_in_words
from nscl_grants.domain.refused import Refused
from nscl_grants.reports.decisions import (
    decision_made_by,
    decision_with_cases,
)
from nscl_grants.reports.to_decide import Listed, ToDecide, rejections_proposed, to_decide
from nscl_grants.reports.what_if import what_if
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.decision_lists import sum_of
from nscl_grants.web.decision_sheet import DecisionSheet, fresh_sheet, typed_sheet
from nscl_grants.web.errors import status_of
from nscl_grants.web.file_rows import uploads_storage
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _, lazy, ngettext
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell
from nscl_grants.web.naming import about, days_left, state_of
from nscl_grants.web.nav import Tab
from nscl_grants.web.paper_rows import decision_paper_rows

Typed = MultiDict[str, str]

bp = Blueprint("decisions", __name__)
bp.before_request(require_role(*SEE_FILED_CASES))

TABS = (
    Tab(
        "decisions.compose",
        lazy("Quyết định"),
        "staff",
        rank=25,
        roles=frozenset({APPROVER, CLERK, AUDITOR}),
        covers=("decisions", "decision_lists"),
    ),
)


@bp.get("/decisions")
def compose() -> ResponseReturnValue:
    """The approver's list of what waits; everybody else sees what was decided."""
    if not me().holds(APPROVER):
        return redirect(url_for("decision_lists.made"), 303)
    return _compose_page(fresh_sheet(_rows(), request.args.getlist("c")))


@bp.post("/decisions")
def recompute() -> ResponseReturnValue:
    """What would follow from the ticked cases; or on to the confirm page when nothing is wrong."""
    sheet = typed_sheet(_approvers_rows(), request.form)
    if sheet.gone:
        return _compose_page(sheet, refused=gone(sheet.gone), status=409)
    if sheet.faults:
        return _compose_page(sheet, status=422)
    if request.form.get("do") != "confirm":
        return _compose_page(sheet)
    if not sheet.ticked:
        return _compose_page(sheet, said=_("Chưa chọn hồ sơ nào. Đánh dấu ít nhất một hồ sơ."), status=422)
    return render_template(
        "decisions/confirm.html",
        sheet=sheet,
        in_words=amount_in_words(sheet.approved),
        lines=what_if(db(), sheet.awards),
    )


@bp.post("/decisions/confirm")
def confirm() -> ResponseReturnValue:
    """Decide: one decision, all its cases, one transaction."""
    rows, act = _approvers_rows(), posted_act()
    if (earlier := decision_made_by(db(), act)) is not None:
        return redirect(url_for(".show", decision_id=earlier), 303)
    sheet = typed_sheet(rows, request.form)
    if sheet.gone:
        return _compose_page(sheet, refused=gone(sheet.gone), status=409)
    try:
        made = decide(db(), sheet.chosen(), actor=me(), at=now(), act=act, remarks=sheet.remarks)
    except Refused as refused:
        cause = refused.__cause__ if isinstance(refused, CaseHeldBack) else refused
        status = status_of(cause if isinstance(cause, Refused) else refused)
        return _compose_page(typed_sheet(_rows(), request.form), refused=refused, status=status)
    count = len(sheet.ticked)
    tell(
        ngettext("Đã lập quyết định cho %(num)d hồ sơ.", "Đã lập quyết định cho %(num)d hồ sơ.", count),
        _("Văn thư cấp số, ngày và ban hành."),
    )
    return redirect(url_for(".show", decision_id=made) if made else url_for("decision_lists.made"), 303)


@bp.get("/decisions/<int:decision_id>")
def show(decision_id: int) -> ResponseReturnValue:
    """One decision with its cases."""
    return _show_page(_found_decision(decision_id))


@bp.post("/decisions/<int:decision_id>")
def give_number(decision_id: int) -> ResponseReturnValue:
    """The clerk enters what the register gave, and the signed file."""
    if not me().holds(CLERK):
        raise Forbidden()
    decision, upload = _found_decision(decision_id), request.files.get("signed_file")
    form = _issue_form(typed=_with_file(bool(upload and upload.filename)))
    if not form.validate() or upload is None:
        return _show_page(decision, form, status=422)
    try:
        _issue(decision, form, Upload(upload.filename or "", upload.stream))
    except Refused as refused:
        return _show_page(_found_decision(decision_id), form, refused=refused, status=status_of(refused))
    tell(
        _("Đã ban hành quyết định %(number)s.", number=decision.number),
        _("Các đơn vị được báo và gửi đề nghị thanh toán được từ bây giờ."),
    )
    return redirect(url_for(".show", decision_id=decision_id), 303)


def _issue(decision: Decision, form: QuestionForm, signed: Upload) -> None:
    issue(
        db(),
        uploads_storage(),
        decision,
        number=form.answers["number"],
        issued_on=date.fromisoformat(form.answers["issued_on"]),
        signed=signed,
        actor=me(),
        at=now(),
        act=posted_act(),
    )


def gone(references: Sequence[str]) -> Refused:
    """Why nothing was decided: these cases were ticked, and no longer wait for this approver."""
    codes = {case.reference: case.code for case in visible_cases(db(), me(), references)}
    return WaitsNoLonger(", ".join(codes.get(each) or each for each in references))


def _approvers_rows() -> Listed[ToDecide]:
    """What waits for a decision; only approvers decide."""
    if not me().holds(APPROVER):
        raise Forbidden()
    return _rows()


def _rows() -> Listed[ToDecide]:
    line, procedure = request.values.get("line", ""), request.values.get("procedure", "")
    return to_decide(db(), me(), today(), line=line, procedure=procedure, named=request.values.getlist("c"))


def _compose_page(
    sheet: DecisionSheet, *, refused: Refused | None = None, said: str = "", status: int = 200
) -> ResponseReturnValue:
    house = house_of(db())
    line, procedure = request.values.get("line", ""), request.values.get("procedure", "")
    page = render_template(
        "decisions/compose.html",
        sheet=sheet,
        house=house,
        about=about,
        left=lambda case: days_left(house, case, today()),
        rejections=rejections_proposed(db(), me(), line=line, procedure=procedure),
        lines=what_if(db(), sheet.awards),
        refused=refused,
        said=said,
        wanted={"line": line, "procedure": procedure},
        at=now(),
    )
    return page, status


def _found_decision(decision_id: int) -> Decision:
    """The decision, if the reader may see any of its cases; 404 for all others."""
    decision = found(decision_with_cases(db(), decision_id))
    g.visible = _visible_references(decision)
    if not g.visible:
        raise NotFound()
    return decision


def _visible_references(decision: Decision) -> set[str]:
    references = [row.application.reference for row in decision.rows]
    return {case.reference for case in visible_cases(db(), me(), references)}


def _show_page(
    decision: Decision, form: QuestionForm | None = None, *, refused: Refused | None = None, status: int = 200
) -> ResponseReturnValue:
    house, visible = house_of(db()), g.visible
    names = names_of(db(), [decision.made_by, decision.issued_by])
    rows = [row for row in decision.rows if row.application.reference in visible]
    seen = {row.application_id: row.application for row in rows}
    may_issue = me().holds(CLERK) and decision.number is None
    page = render_template(
        "decisions/show.html",
        decision=decision,
        rows=[(row, state_of(house, row.application), about(house, row.application)) for row in rows],
        hidden=len(decision.rows) - len(rows),
        cases=seen,
        amount=sum_of(decision),
        in_words=amount_in_words(sum_of(decision)),
        made_by=names[decision.made_by],
        issued_by=names.get(decision.issued_by or 0),
        corrections=[each for each in corrections_of(db(), decision.id) if each.application_id in seen],
        may_correct=me().holds(CLERK) and decision.number is not None,
        file=visible_attachment(db(), me(), decision.file_id) if decision.file_id else None,
        form=form or (_issue_form() if may_issue else None),
        refused=refused,
        printed=decision_paper_rows(decision.id),
    )
    return page, status


def _issue_form(typed: Typed | None = None) -> QuestionForm:
    return build(house_of(db()).form("issue"), {"issued_on": today().isoformat()}, Context(today=today()), typed=typed)


def _with_file(there: bool) -> Typed:
    """What was sent, with a word for the file, which does not come among the texts of a form."""
    typed: Typed = MultiDict(request.form)
    if there:
        typed["signed_file"] = "sent"
    return typed
