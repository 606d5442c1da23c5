"""Papers that a person asks for when it suits them, not a step: the claim that an organisation prints and signs."""

from datetime import datetime

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.paper_facts.paying import claim_paper
from nscl_grants.actions.paper_row import About, Asked, add_paper
from nscl_grants.db.payments import Claim
from nscl_grants.definitions.house import house_of
from nscl_grants.documents.facts import to_json
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import legal_date


def ask_for_claim_paper(session: Session, claim: Claim, *, actor: Actor, at: datetime, act: str) -> None:
    """Print the claim as it stands now, for the organisation to sign, and commit."""
    claim_id = claim.id

    def ask() -> None:
        facts = to_json(claim_paper(session, house_of(session), claim, on=legal_date(at)))
        about = About(application_id=claim.application_id, claim_id=claim_id)
        request = f"{act}/claim_paper/{claim.application.reference}"
        add_paper(session, Asked("claim_paper", request, about, at, actor.person_id, facts, legal_date(at)))

    once(session, Sent(act, "paper.claim", {"claim": claim_id}), actor=actor, at=at, do=ask)
