"""What the confirmation of a proposal books: the entries, and what stands behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions.corrections import posting_of_correction
from nscl_grants.db import ledger
from nscl_grants.db.acts import Proposal
from nscl_grants.db.proposals import CORRECTIONS
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.evidence import number_key
from nscl_grants.domain.ledger import budget, paying
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.ledger.posting import Entries, Kind, Posting
from nscl_grants.domain.money import Money
from nscl_grants.domain.refused import Refused


@dataclass(eq=False)
class VoucherEntered(Refused):
    """The voucher was entered before on this line and year, as `number` spells it."""

    number: str


def posting_for(session: Session, proposal: Proposal, actor: Actor, at: datetime) -> Posting:
    """The posting under the proposal's own id, as of now; refuses a voucher that was entered before."""
    if proposal.kind in CORRECTIONS:
        return posting_of_correction(session, proposal, actor, at)
    content = proposal.content
    voucher = str(content["number"]) if proposal.kind == "spend" else ""
    if voucher:
        _refuse_double(session, str(content["line"]), int(content["year"]), voucher)
    return Posting(
        id=proposal.act,
        kind=Kind(proposal.kind),
        person=f"{actor.person_id}",
        budget_year=int(content["year"]),
        effective_on=date.fromisoformat(content["dated_on"]) if voucher else legal_date(at),
        entries=entries_of(proposal.kind, content),
        case=voucher,
        memo={**content, "reason": proposal.reason, "proposed_by": proposal.proposed_by, **_tables(session, proposal)},
    )


def _tables(session: Session, proposal: Proposal) -> dict[str, Any]:
    """A reallocation keeps the allotments of both lines as they were and as they become."""
    if proposal.kind != "reallocate":
        return {}
    giver, taker, year = (proposal.content[name] for name in ("giver", "taker", "year"))
    amount = Money(int(proposal.content["amount"]))
    before = {line: ledger.line_row(session, line, int(year)).allotted for line in (giver, taker)}
    after = {giver: before[giver] - amount, taker: before[taker] + amount}
    return {
        "before": {line: money.dong for line, money in before.items()},
        "after": {line: money.dong for line, money in after.items()},
    }


def _refuse_double(session: Session, line: str, year: int, voucher: str) -> None:
    there = ledger.cases_with(session, line, year).get(Place.PAID, {})
    same = next((each for each in there if number_key(each) == number_key(voucher)), None)
    if same is not None:
        raise VoucherEntered(same)


def entries_of(kind: str, content: Mapping[str, Any]) -> Entries:
    """What the confirmation of such a proposal books."""
    year, amount = int(content["year"]), Money(int(content["amount"]))
    match kind:
        case "allot":
            return budget.allot(content["line"], year, amount, int(content["products"]))
        case "shrink":
            return budget.shrink(content["line"], year, amount, int(content["products"]))
        case "reallocate":
            return budget.reallocate(content["giver"], content["taker"], year, amount)
        case "spend":
            return paying.spend(content["line"], year, content["number"], amount)
    raise AssertionError(f"no proposal of the budget is a {kind}")
