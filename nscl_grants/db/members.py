"""Members of an organisation, and those who ask the office to be one."""

from collections.abc import Sequence

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.acts import Proposal
from nscl_grants.db.people import Account, AccountRole, Membership
from nscl_grants.domain.actor import APPLICANT

MEMBERSHIP = "membership"
"""The kind of a proposal by which somebody asks to act for an organisation that is registered."""


def membership_of(session: Session, organisation_id: int, person_id: int) -> Membership | None:
    """The person's membership, while it lasts."""
    return session.scalar(
        select(Membership)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.person_id == person_id,
            Membership.until.is_(None),
        )
        .options(joinedload(Membership.person))
    )


def members_of(session: Session, organisation_id: int) -> Sequence[tuple[Membership, Account | None]]:
    """The members with the account they apply with, the longest there first."""
    applies = select(AccountRole.id).where(AccountRole.account_id == Account.id, AccountRole.role == APPLICANT).exists()
    rows = session.execute(
        select(Membership, Account)
        .outerjoin(Account, and_(Account.person_id == Membership.person_id, Account.active, applies))
        .where(Membership.organisation_id == organisation_id, Membership.until.is_(None))
        .options(joinedload(Membership.person))
        .order_by(Membership.since, Membership.person_id, Account.id)
    ).all()
    first: dict[int, tuple[Membership, Account | None]] = {}
    for member, account in rows:
        first.setdefault(member.person_id, (member, account))
    return list(first.values())


def claims_waiting(session: Session) -> Sequence[Proposal]:
    """Those who ask to act for an organisation, the longest-waiting first."""
    return session.scalars(
        select(Proposal).where(Proposal.kind == MEMBERSHIP, Proposal.outcome == "open").order_by(Proposal.id)
    ).all()
