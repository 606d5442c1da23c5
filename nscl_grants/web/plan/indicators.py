"""Indicators: each value with how it was worked out, and the yearly figures that others have to give."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions import indicators as acts
from nscl_grants.actions.figures import cut_off_now
from nscl_grants.actions.indicator_values import indicator_values, records_behind
from nscl_grants.db.indicators import inputs_of, inputs_until
from nscl_grants.db.records import file_counts
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import PLAN_MANAGER
from nscl_grants.domain.indicators import PARTS, NotQuantity, Quantity, needed_parts
from nscl_grants.domain.plan import Indicator
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.reporting import bodies_of
from nscl_grants.domain.results import counted_how
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.errors import status_of
from nscl_grants.web.faults import mark
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell
from nscl_grants.web.plan.choices import part_choices
from nscl_grants.web.plan.show import PLAN_ROLES, asked_year

bp = Blueprint("indicators", __name__, url_prefix="/plan/indicators")
bp.before_request(require_role(*PLAN_ROLES))


@bp.get("")
def index() -> ResponseReturnValue:
    """All indicators of a year."""
    plan, year = house_of(db()).plan, asked_year()
    values = indicator_values(db(), year, cut_off_now(db(), now()))
    return render_template(
        "plan/indicators.html",
        plan=plan,
        year=year,
        values=values,
        inputs=inputs_until(db(), year),
        parts=PARTS,
        needed={key: needed_parts(value.indicator) for key, value in values.items()},
        may_enter=me().holds(PLAN_MANAGER),
    )


@bp.route("/<key>", methods=["GET", "POST"])
def enter(key: str) -> ResponseReturnValue:
    """What was entered for an indicator, and the form for a newer figure."""
    plan = house_of(db()).plan
    indicator = found(next((each for each in plan.indicators if each.key == key), None))
    form = _form(indicator)
    if request.method != "POST":
        return _page(indicator, form)
    if not me().holds(PLAN_MANAGER) or not needed_parts(indicator):
        abort(403)
    if not form.validate():
        return _page(indicator, form, status=422)
    try:
        quantity = Quantity.read(form.answers["figure"])
    except NotQuantity as wrong:
        mark(form.at("figure"), wrong)
        return _page(indicator, form, status=422)
    try:
        acts.enter(
            db(),
            indicator,
            form.answers["part"],
            int(form.answers["year"]),
            quantity,
            source=form.answers["origin"],
            actor=me(),
            at=now(),
            act=posted_act(),
        )
    except Refused as refused:
        return _page(indicator, form, refused, status_of(refused))
    tell(_("Đã nhập số liệu."), _("Chỉ tiêu được tính lại ngay."))
    return redirect(url_for(".enter", key=key), 303)


def _form(indicator: Indicator) -> QuestionForm:
    context = Context(choices=part_choices(indicator), today=today())
    form = house_of(db()).form("indicator_input")
    if request.method == "POST":
        return build(form, context=context, typed=request.form)
    parts = needed_parts(indicator)
    first = {"part": parts[0]} if len(parts) == 1 else {}
    return build(form, {"year": str(asked_year()), **first}, context)


def _page(
    indicator: Indicator, form: QuestionForm, refused: Refused | None = None, status: int = 200
) -> ResponseReturnValue:
    cut_off = cut_off_now(db(), now())
    behind = records_behind(db(), indicator, asked_year(), cut_off)
    page = render_template(
        "plan/indicator.html",
        indicator=indicator,
        form=form,
        refused=refused,
        value=indicator_values(db(), asked_year(), cut_off)[indicator.key],
        formula=None if indicator.counts is None else counted_how(indicator.counts),
        behind=behind,
        files=file_counts(db(), [row.reference for row in behind]),
        names={body.key: body.name for body in bodies_of(house_of(db()).plan)},
        seq=cut_off.seq,
        year=asked_year(),
        inputs=inputs_of(db(), indicator.key),
        parts=PARTS,
        may_enter=me().holds(PLAN_MANAGER) and bool(needed_parts(indicator)),
        faulty=status != 200,
    )
    return page, status
