"""The plan's reports: drafted, written over, submitted, signed, sent, corrected; as page, PDF, DOCX and XLSX."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions import plan_reports as acts
from nscl_grants.actions.plan_reports import PartChanged
from nscl_grants.actions.report_content import as_text, content_of
from nscl_grants.actions.report_moves import offers_for, workflow_of
from nscl_grants.db.agency_reports import moves_of_report
from nscl_grants.db.plan_reports import PlanReport, corrections_of, plan_reports, scans_of, text_versions, texts_of
from nscl_grants.definitions.house import house_of
from nscl_grants.documents.blocks import Annex, Block, Heading, Paragraph, Picture, Table
from nscl_grants.documents.plan_report import compose
from nscl_grants.documents.plan_report_docx import docx_of
from nscl_grants.documents.plan_report_pdf import pdf_of
from nscl_grants.documents.plan_report_proposal import proposal_pdf
from nscl_grants.documents.plan_report_xlsx import xlsx_of
from nscl_grants.domain.actor import ACCOUNT_HOLDER, APPROVER, CHIEF_ACCOUNTANT, PLAN_MANAGER
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.reporting import PARTS, PURPOSES, due_day
from nscl_grants.domain.results_report import Content, Words
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.errors import status_of
from nscl_grants.web.file_rows import size_words
from nscl_grants.web.files import disposition
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _, lazy
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell, tell_refusal
from nscl_grants.web.nav import Tab
from nscl_grants.web.plan.charts import Chart, chart_of
from nscl_grants.web.plan.choices import year_choices
from nscl_grants.web.plan.show import PLAN_ROLES
from nscl_grants.web.plan.step import Around, report_step
from nscl_grants.web.whole import whole_or_none

READERS = (*PLAN_ROLES, APPROVER, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER)
bp = Blueprint("plan_reports", __name__, url_prefix="/plan/reports")
bp.before_request(require_role(*READERS))
TABS = (
    Tab(
        "plan_reports.index",
        lazy("Báo cáo Kế hoạch"),
        "staff",
        rank=76,
        roles=frozenset(READERS),
        covers=("plan_reports",),
    ),
)
MOST_SIGNS = 20_000
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: Mapping[str, tuple[str, Callable[[Content], bytes]]] = {
    "pdf": ("application/pdf", pdf_of),
    "docx": (DOCX, docx_of),
    "xlsx": (XLSX, xlsx_of),
    "json": ("application/json", lambda content: as_text(content).encode()),
}
PROPOSAL = "ttr"
"""The tờ trình that goes with the draft, asked for like a format."""


@bp.get("")
def index() -> ResponseReturnValue:
    """All reports, the newest first, and until when the next one is due."""
    plan = house_of(db()).plan
    year = min(max(today().year, plan.first_year), plan.last_year)
    return render_template(
        "plan/reports.html",
        reports=plan_reports(db()),
        states=house_of(db()).workflow("plan_report").states,
        purposes=PURPOSES,
        due=due_day(plan, year, "province"),
        may_write=me().holds(PLAN_MANAGER),
    )


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Draft a report with the figures of this moment."""
    _manager_only()
    form = _draft_form()
    if request.method != "POST":
        return _form_page("plan/report_new.html", form)
    if not form.validate():
        return _form_page("plan/report_new.html", form, status=422)
    answers = form.answers
    try:
        report = acts.draft(
            db(),
            purpose=answers["purpose"],
            year=int(answers["year"]),
            title=answers["title"],
            actor=me(),
            at=now(),
            act=posted_act(),
        )
    except Refused as refused:
        return _form_page("plan/report_new.html", form, refused, status_of(refused))
    tell(_("Đã lập dự thảo với số liệu lúc này."), _("Sửa các phần lời rồi trình ký."))
    return redirect(url_for(".show", report_id=report.id) if report else url_for(".index"), 303)


@bp.get("/<int:report_id>")
def show(report_id: int) -> ResponseReturnValue:
    """The report as it reads, with what can be done about it."""
    report = _report(report_id)
    content = _content(report)
    is_draft = report.state == workflow_of(db(), report).initial
    return render_template(
        "plan/report.html",
        report=report,
        content=content,
        blocks=[_drawn(nth, block) for nth, block in enumerate(compose(content))],
        parts=PARTS,
        texts=texts_of(db(), report.id),
        state=workflow_of(db(), report).states[report.state],
        offers=offers_for(db(), report, me()),
        moves=moves_of_report(db(), "plan_report", report.id),
        labels={row.trigger: row.label for row in workflow_of(db(), report).transitions},
        corrections=corrections_of(db(), report.corrects_id or report.id),
        formats=tuple(FORMATS),
        scans=scans_of(db(), report.id),
        size_words=size_words,
        may_write=is_draft and me().holds(PLAN_MANAGER),
        may_correct=report.frozen_at is not None and me().holds(PLAN_MANAGER),
    )


@bp.get("/<int:report_id>.<format_>")
def download(report_id: int, format_: str) -> ResponseReturnValue:
    """The report as a file; of a signed one always the same bytes."""
    if format_ not in (*FORMATS, PROPOSAL):
        abort(404)
    report = _report(report_id)
    content, name = _content(report), f"bao-cao-ke-hoach-{report.year}-{report.id}.{format_}"
    if format_ == PROPOSAL:
        media_type, name = "application/pdf", f"to-trinh-bao-cao-{report.year}-{report.id}.pdf"
        drawn = proposal_pdf(content, house_of(db()).plan.settings, report.proposal_number)
    else:
        media_type, draw = FORMATS[format_]
        drawn = draw(content)
    response = Response(drawn, content_type=media_type)
    response.headers["Content-Disposition"] = disposition("attachment", name)
    return response


@bp.route("/<int:report_id>/parts/<part>", methods=["GET", "POST"])
def part(report_id: int, part: str) -> ResponseReturnValue:
    """The words of one part, with their history."""
    _manager_only()
    report = _report(report_id)
    if part not in PARTS:
        abort(404)
    if request.method != "POST":
        return _part_page(report, part)
    text = request.form.get("text", "").replace("\r\n", "\n").strip()[:MOST_SIGNS]
    seen = request.form.get("seen", "0")
    try:
        acts.write_part(
            db(),
            report,
            part,
            text,
            seen=whole_or_none(seen) or 0,
            actor=me(),
            at=now(),
            act=posted_act(),
        )
    except PartChanged as refused:
        return _part_page(report, part, text, refused, 409)
    except Refused as refused:
        return _part_page(report, part, text, refused, status_of(refused))
    tell(_("Đã lưu."), _("Bản trước được giữ trong lịch sử."))
    return redirect(url_for(".show", report_id=report_id) + f"#{part}", 303)


@bp.post("/<int:report_id>/renew")
def renew(report_id: int) -> ResponseReturnValue:
    """Take the figures of this moment into the draft."""
    report = _report(report_id)
    try:
        acts.renew_figures(db(), report, actor=me(), at=now(), act=posted_act())
        tell(_("Đã lấy số liệu mới."), _("Phần lời giữ nguyên; đọc lại xem còn khớp số liệu không."))
    except Refused as refused:
        tell_refusal(refused)
    return redirect(url_for(".show", report_id=report_id), 303)


@bp.route("/<int:report_id>/correct", methods=["GET", "POST"])
def correct(report_id: int) -> ResponseReturnValue:
    """Draft a numbered correction of a signed report."""
    _manager_only()
    report = _report(report_id)
    typed = request.form if request.method == "POST" else None
    form = build(house_of(db()).form("correct_plan_report"), context=Context(today=today()), typed=typed)
    if request.method != "POST":
        return _form_page("plan/report_correct.html", form, report=report)
    if not form.validate():
        return _form_page("plan/report_correct.html", form, status=422, report=report)
    try:
        made = acts.correct(db(), report, form.answers["reason"], actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return _form_page("plan/report_correct.html", form, refused, status_of(refused), report)
    tell(_("Đã lập bản đính chính."), _("Bản đính chính nêu từng số liệu khác với báo cáo đã ký."))
    return redirect(url_for(".show", report_id=made.id if made else report_id), 303)


@bp.route("/<int:report_id>/<trigger>", methods=["GET", "POST"])
def step(report_id: int, trigger: str) -> ResponseReturnValue:
    """Submit, take back, sign, send."""
    report = _report(report_id)
    back = url_for(".show", report_id=report_id)
    trail = ((_("Báo cáo Kế hoạch"), url_for(".index")), (report.title, back))
    return report_step(report, trigger, Around(trail, back, report.title))


def _report(report_id: int) -> PlanReport:
    return found(db().get(PlanReport, report_id))


def _content(report: PlanReport) -> Content:
    """What was frozen, or the draft with its words as they are now."""
    content = content_of(report)
    if report.frozen_at is not None:
        return content
    texts = texts_of(db(), report.id)
    return replace(content, words=tuple(Words(each, texts[each].text) for each in PARTS if each in texts))


def _drawn(nth: int, block: Block) -> tuple[str, Block | Chart]:
    """A block with the word for its kind, a picture as the page draws it."""
    if isinstance(block, Picture):
        return "chart", chart_of(block, f"block{nth}")
    kinds = {Heading: "heading", Paragraph: "paragraph", Table: "table", Annex: "annex"}
    return kinds[type(block)], block


def _manager_only() -> None:
    if not me().holds(PLAN_MANAGER):
        abort(403)


def _draft_form() -> QuestionForm:
    form, context = house_of(db()).form("draft_plan_report"), Context(choices=year_choices(), today=today())
    if request.method == "POST":
        return build(form, context=context, typed=request.form)
    plan = house_of(db()).plan
    year = min(max(today().year, plan.first_year), plan.last_year)
    return build(
        form,
        {"purpose": "annual", "year": str(year), "title": f"Kết quả thực hiện Kế hoạch năm {year}"},
        context,
    )


def _form_page(
    template: str,
    form: QuestionForm,
    refused: Refused | None = None,
    status: int = 200,
    report: PlanReport | None = None,
) -> ResponseReturnValue:
    page = render_template(template, form=form, refused=refused, report=report, faulty=status != 200)
    return page, status


def _part_page(
    report: PlanReport, part: str, typed: str | None = None, refused: Refused | None = None, status: int = 200
) -> ResponseReturnValue:
    versions = text_versions(db(), report.id, part)
    page = render_template(
        "plan/report_part.html",
        report=report,
        part=part,
        title_of=PARTS[part],
        versions=versions,
        text=typed if typed is not None else (versions[0].text if versions else ""),
        most=MOST_SIGNS,
        refused=refused,
        faulty=status != 200,
    )
    return page, status
