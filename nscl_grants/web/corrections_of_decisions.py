"""Đính chính quyết định: the clerk corrects the words of one row; the row as issued and every version stay in sight."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from nscl_grants.actions.corrections_of_decisions import CorrectingPaper, correct_row, row_as_it_reads
from nscl_grants.db.cases import visible_cases
from nscl_grants.db.decisions import Decision, DecisionRow
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import CLERK
from nscl_grants.domain.refused import Refused
from nscl_grants.reports.decisions import decision_with_cases
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.errors import status_of
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell

bp = Blueprint("decision_corrections", __name__)
bp.before_request(require_role(CLERK))


@bp.route("/decisions/<int:decision_id>/corrections/<reference>", methods=["GET", "POST"])
def correct(decision_id: int, reference: str) -> ResponseReturnValue:
    """Correct the row of one case."""
    decision = found(decision_with_cases(db(), decision_id))
    row = next((each for each in decision.rows if each.application.reference == reference), None)
    if row is None or decision.number is None or not visible_cases(db(), me(), [reference]):
        raise NotFound()
    reads = row_as_it_reads(db(), decision, row)
    if request.method == "GET":
        return _page(decision, row, _form(reads))
    form = build(house_of(db()).form("correct_decision"), context=Context(today=today()), typed=request.form)
    if not form.validate():
        return _page(decision, row, form, status=422)
    answers = form.answers
    paper = CorrectingPaper(answers["number"], date.fromisoformat(answers["issued_on"]), answers["reason"])
    try:
        n = correct_row(db(), decision, row, answers, paper, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return _page(decision, row, form, refused=refused, status=status_of(refused))
    tell(_("Đã ghi đính chính số %(n)s.", n=n or ""), _("Đơn vị được báo; bản trước vẫn được giữ."))
    return redirect(url_for("decisions.show", decision_id=decision_id), 303)


def _form(reads: dict[str, str]) -> QuestionForm:
    known = {**reads, "issued_on": today().isoformat()}
    return build(house_of(db()).form("correct_decision"), known, Context(today=today()))


def _page(
    decision: Decision, row: DecisionRow, form: QuestionForm, *, refused: Refused | None = None, status: int = 200
) -> ResponseReturnValue:
    page = render_template("decisions/correct.html", decision=decision, row=row, form=form, refused=refused)
    return page, status
