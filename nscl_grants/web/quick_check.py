"""Kiểm tra nhanh: whether support is likely and how much it would be, without an account and without a trace."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from nscl_grants.db import ledger
from nscl_grants.db.organisations import KINDS
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.ledger.accounts import Place, vnd
from nscl_grants.domain.money import ZERO, Money, NotMoney
from nscl_grants.domain.norms import Cost, Estimate, Norm, estimate
from nscl_grants.domain.plan import Procedure
from nscl_grants.domain.quick_check import Obstacle, QuickAnswers, obstacles
from nscl_grants.web.access import db, layout, today
from nscl_grants.web.filters import in_language, sentence
from nscl_grants.web.language import lazy
from nscl_grants.web.nav import Tab

bp = Blueprint("quick_check", __name__)

TABS = (Tab("quick_check.show", lazy("Ước tính"), "public", rank=15),)
YES, NO = "yes", "no"
QUESTIONS = ("province", "other", "certificate", "transfer")


@dataclass(frozen=True, slots=True)
class Result:
    """What the answers lead to: what stands in the way, and the amount with its steps if a norm gives one."""

    procedure: Procedure
    obstacles: tuple[Obstacle, ...]
    norm: Norm | None
    estimate: Estimate | None


@bp.get("/quick-check")
def show() -> ResponseReturnValue:
    """The questions, and under them the answer; everything stands in the address and nowhere else."""
    house, args = house_of(db()), request.args
    cost, fault = _cost(args.get("cost", ""))
    chosen = _chosen(house, args.get("support", ""))
    asked = bool(args.get("support"))
    missing = asked and (chosen is None or any(args.get(name) not in (YES, NO) for name in QUESTIONS))
    complete = asked and not missing and not fault
    return render_template(
        "public/quick_check.html",
        groups=_groups(house),
        kinds=(*KINDS, "other"),
        answers=args,
        result=_result(house, *chosen, cost) if complete and chosen else None,
        fault=fault,
        missing=missing,
        before=[in_language(each.name) for each in house.plan.procedures.values() if each.contract],
        asked=asked,
        layout_of=layout(),
    )


def _result(house: House, procedure: Procedure, item: str, cost: Money) -> Result:
    args = request.args
    norm = house.plan.norm_for(procedure.key, item, today())
    said = QuickAnswers(
        is_eligible_kind=args.get("kind") in KINDS,
        in_province=args.get("province") == YES,
        has_other_support=args.get("other") == YES,
        has_certificate=args.get("certificate") == YES,
        paid_by_transfer=args.get("transfer") == YES,
        before_the_work=procedure.contract,
    )
    found = obstacles(said, norm)
    if norm is None or found:
        return Result(procedure, found, norm, None)
    left = Money(ledger.balance(db(), vnd(Place.FREE, procedure.line, house.budget_year(today()))))
    costs = [Cost(before_vat=cost, by_transfer=said.paid_by_transfer or said.before_the_work)]
    return Result(procedure, found, norm, estimate(norm, costs, had=ZERO, left_in_year=left))


def _groups(house: House) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """What can be chosen, by procedure: its standards, or the procedure as a whole."""
    found = []
    for procedure in house.plan.procedures.values():
        standards = house.plan.standards_of(procedure.key, today())
        options = [(f"{procedure.key}/{each.key}", f"{each.label}: {in_language(each.title)}") for each in standards]
        name = in_language(procedure.name)
        found.append((name, options or [(f"{procedure.key}/", name)]))
    return found


def _chosen(house: House, support: str) -> tuple[Procedure, str] | None:
    key, _, item = support.partition("/")
    procedure = house.plan.procedures.get(key)
    return None if procedure is None else (procedure, item)


def _cost(typed: str) -> tuple[Money, str]:
    """The cost, and what is wrong with what was typed."""
    if not typed.strip():
        return ZERO, ""
    try:
        return Money.read(typed), ""
    except NotMoney as refused:
        return ZERO, sentence(refused)
