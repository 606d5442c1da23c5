"""The list of organisations that have filed: searched, laid out, taken away as a file, and kept as views."""

from datetime import date

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from nscl_grants.db.organisations import KINDS
from nscl_grants.db.saved_views import views_of
from nscl_grants.definitions.house import House, house_of
from nscl_grants.reports.organisation_list import (
    ORDERS,
    ListedOrganisation,
    WantedOrganisations,
    all_organisations,
    key_of,
    organisations_listed,
)
from nscl_grants.web.access import db, me, require_role, today
from nscl_grants.web.asked import kept_query, query_of
from nscl_grants.web.choices import communes
from nscl_grants.web.columns import Column, Columns, heads_of, laid, lines_of
from nscl_grants.web.filters import in_language, word
from nscl_grants.web.kept_views import keep_or_forget
from nscl_grants.web.language import _, lazy
from nscl_grants.web.moments import AsOf, asked_moment
from nscl_grants.web.openings import note_taken
from nscl_grants.web.org_accounts import SEES_ALL
from nscl_grants.web.paging import Page, asked_place, page_of
from nscl_grants.web.streamed_table import Kind, streamed

LIST = "organisations"
ASKED = ("q", "commune", "kind", "order", "col", "on")

bp = Blueprint("organisations", __name__)
bp.before_request(require_role(*SEES_ALL))


def _commune(house: House, one: ListedOrganisation, _on: date) -> str:
    commune = house.plan.communes.get(one.organisation.commune)
    return in_language(commune.label) if commune else _("ngoài tỉnh")


def _kind(_house: House, one: ListedOrganisation, _on: date) -> str:
    return word(f"organisation_kind.{one.organisation.kind}")


_EVERY: tuple[Column[ListedOrganisation], ...] = (
    Column("tax_code", lazy("Mã số thuế"), "code", lambda house, one, today: one.organisation.tax_code),
    Column("kind", lazy("Loại hình"), "text", _kind),
    Column("commune", lazy("Xã, phường"), "text", _commune),
    Column("phone", lazy("Điện thoại"), "code", lambda house, one, today: one.organisation.phone),
    Column("email", lazy("Thư điện tử"), "text", lambda house, one, today: one.organisation.email),
    Column("registered", lazy("Ngày đăng ký"), "day", lambda house, one, today: one.organisation.registered_at),
    Column("cases", lazy("Hồ sơ"), "number", lambda house, one, today: one.cases),
    Column("approved", lazy("Được duyệt"), "money", lambda house, one, today: one.approved),
    Column("paid", lazy("Đã chi, tạm ứng"), "money", lambda house, one, today: one.paid),
    Column("owed", lazy("Phải thu hồi"), "money", lambda house, one, today: one.to_recover),
)
COLUMNS = Columns(_EVERY, frozenset({"tax_code", "commune", "cases", "approved", "paid", "owed"}))


@bp.get("/organisations")
def index() -> ResponseReturnValue:
    """The organisations that have filed, by name or by what they were paid, now or then, fifty a page."""
    as_of, place, house = asked_moment(), asked_place(), house_of(db())
    wanted = _wanted(as_of)
    try:
        found = organisations_listed(db(), me(), wanted, after=place.key, backwards=place.backwards)
    except (ValueError, TypeError, IndexError):
        raise BadRequest() from None
    page: Page[ListedOrganisation] = page_of(found, place, lambda one: key_of(wanted, one))
    return render_template(
        "finance/organisations.html",
        page=page,
        laid=laid(COLUMNS, request.args.getlist("col"), house, page.rows, today()),
        wanted=wanted,
        as_of=as_of,
        now_query=query_of([name for name in ASKED if name != "on"]),
        query=query_of(ASKED),
        kinds={kind: word(f"organisation_kind.{kind}") for kind in KINDS},
        communes=communes(house),
        kept=views_of(db(), me().person_id, LIST),
    )


@bp.get("/organisations.<any(csv, xlsx):kind>")
def export(kind: Kind) -> ResponseReturnValue:
    """The whole list as it is filtered, ordered and laid out, as a file."""
    columns = COLUMNS.chosen(request.args.getlist("col"))
    heads = heads_of(_("Tổ chức"), columns)
    note_taken("organisations", query_of(ASKED))
    found = all_organisations(db(), me(), _wanted(asked_moment()))
    return streamed(
        kind,
        f"to-chuc-{today().isoformat()}",
        heads,
        lines_of(columns, house_of(db()), found, today(), lambda one: one.organisation.name),
    )


@bp.post("/organisations/views")
def keep() -> ResponseReturnValue:
    """Keep the list as it is filtered and laid out under a name, or take a kept one away."""
    return keep_or_forget(LIST, url_for(".index"), kept_query(ASKED, request.form.get("query", "")))


def _wanted(as_of: AsOf) -> WantedOrganisations:
    args = request.args
    return WantedOrganisations(
        search=args.get("q", "").strip()[:200],
        commune=args.get("commune", ""),
        kind=args["kind"] if args.get("kind") in KINDS else "",
        order=args["order"] if args.get("order") in ORDERS else ORDERS[0],
        then=as_of.then,
    )
