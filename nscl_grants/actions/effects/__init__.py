"""Effects: what follows a move, by the names that the workflow files use."""

from collections.abc import Callable, Mapping

from nscl_grants.actions.effects import (
    appeals,
    clocks,
    deciding,
    filing,
    late_returns,
    money,
    payments,
    recoveries,
    review,
)
from nscl_grants.actions.step import Step

EFFECTS: Mapping[str, Callable[[Step], None]] = {
    effect.__name__: effect
    for room in (filing, clocks, review, money, deciding, payments, late_returns, recoveries, appeals)
    for effect in room.EFFECTS
}
