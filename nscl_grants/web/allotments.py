"""What two people do to the budget: allot, take back, reallocate, spend; proposed on one page, answered on another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions import allotments as acts
from nscl_grants.actions.allotments import Paper, case_lines
from nscl_grants.actions.attachments import Upload
from nscl_grants.actions.paper_files import forget_paper, keep_paper
from nscl_grants.db import ledger
from nscl_grants.db.acts import Proposal
from nscl_grants.db.proposals import BUDGET, answered_proposals, names_behind, open_proposals, proposal_of
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import ACCOUNT_HOLDER, AUDITOR, CHIEF_ACCOUNTANT, FINANCE, PLAN_MANAGER
from nscl_grants.domain.forms import Choices
from nscl_grants.domain.money import Money
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.reports.board import Cell, board
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.errors import status_of
from nscl_grants.web.file_rows import open_upload, uploads_storage
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _, lazy
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell
from nscl_grants.web.openings import note_opening
from nscl_grants.web.paging import page_by_id
from nscl_grants.web.steps import typed_with_files

bp = Blueprint("allotments", __name__, url_prefix="/finance")
bp.before_request(require_role(FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, PLAN_MANAGER, AUDITOR))


@dataclass(frozen=True, slots=True)
class Wish:
    """One kind of proposal: who may make it, its words, and the act that it becomes."""

    form: str
    title: str
    roles: tuple[str, ...]
    propose: Callable[[Mapping[str, Any], Paper], Proposal | None]


@bp.get("/proposals")
def index() -> ResponseReturnValue:
    """What waits for the second person, and what was answered."""
    waiting, page = open_proposals(db(), BUDGET), page_by_id(partial(answered_proposals, db(), BUDGET))
    names = names_behind(db(), [*waiting, *page.rows])
    mine = [what for what, wish in WISHES.items() if me().holds(*wish.roles)]
    return render_template(
        "finance/proposals.html",
        waiting=waiting,
        answered=page.rows,
        page=page,
        names=names,
        wishes=WISHES,
        mine=mine,
        Money=Money,
    )


@bp.route("/proposals/new/<what>", methods=["GET", "POST"])
def new(what: str) -> ResponseReturnValue:
    """Propose; what could not be confirmed today is refused here, with what was typed kept."""
    wish = WISHES.get(what) or abort(404)
    if not me().holds(*wish.roles):
        abort(403)
    form = _form(wish)
    if request.method != "POST":
        return _new_page(wish, form)
    if not form.validate():
        return _new_page(wish, form, status=422)
    try:
        made = _with_paper(wish, form.answers)
    except Refused as refused:
        return _new_page(wish, form, refused, status_of(refused))
    tell(_("Đã gửi đề xuất."), _("Số liệu chưa thay đổi; kế toán trưởng xác nhận rồi tiền mới chuyển."))
    return redirect(url_for(".show", proposal_id=made.id) if made else url_for(".index"), 303)


@bp.get("/proposals/<int:proposal_id>")
def show(proposal_id: int) -> ResponseReturnValue:
    """One proposal: what would move, what the lines have, and the two answers."""
    return _page(_proposal(proposal_id))


@bp.get("/proposals/<int:proposal_id>/file")
def file(proposal_id: int) -> ResponseReturnValue:
    """The file of the decision, as it was kept."""
    kept = _proposal(proposal_id).content.get("file") or abort(404)
    content = open_upload(kept["stored_as"], kept["sha256"], kept["name"])
    note_opening("proposal", str(proposal_id), kept["name"])
    answer = send_file(BytesIO(content), mimetype=kept["media_type"], as_attachment=True, download_name=kept["name"])
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@bp.post("/proposals/<int:proposal_id>/confirm")
def confirm(proposal_id: int) -> ResponseReturnValue:
    """Stand behind it: the money moves now."""
    proposal = _proposal(proposal_id)
    try:
        acts.confirm(db(), proposal, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return _page(_proposal(proposal_id), refused, status_of(refused))
    tell(_("Đã xác nhận. Sổ đã ghi bút toán."), _("Bảng ngân sách hiện số mới."))
    return redirect(url_for(".show", proposal_id=proposal_id), 303)


@bp.post("/proposals/<int:proposal_id>/decline")
def decline(proposal_id: int) -> ResponseReturnValue:
    """Do not stand behind it, with the reason."""
    proposal = _proposal(proposal_id)
    form = build(house_of(db()).form("decline_proposal"), context=Context(today=today()), typed=request.form)
    if not form.validate():
        return _page(proposal, status=422, form=form)
    try:
        acts.decline(db(), proposal, actor=me(), at=now(), act=posted_act(), reason=form.answers["reason"])
    except Refused as refused:
        return _page(_proposal(proposal_id), refused, status_of(refused), form)
    tell(_("Đã từ chối đề xuất."), _("Không có gì thay đổi trong sổ."))
    return redirect(url_for(".index"), 303)


def _proposal(proposal_id: int) -> Proposal:
    return found(proposal_of(db(), proposal_id, BUDGET))


def _page(
    proposal: Proposal, refused: Refused | None = None, status: int = 200, form: QuestionForm | None = None
) -> ResponseReturnValue:
    content, house = proposal.content, house_of(db())
    lines = [content[name] for name in ("line", "giver", "taker") if name in content]
    page = render_template(
        "finance/proposal.html",
        proposal=proposal,
        content=content,
        amount=Money(int(content["amount"])),
        dated_on=date.fromisoformat(content["dated_on"]),
        lines=[
            (house.plan.line(line), Cell.of((ledger.line_row(db(), line, int(content["year"])),))) for line in lines
        ],
        names=names_behind(db(), [proposal]),
        may_answer=me().holds(CHIEF_ACCOUNTANT) and proposal.outcome == "open",
        is_mine=proposal.proposed_by == me().person_id,
        form=form or build(house.form("decline_proposal"), context=Context(today=today())),
        refused=refused,
        faulty=status != 200,
    )
    return page, status


def _new_page(wish: Wish, form: QuestionForm, refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    books, year = board(db()), _year_shown()
    page = render_template(
        "finance/propose.html",
        wish=wish,
        form=form,
        refused=refused,
        faulty=status != 200,
        back=url_for(".index"),
        year=year,
        lines=[(line, books.cell(line.key, year)) for line in house_of(db()).plan.lines],
    )
    return page, status


def _year_shown() -> int:
    """The year that the form or the address names, else this one."""
    asked = request.form.get("year") or request.args.get("year") or ""
    years = {str(year): year for year in house_of(db()).plan.years}
    return years.get(asked, today().year)


def _form(wish: Wish) -> QuestionForm:
    form, context = house_of(db()).form(wish.form), Context(choices=_choices(wish), today=today())
    if request.method == "POST":
        return build(form, context=context, typed=typed_with_files(form))
    asked = {name: value for name, value in request.args.items() if name in ("line", "giver", "year")}
    return build(form, {"year": str(today().year), "direction": "allot", **asked}, context)


def _choices(wish: Wish) -> Choices:
    """The lines and years that the proposal may name: other spending takes no line that cases are paid from."""
    plan, years = house_of(db()).plan, ledger.years(db()).open
    barred = case_lines(db()) if wish.form == "spending" else frozenset()
    return {
        "lines": {
            line.key: Text(f"{line.key} {line.short.vi}", f"{line.key} {line.short.en}")
            for line in plan.lines
            if line.key not in barred
        },
        "years": {str(year): Text(str(year), str(year)) for year in years},
    }


def _with_paper(wish: Wish, answers: Mapping[str, Any]) -> Proposal | None:
    """Propose with the decision's file, which stays only when the proposal came to be."""
    upload, storage = request.files["file"], uploads_storage()
    file, made = keep_paper(storage, Upload(upload.filename or "", upload.stream)), None
    try:
        made = wish.propose(answers, Paper(answers["number"], date.fromisoformat(answers["dated_on"]), file))
    finally:
        if made is None:
            forget_paper(storage, file)
    return made


def _allot(answers: Mapping[str, Any], paper: Paper) -> Proposal | None:
    return acts.propose_allotment(
        db(),
        answers["direction"],
        line=answers["line"],
        year=int(answers["year"]),
        amount=Money(answers["amount"]),
        products=answers.get("products") or 0,
        paper=paper,
        reason=answers["reason"],
        actor=me(),
        at=now(),
        act=posted_act(),
    )


def _reallocate(answers: Mapping[str, Any], paper: Paper) -> Proposal | None:
    return acts.propose_reallocation(
        db(),
        giver=answers["giver"],
        taker=answers["taker"],
        year=int(answers["year"]),
        amount=Money(answers["amount"]),
        paper=paper,
        reason=answers["reason"],
        actor=me(),
        at=now(),
        act=posted_act(),
    )


def _spend(answers: Mapping[str, Any], paper: Paper) -> Proposal | None:
    return acts.propose_spending(
        db(),
        line=answers["line"],
        year=int(answers["year"]),
        amount=Money(answers["amount"]),
        paper=paper,
        reason=answers["reason"],
        actor=me(),
        at=now(),
        act=posted_act(),
    )


WISHES: Mapping[str, Wish] = {
    "allotment": Wish("allotment", lazy("Đề xuất giao dự toán"), (FINANCE, PLAN_MANAGER), _allot),
    "reallocation": Wish(
        "reallocation", lazy("Đề xuất điều chỉnh giữa các dòng"), (FINANCE, PLAN_MANAGER), _reallocate
    ),
    "spending": Wish("spending", lazy("Ghi khoản chi khác"), (FINANCE,), _spend),
}
"""The proposals that can be made, by the last part of their address."""
