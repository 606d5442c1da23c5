"""What the life of a nhiệm vụ KH&CN asks: two people for order, contract and settlement, and never above the contract.

The department orders the work, selects who is in charge, and pays by contract and by what was accepted. Each payment
is spending of the contract's budget line, under the caps of the ledger; the contract is a cap of its own below these.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.workflow import Guard, Rules, Transition, Workflow

SUBJECT = "science_task"
"""The life that these rules are for."""
EFFECTS = (
    "note_order",
    "note_selection",
    "note_contract",
    "drop_contract",
    "note_signature",
    "note_amendment",
    "apply_amendment",
    "drop_amendment",
    "note_acceptance",
    "note_settlement",
    "drop_settlement",
    "note_settled",
)
"""What may follow a step; `actions/science_effects.py` does it."""
METHODS: Mapping[str, Text] = {
    "call": Text("Tuyển chọn", "Selected by call"),
    "direct": Text("Giao trực tiếp", "Assigned directly"),
}
"""How whoever is in charge was found."""
PAYABLE = ("running", "accepted")
"""The states in which a contract is paid on."""
BINDING = ("contract_drafted", "running", "amending", "accepted")
"""The states in which a contract still has to be paid from its line."""
IN_SETTLEMENT = ("settling", "settled")
"""The states in which what was paid is the sum that two people settle on."""


@dataclass(frozen=True, slots=True)
class ScienceFacts:
    """What the rules know of an order, for one actor and one moment."""

    actor: int
    ordered_by: int
    contract_by: int | None = None
    settled_by: int | None = None
    paid: Money = ZERO
    waiting: Money = ZERO
    """Instalments that wait for the chief accountant."""
    accepted: Money | None = None
    asked: Money | None = None
    """The amount that this step is about: of the contract, or accepted."""
    contract: Money | None = None
    left: Money | None = None
    """What the line can still bear, for the step that writes a contract."""
    line: str = ""
    trigger: str = ""
    case_line: bool = False
    """Whether approved cases alone draw on the line."""
    number_taken: str = ""
    """The contract's number, if another order has it."""
    amendment: "Amendment | None" = None
    """What would take the contract's place, for the steps that are about it."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """A phụ lục hợp đồng: the amount and the day that would take the place of the contract's."""

    amount: Money
    ends_on: date
    changes_something: bool
    left: Money
    """What the contract's line can still bear, less what other contracts have still to be paid."""
    drafted_by: int | None = None
    """None while it is being written."""


@dataclass(eq=False)
class SamePerson(Refused):
    """Whoever prepared a step does not stand behind it as the second person."""


@dataclass(eq=False)
class InstalmentsWait(Refused):
    """Instalments wait for an answer."""

    waiting: Money


@dataclass(eq=False)
class NotPaidAsAccepted(Refused):
    """What was paid is not what was accepted."""

    paid: Money
    accepted: Money


@dataclass(eq=False)
class AcceptedOutside(Refused):
    """The accepted amount is above the contract, or below what was paid and proposed."""

    least: Money
    most: Money


@dataclass(eq=False)
class ContractOverLine(Refused):
    """The line has not that much left for the contract."""

    line: str
    left: Money


@dataclass(eq=False)
class NothingAmended(Refused):
    """Amount and day are those of the contract."""


@dataclass(eq=False)
class AmendedBelowPaid(Refused):
    """The contract would be lower than what was paid on it."""

    paid: Money


@dataclass(eq=False)
class ContractOnCaseLine(Refused):
    """Only approved cases draw on the line."""

    line: str


@dataclass(eq=False)
class ContractNumberTaken(Refused):
    """Another order has a contract of that number."""

    number: str


@dataclass(eq=False)
class OverContract(Refused):
    """The instalments would exceed the contract, or what was accepted of it."""

    most: Money
    left: Money


@dataclass(eq=False)
class InstalmentSettled(Refused):
    """The instalment stands in a settlement."""

    title: str


@dataclass(eq=False)
class NothingPayable(Refused):
    """The contract is not being carried out."""

    state: Text


@dataclass(eq=False)
class BeforeContract(Refused):
    """The year or the line is none of the contract's."""

    line: str
    year: str


@dataclass(eq=False)
class NotOrdered(Refused):
    """The plan does not carry that task out by orders."""

    task: str


def check_instalment(amount: Money, *, most: Money, taken: Money) -> None:
    """Instalments together stay within the contract, or within what was accepted of it."""
    if amount + taken > most:
        raise OverContract(most, most - taken)


def _another_person(facts: ScienceFacts) -> Refused | None:
    first = {
        "approve_order": facts.ordered_by,
        "sign_contract": facts.contract_by,
        "confirm_settlement": facts.settled_by,
        "sign_amendment": facts.amendment.drafted_by if facts.amendment else None,
    }
    return SamePerson() if facts.actor == first.get(facts.trigger) else None


def _nothing_waits(facts: ScienceFacts) -> Refused | None:
    return InstalmentsWait(facts.waiting) if facts.waiting > ZERO else None


def _paid_as_accepted(facts: ScienceFacts) -> Refused | None:
    accepted = facts.accepted or ZERO
    return None if facts.paid == accepted else NotPaidAsAccepted(facts.paid, accepted)


def _accepted_fits(facts: ScienceFacts) -> Refused | None:
    least, most = facts.paid + facts.waiting, facts.contract or ZERO
    if facts.asked is None or least <= facts.asked <= most:
        return None
    return AcceptedOutside(least, most)


def _contract_fits(facts: ScienceFacts) -> Refused | None:
    if facts.case_line:
        return ContractOnCaseLine(facts.line)
    if facts.number_taken:
        return ContractNumberTaken(facts.number_taken)
    if facts.asked is None or facts.left is None or facts.asked <= facts.left:
        return None
    return ContractOverLine(facts.line, facts.left)


def _amendment_fits(facts: ScienceFacts) -> Refused | None:
    asked, contract = facts.amendment, facts.contract or ZERO
    if asked is None:
        return None
    if not asked.changes_something:
        return NothingAmended()
    if asked.amount < facts.paid + facts.waiting:
        return AmendedBelowPaid(facts.paid + facts.waiting)
    most = facts.paid + asked.left
    return ContractOverLine(facts.line, most) if asked.amount > max(most, contract) else None


GUARDS: Mapping[str, Guard[ScienceFacts]] = {
    "another_person": _another_person,
    "nothing_waits": _nothing_waits,
    "paid_as_accepted": _paid_as_accepted,
    "accepted_fits": _accepted_fits,
    "contract_fits": _contract_fits,
    "amendment_fits": _amendment_fits,
}


def _facing(facts: ScienceFacts, transition: Transition) -> ScienceFacts:
    return replace(facts, trigger=transition.trigger)


RULES: Rules[ScienceFacts] = Rules(guards=GUARDS, facing=_facing)


def science_life(workflow: Workflow[Any]) -> Workflow[ScienceFacts]:
    """The life of an order, judged by these rules."""
    assert workflow.subject == SUBJECT, "the other lives have rules of their own"
    return replace(workflow, rules=RULES)
