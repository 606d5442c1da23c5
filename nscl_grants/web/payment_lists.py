"""The list of payments taken away as a file, and kept as views."""

from urllib.parse import parse_qsl

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from nscl_grants.db.payment_lists import all_payments_in
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import ACCOUNT_HOLDER, AUDITOR, CHIEF_ACCOUNTANT, FINANCE
from nscl_grants.web.access import db, me, require_role, today
from nscl_grants.web.asked_payments import LIST, asked_payments
from nscl_grants.web.columns import heads_of, lines_of
from nscl_grants.web.kept_views import keep_or_forget
from nscl_grants.web.language import _
from nscl_grants.web.payment_columns import COLUMNS
from nscl_grants.web.streamed_table import Kind, streamed

bp = Blueprint("payment_lists", __name__, url_prefix="/finance")
bp.before_request(require_role(FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, AUDITOR))


@bp.get("/payments.<any(csv, xlsx):kind>")
def export(kind: Kind) -> ResponseReturnValue:
    """The whole list as it is filtered and laid out, as a file."""
    asked, house = asked_payments(), house_of(db())
    columns = COLUMNS.chosen(asked.columns)
    heads = heads_of(_("Số"), columns)
    found = all_payments_in(db(), me(), asked.states, search=asked.search, year=asked.year, years=house.plan.years)
    return streamed(
        kind, f"chung-tu-{today().isoformat()}", heads, lines_of(columns, house, found, today(), lambda one: one.number)
    )


@bp.post("/payments/views")
def keep() -> ResponseReturnValue:
    """Keep the list as it is filtered under a name, or take a kept one away."""
    said = MultiDict(parse_qsl(request.form.get("query", "")))
    return keep_or_forget(LIST, url_for("payments.index"), asked_payments(said).query)
