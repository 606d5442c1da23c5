"""Claiming what was approved: begun from the case, filled in, its papers added, sent; and sent again when returned."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions.claims_draft import start_claim
from nscl_grants.reports.firm import claims_of
from nscl_grants.web.access import db, me, now, posted_act
from nscl_grants.web.applicant.blueprint import bp
from nscl_grants.web.applicant.loaders import own_case
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


@bp.post("/applications/<reference>/claims")
def begin_claim(reference: str) -> ResponseReturnValue:
    """Begin a claim for what is approved and unpaid, and open it."""
    case = own_case(reference)
    start_claim(db(), case.row, actor=me(), at=now(), act=posted_act(), kind=request.form.get("kind") or None)
    last = claims_of(db(), case.row.id)[-1]
    return redirect(url_for(".claim", reference=reference, n=last.n), 303)


@bp.get("/applications/<reference>/claims/<int(max=9999):n>")
def claim(reference: str, n: int) -> ResponseReturnValue:
    """The claim: its questions while it may be changed, afterwards what it said."""
    return show_claim(_writing(reference, n))


@bp.post("/applications/<reference>/claims/<int(max=9999):n>")
def save_claim_answers(reference: str, n: int) -> ResponseReturnValue:
    """Save the claim and go on to its papers."""
    return keep_claim(_writing(reference, n))


@bp.get("/applications/<reference>/claims/<int(max=9999):n>/papers")
def claim_papers(reference: str, n: int) -> ResponseReturnValue:
    """The papers of the claim, each with the place to upload it."""
    return show_papers(_writing(reference, n))


@bp.post("/applications/<reference>/claims/<int(max=9999):n>/papers/<document_name>")
def upload_for_claim(reference: str, n: int, document_name: str) -> ResponseReturnValue:
    """Add files to a paper of the claim, all or none."""
    return keep_files(_writing(reference, n), document_name)


@bp.post("/applications/<reference>/claims/<int(max=9999):n>/papers/<document_name>/remove")
def take_off_claim(reference: str, n: int, document_name: str) -> ResponseReturnValue:
    """Mark a file of the claim as taken off."""
    return take_file_off(_writing(reference, n), document_name)


@bp.get("/applications/<reference>/claims/<int(max=9999):n>/send")
def check_claim(reference: str, n: int) -> ResponseReturnValue:
    """The claim once more, what follows from it, and the button that sends it."""
    return show_sending(_writing(reference, n))


@bp.post("/applications/<reference>/claims/<int(max=9999):n>/send")
def send_claim(reference: str, n: int) -> ResponseReturnValue:
    """Send the claim to the reviewer."""
    return send(_writing(reference, n))


def _writing(reference: str, n: int) -> Writing:
    """The nth claim of the own organisation's case; all others do not exist here."""
    case = own_case(reference)
    back = url_for(".show", reference=reference)
    return Writing(
        house=case.house,
        case=case.row,
        claim=claim_of(case.row, n),
        frame="base/guided.html",
        trail=[(_("Hồ sơ của tôi"), url_for(".home")), (case.row.code or _("Hồ sơ nháp"), back)],
        back=back,
        accounts=(_("Xem tài khoản của tổ chức"), url_for("organisation.show")),
    )
