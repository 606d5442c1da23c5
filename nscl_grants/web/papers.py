"""Papers: opened by whoever may see their case, entered in the register and voided by the clerk."""

from datetime import date
from functools import partial

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, NotFound

from nscl_grants.actions.attachments import Upload
from nscl_grants.actions.paper_claims import ask_for_claim_paper
from nscl_grants.actions.paper_register import FROM_THE_REGISTER, register_paper, void_paper
from nscl_grants.db.cases import visible_part
from nscl_grants.db.paper_bundles import references_of_papers
from nscl_grants.db.papers import Paper, how_many_to_number, papers_to_number, visible_paper
from nscl_grants.db.payments import Claim
from nscl_grants.documents.kinds import KINDS
from nscl_grants.domain.actor import CLERK, INTAKE, Actor
from nscl_grants.domain.forms import read_date
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.vietnamese import clean, clean_lines
from nscl_grants.web.access import db, house, is_staff, me, now, posted_act, require_role
from nscl_grants.web.errors import status_of
from nscl_grants.web.file_rows import open_upload, uploads_storage
from nscl_grants.web.files import disposition
from nscl_grants.web.filters import in_language
from nscl_grants.web.language import _, lazy
from nscl_grants.web.messages import tell, tell_refusal
from nscl_grants.web.nav import Tab
from nscl_grants.web.openings import note_openings_of_cases
from nscl_grants.web.paging import page_by_id
from nscl_grants.web.paper_rows import may_open, paper_row

bp = Blueprint("papers", __name__)
bp.before_request(require_role())

_ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
LOOK_AGAIN = {"Refresh": "5"}
"""The page asks for itself again until the worker is done, also without JavaScript."""
ONLY_SEEN = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def _count(actor: Actor) -> int:
    return how_many_to_number(db(), actor, FROM_THE_REGISTER)


TABS = (
    Tab(
        "papers.waiting",
        lazy("Vào sổ"),
        "staff",
        rank=27,
        roles=frozenset({CLERK}),
        count=_count,
        counts=lazy("văn bản"),
        covers=("papers", "signing", "scans", "bundles"),
    ),
)


@bp.get("/papers")
def waiting() -> ResponseReturnValue:
    """The notices and proposals that wait for a number of the register."""
    _clerk_only()
    asked = request.args.get("kind", "")
    kinds = (asked,) if asked in FROM_THE_REGISTER else FROM_THE_REGISTER
    page = page_by_id(partial(papers_to_number, db(), me(), kinds))
    return render_template(
        "papers/waiting.html",
        page=page,
        rows=[paper_row(paper) for paper in page.rows],
        kinds={kind: KINDS[kind].title for kind in FROM_THE_REGISTER},
        asked=asked,
    )


@bp.get("/papers/<int:paper_id>")
def show(paper_id: int) -> ResponseReturnValue:
    """The bytes as they were made, or a page that says that the paper is being made."""
    paper = _found(paper_id)
    if paper.stored_as is None or paper.sha256 is None:
        return render_template("papers/being_made.html", row=paper_row(paper)), 202, {} if paper.fault else LOOK_AGAIN
    content = uploads_storage().read(paper.stored_as, paper.sha256, in_language(KINDS[paper.kind].title))
    return _bytes(paper, content, "")


@bp.get("/papers/<int:paper_id>/signed")
def signed(paper_id: int) -> ResponseReturnValue:
    """The signed file that the clerk put with it."""
    paper = _found(paper_id)
    if paper.signed_stored_as is None or paper.signed_sha256 is None:
        raise NotFound()
    media_type = paper.signed_type or "application/pdf"
    content = open_upload(paper.signed_stored_as, paper.signed_sha256, in_language(KINDS[paper.kind].title))
    return _bytes(paper, content, "-signed", media_type)


@bp.get("/papers/<int:paper_id>/register")
def register_form(paper_id: int) -> ResponseReturnValue:
    """Where the clerk enters number, date and signed file."""
    _clerk_only()
    return _register_page(_found(paper_id))


@bp.post("/papers/<int:paper_id>/register")
def register(paper_id: int) -> ResponseReturnValue:
    """Enter the paper in the register."""
    _clerk_only()
    paper, act = _found(paper_id), posted_act()
    number, on = clean(request.form.get("number", "")), _typed_date(request.form.get("on", ""))
    if not number or on is None:
        return _register_page(paper, faulty=True), 422
    try:
        register_paper(
            db(), uploads_storage(), paper, number=number, on=on, signed=_upload(), actor=me(), at=now(), act=act
        )
    except Refused as refused:
        return _register_page(_found(paper_id), refused=refused), status_of(refused)
    tell(_("Đã vào sổ."), _("Văn bản có số được lập lại trong ít phút; bản chưa có số không dùng nữa."))
    return redirect(url_for(".waiting"), 303)


@bp.post("/papers/<int:paper_id>/void")
def void(paper_id: int) -> ResponseReturnValue:
    """Void the paper; a reason is needed."""
    _clerk_only()
    paper, act = _found(paper_id), posted_act()
    reason = clean_lines(request.form.get("reason", ""))
    if not reason and paper.state == "standing":
        return _register_page(paper, void_faulty=True), 422
    try:
        void_paper(db(), paper, reason=reason, actor=me(), at=now(), act=act)
    except Refused as refused:
        return _register_page(_found(paper_id), refused=refused), status_of(refused)
    tell(_("Đã hủy văn bản."), _("Ai tra cứu mã của văn bản đều thấy văn bản đã hủy."))
    return redirect(url_for(".waiting"), 303)


@bp.post("/papers/claims/<int:claim_id>")
def print_claim(claim_id: int) -> ResponseReturnValue:
    """Ask for the claim as a paper to sign, and go back to the claim."""
    claim = visible_part(db(), me(), Claim, claim_id)
    if claim is None:
        raise NotFound()
    back = _page_of_claim(claim)
    try:
        ask_for_claim_paper(db(), claim, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        tell_refusal(refused)
    else:
        tell(_("Giấy đề nghị thanh toán đang được lập."), _("Mở trong danh sách văn bản của hồ sơ sau ít phút."))
    return redirect(back, 303)


def _page_of_claim(claim: Claim) -> str:
    """Where the reader writes the claim: a member, or intake for what came on behalf; 404 for all others."""
    case = claim.application
    if case.organisation_id in me().organisations:
        return url_for("applicant.claim", reference=case.reference, n=claim.n)
    if me().holds(INTAKE) and case.on_behalf:
        return url_for("intake_claims.claim", reference=case.reference, n=claim.n)
    raise NotFound()


def _found(paper_id: int) -> Paper:
    """The paper, if the reader may open it; what one may not open does not exist."""
    paper = visible_paper(db(), me(), paper_id)
    if paper is None or not may_open(me(), paper):
        raise NotFound()
    return paper


def _clerk_only() -> None:
    if not me().holds(CLERK):
        raise Forbidden()


def _bytes(paper: Paper, content: bytes, ending: str, media_type: str = "application/pdf") -> Response:
    title = in_language(KINDS[paper.kind].title)
    if is_staff(me()):
        note_openings_of_cases(references_of_papers(db(), [paper.id]), f"{title} {paper.code}")
    response = Response(content, content_type=media_type)
    how = "inline" if "view" in request.args else "attachment"
    response.headers["Content-Disposition"] = disposition(how, f"{title} {paper.code}{ending}{_ENDINGS[media_type]}")
    response.headers["Content-Security-Policy"] = ONLY_SEEN
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _register_page(
    paper: Paper, *, faulty: bool = False, void_faulty: bool = False, refused: Refused | None = None
) -> str:
    typed = {name: request.form.get(name, "") for name in ("number", "on", "reason")}
    return render_template(
        "papers/register.html",
        row=paper_row(paper),
        symbol=f"{KINDS[paper.kind].symbol}-{house().plan.settings.office_short}" if KINDS[paper.kind].symbol else "",
        faulty=faulty,
        void_faulty=void_faulty,
        refused=refused,
        typed=typed,
    )


def _typed_date(typed: str) -> date | None:
    """The date that was typed, or None when it is none."""
    try:
        return read_date(clean(typed))
    except Refused:
        return None


def _upload() -> Upload | None:
    """The signed file, if one was sent."""
    sent = request.files.get("signed_file")
    return Upload(sent.filename, sent.stream) if sent and sent.filename else None
