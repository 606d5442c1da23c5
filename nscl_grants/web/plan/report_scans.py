"""The signed paper of a report: put beside it once the signature is recorded, and read by all who read reports."""

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions.attachments import NoFileChosen, Upload
from nscl_grants.actions.report_scans import attach_scan
from nscl_grants.db.plan_reports import PlanReport, PlanReportScan
from nscl_grants.domain.actor import PLAN_MANAGER
from nscl_grants.domain.refused import Refused
from nscl_grants.web.access import db, me, now, posted_act, require_role
from nscl_grants.web.file_rows import open_upload, uploads_storage
from nscl_grants.web.files import NOTHING_RUNS, disposition
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell, tell_refusal
from nscl_grants.web.openings import note_opening
from nscl_grants.web.plan.plan_reports import READERS

bp = Blueprint("report_scans", __name__, url_prefix="/plan/reports")
bp.before_request(require_role(*READERS))


@bp.post("/<int:report_id>/scans")
def upload(report_id: int) -> ResponseReturnValue:
    """Put the signed paper there; what is wrong with the file is said on the report's page."""
    if not me().holds(PLAN_MANAGER):
        abort(403)
    report = found(db().get(PlanReport, report_id))
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise NoFileChosen()
        paper = Upload(sent.filename, sent.stream)
        attach_scan(db(), uploads_storage(), report, paper, actor=me(), at=now(), act=posted_act())
        tell(_("Đã đưa bản đã ký lên."), _("Mã băm của tệp được giữ cùng báo cáo."))
    except Refused as refused:
        tell_refusal(refused)
    return redirect(url_for("plan_reports.show", report_id=report_id), 303)


@bp.get("/<int:report_id>/scans/<int:scan_id>")
def download(report_id: int, scan_id: int) -> ResponseReturnValue:
    """The bytes as they were kept, checked against their digest."""
    scan = db().get(PlanReportScan, scan_id)
    scan = found(scan if scan is not None and scan.report_id == report_id else None)
    content = open_upload(scan.stored_as, scan.sha256, scan.name)
    note_opening("plan_report", str(report_id), scan.name)
    response = Response(content, content_type=scan.media_type)
    response.headers["Content-Disposition"] = disposition("attachment", scan.name)
    response.headers["Content-Security-Policy"] = f"{NOTHING_RUNS}; frame-ancestors 'none'; sandbox"
    return response
