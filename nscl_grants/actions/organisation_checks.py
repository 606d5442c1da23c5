"""Comparing an organisation with the register of businesses: whoever registered it first only said who they are."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.db import audit
from nscl_grants.db.interests import organisations_tied_to
from nscl_grants.db.organisations import Organisation
from nscl_grants.domain.actor import INTAKE, REVIEWER, Actor
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_role

CHECKERS = (INTAKE, REVIEWER)
COMPARE = Text("Đối chiếu tổ chức", "Compare an organisation with the register")


@dataclass(eq=False)
class TiedToIt(Refused):
    """Whoever is tied to an organisation does not vouch for it."""


def confirm_organisation(
    session: Session, organisation: Organisation, source: str, on: date, *, actor: Actor, at: datetime, act: str
) -> None:
    """Note that the organisation agrees with a source that was looked up on that day, once, and commit.

    A later comparison takes the place of the one before; the log keeps both.
    """
    organisation_id = organisation.id

    def confirm() -> None:
        check_role(actor, COMPARE, *CHECKERS)
        session.refresh(organisation, with_for_update=True)
        if organisation_id in session.scalars(select(organisations_tied_to(actor.person_id).subquery().c.id)).all():
            raise TiedToIt()
        organisation.checked_on, organisation.checked_source = on, source
        organisation.checked_by, organisation.checked_at = actor.person_id, at
        session.flush()
        audit.append(
            session,
            at=at,
            person_id=actor.person_id,
            account_id=actor.account_id,
            who=actor.name,
            what="organisation.check",
            subject_kind="organisation",
            subject=organisation.tax_code,
            after={"on": on.isoformat(), "source": source},
        )

    content = {"organisation": organisation_id, "source": source, "on": on.isoformat()}
    once(session, Sent(act, "organisation.check", content), actor=actor, at=at, do=confirm)
