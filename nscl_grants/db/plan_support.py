"""What cases of the plan add up to, as of a posting and a moment: a few queries, whatever the number of cases."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select, union_all
from sqlalchemy.orm import Session

from nscl_grants.db.applications import Application
from nscl_grants.db.ledger_tables import LedgerAccount, LedgerEntry
from nscl_grants.db.organisation_sizes import newest_sizes
from nscl_grants.db.organisations import Organisation
from nscl_grants.db.plan_figures import PROMISED, SPENT, last_seq
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.ledger.accounts import Unit
from nscl_grants.domain.money import Money
from nscl_grants.domain.results import CutOff


@dataclass(frozen=True, slots=True)
class Support:
    """What cases of one kind add up to."""

    key: str
    filed: int
    supported: int
    organisations: int
    committed: Money
    spent: Money


@dataclass(frozen=True, slots=True)
class Span:
    """The time that a report is about: budget years, and the moments between which cases were filed."""

    years: Collection[int]
    since: datetime
    until: datetime
    """Exclusive."""


def span_of(years: Sequence[int]) -> Span:
    """From the first day of the first year to the end of the last one, in Bắc Ninh."""
    return Span(
        tuple(years),
        datetime(min(years), 1, 1, tzinfo=ICT),
        datetime(max(years) + 1, 1, 1, tzinfo=ICT),
    )


KEYS = ("procedure", "line", "commune", "kind", "size")
FIRM_KEYS = ("commune", "kind", "size")
"""What an organisation has only one of."""


@dataclass(frozen=True, slots=True)
class SupportTable:
    """Sums of all cases for each combination of what reports group by, and the organisations that were paid."""

    rows: Sequence[tuple[tuple[str, ...], Sequence[int]]]
    firms: Mapping[tuple[str, ...], int]
    """By what an organisation has only one of, so that they may be added up."""
    firms_of_procedure: Mapping[tuple[str, ...], int]
    """An organisation may be paid in several."""

    @property
    def together(self) -> Support:
        """Everything, each organisation counted once."""
        return self._support("", [sums for _, sums in self.rows], sum(self.firms.values()))

    def by(self, key: str) -> list[Support]:
        """Grouped by one of the keys, the most money first; of lines the organisations are not counted."""
        place, groups = KEYS.index(key), defaultdict[str, list[Sequence[int]]](list)
        for values, sums in self.rows:
            groups[values[place]].append(sums)
        firms = self._firms_by(key)
        found = [self._support(value, sums, firms.get(value, 0)) for value, sums in groups.items()]
        return sorted(found, key=lambda row: (-row.spent.dong, -row.committed.dong, -row.filed, row.key))

    def _firms_by(self, key: str) -> Mapping[str, int]:
        if key == "procedure":
            return {values[0]: count for values, count in self.firms_of_procedure.items()}
        counts: dict[str, int] = defaultdict(int)
        for values, count in self.firms.items() if key in FIRM_KEYS else ():
            counts[values[FIRM_KEYS.index(key)]] += count
        return counts

    @staticmethod
    def _support(key: str, rows: Sequence[Sequence[int]], firms: int) -> Support:
        filed, supported, committed, spent = (sum(row[nth] for row in rows) for nth in range(4))
        return Support(key, filed, supported, firms, Money(committed), Money(spent))


def support(session: Session, span: Span, cut_off: CutOff) -> SupportTable:
    """All support of the span, ready to be read by procedure, line, place, kind and size."""
    cases = _cases(session, span, cut_off)
    keys = [cases.c[name] for name in KEYS]
    sums = [func.sum(cases.c[name]) for name in ("filed", "supported", "committed", "spent")]
    found = session.execute(select(*keys, *sums).group_by(*keys))
    rows = [(tuple(row[:5]), tuple(map(int, row[5:]))) for row in found]
    return SupportTable(rows, _firms(session, cases, FIRM_KEYS), _firms(session, cases, ("procedure",)))


def support_in_all(session: Session, span: Span, cut_off: CutOff, commune: str | None = None) -> Support:
    """All support together, or that of one commune; each organisation counted once."""
    cases = _cases(session, span, cut_off, commune)
    sums = [func.coalesce(func.sum(cases.c[name]), 0) for name in ("filed", "supported", "committed", "spent")]
    filed, supported, committed, spent, firms = tuple(session.execute(select(*sums, _paid_firms(cases))).one())
    return Support(commune or "", filed, supported, firms, Money(int(committed)), Money(int(spent)))


def supported_cases(
    session: Session, span: Span, cut_off: CutOff, limit: int
) -> Sequence[tuple[Application, Organisation, Money, Money]]:
    """Cases with money spent or promised, the largest first: what was promised, and what was spent."""
    purse = _purses(session, span, cut_off)
    rows = session.execute(
        select(Application, Organisation, purse.c.committed, purse.c.spent)
        .join(purse, purse.c.reference == Application.reference)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(purse.c.committed + purse.c.spent > 0)
        .order_by(purse.c.spent.desc(), purse.c.committed.desc(), Application.id)
        .limit(limit)
    )
    return [(one, firm, Money(int(committed)), Money(int(spent))) for one, firm, committed, spent in rows]


def _firms(session: Session, cases: Subquery, names: Sequence[str]) -> Mapping[tuple[str, ...], int]:
    keys = [cases.c[name] for name in names]
    rows = session.execute(select(*keys, _paid_firms(cases)).where(cases.c.spent > 0).group_by(*keys))
    return {tuple(row[:-1]): int(row[-1]) for row in rows}


def _paid_firms(cases: Subquery) -> ColumnElement[int]:
    return func.count(case((cases.c.spent > 0, cases.c.organisation_id)).distinct())


def _cases(session: Session, span: Span, cut_off: CutOff, commune: str | None = None) -> Subquery:
    """The cases that were filed or got money in the span: what they are grouped by, and what they add."""
    purse, size = _purses(session, span, cut_off), newest_sizes(cut_off.at)
    committed, spent = (func.coalesce(purse.c[name], 0) for name in ("committed", "spent"))
    was_filed, has_money = _was_filed(span, cut_off), committed + spent > 0
    query = (
        select(
            Application.procedure.label("procedure"),
            Application.line.label("line"),
            Organisation.commune.label("commune"),
            Organisation.kind.label("kind"),
            func.coalesce(size.c.size, "").label("size"),
            Application.organisation_id.label("organisation_id"),
            case((was_filed, 1), else_=0).label("filed"),
            case((has_money, 1), else_=0).label("supported"),
            committed.label("committed"),
            spent.label("spent"),
        )
        .join(Organisation, Organisation.id == Application.organisation_id)
        .outerjoin(size, size.c.organisation_id == Organisation.id)
        .outerjoin(purse, purse.c.reference == Application.reference)
        .where(or_(was_filed, has_money))
    )
    if commune is not None:
        query = query.where(Organisation.commune == commune)
    return query.subquery()


def _was_filed(span: Span, cut_off: CutOff) -> ColumnElement[bool]:
    filed = Application.filed_at
    return and_(filed >= span.since, filed < span.until, filed <= cut_off.at)


def _purses(session: Session, span: Span, cut_off: CutOff) -> Subquery:
    """For each case what is promised and what is spent, in the years of the span."""
    table = LedgerAccount
    where = [table.unit == Unit.VND, table.case_reference != "", table.year.in_(span.years)]
    if cut_off.seq >= last_seq(session):
        moved, amount = select(table).where(*where).subquery(), "balance"
    else:
        moved, amount = _moved(where, cut_off), "amount"
    value = moved.c[amount]
    return (
        select(
            moved.c.case_reference.label("reference"),
            func.sum(case((moved.c.place.in_(PROMISED), value), else_=0)).label("committed"),
            func.sum(case((moved.c.place.in_(SPENT), value), else_=0)).label("spent"),
        )
        .group_by(moved.c.case_reference)
        .subquery()
    )


def _moved(where: list[ColumnElement[bool]], cut_off: CutOff) -> Subquery:
    table = LedgerAccount
    out = select(LedgerEntry.source_id.label("account_id"), (-LedgerEntry.amount).label("amount"))
    into = select(LedgerEntry.dest_id, LedgerEntry.amount)
    sides = union_all(*(side.where(LedgerEntry.posting_seq <= cut_off.seq) for side in (out, into))).subquery()
    return (
        select(table.case_reference, table.place, sides.c.amount)
        .join_from(table, sides, sides.c.account_id == table.id)
        .where(*where)
        .subquery()
    )
