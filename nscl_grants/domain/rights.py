"""What a member of an organisation may do for it: read, write, or also send off and say who the members are."""

from dataclasses import dataclass

from nscl_grants.domain.actor import Actor
from nscl_grants.domain.refused import Refused

READ, EDIT, SUBMIT = "read", "edit", "submit"
RIGHTS = (READ, EDIT, SUBMIT)
"""Each holds those before it."""


@dataclass(eq=False)
class OnlyReads(Refused):
    """The member reads the organisation's cases and changes nothing."""

    person: str


@dataclass(eq=False)
class NotYoursToSubmit(Refused):
    """The step belongs to members who may send off."""

    person: str


def right_of(may_edit: bool, may_submit: bool) -> str:
    """The name of the right."""
    return SUBMIT if may_submit else EDIT if may_edit else READ


def check_may_edit(actor: Actor, organisation_id: int) -> None:
    """A member who only reads writes nothing; who is no member is judged by the office's own rules."""
    if organisation_id in actor.organisations - actor.edits:
        raise OnlyReads(actor.name)


def check_may_submit(actor: Actor, organisation_id: int) -> None:
    """Contacts, accounts and members are changed by those who may send off."""
    if organisation_id in actor.organisations - actor.submits:
        raise NotYoursToSubmit(actor.name)
