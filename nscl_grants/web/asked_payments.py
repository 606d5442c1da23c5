"""What the address of the list of payments asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request
from werkzeug.datastructures import MultiDict

from nscl_grants.definitions.house import house_of
from nscl_grants.web.access import db
from nscl_grants.web.payment_columns import COLUMNS
from nscl_grants.web.whole import whole

LIST = "payments"
"""What the views of the list are kept under."""


@dataclass(frozen=True, slots=True)
class AskedPayments:
    """States, words, budget year and columns; nothing asked is everything, in the usual columns."""

    states: tuple[str, ...]
    search: str
    year: int | None
    columns: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """The same as an address says it; "" where nothing is asked."""
        said = [*(("state", state) for state in self.states), ("q", self.search), ("year", self.year or "")]
        said += [("col", column) for column in self.columns]
        return urlencode([(name, value) for name, value in said if value])


def asked_payments(args: Mapping[str, Any] | None = None) -> AskedPayments:
    """Read the address, or what else says the same; what is not known is not asked."""
    said: MultiDict[str, str] = MultiDict(request.args if args is None else args)
    known, year = house_of(db()).workflow("payment").states, said.get("year", type=whole)
    return AskedPayments(
        states=tuple(state for state in said.getlist("state") if state in known),
        search=said.get("q", "").strip()[:100],
        year=year if year in house_of(db()).plan.years else None,
        columns=tuple(column.key for column in COLUMNS.every if column.key in said.getlist("col")),
    )
