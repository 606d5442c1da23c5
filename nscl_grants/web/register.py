"""Đơn vị được hỗ trợ: the open register, for everybody to search and to take away; and what each line has left."""

from collections.abc import Iterator

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from nscl_grants.db import ledger
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.reports.register import Award, all_awards, awards
from nscl_grants.web.access import db, layout, now, today
from nscl_grants.web.filters import in_language
from nscl_grants.web.language import _, lazy
from nscl_grants.web.nav import Tab
from nscl_grants.web.paging import Page, asked_place, page_of
from nscl_grants.web.streamed_table import Cell, streamed
from nscl_grants.web.whole import whole

bp = Blueprint("register", __name__)

TABS = (
    Tab("register.show", lazy("Đã hỗ trợ"), "public", rank=18),
    Tab("register.budget", lazy("Kinh phí còn lại"), "foot", rank=45),
)


@bp.get("/supported")
def show() -> ResponseReturnValue:
    """Who was awarded what, the newest decision first."""
    place, (search, year) = asked_place(), _asked()
    try:
        found = awards(db(), search=search, year=year, after=place.key, backwards=place.backwards)
    except (ValueError, TypeError, IndexError):
        raise BadRequest() from None
    page: Page[Award] = page_of(found, place, lambda award: award.key)
    house = house_of(db())
    return render_template(
        "public/register.html",
        page=page,
        rows=[(award, *_named(house, award)) for award in page.rows],
        search=search,
        year=year,
        years=[each for each in house.plan.years if each <= today().year],
        layout_of=layout(),
    )


@bp.get("/supported.csv")
def file() -> ResponseReturnValue:
    """The same as open data: every row that was asked for."""
    search, year = _asked()
    heads = (
        *("organisation", "tax_code", "commune", "procedure", "item"),
        *("decision_number", "decision_date", "amount_dong", "state"),
    )
    found = all_awards(db(), search=search, year=year)
    return streamed("csv", f"don-vi-duoc-ho-tro-{today().isoformat()}", heads, _cells(house_of(db()), found))


@bp.get("/budget")
def budget() -> ResponseReturnValue:
    """What each line of support was given in each year, and what it has left."""
    house = house_of(db())
    keys = tuple(dict.fromkeys(procedure.line for procedure in house.plan.procedures.values()))
    board = {(row.line, row.year): row for row in ledger.board(db())}
    return render_template(
        "public/budget.html",
        lines=[house.plan.line(key) for key in keys],
        years=house.plan.years,
        board=board,
        given=lambda row: row.allotted + row.states[Place.CARRIED_IN],
        free=lambda row: row.states[Place.FREE],
        as_of=now(),
        this_year=today().year,
        layout_of=layout(),
    )


def _asked() -> tuple[str, int | None]:
    year = request.args.get("year", type=whole)
    return request.args.get("q", "").strip()[:200], year if year and 2000 <= year <= 9000 else None


def _named(house: House, award: Award) -> tuple[str, str, str]:
    """What the award was for, where its organisation is, and where it stands, in the reader's language."""
    commune, item = house.plan.communes.get(award.commune), house.plan.item_label(award.item, award.filed_on)
    procedure = in_language(house.procedure(award.procedure).name)
    about = ", ".join(part for part in (procedure, item) if part)
    paid = _("đã chi đủ") if award.state in ("disbursed", "closed") else _("đã duyệt")
    standing = _("đang hoặc đã thu hồi") if award.state in ("recovering", "recovered") else paid
    return about, in_language(commune.label) if commune else _("ngoài tỉnh"), standing


def _cells(house: House, found: Iterator[Award]) -> Iterator[list[Cell]]:
    for award in found:
        commune = house.plan.communes.get(award.commune)
        yield [
            award.organisation,
            award.tax_code,
            commune.name if commune else None,
            award.procedure,
            house.plan.item_label(award.item, award.filed_on),
            award.number,
            award.issued_on,
            award.amount,
            award.state,
        ]
