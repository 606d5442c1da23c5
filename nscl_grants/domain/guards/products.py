"""What must hold where a product is supported by contract: the product is free, and advances keep to the contract."""

from dataclasses import dataclass

from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.guards.paying import claim_refusal
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.refused import Refused


@dataclass(eq=False)
class ProductTaken(Refused):
    """Another case of the organisation has the product already."""

    product: str
    case: str


@dataclass(eq=False)
class ContractMissing(Refused):
    """No contract was recorded yet."""


@dataclass(eq=False)
class ContractSigned(Refused):
    """The contract is recorded already."""


@dataclass(eq=False)
class LimitAboveAward(Refused):
    """A contract does not let more be advanced than was approved."""

    limit: Money
    approved: Money


@dataclass(eq=False)
class AdvanceAboveContract(Refused):
    """The contract does not let that much be advanced."""

    amount: Money
    left: Money


@dataclass(eq=False)
class AdvanceStillOut(Refused):
    """An advance was paid that nothing has settled."""

    amount: Money


def product_is_free(case: CaseFacts) -> Refused | None:
    """One live application of a product at a time, and none after its first payment."""
    return None if case.product_is_of is None else ProductTaken(case.item, case.product_is_of)


def contract_is_signed(case: CaseFacts) -> Refused | None:
    """The contract with the organisation was recorded."""
    return None if case.contract_signed else ContractMissing()


def contract_is_not_signed(case: CaseFacts) -> Refused | None:
    """One contract for one award."""
    return ContractSigned() if case.contract_signed else None


def limit_is_within_award(case: CaseFacts) -> Refused | None:
    """The limit of advances stays within what was approved."""
    limit, approved = Money(case.answers.get("advance_limit") or 0), case.approved or ZERO
    return LimitAboveAward(limit, approved) if limit > approved else None


def advance_fits(case: CaseFacts) -> Refused | None:
    """The claim has its papers and stays within the contract and what is approved and unpaid."""
    if refused := claim_refusal(case, case.money.committed):
        return refused
    if case.claim is None:
        return None
    accepted = case.answers.get("accepted")
    amount = case.claim.amount if accepted is None else Money(accepted)
    return AdvanceAboveContract(amount, case.advance_left) if amount > case.advance_left else None


def acceptance_fits(case: CaseFacts) -> Refused | None:
    """The claim has its papers and stays within the award, of which some may have been advanced."""
    return claim_refusal(case, case.money.committed + case.money.advanced)


def advance_is_settled(case: CaseFacts) -> Refused | None:
    """Nothing that was advanced is still unsettled."""
    return AdvanceStillOut(case.money.advanced) if case.money.advanced > ZERO else None


GUARDS = (
    product_is_free,
    contract_is_signed,
    contract_is_not_signed,
    limit_is_within_award,
    advance_fits,
    acceptance_fits,
    advance_is_settled,
)
