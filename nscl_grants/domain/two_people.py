"""Acts of two people: what one proposes another confirms, and the other is a person, not a second account."""

from dataclasses import dataclass

from nscl_grants.domain.actor import Actor
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.word import Word
from nscl_grants.domain.workflow import NotYourStep


@dataclass(eq=False)
class OwnProposal(Refused):
    """Whoever proposes does not answer, not even through a second account."""

    person: str


@dataclass(eq=False)
class ProposalAnswered(Refused):
    """The proposal was confirmed or declined before."""


def check_role(actor: Actor, step: Text, *roles: str) -> None:
    """The step belongs to these roles."""
    if not actor.holds(*roles):
        raise NotYourStep(step, tuple(Word(f"role.{role}") for role in roles))


def check_answer(actor: Actor, *, outcome: str, proposed_by: int) -> None:
    """An open proposal is answered once, by somebody else."""
    if outcome != "open":
        raise ProposalAnswered()
    if actor.person_id == proposed_by:
        raise OwnProposal(actor.name)
