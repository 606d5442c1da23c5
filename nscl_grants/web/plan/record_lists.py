"""The list of task records of a year: searched, laid out, taken away as a file, and kept as views."""

from datetime import date
from functools import partial

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from nscl_grants.db.record_lists import WantedRecords, all_records, how_many_unproved, key_of, records_wanted
from nscl_grants.db.records import TaskRecord, as_record, bodies_of_account, file_counts
from nscl_grants.db.saved_views import views_of
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.actor import COORDINATOR, PLAN_MANAGER
from nscl_grants.domain.reporting import bodies_of
from nscl_grants.domain.results import RECORD_KINDS, SETTINGS, Record
from nscl_grants.web.access import db, me, require_role, today
from nscl_grants.web.asked import asked, kept_query, query_of
from nscl_grants.web.columns import Column, Columns, heads_of, laid, lines_of
from nscl_grants.web.filters import in_language
from nscl_grants.web.kept_views import keep_or_forget
from nscl_grants.web.language import _, lazy
from nscl_grants.web.nav import Tab
from nscl_grants.web.paging import Page, asked_place, page_of
from nscl_grants.web.plan.show import PLAN_ROLES, asked_year, sees_all_records
from nscl_grants.web.streamed_table import Kind, streamed

LIST = "records"
ASKED = ("year", "q", "body", "kind", "task", "proved", "col")

bp = Blueprint("record_lists", __name__, url_prefix="/plan")
bp.before_request(require_role(*PLAN_ROLES))
TABS = (
    Tab(
        "record_lists.index",
        lazy("Kết quả"),
        "staff",
        rank=72,
        roles=frozenset(PLAN_ROLES),
        covers=("record_lists", "records"),
    ),
)


def _body(house: House, one: Record, _on: date) -> str:
    return in_language(next(body.name for body in bodies_of(house.plan) if body.key == one.body))


def _task_link(_house: House, one: Record, _on: date) -> tuple[str, str]:
    return one.task, url_for("plan.task", key=one.task)


_EVERY: tuple[Column[Record], ...] = (
    Column("held", lazy("Ngày"), "day", lambda house, one, today: one.held_on),
    Column("kind", lazy("Loại việc"), "text", lambda house, one, today: in_language(RECORD_KINDS[one.kind])),
    Column("task", lazy("Nhiệm vụ"), "link", lambda house, one, today: one.task, _task_link),
    Column("body", lazy("Cơ quan"), "text", _body),
    Column("place", lazy("Nơi tổ chức"), "text", lambda house, one, today: one.place),
    Column("setting", lazy("Hình thức"), "text", lambda house, one, today: in_language(SETTINGS[one.setting])),
    Column("people", lazy("Lượt người"), "number", lambda house, one, today: one.people),
    Column("organisations", lazy("Tổ chức"), "number", lambda house, one, today: one.organisations),
    Column("units", lazy("Số lượng"), "number", lambda house, one, today: one.units),
    Column("cost", lazy("Kinh phí, triệu đồng"), "million", lambda house, one, today: one.cost),
    Column("files", lazy("Tệp"), "number", lambda house, one, today: one.files),
)
COLUMNS = Columns(
    _EVERY, frozenset({"held", "kind", "task", "body", "people", "organisations", "units", "cost", "files"})
)


@bp.get("/records")
def index() -> ResponseReturnValue:
    """The records of a year: a coordinator's own bodies, or all of them; fifty a page."""
    house, wanted, place = house_of(db()), _wanted(), asked_place()
    try:
        found = records_wanted(db(), wanted, after=place.key, backwards=place.backwards)
    except (ValueError, TypeError, IndexError):
        raise BadRequest() from None
    page: Page[TaskRecord] = page_of(found, place, key_of)
    files, mine = file_counts(db(), [row.reference for row in page.rows]), _bodies()
    records = [as_record(row, files[row.reference]) for row in page.rows]
    return render_template(
        "plan/records.html",
        plan=house.plan,
        page=page,
        laid=laid(COLUMNS, request.args.getlist("col"), house, records, today()),
        wanted=wanted,
        body=request.args.get("body", ""),
        bodies={body.key: body.name for body in bodies_of(house.plan) if mine is None or body.key in mine},
        kinds=RECORD_KINDS,
        unproved=how_many_unproved(db(), wanted),
        is_narrowed=bool(asked([name for name in ASKED if name not in ("year", "col")])),
        may_write=me().holds(COORDINATOR, PLAN_MANAGER),
        query=query_of(ASKED),
        kept=views_of(db(), me().person_id, LIST),
        with_=partial(_address, year=[str(wanted.year)]),
    )


@bp.get("/records.<any(csv, xlsx):kind>")
def export(kind: Kind) -> ResponseReturnValue:
    """The whole list as it is filtered and laid out, as a file."""
    wanted, columns = _wanted(), COLUMNS.chosen(request.args.getlist("col"))
    heads = heads_of(_("Việc"), columns)
    found = (as_record(row, files) for row, files in all_records(db(), wanted))
    return streamed(
        kind, f"ket-qua-{wanted.year}", heads, lines_of(columns, house_of(db()), found, today(), lambda one: one.title)
    )


@bp.post("/records/views")
def keep() -> ResponseReturnValue:
    """Keep the list as it is filtered and laid out under a name, or take a kept one away."""
    return keep_or_forget(LIST, url_for(".index"), kept_query(ASKED, request.form.get("query", "")))


def _address(**change: list[str]) -> str:
    return f"{url_for('.index')}?{query_of(ASKED, None, **change)}"


def _bodies() -> frozenset[str] | None:
    """The bodies whose records the reader may see; None for all."""
    return None if sees_all_records() else bodies_of_account(db(), me().account_id)


def _wanted() -> WantedRecords:
    args, mine = request.args, _bodies()
    body, kind, task = args.get("body", ""), args.get("kind", ""), args.get("task", "")
    chosen = frozenset({body}) if mine is None or body in mine else frozenset[str]()
    return WantedRecords(
        year=asked_year(),
        bodies=chosen if body else mine,
        search=args.get("q", "").strip()[:200],
        kind=kind if kind in RECORD_KINDS else "",
        task=task,
        unproved=args.get("proved") == "no",
    )
