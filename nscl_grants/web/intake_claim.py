"""Nộp thay: the claims of an organisation whose dossier came on paper, written with the organisation's own pages."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions.claims_draft import start_claim
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import INTAKE
from nscl_grants.reports.firm import claims_of
from nscl_grants.web.access import db, me, now, posted_act, require_role
from nscl_grants.web.claim_pages import (
    Writing,
    claim_of,
    keep_claim,
    keep_files,
    send,
    show_claim,
    show_papers,
    show_sending,
    take_file_off,
)
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found_on_behalf
from nscl_grants.web.naming import code_of

bp = Blueprint("intake_claims", __name__)
bp.before_request(require_role(INTAKE))


@bp.post("/intake/<reference>/claims")
def begin_claim(reference: str) -> ResponseReturnValue:
    """Begin a claim for what is approved and unpaid, and open it."""
    case = found_on_behalf(reference)
    start_claim(db(), case, actor=me(), at=now(), act=posted_act(), kind=request.form.get("kind") or None)
    return redirect(url_for(".claim", reference=reference, n=claims_of(db(), case.id)[-1].n), 303)


@bp.get("/intake/<reference>/claims/<int(max=9999):n>")
def claim(reference: str, n: int) -> ResponseReturnValue:
    """The claim: its questions while it may be changed, afterwards what it said."""
    return show_claim(_writing(reference, n))


@bp.post("/intake/<reference>/claims/<int(max=9999):n>")
def save_claim_answers(reference: str, n: int) -> ResponseReturnValue:
    """Save the claim and go on to its papers."""
    return keep_claim(_writing(reference, n))


@bp.get("/intake/<reference>/claims/<int(max=9999):n>/papers")
def claim_papers(reference: str, n: int) -> ResponseReturnValue:
    """The papers of the claim, each with the place to upload it."""
    return show_papers(_writing(reference, n))


@bp.post("/intake/<reference>/claims/<int(max=9999):n>/papers/<document_name>")
def upload_for_claim(reference: str, n: int, document_name: str) -> ResponseReturnValue:
    """Add files to a paper of the claim, all or none."""
    return keep_files(_writing(reference, n), document_name)


@bp.post("/intake/<reference>/claims/<int(max=9999):n>/papers/<document_name>/remove")
def take_off_claim(reference: str, n: int, document_name: str) -> ResponseReturnValue:
    """Mark a file of the claim as taken off."""
    return take_file_off(_writing(reference, n), document_name)


@bp.get("/intake/<reference>/claims/<int(max=9999):n>/send")
def check_claim(reference: str, n: int) -> ResponseReturnValue:
    """The claim once more, what follows from it, and the button that sends it."""
    return show_sending(_writing(reference, n))


@bp.post("/intake/<reference>/claims/<int(max=9999):n>/send")
def send_claim(reference: str, n: int) -> ResponseReturnValue:
    """Send the claim to the reviewer."""
    return send(_writing(reference, n))


def _writing(reference: str, n: int) -> Writing:
    """The nth claim of a case that came in on behalf; where an organisation applies itself, its members claim."""
    case = found_on_behalf(reference)
    back, here = url_for("cases.show", reference=reference), url_for(".claim", reference=reference, n=n)
    return Writing(
        house=house_of(db()),
        case=case,
        claim=claim_of(case, n),
        frame="base/desk.html",
        trail=[(_("Hồ sơ"), url_for("lists.cases")), (code_of(case), back)],
        back=back,
        accounts=(
            _("Khai tài khoản ngân hàng"),
            url_for("intake_account.show", reference=reference, next=here),
        ),
    )
