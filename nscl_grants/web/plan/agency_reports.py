"""Reports of agencies and communes: called for, written beside the figures, sent; and who has and who has not."""

from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions import agency_reports as acts
from nscl_grants.actions.agency_figures import gather_agency
from nscl_grants.actions.agency_reports import Call
from nscl_grants.actions.coordinators import reports_for
from nscl_grants.actions.figures import cut_off_now
from nscl_grants.actions.report_moves import offers_for, workflow_of
from nscl_grants.db.agency_reports import (
    WITH_THE_AGENCY,
    AgencyReport,
    count_to_write,
    moves_of_report,
    reports_for_bodies,
)
from nscl_grants.db.records import bodies_of_account
from nscl_grants.db.reminders import reminders_of
from nscl_grants.definitions.house import house_of
from nscl_grants.documents.facts import from_json
from nscl_grants.domain.actor import AUDITOR, COORDINATOR, PLAN_MANAGER, Actor
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.reminders import occasion_label
from nscl_grants.domain.reporting import due_day
from nscl_grants.domain.results_agency import AgencyContent
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.answers import shown_answers
from nscl_grants.web.errors import status_of
from nscl_grants.web.filters import in_language
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _, lazy
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell
from nscl_grants.web.nav import Tab
from nscl_grants.web.plan.choices import year_choices
from nscl_grants.web.plan.report_lists import SEES_ALL, names, overview, states
from nscl_grants.web.plan.show import PLAN_ROLES
from nscl_grants.web.plan.step import Around, posted_version, report_step

bp = Blueprint("agency_reports", __name__, url_prefix="/plan/agency-reports")
bp.before_request(require_role(*PLAN_ROLES))


def _to_write(actor: Actor) -> int:
    """How many reports wait for the coordinator."""
    return count_to_write(db(), bodies_of_account(db(), actor.account_id)) if actor.holds(COORDINATOR) else 0


TABS = (
    Tab(
        "agency_reports.index",
        lazy("Báo cáo cơ quan"),
        "staff",
        rank=74,
        roles=frozenset(PLAN_ROLES),
        count=_to_write,
        counts=lazy("báo cáo cần gửi"),
        covers=("agency_reports", "report_lists"),
    ),
)


@bp.get("")
def index() -> ResponseReturnValue:
    """For coordinators what they have to send; for the others every period, and who has and who has not."""
    if me().holds(*SEES_ALL):
        return overview()
    mine = reports_for_bodies(db(), bodies_of_account(db(), me().account_id))
    return render_template("plan/my_reports.html", reports=mine, names=names(), states=states())


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Call on all who report."""
    if not me().holds(PLAN_MANAGER):
        abort(403)
    form = _period_form()
    if request.method != "POST":
        return _period_page(form)
    if not form.validate():
        return _period_page(form, status=422)
    answers = form.answers
    call = Call(
        answers["purpose"],
        int(answers["year"]),
        answers["title"],
        date.fromisoformat(answers["due_on"]),
        bool(answers["invite"]),
    )
    try:
        period = acts.open_period(db(), call, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return _period_page(form, refused, status_of(refused))
    tell(_("Đã mở kỳ báo cáo."), _("Mỗi cơ quan, đơn vị có một báo cáo với số liệu điền sẵn."))
    return redirect(url_for(".index", period=period.id if period else None), 303)


@bp.get("/<int:report_id>")
def show(report_id: int) -> ResponseReturnValue:
    """One report: its figures, its words, its steps."""
    report = _report(report_id)
    form = house_of(db()).form("agency_report")
    return render_template(
        "plan/agency_report.html",
        report=report,
        name=names()[report.body],
        content=_figures(report),
        state=workflow_of(db(), report).states[report.state],
        offers=offers_for(db(), report, me()),
        moves=moves_of_report(db(), "agency_report", report.id),
        reminders=reminders_of(db(), report.id),
        occasion_label=occasion_label,
        labels={row.trigger: row.label for row in workflow_of(db(), report).transitions},
        shown=shown_answers(form.sections[0], report.answers, {}),
        may_write=report.state in WITH_THE_AGENCY and reports_for(db(), me(), report.body),
    )


@bp.route("/<int:report_id>/edit", methods=["GET", "POST"])
def edit(report_id: int) -> ResponseReturnValue:
    """Write the remarks beside the figures; what is saved is not sent yet."""
    report = _report(report_id)
    if not reports_for(db(), me(), report.body):
        abort(403)
    typed = request.form if request.method == "POST" else None
    form = build(house_of(db()).form("agency_report"), report.answers, Context(today=today()), typed=typed)
    if request.method != "POST":
        return _edit_page(report, form)
    if not form.validate() and not form.reading.only_open:
        return _edit_page(report, form, status=422)
    try:
        acts.write_remarks(
            db(), report, form.answers, actor=me(), at=now(), act=posted_act(), seen_version=posted_version()
        )
    except Refused as refused:
        return _edit_page(report, form, refused, status_of(refused))
    tell(_("Đã lưu, chưa gửi."), _("Kiểm tra số liệu rồi gửi báo cáo."))
    return redirect(url_for(".show", report_id=report_id), 303)


@bp.route("/<int:report_id>/<trigger>", methods=["GET", "POST"])
def step(report_id: int, trigger: str) -> ResponseReturnValue:
    """Send, accept, return."""
    report = _report(report_id)
    name = in_language(names()[report.body])
    back = url_for(".show", report_id=report_id)
    trail = ((_("Báo cáo cơ quan"), url_for(".index")), (name, back))
    return report_step(report, trigger, Around(trail, back, name))


def _report(report_id: int) -> AgencyReport:
    report = db().get(AgencyReport, report_id)
    sees = report is not None and (me().holds(PLAN_MANAGER, AUDITOR) or reports_for(db(), me(), report.body))
    return found(report if sees else None)


def _figures(report: AgencyReport) -> AgencyContent:
    """The figures that were sent; while it is being written those of now."""
    if report.content is not None and report.state not in WITH_THE_AGENCY:
        return from_json(AgencyContent, report.content)
    return gather_agency(db(), report.body, report.period.year, cut_off_now(db(), now()))


def _period_form() -> QuestionForm:
    form, context = house_of(db()).form("open_reports"), Context(choices=year_choices())
    if request.method == "POST":
        return build(form, context=context, typed=request.form)
    plan = house_of(db()).plan
    year = min(max(today().year, plan.first_year), plan.last_year)
    due = due_day(plan, year).isoformat()
    first = {"purpose": "annual", "year": str(year), "title": f"Báo cáo năm {year}", "due_on": due, "invite": True}
    return build(form, first, context)


def _period_page(form: QuestionForm, refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    page = render_template("plan/open_reports.html", form=form, refused=refused, faulty=status != 200)
    return page, status


def _edit_page(
    report: AgencyReport, form: QuestionForm, refused: Refused | None = None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "plan/agency_report_edit.html",
        report=report,
        name=names()[report.body],
        content=_figures(report),
        form=form,
        refused=refused,
        faulty=status != 200,
    )
    return page, status
