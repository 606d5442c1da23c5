"""Việc của tôi: what waits for the reader, the most urgent first, each with the one verb that leads to the act."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.db.acts import Proposal
from nscl_grants.db.applications import Application
from nscl_grants.db.decisions import Decision
from nscl_grants.db.organisations import BankAccount
from nscl_grants.db.payments import Claim, Payment
from nscl_grants.db.personal_data import DataRequest
from nscl_grants.db.science import ScienceTask
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.actor import ADMIN, AUDITOR, COORDINATOR, PLAN_MANAGER, STAFF_ROLES, Actor
from nscl_grants.domain.money import Money
from nscl_grants.domain.text import Text
from nscl_grants.domain.word import Word
from nscl_grants.reports.kinds_of_work import MOST_ROWS, Work
from nscl_grants.reports.plan_work import Matter, plan_work_of
from nscl_grants.reports.waiting import MOST_ROWS as MOST_OTHERS
from nscl_grants.reports.waiting import waiting_for_others
from nscl_grants.reports.work import most_urgent_first, work_of
from nscl_grants.web.access import db, me, now, require_role, today
from nscl_grants.web.calendar_file import Deadline, calendar_file
from nscl_grants.web.filters import day, in_language, word
from nscl_grants.web.language import _, lazy, ngettext
from nscl_grants.web.naming import about, claim_name, code_of, state_of
from nscl_grants.web.nav import Tab
from nscl_grants.web.waiting import waiting
from nscl_grants.web.work_urls import url_of

URGENT_DAYS = 1
SOON_DAYS = 5

bp = Blueprint("work", __name__)
bp.before_request(require_role(*STAFF_ROLES, AUDITOR, ADMIN))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, in the shape that its macro draws."""

    kind: str
    left: int | None
    paused: bool
    title: str
    url: str
    about: str
    code: str | None
    label: Text | str
    tone: str
    amount: Money | None
    verb: Text | Word


@bp.get("/work")
def show() -> ResponseReturnValue:
    """The list, or one kind of work of it."""
    house, found = house_of(db()), _work(me())
    rows = [_row(house, work) for work in found]
    kinds = Counter(row.kind for row in rows)
    verbs = {row.kind: row.verb for row in reversed(rows)}
    wanted = request.args.get("kind")
    others = _others(house, found)
    return render_template(
        "work/show.html",
        groups=_groups([row for row in rows if wanted not in kinds or row.kind == wanted]),
        kinds=[(kind, verbs[kind], number) for kind, number in kinds.items()],
        wanted=wanted if wanted in kinds else None,
        total=len(rows),
        cut_off=max(kinds.values(), default=0) >= MOST_ROWS,
        others=[(case, state_of(house, case), about(house, case)) for case in others],
        others_cut_off=len(others) >= MOST_OTHERS,
        others_by_state=Counter(state_of(house, case).label for case in others),
        useful=_useful_links(),
    )


@bp.get("/work/deadlines.ics")
def deadlines() -> ResponseReturnValue:
    """What waits for the reader by a day, as a calendar file."""
    house = house_of(db())
    dated = [(work.due_on, _row(house, work)) for work in _work(me()) if work.due_on is not None]
    found = [
        Deadline(f"{row.kind}-{row.url}", on, f"{in_language(row.verb)}: {row.code or row.title}", row.title, row.url)
        for on, row in dated
    ]
    return calendar_file(_("Hạn việc của tôi"), found, at=now())


def count(actor: Actor) -> int:
    """How much waits for the reader, for the tab above every page."""
    if "work" in g:
        return len(_work(actor))
    return waiting(actor).work + len(plan_work_of(db(), actor, today()))


def _work(actor: Actor) -> list[Work]:
    if "work" not in g:
        found = [*work_of(db(), actor, today()), *plan_work_of(db(), actor, today())]
        g.work = most_urgent_first(found, today())
    mine: list[Work] = g.work
    return mine


def _useful_links() -> list[tuple[str, str]]:
    """Where those begin whose roles put nothing into this list."""
    actor = me()
    links = (
        ((COORDINATOR,), _("Kết quả của cơ quan"), "record_lists.index"),
        ((COORDINATOR,), _("Báo cáo của cơ quan"), "agency_reports.index"),
        ((PLAN_MANAGER, AUDITOR), _("Kế hoạch, mục tiêu và nhiệm vụ"), "plan.show"),
        ((PLAN_MANAGER,), _("Báo cáo Kế hoạch"), "plan_reports.index"),
        ((AUDITOR,), _("Nhật ký"), "audit.index"),
        ((AUDITOR,), _("Mọi hồ sơ"), "lists.cases"),
        ((ADMIN,), _("Tài khoản và vai trò"), "admin.accounts"),
        ((ADMIN,), _("Lịch làm việc"), "admin.calendar"),
    )
    return [(label, url_for(page)) for roles, label, page in links if actor.holds(*roles)]


def _groups(rows: Sequence[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """Overdue and urgent; within a week; later or without a date."""
    dated = [row for row in rows if row.left is not None and not row.paused]
    urgent = [row for row in dated if row.left is not None and row.left <= URGENT_DAYS]
    soon = [row for row in dated if row.left is not None and URGENT_DAYS < row.left <= SOON_DAYS]
    later = [row for row in rows if row not in urgent and row not in soon]
    return urgent, soon, later


def _others(house: House, found: Sequence[Work]) -> Sequence[Application]:
    over = {state for life in house.case_lives for state in life.at_rest}
    mine = {work.application.id for work in found if work.application is not None}
    return waiting_for_others(db(), me(), over, mine)


def _row(house: House, work: Work) -> Row:
    case = work.application
    label, tone = _standing(house, work.subject)
    return Row(
        kind=work.kind,
        left=None if work.due_on is None else house.plan.calendar.working_days_between(today(), work.due_on),
        paused=case is not None and case.paused_on is not None,
        title=_title(work),
        url=url_of(work),
        about=_about(house, work),
        code=None if case is None or isinstance(work.subject, Decision) else code_of(case),
        label=label,
        tone=tone,
        amount=work.amount,
        verb=Word(f"work.{work.kind}") if work.step is None else work.step.label,
    )


def _standing(house: House, subject: Any) -> tuple[Text | str, str]:
    """Where the subject stands; what has no life of its own waits for an answer."""
    if isinstance(subject, Matter):
        return subject.label, subject.tone
    if isinstance(subject, Application | Claim | Payment | ScienceTask):
        state = house.workflow_of(subject).states[subject.state]
        return state.label, state.tone
    if isinstance(subject, Decision):
        return _("Chờ ban hành"), "office"
    return (_("Chờ trả lời") if isinstance(subject, DataRequest) else _("Chờ xác nhận")), "office"


def _title(work: Work) -> str:
    subject = work.subject
    if isinstance(subject, Matter):
        return in_language(subject.title)
    if isinstance(subject, ScienceTask):
        return subject.title
    if isinstance(subject, Decision):
        kind = word(f"decision.{subject.kind}")
        return ngettext("%(kind)s, %(num)d hồ sơ", "%(kind)s, %(num)d hồ sơ", len(subject.rows), kind=kind)
    if isinstance(subject, BankAccount):
        return subject.organisation.name
    if isinstance(subject, DataRequest):
        return f"{word(f'data_request.{subject.kind}')}: {subject.person.full_name}"
    if isinstance(subject, Proposal):
        return word(f"proposal.{subject.kind}")
    return work.application.organisation.name if work.application else ""


def _about(house: House, work: Work) -> str:
    subject, case = work.subject, work.application
    if isinstance(subject, Matter):
        return in_language(subject.about)
    if isinstance(subject, ScienceTask):
        return subject.lead or _("Nhiệm vụ %(key)s", key=subject.task)
    if isinstance(subject, Claim):
        return claim_name(house, subject)
    if isinstance(subject, Payment):
        return _("Chứng từ %(number)s", number=subject.number)
    if isinstance(subject, BankAccount):
        return _("Tài khoản nhận tiền, bản %(version)d", version=subject.version)
    if isinstance(subject, DataRequest):
        return subject.wish
    if isinstance(subject, Proposal):
        return subject.reason or _("Đề nghị ngày %(day)s", day=day(subject.proposed_at))
    if isinstance(subject, Decision) and case is not None:
        return (
            _("%(organisation)s và các hồ sơ khác", organisation=case.organisation.name)
            if len(subject.rows) > 1
            else case.organisation.name
        )
    return "" if case is None else about(house, case)


TABS = (
    Tab(
        "work.show", lazy("Việc của tôi"), "staff", rank=10, roles=frozenset({*STAFF_ROLES, AUDITOR, ADMIN}),
        count=count, counts=lazy("việc"),
    ),
)  # fmt: skip
