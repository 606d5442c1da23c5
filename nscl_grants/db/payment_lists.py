"""Lists of claims, payments and cases as the accountants work them off."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.applications import Application
from nscl_grants.db.cases import visible_to
from nscl_grants.db.chunks import CHUNK
from nscl_grants.db.decisions import Decision
from nscl_grants.db.organisation_search import named
from nscl_grants.db.organisations import BankAccount
from nscl_grants.db.payments import Claim, Payment, Recovery, voucher_number
from nscl_grants.db.word_search import begins
from nscl_grants.domain.actor import Actor

PAGE_ROWS = 50
_LONGEST = 6
"""Digits of a voucher's number within its year; more of them are a tax code."""


def payments_in(
    session: Session,
    actor: Actor,
    states: Collection[str],
    *,
    search: str = "",
    year: int | None = None,
    years: Iterable[int] = (),
    before: int | None = None,
    after: int | None = None,
    rows: int = PAGE_ROWS,
) -> Sequence[Payment]:
    """Up to `rows` + 1 payments that the actor may see, the newest first; upwards from `after` when that is given.

    A number alone means the voucher of that number in any of the `years`.
    """
    query = (
        select(Payment)
        .join(Payment.application)
        .join(Application.organisation)
        .where(visible_to(actor))
        .options(joinedload(Payment.application).joinedload(Application.organisation), joinedload(Payment.claim))
    )
    if states:
        query = query.where(Payment.state.in_(states))
    if search:
        query = query.where(
            or_(
                begins(Payment.number, search.strip().upper()),
                Payment.number.in_(_numbers_meant(search.strip(), years)),
                begins(Application.code, search.strip().upper()),
                named(Application.organisation_id, search),
            )
        )
    if year is not None:
        query = query.where(Payment.budget_year == year)
    if before is not None:
        query = query.where(Payment.id < before)
    if after is not None:
        return session.scalars(query.where(Payment.id > after).order_by(Payment.id).limit(rows + 1)).all()
    return session.scalars(query.order_by(Payment.id.desc()).limit(rows + 1)).all()


def all_payments_in(
    session: Session,
    actor: Actor,
    states: Collection[str],
    *,
    search: str = "",
    year: int | None = None,
    years: Collection[int] = (),
) -> Iterator[Payment]:
    """All of them in the order of the list, read a few hundred at a time."""
    before: int | None = None
    ask = partial(payments_in, session, actor, states, search=search, year=year, years=years, rows=CHUNK)
    while found := ask(before=before):
        yield from found
        before = found[-1].id
        session.expunge_all()


def _numbers_meant(text: str, years: Iterable[int]) -> list[str]:
    return [voucher_number(year, int(text)) for year in years] if text.isdecimal() and len(text) <= _LONGEST else []


def payments_by_state(session: Session, actor: Actor) -> Mapping[str, int]:
    """How many payments stand in each state, of those that the actor may see."""
    counted = session.execute(
        select(Payment.state, func.count().label("number"))
        .join(Payment.application)
        .where(visible_to(actor))
        .group_by(Payment.state)
    )
    return {row.state: row.number for row in counted}


def claims_to_pay(session: Session, actor: Actor) -> Sequence[Claim]:
    """Confirmed claims that no live payment answers, the longest-waiting first; whether they can be paid yet, each
    case tells."""
    live = exists().where(Payment.claim_id == Claim.id, Payment.state.not_in(("returned", "voided")))
    return session.scalars(
        select(Claim)
        .join(Claim.application)
        .where(Claim.state == "confirmed", ~live, visible_to(actor))
        .options(joinedload(Claim.application).joinedload(Application.organisation))
        .order_by(Claim.confirmed_at, Claim.id)
    ).all()


def issued_decisions(session: Session, cases: Collection[Application]) -> Mapping[int, Decision]:
    """The decisions of these cases that carry their number, by id."""
    ids = {case.decision_id for case in cases if case.decision_id is not None}
    found = session.scalars(select(Decision).where(Decision.id.in_(ids), Decision.number.is_not(None)))
    return {decision.id: decision for decision in found}


def confirmed_details(session: Session, cases: Collection[Application]) -> Mapping[int, BankAccount]:
    """The newest confirmed bank details by organisation; without those that were stopped."""
    ids = {case.organisation_id for case in cases}
    found = session.scalars(
        select(BankAccount)
        .where(BankAccount.organisation_id.in_(ids), BankAccount.confirmed_at.is_not(None))
        .order_by(BankAccount.version)
    )
    newest = {details.organisation_id: details for details in found}
    return {organisation: details for organisation, details in newest.items() if details.ended_at is None}


def payments_of_claim(session: Session, claim_id: int) -> Sequence[Payment]:
    """What was drawn up for a claim, in the order it was."""
    return session.scalars(select(Payment).where(Payment.claim_id == claim_id).order_by(Payment.id)).all()


def cases_in(session: Session, actor: Actor, state: str) -> Sequence[Application]:
    """The cases in that state that the actor may see: by line, then by their place in the queue."""
    return session.scalars(_cases(actor, state)).all()


def count_in(session: Session, actor: Actor, state: str) -> int:
    """How many cases stand in that state, of those that the actor may see."""
    counted = select(func.count(Application.id)).where(Application.state == state, visible_to(actor))
    return session.scalar(counted) or 0


def recoveries_of(session: Session, cases: Collection[Application]) -> Mapping[int, Recovery]:
    """The newest demand of each case."""
    found = session.scalars(
        select(Recovery)
        .where(Recovery.application_id.in_([case.id for case in cases]))
        .options(joinedload(Recovery.decision))
        .order_by(Recovery.id)
    )
    return {recovery.application_id: recovery for recovery in found}


def _cases(actor: Actor, state: str) -> Select[Application]:
    return (
        select(Application)
        .where(Application.state == state, visible_to(actor))
        .options(joinedload(Application.organisation))
        .order_by(Application.line, Application.queued_at, Application.id)
    )
