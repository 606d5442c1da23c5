"""The public front: what is supported and how much, what the year has left, and where a filed case is."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from nscl_grants.db import ledger
from nscl_grants.db.applications import Application
from nscl_grants.db.cases import case_by_code
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.money import Money
from nscl_grants.domain.norms import Norm, NormFamily, in_force
from nscl_grants.domain.plan import Procedure
from nscl_grants.domain.standards import Standard
from nscl_grants.domain.text import Text
from nscl_grants.domain.wording import money_words
from nscl_grants.web.access import db, now, today
from nscl_grants.web.language import lazy
from nscl_grants.web.nav import Tab

bp = Blueprint("public", __name__)

TABS = (
    Tab("public.home", lazy("Hỗ trợ"), "public", rank=10, covers=("public.support",)),
    Tab("public.follow", lazy("Tra cứu"), "public", rank=20),
)
MILLION = 1_000_000
FROM_PAID_TO_FREE = (
    Place.PAID,
    Place.ADVANCED,
    Place.IN_TRANSIT,
    Place.RESERVED,
    Place.DUE,
    Place.COMMITTED,
    Place.HELD,
    Place.FREE,
)
"""What the public bar shows; money that was recovered or lapsed is the board's to tell."""


@dataclass(frozen=True, slots=True)
class Level:
    """What a family of standards gets today, with the standards it covers."""

    family: NormFamily
    norm: Norm
    standards: Sequence[Standard]


@dataclass(frozen=True, slots=True)
class Offer:
    """One kind of support in the list of the front page."""

    url: str
    level: Text
    unsure: bool


@dataclass(frozen=True, slots=True)
class LineLeft:
    """A budget line in the year that is running: what it was given, and where that is."""

    title: Text
    given: Money
    parts: Sequence[tuple[Place, Money]]

    @property
    def free(self) -> Money:
        """What is left for new applications."""
        return dict(self.parts)[Place.FREE]

    @property
    def shown(self) -> list[Place]:
        """The states that have anything in them, for the key below the bar."""
        return [place for place, amount in self.parts if amount or place == Place.FREE]


@bp.get("/")
def home() -> ResponseReturnValue:
    """What is supported, what is left this year, how it goes, and where to begin."""
    house, year = house_of(db()), today().year
    lines = {procedure.line for procedure in house.plan.procedures.values()}
    return render_template(
        "public/home.html",
        procedures=house.plan.procedures.values(),
        offers={key: _offer(house, procedure) for key, procedure in house.plan.procedures.items()},
        year=year,
        lines=[_line_left(house, key, year) for key in sorted(lines)],
        as_of=now(),
        procedure=next(each for each in house.plan.procedures.values() if each.open).on(today()),
    )


@bp.get("/support/<key>")
def support(key: str) -> ResponseReturnValue:
    """One kind of support: for whom, how much, what to bring, how long it takes."""
    house = house_of(db())
    procedure = house.plan.procedures.get(key)
    if procedure is None:
        raise NotFound()
    return render_template(
        "public/support.html",
        procedure=procedure.on(today()),
        form=house.form(procedure.form) if procedure.form else None,
        levels=_levels(house, procedure),
    )


@bp.get("/follow")
def follow() -> ResponseReturnValue:
    """Where a filed case is, for whoever knows its code and the organisation's tax code; nothing personal."""
    code, tax_code = (request.args.get(name, "").strip() for name in ("code", "tax_code"))
    asked = bool(code or tax_code)
    case = _case(code, tax_code) if asked else None
    state = house_of(db()).workflow_of(case).states[case.state] if case else None
    page = render_template("public/follow.html", code=code, tax_code=tax_code, asked=asked, case=case, state=state)
    return page, 404 if asked and case is None else 200


def _case(code: str, tax_code: str) -> Application | None:
    """The case with both; one that is wrong is as good as two."""
    case = case_by_code(db(), code.upper())
    return case if case is not None and case.organisation.tax_code == tax_code.replace(" ", "") else None


def _line_left(house: House, line: str, year: int) -> LineLeft:
    row = ledger.line_row(db(), line, year)
    parts = [(place, row.states[place]) for place in FROM_PAID_TO_FREE]
    return LineLeft(house.plan.line(line).short, row.allotted + row.states[Place.CARRIED_IN], parts)


def _levels(house: House, procedure: Procedure) -> list[Level]:
    """What each family of the procedure gets today."""
    plan, found = house.plan, []
    for family in plan.families:
        norm = in_force(plan.norms, family.key, today())
        if family.procedure == procedure.key and norm is not None:
            found.append(Level(family, norm, [plan.standards[key] for key in family.standards]))
    return found


def _offer(house: House, procedure: Procedure) -> Offer:
    """The support in one line; what no norm says yet is to be confirmed."""
    url = url_for(".support", key=procedure.key)
    levels = _levels(house, procedure)
    if levels:
        first = levels[0].norm
        return Offer(url, _first_level(first), bool(first.unsure & {"percent", "ceiling", "lump_sum"}))
    products = house.plan.line(procedure.line).products
    if products is not None:
        return Offer(url, _products_level(products.a_year, products.most_each.dong), True)
    return Offer(url, Text("Chưa công bố mức hỗ trợ", "No level announced yet"), True)


def _first_level(norm: Norm) -> Text:
    if norm.lump_sum is not None:
        lump = norm.lump_sum.dong // MILLION
        return Text(f"Đến {lump} triệu đồng mỗi {norm.per.vi}", f"Up to VND {lump} million a {norm.per.en}")
    if norm.ceiling is None:
        return Text(f"{norm.percent} % chi phí", f"{norm.percent}% of the cost")
    most = norm.ceiling.dong // MILLION
    return Text(
        f"{norm.percent} % chi phí, tối đa {most} triệu đồng mỗi {norm.per.vi}",
        f"{norm.percent}% of the cost, at most {money_words(norm.ceiling, 'en')} for a {norm.per.en}",
    )


def _products_level(a_year: int, most_each: int) -> Text:
    most = most_each // MILLION
    return Text(
        f"Tối đa {most} triệu đồng mỗi sản phẩm; {a_year} sản phẩm mỗi năm",
        f"At most VND {most} million a product; {a_year} products a year",
    )
