"""Who has reported for a period and who has not: searched, laid out, taken away, kept as views, and reminded."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions.reminders import remind_now
from nscl_grants.db.agency_reports import AgencyReport, ReportPeriod, report_periods, reports_of_period
from nscl_grants.db.records import coordinators
from nscl_grants.db.reminders import last_reminded
from nscl_grants.db.saved_views import views_of
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.actor import AUDITOR, PLAN_MANAGER
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.reporting import bodies_of
from nscl_grants.domain.text import Text
from nscl_grants.domain.vietnamese import fold
from nscl_grants.domain.workflow import State
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.asked import kept_query, query_of
from nscl_grants.web.columns import Column, Columns, heads_of, laid, lines_of
from nscl_grants.web.filters import in_language
from nscl_grants.web.kept_views import keep_or_forget
from nscl_grants.web.language import _, lazy, ngettext
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell, tell_refusal
from nscl_grants.web.streamed_table import Kind, streamed
from nscl_grants.web.whole import whole, whole_or_none

LIST = "agency_reports"
ASKED = ("period", "q", "state", "col")
SEES_ALL = (PLAN_MANAGER, AUDITOR)

bp = Blueprint("report_lists", __name__, url_prefix="/plan")
bp.before_request(require_role(*SEES_ALL))


@dataclass(frozen=True, slots=True)
class ListedReport:
    """The report of one body, with who writes it and when they were reminded last."""

    report: AgencyReport
    name: Text
    people: Sequence[str]
    reminded: datetime | None


def _state_words(_house: House, one: ListedReport, _on: date) -> str:
    return in_language(states()[one.report.state].label)


_EVERY: tuple[Column[ListedReport], ...] = (
    Column("people", lazy("Đầu mối"), "text", lambda house, one, today: ", ".join(one.people) or _("chưa giao")),
    Column("state", lazy("Tình trạng"), "state", _state_words, lambda house, one, today: states()[one.report.state]),
    Column("sent", lazy("Ngày gửi"), "day", lambda house, one, today: one.report.sent_at),
    Column("reminded", lazy("Nhắc lần cuối"), "day", lambda house, one, today: one.reminded),
    Column("why", lazy("Lý do trả lại"), "text", lambda house, one, today: one.report.returned_because),
)
COLUMNS = Columns(_EVERY, frozenset({"people", "state", "sent", "reminded"}))


def overview() -> str:
    """The page of one period: the one that the address names, else the newest."""
    periods = report_periods(db())
    period = _chosen(periods)
    every = _listed(period) if period else []
    rows = [one for one in every if _is_wanted(one)]
    return render_template(
        "plan/agency_reports.html",
        periods=periods,
        period=period,
        laid=laid(COLUMNS, request.args.getlist("col"), house_of(db()), rows, today()),
        counts=Counter(one.report.state for one in every),
        wanted=request.args.get("state", ""),
        search=request.args.get("q", ""),
        states=states(),
        may_open=me().holds(PLAN_MANAGER),
        query=query_of(ASKED),
        kept=views_of(db(), me().person_id, LIST),
    )


@bp.get("/agency-reports.<any(csv, xlsx):kind>")
def export(kind: Kind) -> ResponseReturnValue:
    """The list of the period as it is filtered and laid out, as a file."""
    period, columns = found(_chosen(report_periods(db()))), COLUMNS.chosen(request.args.getlist("col"))
    heads = heads_of(_("Cơ quan, đơn vị"), columns)
    rows = iter([one for one in _listed(period) if _is_wanted(one)])
    return streamed(
        kind,
        f"bao-cao-co-quan-{period.year}",
        heads,
        lines_of(columns, house_of(db()), rows, today(), lambda one: in_language(one.name)),
    )


@bp.post("/agency-reports/views")
def keep() -> ResponseReturnValue:
    """Keep the list as it is filtered and laid out under a name, or take a kept one away."""
    address = url_for("agency_reports.index")
    return keep_or_forget(LIST, address, kept_query(ASKED, request.form.get("query", "")))


@bp.post("/agency-reports/remind")
def remind() -> ResponseReturnValue:
    """Remind who has not sent: all of them, or those that are ticked."""
    if not me().holds(PLAN_MANAGER):
        abort(403)
    ticked = request.form.getlist("r", type=whole)
    period = found(db().get(ReportPeriod, whole_or_none(request.form.get("period", "")) or 0))
    back = redirect(url_for("agency_reports.index", period=period.id), 303)
    some = request.form.get("do") == "ticked"
    if some and not ticked:
        tell(_("Chưa nhắc ai."), _("Đánh dấu ít nhất một cơ quan chưa gửi rồi bấm nhắc."), "bad")
        return back
    only = frozenset(ticked) if some else None
    try:
        reminded = remind_now(db(), period, only=only, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        tell_refusal(refused)
        return back
    if reminded:
        told = ngettext("Đã nhắc %(num)d đầu mối.", "Đã nhắc %(num)d đầu mối.", reminded)
        tell(told, _("Lời nhắc nằm trong Việc của tôi và hộp thông báo của đầu mối."))
    else:
        tell(_("Không có ai để nhắc thêm hôm nay."), _("Nơi chưa có đầu mối thì giao đầu mối trước."))
    return back


def names() -> dict[str, Text]:
    """Every body that reports, by its key."""
    return {body.key: body.name for body in bodies_of(house_of(db()).plan)}


def states() -> dict[str, State]:
    """The states of a report, by name."""
    return dict(house_of(db()).workflow("agency_report").states)


def _listed(period: ReportPeriod) -> list[ListedReport]:
    reports, people, called = reports_of_period(db(), period.id), defaultdict[str, list[str]](list), names()
    for held, _account, person in coordinators(db()):
        people[held.body].append(person.full_name)
    reminded = last_reminded(db(), [report.id for report in reports])
    return [
        ListedReport(report, called[report.body], people[report.body], reminded.get(report.id)) for report in reports
    ]


def _is_wanted(one: ListedReport) -> bool:
    state, words = request.args.get("state", ""), fold(request.args.get("q", "")).split()
    said = fold(" ".join((one.name.vi, one.name.en, *one.people)))
    return (not state or one.report.state == state) and all(word in said for word in words)


def _chosen(periods: Sequence[ReportPeriod]) -> ReportPeriod | None:
    asked = request.args.get("period", "")
    named = next((period for period in periods if str(period.id) == asked), None)
    return named or (periods[0] if periods else None)
