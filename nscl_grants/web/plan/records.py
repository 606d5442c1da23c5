"""Task records: what agencies did, entered by their coordinators, with evidence, corrected version by version."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions import records as acts
from nscl_grants.actions.attachments import Upload
from nscl_grants.actions.coordinators import reports_for
from nscl_grants.db.records import (
    TaskRecord,
    TaskRecordFile,
    files_of_record,
    record_versions,
)
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import COORDINATOR, PLAN_MANAGER
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.reporting import bodies_of
from nscl_grants.domain.results import RECORD_KINDS, SETTINGS
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.answers import shown_answers
from nscl_grants.web.errors import status_of
from nscl_grants.web.file_rows import open_upload, size_words, uploads_storage
from nscl_grants.web.files import NOTHING_RUNS, disposition
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell, tell_refusal
from nscl_grants.web.openings import note_opening
from nscl_grants.web.plan.choices import record_choices
from nscl_grants.web.plan.show import PLAN_ROLES, sees_all_records

bp = Blueprint("records", __name__, url_prefix="/plan/records")
bp.before_request(require_role(*PLAN_ROLES))


@bp.get("/new")
def choose() -> ResponseReturnValue:
    """Which kind of thing was done?"""
    _write_only()
    return render_template("plan/record_kind.html", kinds=RECORD_KINDS, has_bodies=bool(record_choices()["bodies"]))


@bp.route("/new/<kind>", methods=["GET", "POST"])
def new(kind: str) -> ResponseReturnValue:
    """Enter a record of that kind."""
    _write_only()
    form = _form(kind)
    if request.method != "POST":
        return _form_page(form, kind)
    if not form.validate():
        return _form_page(form, kind, status=422)
    try:
        answers = {**form.answers, "kind": kind}
        reference = acts.write(db(), answers, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return _form_page(form, kind, refused=refused, status=status_of(refused))
    tell(_("Đã ghi kết quả."), _("Thêm tài liệu chứng minh nếu có."))
    return redirect(url_for(".show", reference=reference) if reference else url_for(".index"), 303)


@bp.get("/<reference>")
def show(reference: str) -> ResponseReturnValue:
    """One record: its answers, its files, its versions."""
    versions = _versions(reference)
    newest = versions[0]
    section = house_of(db()).form("record").section("result")
    assert section is not None
    choices = record_choices()
    names = {body.key: body.name for body in bodies_of(house_of(db()).plan)}
    return render_template(
        "plan/record.html",
        record=newest,
        versions=versions,
        kind=RECORD_KINDS[newest.kind],
        names=names,
        shown=shown_answers(section, newest.answers, {**choices, "bodies": names, "settings": SETTINGS}),
        files=files_of_record(db(), reference),
        size_words=size_words,
        may_change=not newest.withdrawn and reports_for(db(), me(), newest.body),
    )


@bp.route("/<reference>/correct", methods=["GET", "POST"])
def correct(reference: str) -> ResponseReturnValue:
    """Follow the newest version with a better one."""
    newest = _changeable(reference)
    form = _form(newest.kind, newest)
    if request.method != "POST":
        return _form_page(form, newest.kind, newest)
    if not form.validate():
        return _form_page(form, newest.kind, newest, status=422)
    try:
        acts.correct(db(), newest, {**form.answers, "kind": newest.kind}, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return _form_page(form, newest.kind, newest, refused, status_of(refused))
    tell(_("Đã sửa kết quả."), _("Bản trước được giữ trong lịch sử."))
    return redirect(url_for(".show", reference=reference), 303)


@bp.route("/<reference>/withdraw", methods=["GET", "POST"])
def withdraw(reference: str) -> ResponseReturnValue:
    """Let it count no longer, with the reason."""
    newest = _changeable(reference)
    typed = request.form if request.method == "POST" else None
    form = build(house_of(db()).form("withdraw_record"), context=Context(today=today()), typed=typed)
    page = {"record": newest, "form": form, "back": url_for(".show", reference=reference)}
    if request.method != "POST":
        return render_template("plan/record_withdraw.html", **page, refused=None)
    if not form.validate():
        return render_template("plan/record_withdraw.html", **page, refused=None, faulty=True), 422
    try:
        acts.withdraw(db(), newest, form.answers["reason"], actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return render_template("plan/record_withdraw.html", **page, refused=refused, faulty=True), status_of(refused)
    tell(_("Đã bỏ kết quả."), _("Kết quả không còn tính vào chỉ tiêu; lịch sử vẫn còn."))
    return redirect(url_for("record_lists.index"), 303)


@bp.post("/<reference>/files")
def upload(reference: str) -> ResponseReturnValue:
    """Add evidence; what is wrong with a file is said on the record's page."""
    record = _changeable(reference)
    sent = [each for each in request.files.getlist("file") if each.filename]
    uploads = [Upload(each.filename or "", each.stream) for each in sent]
    try:
        acts.add_files(db(), uploads_storage(), record, uploads, actor=me(), at=now(), act=posted_act())
        tell(_("Đã thêm tài liệu chứng minh."))
    except Refused as refused:
        tell_refusal(refused)
    return redirect(url_for(".show", reference=reference), 303)


@bp.post("/<reference>/files/<int:file_id>/remove")
def remove(reference: str, file_id: int) -> ResponseReturnValue:
    """Take a file off; its bytes are kept."""
    record, file = _changeable(reference), _file(reference, file_id)
    acts.remove_file(db(), record, file, actor=me(), at=now(), act=posted_act())
    tell(_("Đã bỏ tệp %(name)s.", name=file.name))
    return redirect(url_for(".show", reference=reference), 303)


@bp.get("/<reference>/files/<int:file_id>")
def download(reference: str, file_id: int) -> ResponseReturnValue:
    """The bytes as they were kept."""
    _versions(reference)
    file = _file(reference, file_id)
    content = open_upload(file.stored_as, file.sha256, file.name)
    note_opening("task_record", reference, file.name)
    response = Response(content, content_type=file.media_type)
    response.headers["Content-Disposition"] = disposition("attachment", file.name)
    response.headers["Content-Security-Policy"] = f"{NOTHING_RUNS}; frame-ancestors 'none'; sandbox"
    return response


def _versions(reference: str) -> list[TaskRecord]:
    """All versions of a record that the reader may see."""
    versions = list(record_versions(db(), reference))
    sees = bool(versions) and (sees_all_records() or reports_for(db(), me(), versions[0].body))
    return found(versions if sees else None)


def _changeable(reference: str) -> TaskRecord:
    newest = _versions(reference)[0]
    if newest.withdrawn:
        abort(404)
    if not reports_for(db(), me(), newest.body):
        abort(403)
    return newest


def _file(reference: str, file_id: int) -> TaskRecordFile:
    file = db().get(TaskRecordFile, file_id)
    there = file is not None and file.reference == reference and file.removed_at is None
    return found(file if there else None)


def _form(kind: str, record: TaskRecord | None = None) -> QuestionForm:
    if kind not in RECORD_KINDS:
        abort(404)
    section = house_of(db()).form("record").section("result")
    assert section is not None
    context = Context({"kind": kind}, record_choices(), today())
    if request.method == "POST":
        return build(section, context=context, typed=request.form)
    bodies = list(context.choices["bodies"])
    first = {"body": bodies[0]} if len(bodies) == 1 else {}
    return build(section, first if record is None else record.answers, context)


def _form_page(
    form: QuestionForm,
    kind: str,
    record: TaskRecord | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "plan/record_form.html",
        form=form,
        kind=RECORD_KINDS[kind],
        record=record,
        refused=refused,
        faulty=status != 200,
        back=url_for(".show", reference=record.reference) if record else url_for(".choose"),
    )
    return page, status


def _may_write() -> bool:
    return me().holds(COORDINATOR, PLAN_MANAGER)


def _write_only() -> None:
    if not _may_write():
        abort(403)
