"""Payments: drawn up from a confirmed claim, one for each budget year of the due money, the oldest year first.

What follows – check, authorise, send, paid, returned, voided – are steps of the payment's own life
(`actions.cases.advance`). Whoever authorises says their password again.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions import sessions
from nscl_grants.actions.accounts import FAILED, PasswordIsAnother
from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.check_facts import facts_of_claim
from nscl_grants.actions.facts import facts_of
from nscl_grants.actions.moves import move
from nscl_grants.actions.owed import drawn_for
from nscl_grants.actions.passwords import matches
from nscl_grants.actions.sessions import Browser, Held
from nscl_grants.actions.throttle import count_try
from nscl_grants.db import ledger
from nscl_grants.db.cases import lock_case
from nscl_grants.db.numbers import next_number
from nscl_grants.db.organisations import BankAccount, confirmed_bank_account
from nscl_grants.db.payments import Claim, Payment, voucher_number
from nscl_grants.db.people import Account
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.duties import PREPARE
from nscl_grants.domain.guards.checks import ClaimNotConfirmed, Finding, NothingDue, findings
from nscl_grants.domain.guards.paying import BankAccountUnconfirmed
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.money import ZERO, Money


def prepare(
    session: Session, claim: Claim, *, actor: Actor, at: datetime, act: str, answers: Mapping[str, Any]
) -> tuple[Payment, ...] | None:
    """Draw up what the claim is owed, once, and commit; None when this very act was done before.

    Money of two years makes two payments, for the treasury pays each out of its own. Refuses unless the claim is
    confirmed, the decision issued, the bank details confirmed by two people, and money due.
    """
    claim_id = claim.id

    def draw_up() -> tuple[Payment, ...]:
        lock_case(session, claim.application)
        session.refresh(claim, with_for_update=True)
        bank = _bank_account(session, claim)
        ledger.lock(session)
        shares = unpaid_shares(session, claim)
        if not shares:
            raise NothingDue()
        drawn = [_draw(session, claim, bank, year, amount, actor, at) for year, amount in shares]
        for payment in drawn:
            own_act = f"{act}/{payment.budget_year}"
            move(session, payment, "prepare", actor=actor, at=at, act=own_act, answers=answers)
        return tuple(drawn)

    sent = Sent(act, "payment.prepare", {"claim": claim_id, "answers": dict(answers)})
    return once(session, sent, actor=actor, at=at, do=draw_up)


def unpaid_shares(session: Session, claim: Claim) -> tuple[tuple[int, Money], ...]:
    """What the claim is still owed, by budget year, the oldest first; as far as its case has due money."""
    left = (claim.accepted or ZERO) - drawn_for(session, claim)
    if left <= ZERO:
        return ()
    return ledger.case_book(session, claim.application.reference).oldest_first(left, Place.DUE)


def findings_of(
    session: Session, claim: Claim, shares: Mapping[int, Money], *, actor: Actor, at: datetime
) -> tuple[Finding, ...]:
    """What every check says of the claim now, were this person to draw up its payment."""
    facts = facts_of(session, claim, actor=actor, at=at)
    checked = facts_of_claim(session, claim, shares, legal_date(at))
    return findings(replace(facts, checks=checked, duty=PREPARE))


def confirm_identity(
    session: Session, held: Held, password: str, browser: Browser, *, at: datetime, dated: datetime
) -> None:
    """Whoever authorises is the person who signed in; a wrong password is counted, and logged, like one at the door."""
    counted = count_try(session, held.email, browser, at=at)
    stored = session.get_one(Account, held.account_id).password_hash
    # Checking takes a tenth of a second, and no writer shall wait for it.
    session.rollback()
    if not matches(password, stored):
        sessions.log_failure(session, session.get_one(Account, held.account_id), FAILED, browser, dated=dated)
        raise PasswordIsAnother()
    session.delete(counted)
    session.commit()


def _bank_account(session: Session, claim: Claim) -> BankAccount:
    if claim.state != "confirmed":
        raise ClaimNotConfirmed(house_of(session).workflow_of(claim).states[claim.state].label)
    bank = confirmed_bank_account(session, claim.application.organisation_id)
    if bank is None:
        raise BankAccountUnconfirmed()
    return bank


def _draw(
    session: Session, claim: Claim, bank: BankAccount, year: int, amount: Money, actor: Actor, at: datetime
) -> Payment:
    life = house_of(session).workflow("payment")
    payment = Payment(
        application=claim.application,
        claim=claim,
        number=_next_number(session, at),
        state=life.initial,
        workflow_version=life.version,
        budget_year=year,
        amount=amount,
        bank_account=bank,
        prepared_at=at,
        prepared_by=actor.person_id,
    )
    session.add(payment)
    session.flush()
    return payment


def _next_number(session: Session, at: datetime) -> str:
    year = legal_date(at).year
    return voucher_number(year, next_number(session, "payment", f"{year}"))
