"""What is done to an ordered task: propose it, take it a step on, pay an instalment; each with its file."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, NotFound

from nscl_grants.actions.allotments import Paper, case_lines, propose_spending
from nscl_grants.actions.attachments import Upload
from nscl_grants.actions.paper_files import forget_paper, keep_paper
from nscl_grants.actions.science_money import payable, taken
from nscl_grants.actions.science_moves import life_of_science, science_offers
from nscl_grants.actions.science_orders import advance_science, propose_order
from nscl_grants.db import ledger
from nscl_grants.db.science import ScienceTask, open_amendment
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import FINANCE, PLAN_MANAGER
from nscl_grants.domain.forms import Choices
from nscl_grants.domain.money import Money
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.science import PAYABLE
from nscl_grants.domain.text import Text
from nscl_grants.domain.workflow import Offer
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.errors import status_of
from nscl_grants.web.file_rows import uploads_storage
from nscl_grants.web.filters import in_language
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _
from nscl_grants.web.messages import tell
from nscl_grants.web.plan.step import posted_version
from nscl_grants.web.science import ADDRESS, READERS, order_of

bp = Blueprint("science_steps", __name__, url_prefix=ADDRESS)
bp.before_request(require_role(*READERS))
MOST_TASK_SIGNS = 90


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Propose to order a task of the plan."""
    if not me().holds(PLAN_MANAGER):
        raise Forbidden()
    form = _form("science_order", {"task": request.args.get("task", "")})
    if request.method != "POST":
        return _new_page(form)
    if not form.validate():
        return _new_page(form, status=422)
    made: list[ScienceTask] = []

    def propose(file: Mapping[str, Any] | None) -> bool:
        science = propose_order(db(), form.answers, actor=me(), at=now(), act=posted_act(), file=file)
        made.extend([science] if science else [])
        return science is not None

    try:
        _with_file(propose)
    except Refused as refused:
        return _new_page(form, refused, status_of(refused))
    tell(_("Đã đề xuất đặt hàng."), _("Người quyết định xem và ra quyết định."))
    return redirect(url_for("science.show", science_id=made[0].id) if made else url_for("science.index"), 303)


@bp.route("/<int:science_id>/<trigger>", methods=["GET", "POST"])
def step(science_id: int, trigger: str) -> ResponseReturnValue:
    """One step of the order: what it asks, what follows, why it must wait."""
    science = order_of(science_id)
    offer = _offer(science, trigger)
    form = _form(offer.transition.form, _contract_now(science)) if offer.transition.form else None
    if request.method != "POST":
        return _step_page(science, offer, form, 200)
    if form is not None and not form.validate():
        return _step_page(science, offer, form, 422)
    answers, seen = form.answers if form else {}, posted_version()
    try:
        _with_file(
            lambda file: advance_science(
                db(),
                science,
                trigger,
                actor=me(),
                at=now(),
                act=posted_act(),
                answers=answers,
                seen_version=seen,
                file=file,
            )
        )
    except Refused as refused:
        return _step_page(order_of(science_id), Offer(offer.transition, refused), form, status_of(refused))
    then = life_of_science(db(), science).states[science.state].next
    tell(f"{in_language(offer.transition.label)}: {science.title}.", in_language(then))
    return redirect(url_for("science.show", science_id=science_id), 303)


@bp.route("/<int:science_id>/pay", methods=["GET", "POST"])
def pay(science_id: int) -> ResponseReturnValue:
    """Enter an instalment of the contract; the chief accountant confirms it, and the money moves."""
    science = order_of(science_id)
    if not me().holds(FINANCE):
        raise Forbidden()
    form = _form("science_instalment", {"year": str(today().year)}, since=science.year or 0)
    if request.method != "POST":
        return _pay_page(science, form, status=200 if science.state in PAYABLE else 409)
    if not form.validate():
        return _pay_page(science, form, status=422)
    try:
        _with_file(lambda file: _pay(science, form.answers, file))
    except Refused as refused:
        return _pay_page(order_of(science_id), form, refused, status_of(refused))
    tell(_("Đã ghi đợt chi."), _("Kế toán trưởng xác nhận rồi tiền mới chuyển trong sổ."))
    return redirect(url_for("science.show", science_id=science_id) + "#money", 303)


def _pay(science: ScienceTask, answers: Mapping[str, Any], file: Mapping[str, Any] | None) -> bool:
    made = propose_spending(
        db(),
        line=science.line or "",
        year=int(answers["year"]),
        amount=Money(int(answers["amount"])),
        paper=Paper(answers["number"], date.fromisoformat(answers["dated_on"]), file),
        reason=answers["reason"],
        actor=me(),
        at=now(),
        act=posted_act(),
        science_task=science.id,
    )
    return made is not None


def _with_file(act: Callable[[Mapping[str, Any] | None], bool]) -> None:
    """Act with the file that was sent, which stays only when the act came to be."""
    upload, storage = request.files.get("file"), uploads_storage()
    if upload is None or not upload.filename:
        act(None)
        return
    file, done = keep_paper(storage, Upload(upload.filename, upload.stream)), False
    try:
        done = act(file)
    finally:
        if not done:
            forget_paper(storage, file)


def _offer(science: ScienceTask, trigger: str) -> Offer:
    """The step if it can be taken from here; a repeated POST is the act's to answer."""
    offers = {offer.transition.trigger: offer for offer in science_offers(db(), science, me())}
    if trigger in offers:
        return offers[trigger]
    rows = [row for row in life_of_science(db(), science).transitions if row.trigger == trigger]
    if not rows:
        raise NotFound()
    if request.method != "POST" or all(row.by.isdisjoint(me().roles) for row in rows):
        raise Forbidden()
    return Offer(rows[0], None)


def _form(name: str, first: Mapping[str, Any] | None = None, *, since: int = 0) -> QuestionForm:
    form, context = house_of(db()).form(name), Context(choices=_choices(since), today=today())
    if request.method == "POST":
        return build(form, context=context, typed=request.form)
    return build(form, dict(first or {}), context)


def _contract_now(science: ScienceTask) -> dict[str, Any]:
    """What an amendment begins with: the contract as it is."""
    if science.contract_amount is None or science.ends_on is None:
        return {}
    return {"new_amount": science.contract_amount.dong, "new_end": science.ends_on.isoformat()}


def _choices(since: int) -> Choices:
    """The tasks that are ordered, the lines that no case draws on, and the years that are open."""
    plan, years, barred = house_of(db()).plan, ledger.years(db()).open, case_lines(db())
    return {
        "science_tasks": {task.key: _short(task.key, task.text) for task in plan.tasks if task.by_order},
        "lines": {line.key: _short(line.key, line.short) for line in plan.lines if line.key not in barred},
        "years": {str(year): Text(str(year), str(year)) for year in years if year >= since},
    }


def _short(key: str, text: Text) -> Text:
    vi, en = (words if len(words) <= MOST_TASK_SIGNS else f"{words[:MOST_TASK_SIGNS]}…" for words in (text.vi, text.en))
    return Text(f"{key} {vi}", f"{key} {en}")


def _new_page(form: QuestionForm, refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    return render_template("science/new.html", form=form, refused=refused, faulty=status != 200), status


def _step_page(science: ScienceTask, offer: Offer, form: QuestionForm | None, status: int) -> ResponseReturnValue:
    page = render_template(
        "science/step.html",
        science=science,
        offer=offer,
        form=form,
        amendment=open_amendment(db(), science.id) if science.amended_by else None,
        faulty=status != 200,
    )
    return page, status


def _pay_page(
    science: ScienceTask, form: QuestionForm, refused: Refused | None = None, status: int = 200
) -> ResponseReturnValue:
    most = payable(science)
    page = render_template(
        "science/pay.html",
        science=science,
        form=form,
        refused=refused,
        faulty=status != 200,
        is_payable=science.state in PAYABLE,
        state=life_of_science(db(), science).states[science.state],
        most=most,
        left=most - taken(db(), science),
        line=house_of(db()).plan.line(science.line) if science.line else None,
        free=ledger.line_row(db(), science.line, today().year).states if science.line else None,
    )
    return page, status
