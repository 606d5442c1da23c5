"""The year's figures are reconciled with the treasury: entered by the accountant, confirmed by the chief accountant.

Nothing moves in the books: what both sides say of a day is kept, with the reason for every difference. Ours are what
was posted until the end of that day, which no later posting changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.budget_log import note
from nscl_grants.db import ledger
from nscl_grants.db.acts import Proposal
from nscl_grants.db.reconciliations import RECONCILE, reconciliations
from nscl_grants.domain.actor import CHIEF_ACCOUNTANT, FINANCE, Actor
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.money import Money
from nscl_grants.domain.reconciliation import (
    DifferencesUnexplained,
    ReconciledLine,
    ReconciliationWaits,
    differing,
    our_figures,
)
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_answer, check_role

STEP = Text("Đối chiếu với Kho bạc", "Reconcile with the treasury")


@dataclass(frozen=True, slots=True)
class Minutes:
    """The paper of the treasury: its number, its date, the day of its figures, and what explains differences."""

    number: str
    dated_on: date
    as_of: date
    remarks: str = ""


def our_lines(session: Session, year: int, as_of: date) -> dict[str, dict[str, Money]]:
    """What was posted until the end of that day, line by line, of the lines that the year gave anything."""
    end = datetime.combine(as_of, time.max, ICT)
    board = ledger.board(session, as_of=ledger.seq_at(session, end))
    rows = {row.line: row for row in board if row.year == year}
    given = {line: row.allotted + row.states[Place.CARRIED_IN] for line, row in rows.items()}
    return {line: our_figures(given[line], row.states) for line, row in rows.items() if given[line]}


def take_down(
    session: Session,
    year: int,
    theirs: Mapping[str, Mapping[str, Money]],
    minutes: Minutes,
    *,
    actor: Actor,
    at: datetime,
    act: str,
) -> Proposal | None:
    """Keep both sides' figures for the chief accountant, once, and commit; every line of the year needs theirs."""

    def keep() -> Proposal:
        check_role(actor, STEP, FINANCE)
        ledger.lock(session)  # Of two accountants at once the second finds what the first took down.
        if any(one.outcome == "open" for one in reconciliations(session, year)):
            raise ReconciliationWaits(year)
        lines = [
            ReconciledLine(line, ours, theirs[line]) for line, ours in our_lines(session, year, minutes.as_of).items()
        ]
        if differing(lines) and not minutes.remarks:
            raise DifferencesUnexplained(len(differing(lines)))
        content = {
            "year": year,
            "number": minutes.number,
            "dated_on": minutes.dated_on.isoformat(),
            "as_of": minutes.as_of.isoformat(),
            "lines": [line.to_json() for line in lines],
        }
        made = Proposal(
            act=act,
            kind=RECONCILE,
            content=content,
            reason=minutes.remarks,
            proposed_by=actor.person_id,
            proposed_at=at,
        )
        session.add(made)
        session.flush()
        note(session, actor, at, "reconcile.take_down", f"{year}", {"number": minutes.number, "lines": len(lines)})
        return made

    said = {line: {name: money.dong for name, money in figures.items()} for line, figures in theirs.items()}
    days = {"dated_on": minutes.dated_on.isoformat(), "as_of": minutes.as_of.isoformat()}
    sent = {"year": year, "theirs": said, "number": minutes.number, "remarks": minutes.remarks, **days}
    return once(session, Sent(act, "reconcile.take_down", sent), actor=actor, at=at, do=keep)


def answer(session: Session, proposal: Proposal, *, stands: bool, actor: Actor, at: datetime, act: str) -> None:
    """The chief accountant stands behind it, or gives it back; once, and commit."""
    proposal_id, year = proposal.id, int(proposal.content["year"])

    def take() -> None:
        check_role(actor, STEP, CHIEF_ACCOUNTANT)
        session.refresh(proposal, with_for_update=True)
        check_answer(actor, outcome=proposal.outcome, proposed_by=proposal.proposed_by)
        proposal.outcome = "confirmed" if stands else "declined"
        proposal.answered_by, proposal.answered_at = actor.person_id, at
        session.flush()
        what = "reconcile.confirm" if stands else "reconcile.decline"
        note(session, actor, at, what, f"{year}", {"number": proposal.content["number"]})

    sent = Sent(act, "reconcile.answer", {"proposal": proposal_id, "stands": stands})
    once(session, sent, actor=actor, at=at, do=take)
