"""Tasks of the plan carried out as nhiệm vụ KH&CN: their list, and each with its contract, payments and life."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from nscl_grants.actions.science_money import payable
from nscl_grants.actions.science_moves import life_of_science, science_offers
from nscl_grants.db.people import names_of
from nscl_grants.db.science import (
    ScienceFile,
    ScienceTask,
    amendments_of,
    files_of_science,
    instalments_of,
    moves_of_science,
    paid_of,
    science_tasks,
)
from nscl_grants.definitions.drawing import svg
from nscl_grants.definitions.house import house_of
from nscl_grants.documents.table_file import Cell, TableFile
from nscl_grants.domain.actor import (
    ACCOUNT_HOLDER,
    APPROVER,
    AUDITOR,
    CHIEF_ACCOUNTANT,
    FINANCE,
    PLAN_MANAGER,
)
from nscl_grants.domain.money import ZERO, Money, total
from nscl_grants.domain.science import METHODS, PAYABLE, SUBJECT
from nscl_grants.reports.timeline import line_of, ways_of
from nscl_grants.web.access import db, me, now, require_role
from nscl_grants.web.file_rows import open_upload
from nscl_grants.web.files import NOTHING_RUNS, disposition
from nscl_grants.web.filters import in_language
from nscl_grants.web.language import _, language
from nscl_grants.web.loaders import found
from nscl_grants.web.openings import note_opening
from nscl_grants.web.table_files import table_answer

READERS = (PLAN_MANAGER, APPROVER, FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, AUDITOR)
ADDRESS = "/finance/science-tasks"
bp = Blueprint("science", __name__, url_prefix=ADDRESS)
bp.before_request(require_role(*READERS))

FILTERS = ("task", "line", "state")
TONES: Mapping[str, str] = {"open": "office", "confirmed": "good", "declined": "bad", "reversed": "stopped"}
AMENDED_TONES: Mapping[str, str] = {"open": "office", "signed": "good", "returned": "stopped"}


@bp.get("")
def index() -> ResponseReturnValue:
    """All orders, the newest first, or those of a task, a line, a state."""
    house, rows = house_of(db()), _asked()
    return render_template(
        "science/list.html",
        rows=rows,
        paid=paid_of(db(), [row.id for row in rows]),
        states=house.workflow(SUBJECT).states,
        ordered=[task for task in house.plan.tasks if task.by_order],
        lines=house.plan.lines,
        asked=_filters(),
        may_order=me().holds(PLAN_MANAGER),
        zero=ZERO,
    )


@bp.get("/table.<any(csv, xlsx):kind>")
def table(kind: str) -> ResponseReturnValue:
    """The same list as a file."""
    rows = _asked()
    paid = paid_of(db(), [row.id for row in rows])
    head = (
        *(_("Nhiệm vụ của Kế hoạch"), _("Tên nhiệm vụ đặt hàng"), _("Tình trạng"), _("Phương thức")),
        *(_("Tổ chức chủ trì"), _("Số hợp đồng"), _("Ngày hợp đồng"), _("Dòng"), _("Năm"), _("Hợp đồng (đồng)")),
        *(_("Giá trị nghiệm thu (đồng)"), _("Đã chi (đồng)")),
    )
    answer = TableFile(
        title=_("Nhiệm vụ KH&CN đặt hàng"),
        head=head,
        rows=[_cells(row, paid.get(row.id, ZERO)) for row in rows],
        made_at=now(),
    )
    return table_answer(kind, "nhiem-vu-khcn", answer)


@bp.get("/<int:science_id>")
def show(science_id: int) -> ResponseReturnValue:
    """One order: where it is, whose turn it is, its contract, what was paid, and every step with its files."""
    science, house = order_of(science_id), house_of(db())
    life, moves = life_of_science(db(), science), moves_of_science(db(), science_id)
    instalments, offers = instalments_of(db(), science_id), science_offers(db(), science, me())
    paid = total([row.amount for row in instalments if row.outcome == "confirmed"])
    waiting = total([row.amount for row in instalments if row.outcome == "open"])
    files: dict[int, list[ScienceFile]] = {}
    for file in files_of_science(db(), science_id):
        files.setdefault(file.n, []).append(file)
    people = {science.ordered_by, science.approved_by, science.contract_by, science.signed_by} - {None}
    return render_template(
        "science/show.html",
        science=science,
        task=next(task for task in house.plan.tasks if task.key == science.task),
        line=house.plan.line(science.line) if science.line else None,
        state=life.states[science.state],
        stages=line_of(life, [move.dest for move in moves], science.state),
        offers=[offer for offer in offers if offer.refusal is None],
        held_back=[offer for offer in offers if offer.refusal is not None],
        may_pay=me().holds(FINANCE) and science.state in PAYABLE,
        money=_money(science, paid, waiting),
        instalments=instalments,
        amendments=amendments_of(db(), science_id),
        amended_tones=AMENDED_TONES,
        sees_proposals=me().holds(PLAN_MANAGER, FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, AUDITOR),
        tones=TONES,
        moves=moves,
        files=files,
        labels={row.trigger: row.label for row in life.transitions},
        methods=METHODS,
        names=names_of(db(), [person for person in people if person is not None]),
    )


@bp.get("/<int:science_id>/life")
def life(science_id: int) -> ResponseReturnValue:
    """The whole life that the order began with, as a drawing and as a table, with its state marked."""
    science = order_of(science_id)
    workflow = life_of_science(db(), science)
    drawing = Markup(svg(workflow, language(), science.state))  # noqa: S704  # Our own drawing escapes every word.
    return render_template(
        "science/life.html", science=science, workflow=workflow, drawing=drawing, rows=ways_of(workflow)
    )


@bp.get("/<int:science_id>/files/<int:file_id>")
def download(science_id: int, file_id: int) -> ResponseReturnValue:
    """The bytes as they were kept, checked against their digest."""
    file = db().get(ScienceFile, file_id)
    file = found(file if file is not None and file.science_task_id == science_id else None)
    content = open_upload(file.stored_as, file.sha256, file.name)
    note_opening("science_task", str(science_id), file.name)
    response = Response(content, content_type=file.media_type)
    response.headers["Content-Disposition"] = disposition("attachment", file.name)
    response.headers["Content-Security-Policy"] = f"{NOTHING_RUNS}; frame-ancestors 'none'; sandbox"
    return response


def order_of(science_id: int) -> ScienceTask:
    """The order with that number, or 404."""
    return found(db().get(ScienceTask, science_id))


def _filters() -> dict[str, str]:
    return {name: request.args.get(name, "") for name in FILTERS}


def _asked() -> Sequence[ScienceTask]:
    return science_tasks(db(), **_filters())


def _money(science: ScienceTask, paid: Money, waiting: Money) -> Mapping[str, Money]:
    """The contract, or what was accepted of it, and what is left of that."""
    most = payable(science)
    return {"most": most, "paid": paid, "waiting": waiting, "left": most - paid - waiting}


def _cells(row: ScienceTask, paid: Money) -> Sequence[Cell]:
    state = in_language(life_of_science(db(), row).states[row.state].label)
    method = in_language(METHODS[row.method]) if row.method else ""
    contract = (row.contract_number, row.contract_on, row.line, row.year, row.contract_amount)
    return (row.task, row.title, state, method, row.lead, *contract, row.accepted_amount, paid)
