"""Whether support is likely, from a few answers: nothing is stored, and nothing is promised."""

from dataclasses import dataclass
from enum import StrEnum

from nscl_grants.domain.norms import Norm


class Obstacle(StrEnum):
    """Why there would be no support."""

    KIND = "kind"
    PROVINCE = "province"
    OTHER_SUPPORT = "other_support"
    CERTIFICATE = "certificate"
    CASH = "cash"
    NO_NORM = "no_norm"


@dataclass(frozen=True, slots=True)
class QuickAnswers:
    """What somebody says of their organisation and what it did."""

    is_eligible_kind: bool
    in_province: bool
    has_other_support: bool
    has_certificate: bool
    paid_by_transfer: bool
    before_the_work: bool = False
    """Whether this support is applied for before the work: then there is no certificate yet, and nothing was paid."""


def obstacles(said: QuickAnswers, norm: Norm | None) -> tuple[Obstacle, ...]:
    """What stands in the way, in the order in which it is asked; none means that it is worth applying."""
    found = (
        (not said.is_eligible_kind, Obstacle.KIND),
        (not said.in_province, Obstacle.PROVINCE),
        (said.has_other_support, Obstacle.OTHER_SUPPORT),
        (not said.before_the_work and not said.has_certificate, Obstacle.CERTIFICATE),
        (not said.before_the_work and _counts_no_cash(norm) and not said.paid_by_transfer, Obstacle.CASH),
        (norm is None, Obstacle.NO_NORM),
    )
    return tuple(obstacle for stands, obstacle in found if stands)


def _counts_no_cash(norm: Norm | None) -> bool:
    return norm is not None and not norm.counts_cash and norm.lump_sum is None
