"""What a new norm would have given to the cases of the last twelve months, beside what the one before it gives.

It is told by standard or award and names no organisation: whoever proposes norms sees no cases.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.estimates import costs_of
from nscl_grants.db.applications import Application
from nscl_grants.domain.money import ZERO, Money, total
from nscl_grants.domain.norms import Cost, Norm, estimate

A_YEAR = timedelta(days=365)
NO_LONGER = ("draft", "withdrawn", "refused")


@dataclass(frozen=True, slots=True)
class Compared:
    """Some cases under both norms."""

    item: str
    pairs: tuple[tuple[Money, Money], ...]

    @property
    def before(self) -> Money:
        """By the norm that is there."""
        return total([before for before, _ in self.pairs])

    @property
    def after(self) -> Money:
        """By the new one."""
        return total([after for _, after in self.pairs])

    @property
    def more(self) -> int:
        """How many of them would have got more."""
        return sum(after > before for before, after in self.pairs)

    @property
    def less(self) -> int:
        """How many of them would have got less."""
        return sum(after < before for before, after in self.pairs)


def compared(session: Session, before: Norm, after: Norm, *, at: datetime) -> tuple[Compared, ...]:
    """The cases of the family filed in the year before, by item; the whole, with item "", stands last."""
    found: dict[str, list[tuple[Money, Money]]] = {}
    for item, answers in _filed_since(session, before.family, at - A_YEAR):
        costs = costs_of(answers)
        found.setdefault(item or "", []).append((_gives(before, costs), _gives(after, costs)))
    parts = [Compared(item, tuple(pairs)) for item, pairs in sorted(found.items())]
    return (*parts, Compared("", tuple(pair for part in parts for pair in part.pairs)))


def _gives(norm: Norm, costs: Sequence[Cost]) -> Money:
    return estimate(norm, costs, had=ZERO).result


def _filed_since(session: Session, family: str, since: datetime) -> Iterable[tuple[str | None, dict[str, Any]]]:
    rows = session.execute(
        select(Application.item, Application.answers)
        .where(Application.family == family, Application.filed_at >= since, Application.state.not_in(NO_LONGER))
        .order_by(Application.id)
    )
    return [(row.item, row.answers) for row in rows]
