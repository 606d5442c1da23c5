"""Acts of two people that wait for the second: each is for the roles that may answer it, and for nobody it is about."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, case, select

from nscl_grants.db.absences import DELEGATION
from nscl_grants.db.acts import Proposal
from nscl_grants.db.members import MEMBERSHIP
from nscl_grants.db.people import Account
from nscl_grants.db.personal_data import ERASURE
from nscl_grants.db.proposals import BUDGET
from nscl_grants.db.reconciliations import RECONCILE
from nscl_grants.db.references import AGENCY, DAY, LETTER, NORM, PROCEDURE, STANDARD
from nscl_grants.db.second_factors import FACTORS
from nscl_grants.db.staff import ROLE
from nscl_grants.domain.actor import ADMIN, APPROVER, CHIEF_ACCOUNTANT, INTAKE, PLAN_MANAGER
from nscl_grants.reports.kinds_of_work import Kind, Reader, Work

ANSWERED_BY: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(BUDGET, (CHIEF_ACCOUNTANT,)),
    RECONCILE: (CHIEF_ACCOUNTANT,),
    NORM: (PLAN_MANAGER, APPROVER),
    STANDARD: (PLAN_MANAGER, APPROVER),
    PROCEDURE: (PLAN_MANAGER, APPROVER),
    AGENCY: (PLAN_MANAGER, ADMIN),
    DAY: (ADMIN, PLAN_MANAGER),
    LETTER: (ADMIN, APPROVER),
    ROLE: (ADMIN,),
    DELEGATION: (ADMIN,),
    FACTORS: (ADMIN,),
    ERASURE: (ADMIN,),
    MEMBERSHIP: (INTAKE, ADMIN),
}
"""Every kind of proposal with the roles that may answer it, as the acts say that answer it."""


def _to_answer(reader: Reader) -> Select[Any]:
    kinds = [kind for kind, roles in ANSWERED_BY.items() if reader.actor.holds(*roles)]
    return (
        select(Proposal)
        .where(
            Proposal.outcome == "open",
            Proposal.kind.in_(kinds),
            Proposal.proposed_by != reader.person_id,
            _whom_it_is_about() != reader.person_id,
        )
        .order_by(Proposal.id)
    )


def _whom_it_is_about() -> ColumnElement[int]:
    """The person who answers it in no case; 0 where it is about nobody."""
    content = Proposal.content
    owner = select(Account.person_id).where(Account.id == content["account"].as_integer()).scalar_subquery()
    return case(
        (Proposal.kind == DELEGATION, content["delegate"].as_integer()),
        (Proposal.kind == ERASURE, content["person"].as_integer()),
        (Proposal.kind.in_((ROLE, FACTORS)), owner),
        else_=0,
    )


PROPOSALS = Kind(_to_answer, lambda proposal: Work("confirm_proposal", proposal, None))
