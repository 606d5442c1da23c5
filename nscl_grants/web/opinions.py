"""Ý kiến thứ hai: another reviewer's opinion on a review, asked for by the first and recorded by the second."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions.assignment import barred_from_reviewing
from nscl_grants.actions.opinions import ask_for_opinion, give_opinion, opinion_refusal
from nscl_grants.db.applications import Application
from nscl_grants.db.assessments import current_assessment
from nscl_grants.db.cases import SEE_FILED_CASES
from nscl_grants.db.opinions import opinions_of
from nscl_grants.db.people import people_holding
from nscl_grants.domain.actor import REVIEWER
from nscl_grants.domain.norms import Estimate
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.vietnamese import clean_lines
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.errors import status_of
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found_case
from nscl_grants.web.messages import tell
from nscl_grants.web.naming import code_of
from nscl_grants.web.whole import whole

bp = Blueprint("opinions", __name__)
bp.before_request(require_role(*SEE_FILED_CASES))


@bp.get("/cases/<reference>/opinion")
def show(reference: str) -> ResponseReturnValue:
    """The review as it stands, the opinions on it, and the form of whoever may add to them."""
    return _page(found_case(reference))


@bp.post("/cases/<reference>/opinion")
def write(reference: str) -> ResponseReturnValue:
    """Ask a colleague, or say what one thinks."""
    case, form = found_case(reference), request.form
    of, said, text = form.get("of", type=whole), form.get("agrees"), clean_lines(form.get("text", ""))[:4_000]
    try:
        if form.get("do") == "ask" and of is not None:
            ask_for_opinion(db(), case, of, actor=me(), at=now(), act=posted_act())
            tell(_("Đã đề nghị ý kiến thứ hai."), _("Người được đề nghị thấy thông báo và mở được trang này."))
        elif said in ("yes", "no") and text:
            give_opinion(db(), case, agrees=said == "yes", text=text, actor=me(), at=now(), act=posted_act())
            tell(_("Đã ghi ý kiến thứ hai."), _("Chuyên viên thẩm định được báo; người quyết định đọc được."))
        else:
            return _page(case, missing=True, status=422)
    except Refused as refused:
        return _page(case, refused=refused, status=status_of(refused))
    return redirect(url_for(".show", reference=reference), 303)


def _page(
    case: Application, *, missing: bool = False, refused: Refused | None = None, status: int = 200
) -> ResponseReturnValue:
    assessment, barred = current_assessment(db(), case), barred_from_reviewing(db(), case)
    page = render_template(
        "review/opinion.html",
        case=case,
        code=code_of(case),
        assessment=assessment,
        derivation=Estimate.from_json(assessment.derivation) if assessment and assessment.derivation else None,
        opinions=opinions_of(db(), case.id),
        may_ask=opinion_refusal(db(), case, me().person_id, me(), first=True) is None,
        may_give=opinion_refusal(db(), case, me().person_id, me()) is None,
        colleagues=[
            person
            for person in people_holding(db(), REVIEWER, today())
            if person.id not in barred and person.id != case.reviewer_id
        ],
        missing=missing,
        refused=refused,
    )
    return page, status
