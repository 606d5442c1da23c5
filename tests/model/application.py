"""The application's side: each wish becomes the movement of the domain, posted as an act that happens once."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.db import ledger
from nscl_grants.db.ledger_tables import LedgerAccount
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.ledger import awarding, budget, paying, recovering
from nscl_grants.domain.ledger.accounts import Place, Unit
from nscl_grants.domain.ledger.award import Award, CaseBook, Entitlement
from nscl_grants.domain.ledger.budget import PlannedLine
from nscl_grants.domain.ledger.limits import Limit
from nscl_grants.domain.ledger.posting import Entries, Kind, Posting
from nscl_grants.domain.ledger.recovering import GivenBack
from nscl_grants.domain.money import Money
from nscl_grants.domain.refused import Refused
from tests.model.world import Case, Figure, Wish

GIANG = Actor(person_id=7, account_id=7, name="Đỗ Thị Giang")
KINDS = {
    "release_all": Kind.RELEASE,
    "carry_case": Kind.CARRY_OVER,
    "carry_free": Kind.CARRY_OVER,
}
"""Where the handbook has two ways of one movement; all other kinds have the movement's name."""


@dataclass
class Application:
    """The books of a session, and what the people outside them know: the plan's table and the cases."""

    session: Session
    cases: Mapping[str, Case]
    planned: dict[tuple[str, int], int]
    counted: dict[tuple[str, int], int]
    today: date

    def __post_init__(self) -> None:
        for year in sorted({year for _, year in self.planned}):
            self._post(Posting(id=f"open-{year}", kind=Kind.OPEN_YEAR, **self._who(year)))
        lines = self._table()
        posting = Posting(
            id="plan",
            kind=Kind.PLAN,
            entries=budget.plan(lines),
            limits=budget.plan_limits(lines),
            **self._who(self.today.year),
        )
        self._post(posting)
        self.session.commit()

    @property
    def now(self) -> datetime:
        """Nine in the morning in Việt Nam, when it is still yesterday in some places."""
        return datetime.combine(self.today, time(9), ICT)

    def act(self, wish: Wish) -> str:
        """Do it, and give back "done" or the name of the refusal."""
        sent = Sent(wish.id, wish.kind, asdict(wish) | {"flags": sorted(wish.flags)})
        try:
            once(self.session, sent, actor=GIANG, at=self.now, do=lambda: self._do(wish))
        except Refused as refused:
            return type(refused).__name__
        return "done"

    def posting(self, wish: Wish) -> Posting:
        """The posting that the wish asks for, as the books stand."""
        if wish.kind == "reverse":
            return ledger.reversal_of(
                self.session, wish.of, id=wish.id, person="7", effective_on=self.today, memo={"of": wish.of}
            )
        if wish.kind == "close_year":
            return Posting(id=wish.id, kind=Kind.CLOSE_YEAR, **self._who(wish.year))
        entries, limits = self._entries(wish)
        kind = KINDS.get(wish.kind) or Kind(wish.kind)
        case = "" if wish.kind == "adjust" else wish.case
        return Posting(id=wish.id, kind=kind, entries=entries, limits=limits, case=case, **self._who(wish.named))

    def figures(self) -> Counter[Figure]:
        """Every balance that is not zero, by the names that the model gives it."""
        table = LedgerAccount
        columns = (table.unit, table.place, table.line, table.year, table.case_reference)
        rows = self.session.execute(select(*columns, table.family, table.holder, table.item, table.balance))
        found = [(_figure(*row[:-1]), row[-1]) for row in rows if row[-1]]
        return Counter({figure: abs(balance) for figure, balance in found if figure})

    def _do(self, wish: Wish) -> None:
        self._post(self.posting(wish))
        if wish.kind == "adjust_plan":
            self.planned[wish.line, wish.year] = wish.amount
            if wish.products:
                self.counted[wish.line, wish.year] = wish.products

    def _post(self, posting: Posting) -> None:
        ledger.post(self.session, posting, recorded_at=self.now)

    def _entries(self, wish: Wish) -> tuple[Entries, tuple[Limit, ...]]:
        if wish.kind == "adjust_plan":
            after = self._table({(wish.line, wish.year): (wish.amount, wish.products)})
            return budget.adjust_plan(self._table(), after), budget.plan_limits(after)
        if wish.kind in BUDGET:
            return BUDGET[wish.kind](wish), ()
        if wish.kind == "adjust":
            wrong, right = self._award(wish.case), self._award(wish.other)
            entries = recovering.adjust((wrong, Place(wish.state)), (right, Place.PAID), wish.year, Money(wish.amount))
            return entries, right.limits if wish.other != wish.case else ()
        award = self._award(wish.case)
        entries = CASE[wish.kind](award, ledger.case_book(self.session, wish.case), wish)
        return entries, award.limits if wish.kind in ("hold", "fund") else ()

    def _award(self, name: str) -> Award:
        case = self.cases[name]
        entitlement = Entitlement(*case.right, Money(case.limit))
        return Award(name, case.line, entitlement, case.right[2] if case.counted else "")

    def _table(self, changes: Mapping[tuple[str, int], tuple[int, int]] | None = None) -> tuple[PlannedLine, ...]:
        changed = changes or {}
        planned = self.planned | {key: amount for key, (amount, _) in changed.items()}
        counted = self.counted | {key: products for key, (_, products) in changed.items() if products}
        lines = dict.fromkeys(line for line, _ in planned)
        return tuple(
            PlannedLine(
                line,
                {year: Money(amount) for (of, year), amount in planned.items() if of == line},
                {year: products for (of, year), products in counted.items() if of == line},
            )
            for line in lines
        )

    def _who(self, year: int) -> dict[str, Any]:
        return {"person": "7", "budget_year": year, "effective_on": self.today}


BUDGET: dict[str, Callable[[Wish], Entries]] = {
    "allot": lambda w: budget.allot(w.line, w.year, Money(w.amount), w.products),
    "shrink": lambda w: budget.shrink(w.line, w.year, Money(w.amount), w.products),
    "reallocate": lambda w: budget.reallocate(w.line, w.taker, w.year, Money(w.amount)),
    "carry_free": lambda w: budget.carry_free(w.line, w.year, Money(w.amount), w.products),
    "lapse": lambda w: budget.lapse(w.line, w.year, Money(w.amount), w.products),
    "spend": lambda w: paying.spend(w.line, w.year, w.case, Money(w.amount)),
}


def _receive(award: Award, book: CaseBook, w: Wish) -> Entries:
    gives_back = GivenBack("entitlement" in w.flags, w.named if "slot" in w.flags else None)
    return recovering.receive(award, book, w.year, Money(w.amount), gives_back=gives_back)


def _demand(award: Award, book: CaseBook, w: Wish) -> Entries:
    rest = awarding.release_all(award, book, w.year) if "rest" in w.flags else ()
    return (*recovering.demand(award, book, w.year, Money(w.amount)), *rest)


def _confirm(award: Award, book: CaseBook, w: Wish) -> Entries:
    if "final" in w.flags:
        return awarding.confirm_finally(award, book, w.year, Money(w.amount))
    return awarding.confirm(award, w.year, Money(w.amount))


CASE: dict[str, Callable[[Award, CaseBook, Wish], Entries]] = {
    "hold": lambda award, book, w: awarding.hold(award, book, w.year, Money(w.amount)),
    "fund": lambda award, book, w: awarding.fund(award, book, w.year, Money(w.amount)),
    "commit": lambda award, book, w: awarding.commit(award, book, w.year, Money(w.amount)),
    "release": lambda award, book, w: awarding.release(award, book, w.year, Place(w.state), Money(w.amount)),
    "release_all": lambda award, book, w: awarding.release_all(award, book, w.year),
    "expire": lambda award, book, w: awarding.release_all(award, book, w.year),
    "confirm": _confirm,
    "prepare": lambda award, book, w: paying.prepare(award, w.year, Money(w.amount)),
    "void": lambda award, book, w: paying.void(award, w.year, Money(w.amount)),
    "instruct": lambda award, book, w: paying.instruct(award, w.year, Money(w.amount)),
    "pay": lambda award, book, w: paying.pay(award, book, w.year, Money(w.amount)),
    "pay_advance": lambda award, book, w: paying.pay_advance(award, book, w.year, Money(w.amount)),
    "return": lambda award, book, w: paying.send_back(award, book, w.year, Place(w.state), Money(w.amount)),
    "settle": lambda award, book, w: paying.settle(award, w.year, Money(w.amount)),
    "demand": _demand,
    "annul": lambda award, book, w: recovering.annul(award, w.year, Place(w.state), Money(w.amount)),
    "receive": _receive,
    "restore": lambda award, book, w: recovering.restore(award, w.year, Money(w.amount)),
    "write_off": lambda award, book, w: recovering.write_off(award, w.year, Money(w.amount)),
    "carry_case": lambda award, book, w: budget.carry_case(award, book, w.year),
}


def _figure(
    unit: str, place: str, line: str, year: int, case: str, family: str, holder: str, item: str
) -> Figure | None:
    match unit, place:
        case _, Place.SOURCE | Place.QUOTA:
            return None  # What is left of a whole: the rest of the figures says it.
        case Unit.VND, Place.LINE:
            return ("undealt", line)
        case Unit.FRESH, _:
            return (place, line, year)
        case Unit.ENTITLEMENT, _:
            return ("used", family, holder, item, case)
    return ("slots" if unit == Unit.SLOT else "money", line, year, place, case)
