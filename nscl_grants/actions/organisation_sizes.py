"""How large an organisation is: declared by it or entered by the office, classed by rule, never erased."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.db import audit
from nscl_grants.db.organisation_sizes import OrganisationSize
from nscl_grants.db.organisations import Organisation
from nscl_grants.domain.actor import APPLICANT, INTAKE, PLAN_MANAGER, REVIEWER, Actor
from nscl_grants.domain.money import Money
from nscl_grants.domain.organisation_size import size_of
from nscl_grants.domain.rights import check_may_edit
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_role

DECLARE = Text("Khai quy mô tổ chức", "Declare the size of an organisation")
DECLARERS = (APPLICANT, INTAKE, REVIEWER, PLAN_MANAGER)


@dataclass(frozen=True, slots=True)
class Declared:
    """What was declared, and from which paper."""

    year: int
    field: str
    labour: int
    revenue: Money | None
    capital: Money | None
    source: str


def declare_size(
    session: Session, organisation: Organisation, declared: Declared, *, actor: Actor, at: datetime, act: str
) -> None:
    """Follow what was declared before, once, and commit."""
    values = {
        "organisation_id": organisation.id,
        "year": declared.year,
        "field": declared.field,
        "labour": declared.labour,
        "revenue": None if declared.revenue is None else declared.revenue.dong,
        "capital": None if declared.capital is None else declared.capital.dong,
        "source": declared.source,
    }
    organisation_id, tax_code = organisation.id, organisation.tax_code

    def add() -> None:
        check_role(actor, DECLARE, *DECLARERS)
        check_may_edit(actor, organisation_id)
        size = size_of(declared.field, declared.labour, declared.revenue, declared.capital)
        row = {**values, "revenue": declared.revenue, "capital": declared.capital, "size": size}
        session.add(OrganisationSize(**row, person_id=actor.person_id, person_name=actor.name, at=at, act=act))
        session.flush()
        audit.append(
            session,
            at=at,
            person_id=actor.person_id,
            account_id=actor.account_id,
            who=actor.name,
            what="organisation.declare_size",
            subject_kind="organisation",
            subject=tax_code,
            after={**values, "size": size},
        )

    once(session, Sent(act, "organisation.declare_size", values), actor=actor, at=at, do=add)
