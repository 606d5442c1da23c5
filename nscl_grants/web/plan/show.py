"""The plan for everybody: objectives and how far they are, tasks, money drawn, and what was done for a task."""

from collections.abc import Iterator
from datetime import date

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from nscl_grants.db.records import as_record, records_at
from nscl_grants.db.science import science_tasks
from nscl_grants.definitions.house import house_of
from nscl_grants.documents.blocks import Picture
from nscl_grants.documents.plan_report_charts import (
    burn_picture,
    line_picture,
    line_year_picture,
    progress_picture,
    support_picture,
    year_picture,
)
from nscl_grants.domain.actor import (
    ACCOUNT_HOLDER,
    APPROVER,
    AUDITOR,
    CHIEF_ACCOUNTANT,
    COORDINATOR,
    FINANCE,
    PLAN_MANAGER,
    REVIEWER,
)
from nscl_grants.domain.indicators import Quantity
from nscl_grants.domain.reporting import bodies_of
from nscl_grants.domain.results import RECORD_KINDS, SETTINGS
from nscl_grants.domain.results_report import Content
from nscl_grants.domain.science import SUBJECT
from nscl_grants.web.access import db, layout, me, today, visitor
from nscl_grants.web.language import _, language, lazy
from nscl_grants.web.nav import Tab
from nscl_grants.web.plan.charts import charts_of
from nscl_grants.web.plan.latest import latest
from nscl_grants.web.science import READERS as ORDER_READERS

bp = Blueprint("plan", __name__, url_prefix="/plan")

PLAN_ROLES = (COORDINATOR, PLAN_MANAGER, AUDITOR)
"""Who works with the plan's results and reports."""
_STAFF = (*PLAN_ROLES, APPROVER, REVIEWER, FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER)
TABS = (
    Tab("plan.show", lazy("Kế hoạch"), "public", rank=30, covers=("plan.task",)),
    Tab(
        "plan.show",
        lazy("Kế hoạch"),
        "staff",
        rank=70,
        roles=frozenset(_STAFF),
        covers=("plan.task", "indicators", "coordinators"),
    ),
)


@bp.app_template_filter("quantity")
def quantity(value: Quantity) -> str:
    """A figure with its decimals in the reader's language."""
    return value.in_language(language())


@bp.get("")
def show() -> ResponseReturnValue:
    """The whole plan as it stands now, for one of its years."""
    plan, year = house_of(db()).plan, asked_year()
    content = latest(year)
    return render_template(
        "plan/show.html",
        plan=plan,
        year=year,
        content=content,
        charts=charts_of(*_pictures(content, language())),
        layout_of=layout(),
        works_here=_works_here(),
        sizes_here=_holds(PLAN_MANAGER, REVIEWER, AUDITOR),
    )


def _pictures(content: Content, lang: str) -> Iterator[Picture | None]:
    yield progress_picture(content, lang)
    yield line_picture(content, lang)
    yield line_year_picture(content, lang)
    yield year_picture(content, lang)
    yield burn_picture(content, lang)
    for title, rows in (
        (_("Hỗ trợ theo địa bàn, mười nơi nhiều nhất, triệu đồng"), content.by_commune),
        (_("Hỗ trợ theo thủ tục, triệu đồng"), content.by_procedure),
        (_("Hỗ trợ theo quy mô tổ chức, triệu đồng"), content.by_size),
        (_("Hỗ trợ theo loại tổ chức, triệu đồng"), content.by_kind),
    ):
        yield support_picture(title, rows, lang)


@bp.get("/tasks/<key>")
def task(key: str) -> ResponseReturnValue:
    """One task in the words of the plan, with what agencies did for it in all its years."""
    plan = house_of(db()).plan
    found = next((each for each in plan.tasks if each.key == key), None) or abort(404)
    rows = records_at(db(), first=date(plan.first_year, 1, 1), last=date(plan.last_year, 12, 31), task=key, limit=200)
    return render_template(
        "plan/task.html",
        plan=plan,
        task=found,
        group=next(group for group in plan.task_groups if group.key == found.group),
        records=[as_record(row) for row in rows],
        names={body.key: body.name for body in bodies_of(plan)},
        kinds=RECORD_KINDS,
        settings_of=SETTINGS,
        orders=science_tasks(db(), task=key) if found.by_order and _holds(*ORDER_READERS) else (),
        order_states=house_of(db()).workflow(SUBJECT).states,
        sees_orders=found.by_order and _holds(*ORDER_READERS),
        layout_of=layout(),
        works_here=_works_here(),
    )


def asked_year() -> int:
    """The year that the address names, else this one; always a year of the plan."""
    plan = house_of(db()).plan
    asked = request.args.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else today().year
    return min(max(year, plan.first_year), plan.last_year)


def sees_all_records() -> bool:
    """Whether the reader sees the records of every body, and not only of those they report for."""
    return me().holds(*set(PLAN_ROLES) - {COORDINATOR})


def _works_here() -> bool:
    return _holds(*PLAN_ROLES)


def _holds(*roles: str) -> bool:
    actor = visitor()
    return actor is not None and actor.holds(*roles)
