"""What a line can bear beside the contracts that were signed on it: nothing else takes what they still have to be paid.

A contract may be paid in its year or a later one. So a line covers its contracts with what is free in the year, and
with what later years have free or have still to be allotted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions.science_money import LINK
from nscl_grants.db import ledger
from nscl_grants.db.science import unpaid_contracts
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.money import Money, total
from nscl_grants.domain.refused import Refused


@dataclass(eq=False)
class PromisedToContracts(Refused):
    """The line would no longer cover the contracts that were signed on it."""

    line: str
    amount: Money
    owed: Money
    left: Money


def left_on_line(session: Session, line: str, year: int, *, but: int) -> Money:
    """What a line has from that year on, less what contracts have still to be paid, the one named left out."""
    rows = [row for row in ledger.board(session) if row.line == line and row.year >= year]
    has = total([row.states[Place.FREE] + (row.estimate if row.year > year else Money(0)) for row in rows])
    return Money(max(has.dong - unpaid_contracts(session, line, but=but).dong, 0))


def check_contracts_covered(session: Session, kind: str, content: Mapping[str, Any], today: date) -> None:
    """Refuse to spend, take back, move away or plan away what a line's contracts have still to be paid."""
    this_year = house_of(session).budget_year(today)
    for line, amount in _taken(kind, content, this_year):
        owed = unpaid_contracts(session, line, but=0)
        left = left_on_line(session, line, this_year, but=0)
        if owed and amount > left:
            raise PromisedToContracts(line, amount, owed, left)


def _taken(kind: str, content: Mapping[str, Any], this_year: int) -> Iterator[tuple[str, Money]]:
    """By line, how much less would be there for contracts."""
    if kind == "adjust_plan":
        falls = [each for each in content["changes"] if int(each["amount"]) < 0 and int(each["year"]) > this_year]
        for line in sorted({each["line"] for each in falls}):
            yield line, Money(sum(-int(each["amount"]) for each in falls if each["line"] == line))
        return
    amount = Money(int(content["amount"])) if "amount" in content else Money(0)
    year = int(content.get("year", 0))
    if kind == "spend" and LINK not in content and year >= this_year:
        yield content["line"], amount
    if kind == "shrink" and year == this_year:
        yield content["line"], amount
    if kind == "reallocate" and year >= this_year:
        yield content["giver"], amount
