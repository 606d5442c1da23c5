"""A claim for payment as the staff see it: what is asked, the papers behind it, and the steps that lead on."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions.facts import offers_of
from nscl_grants.db import ledger
from nscl_grants.db.attachments import attachments_of
from nscl_grants.db.cases import SEE_FILED_CASES
from nscl_grants.db.payments import Claim
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.web.access import db, me, now, require_role
from nscl_grants.web.claim_pages import SEND
from nscl_grants.web.dossier import answers_told, papers_under
from nscl_grants.web.filters import NOTHING, in_language, money
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found_claim
from nscl_grants.web.naming import claim_name, code_of
from nscl_grants.web.steps import Frame, docked, step_page

bp = Blueprint("claims", __name__)
bp.before_request(require_role(*SEE_FILED_CASES))


@bp.get("/claims/<int:claim_id>")
def show(claim_id: int) -> ResponseReturnValue:
    """The claim with its papers, and what the reader may do about it."""
    claim = found_claim(claim_id)
    house, case = house_of(db()), claim.application
    offers = offers_of(db(), claim, actor=me(), at=now())
    return render_template(
        "cases/claim.html",
        claim=claim,
        heading=claim_name(house, claim),
        case=case,
        standing=house.workflow_of(claim).states[claim.state],
        pairs=_facts(claim),
        papers=papers_under(house.form(claim.workflow), attachments_of(db(), case.id), prefix=f"claim.{claim.n}."),
        answers=answers_told(house, house.form(claim.workflow), case, claim.answers),
        open_offers=docked([offer for offer in offers if offer.refusal is None]),
        held_back=[offer for offer in offers if offer.refusal is not None],
    )


@bp.route("/claims/<int:claim_id>/<trigger>", methods=["GET", "POST"])
def step(claim_id: int, trigger: str) -> ResponseReturnValue:
    """One step of the claim."""
    claim = found_claim(claim_id)
    if trigger == SEND and claim.application.on_behalf and request.method == "GET":
        return redirect(url_for("intake_claims.check_claim", reference=claim.application.reference, n=claim.n), 303)
    case, back = claim.application, url_for(".show", claim_id=claim_id)
    trail = [
        (_("Hồ sơ"), url_for("lists.cases")),
        (code_of(case), url_for("cases.show", reference=case.reference)),
        (claim_name(house_of(db()), claim), back),
        (_("Bước tiếp theo"), None),
    ]
    return step_page(claim, trigger, Frame(trail, back, _facts(claim)))


def _facts(claim: Claim) -> list[tuple[str, str]]:
    case, book = claim.application, ledger.case_book(db(), claim.application.reference)
    state = house_of(db()).workflow_of(claim).states[claim.state]
    pairs = [
        (_("Đề nghị lần %(n)d", n=claim.n), money(claim.amount)),
        (_("Đủ điều kiện"), money(claim.accepted)),
        (_("Lần cuối"), _("Có") if claim.is_final else _("Không")),
        (_("Được duyệt"), money(case.approved)),
        (_("Đã duyệt, chưa chi"), money(book.total(Place.COMMITTED))),
        (_("Tạm ứng chưa thanh toán"), money(book.total(Place.ADVANCED))),
        (_("Đã chi"), money(book.total(Place.PAID))),
        (_("Trạng thái"), in_language(state.label)),
    ]
    return [pair for pair in pairs if pair[1] != NOTHING]
