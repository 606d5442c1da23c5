"""Acts of two people that wait for the second, and those that were answered."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.db.acts import Proposal
from nscl_grants.db.by_id import newest_first
from nscl_grants.db.people import Person

CORRECTIONS = ("adjust_plan", "reverse", "adjust")
BUDGET = ("allot", "shrink", "reallocate", "spend", *CORRECTIONS)
"""What two people do to the budget; each is the movement of the posting that follows."""


def open_proposals(session: Session, kinds: Collection[str]) -> Sequence[Proposal]:
    """The ones of these kinds that wait, the longest-waiting first."""
    return session.scalars(
        select(Proposal).where(Proposal.kind.in_(kinds), Proposal.outcome == "open").order_by(Proposal.id)
    ).all()


def answered_proposals(
    session: Session, kinds: Collection[str], *, after: int | None = None, backwards: bool = False, rows: int
) -> Sequence[Proposal]:
    """A page of those of these kinds that were answered, the newest proposal first."""
    answered = select(Proposal).where(Proposal.kind.in_(kinds), Proposal.outcome != "open")
    return session.scalars(newest_first(answered, Proposal.id, after=after, backwards=backwards, rows=rows)).all()


def proposal_of(session: Session, proposal_id: int, kinds: Collection[str]) -> Proposal | None:
    """The proposal with that id, if it is of one of these kinds."""
    return session.scalar(select(Proposal).where(Proposal.id == proposal_id, Proposal.kind.in_(kinds)))


def names_behind(session: Session, proposals: Collection[Proposal]) -> Mapping[int, str]:
    """Who proposed and who answered, by person."""
    people = {person for one in proposals for person in (one.proposed_by, one.answered_by) if person is not None}
    found = session.execute(select(Person.id, Person.full_name).where(Person.id.in_(people)))
    return {row.id: row.full_name for row in found}
