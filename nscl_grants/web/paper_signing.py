"""Signing: what waits for a signature, the office's key for many at once, and the signed copy put with its paper."""

from functools import partial

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, NotFound

from nscl_grants.actions.attachments import Upload
from nscl_grants.actions.paper_signing import ask_to_sign, may_be_signed, put_signed
from nscl_grants.db.papers import Paper, papers_without_signature, visible_paper
from nscl_grants.documents.kinds import KINDS
from nscl_grants.domain.actor import CLERK
from nscl_grants.domain.refused import Refused
from nscl_grants.outside.signing_key import signing_key
from nscl_grants.web.access import db, me, now, posted_act, require_role, settings
from nscl_grants.web.errors import status_of
from nscl_grants.web.file_rows import uploads_storage
from nscl_grants.web.language import _
from nscl_grants.web.messages import tell, tell_refusal
from nscl_grants.web.paging import page_by_id
from nscl_grants.web.paper_rows import paper_row
from nscl_grants.web.papers import LOOK_AGAIN
from nscl_grants.web.whole import whole

bp = Blueprint("signing", __name__, url_prefix="/papers")
bp.before_request(require_role())

SIGNED_KINDS = tuple(kind.key for kind in KINDS.values() if kind.book == "register")


@bp.get("/to-sign")
def waiting() -> ResponseReturnValue:
    """Numbered papers that bear no signature yet."""
    _clerk_only()
    page = page_by_id(partial(papers_without_signature, db(), me(), SIGNED_KINDS))
    rows = [paper_row(paper) for paper in page.rows]
    return render_template("papers/to_sign.html", rows=rows, page=page, has_key=has_key())


@bp.post("/to-sign")
def sign_many() -> ResponseReturnValue:
    """Let the worker sign the chosen papers with the office's key."""
    _clerk_only()
    chosen = [_found(each) for each in request.form.getlist("paper", type=whole)]
    if not chosen:
        tell(_("Chưa chọn văn bản nào."), _("Đánh dấu văn bản cần ký rồi bấm Ký số."), "wait")
        return redirect(url_for(".waiting"), 303)
    try:
        ask_to_sign(db(), chosen, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        tell_refusal(refused)
    else:
        tell(_("Đang ký số."), _("Bản đã ký hiện ở văn bản sau ít phút."))
    return redirect(url_for(".waiting"), 303)


@bp.get("/<int:paper_id>/sign")
def show(paper_id: int) -> ResponseReturnValue:
    """The signature of one paper: none, asked for, or what the validator says of it."""
    _clerk_only()
    return _page(_found(paper_id))


@bp.post("/<int:paper_id>/sign")
def sign(paper_id: int) -> ResponseReturnValue:
    """Let the worker sign this paper with the office's key."""
    _clerk_only()
    paper = _found(paper_id)
    try:
        ask_to_sign(db(), [paper], actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return _page(_found(paper_id), refused=refused), status_of(refused)
    tell(_("Đang ký số."), _("Bản đã ký hiện ở văn bản sau ít phút."))
    return redirect(url_for(".show", paper_id=paper_id), 303)


@bp.post("/<int:paper_id>/signed")
def put(paper_id: int) -> ResponseReturnValue:
    """Put in the paper as it was signed on paper, or by another key."""
    _clerk_only()
    paper, act, sent = _found(paper_id), posted_act(), request.files.get("signed_file")
    if sent is None or not sent.filename:
        return _page(paper, faulty=True), 422
    upload = Upload(sent.filename, sent.stream)
    try:
        put_signed(db(), uploads_storage(), paper, upload, actor=me(), at=now(), act=act)
    except Refused as refused:
        return _page(_found(paper_id), refused=refused), status_of(refused)
    tell(_("Đã nhận bản đã ký."), _("Chữ ký số, nếu có, được kiểm tra trong ít phút."))
    return redirect(url_for(".show", paper_id=paper_id), 303)


def has_key() -> bool:
    """Whether this installation has a key to sign with."""
    return signing_key(settings()) is not None


def _found(paper_id: int) -> Paper:
    paper = visible_paper(db(), me(), paper_id)
    if paper is None:
        raise NotFound()
    return paper


def _clerk_only() -> None:
    if not me().holds(CLERK):
        raise Forbidden()


def _page(paper: Paper, *, faulty: bool = False, refused: Refused | None = None) -> Response:
    row = paper_row(paper)
    page = render_template(
        "papers/sign.html",
        row=row,
        may_sign=may_be_signed(paper),
        has_key=has_key(),
        faulty=faulty,
        refused=refused,
    )
    return Response(page, headers=LOOK_AGAIN if row.signature in ("asked", "unjudged") and not faulty else None)
