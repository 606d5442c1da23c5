"""Scans of papers signed by hand: sent in together, put with their papers by the worker, or by the code one types."""

from collections.abc import Collection
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, NotFound

from nscl_grants.actions.attachments import Upload
from nscl_grants.actions.paper_scans import name_scan, put_scan_aside, send_scans
from nscl_grants.db.paper_scans import PaperScan, scans
from nscl_grants.db.papers import codes_known
from nscl_grants.domain.actor import CLERK
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.typed_code import as_printed
from nscl_grants.web.access import db, me, now, posted_act, require_role
from nscl_grants.web.errors import status_of
from nscl_grants.web.file_rows import uploads_storage
from nscl_grants.web.language import _
from nscl_grants.web.messages import tell, tell_refusal
from nscl_grants.web.paging import page_by_id
from nscl_grants.web.paper_rows import paper_row

bp = Blueprint("scans", __name__, url_prefix="/papers/scans")
bp.before_request(require_role())


@bp.get("")
def show() -> ResponseReturnValue:
    """The scans, the newest first, and where more are sent in."""
    _clerk_only()
    return _page()


@bp.post("")
def send() -> ResponseReturnValue:
    """Take in files from the scanner."""
    _clerk_only()
    act, sent = posted_act(), [each for each in request.files.getlist("scans") if each.filename]
    if not sent:
        return _page(faulty=True), 422
    uploads = [Upload(each.filename or "", each.stream) for each in sent]
    try:
        send_scans(db(), uploads_storage(), uploads, actor=me(), at=now(), act=act)
    except Refused as refused:
        return _page(refused=refused), status_of(refused)
    tell(_("Đã nhận bản quét."), _("Hệ thống đọc mã QR và gắn từng bản quét với văn bản của nó trong ít phút."))
    return redirect(url_for(".show"), 303)


@bp.post("/<int:scan_id>")
def name(scan_id: int) -> ResponseReturnValue:
    """Put a scan with the paper whose code was typed."""
    _clerk_only()
    scan, act = _found(scan_id), posted_act()
    try:
        name_scan(db(), scan, as_printed(request.form.get("code", "")), actor=me(), at=now(), act=act)
    except Refused as refused:
        tell_refusal(refused)
    else:
        tell(_("Đã gắn bản quét với văn bản."))
    return redirect(url_for(".show"), 303)


@bp.post("/<int:scan_id>/aside")
def aside(scan_id: int) -> ResponseReturnValue:
    """The scan is none of ours."""
    _clerk_only()
    scan, act = _found(scan_id), posted_act()
    try:
        put_scan_aside(db(), scan, actor=me(), at=now(), act=act)
    except Refused as refused:
        tell_refusal(refused)
    else:
        tell(_("Đã bỏ bản quét khỏi danh sách."), _("Tệp vẫn được giữ."))
    return redirect(url_for(".show"), 303)


def _page(*, faulty: bool = False, refused: Refused | None = None) -> str:
    page = page_by_id(partial(scans, db()))
    known = codes_known(db(), [scan.code for scan in page.rows if scan.code])
    return render_template(
        "papers/scans.html",
        scans=[(scan, paper_row(scan.paper) if scan.paper else None, _state(scan, known)) for scan in page.rows],
        page=page,
        faulty=faulty,
        refused=refused,
    )


def _state(scan: PaperScan, known: Collection[str]) -> str:
    """put, reading, unread, unknown, or why the paper cannot take it: done_before."""
    if scan.paper_id is not None:
        return "put"
    if scan.read_at is None:
        return "reading"
    if scan.code is None:
        return "unread"
    return "done_before" if scan.code in known else "unknown"


def _found(scan_id: int) -> PaperScan:
    scan = db().get(PaperScan, scan_id)
    if scan is None:
        raise NotFound()
    return scan


def _clerk_only() -> None:
    if not me().holds(CLERK):
        raise Forbidden()
