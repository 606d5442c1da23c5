"""What a decision would do: for each line and year, the money before and after, without touching the books."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.db import ledger
from nscl_grants.db.applications import Application
from nscl_grants.domain.money import ZERO, Money

Award = tuple[Application, Money]
"""A case and what would be approved for it."""


@dataclass(frozen=True, slots=True)
class LineAfter:
    """One budget line in one year, before the decision and after it."""

    line: str
    year: int
    before: Mapping[str, Money]
    after: Mapping[str, Money]
    waiting: int
    waiting_amount: Money

    @property
    def total(self) -> Money:
        """All that the line was given in the year."""
        return Money(sum(amount.dong for place, amount in self.after.items() if place != "carried_in"))

    def parts(self, places: Iterable[str]) -> list[tuple[str, Money]]:
        """Where the money would be, in this order."""
        return [(place, self.after.get(place, ZERO)) for place in places]

    @property
    def returned(self) -> Money:
        """What was held and is not approved."""
        return self.after["free"] - self.before["free"]


def what_if(session: Session, awards: Iterable[Award]) -> tuple[LineAfter, ...]:
    """The lines and years that the awards would touch, in order."""
    touched: dict[tuple[str, int], list[Award]] = {}
    for case, amount in awards:
        if case.budget_year is not None:
            touched.setdefault((case.line, case.budget_year), []).append((case, amount))
    waiting = _waiting(session)
    return tuple(
        _line_after(session, line, year, touched[line, year], waiting.get(line, (0, ZERO)))
        for line, year in sorted(touched)
    )


def _line_after(session: Session, line: str, year: int, awards: list[Award], waiting: tuple[int, Money]) -> LineAfter:
    found = ledger.line_money(session, line, year)
    before = {state: found.get(state, ZERO) for state in {*found, "free", "held", "committed"}}
    held = Money(sum((case.recommended or ZERO).dong for case, _ in awards))
    approved = Money(sum(amount.dong for _, amount in awards))
    after = {
        **before,
        "held": before["held"] - held,
        "committed": before["committed"] + approved,
        "free": before["free"] + held - approved,
    }
    return LineAfter(line, year, before, after, *waiting)


def _waiting(session: Session) -> Mapping[str, tuple[int, Money]]:
    rows = session.execute(
        select(Application.line, func.count(Application.id), func.sum(Application.recommended))
        .where(Application.state == "waitlisted")
        .group_by(Application.line)
    )
    return {line: (count, amount or ZERO) for line, count, amount in rows}
