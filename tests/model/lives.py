"""Cases that live as chance has it: at every moment somebody takes one of the steps that the pages offer."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions import payments
from nscl_grants.actions.facts import offers_of
from nscl_grants.actions.purse import money_of
from nscl_grants.actions.step import Subject
from nscl_grants.actions.worker import work_once
from nscl_grants.db import ledger
from nscl_grants.db.applications import Application, Move
from nscl_grants.db.organisations import BankAccount
from nscl_grants.db.payments import Claim, Payment
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.case import CaseMoney
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.refused import Refused
from tests.builders.cases import Office, a_claim, a_draft, a_paper, an_act, assess, issue, take
from tests.builders.people import MORNING, a_bank_account

STANDARDS = ("iso-22000", "iso-14001", "iso-50001")
REASONS = {"reason": "Theo hồ sơ", "article": "Điều 3", "remarks": "Đủ điều kiện", "decision_number": "9/QĐ"}
RARE = frozenset(
    {
        "withdraw",
        "refuse",
        "propose_rejection",
        "reject",
        "cancel",
        "send_back",
        "ask_supplement",
        "extend",
        "void",
        "return",
        "record_return",
        "annul",
        "write_off",
        "close",
        "file_appeal",
    }
)
"""These end a life or turn it round; chance takes them only now and then."""

_numbers = count(1)


@dataclass
class Lives:
    """Three cases of one firm, and a day that goes on."""

    session: Session
    office: Office
    chance: Random
    at: datetime = MORNING
    banks_change: bool = False
    """Whether the firm now and then moves to another bank, which two people confirm."""
    taken: list[str] = field(default_factory=list)
    ended: list[Application] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cases = [a_draft(self.session, self.office, standard=standard) for standard in STANDARDS]

    def step(self) -> None:
        """One step of somebody, or a day passes and the clocks do their part."""
        if self.chance.random() < 0.1:
            self.at += timedelta(days=self.chance.choice([1, 7, 40]))
            self.session.commit()
            engine = self.session.get_bind()
            work_once(engine, self.office.house, now=self.at)  # type: ignore[arg-type] # a session of ours is bound to an engine
            self.session.expire_all()
            return
        if self.banks_change and self.chance.random() < 0.04:
            self._move_to_another_bank()
        nth = self.chance.randrange(len(self.cases))
        case = self.cases[nth]
        if self.office.house.workflow_of(case).states[case.state].final:
            self.ended.append(case)
            self.cases[nth] = a_draft(self.session, self.office, at=self.at, standard=STANDARDS[nth])
        elif case.state == "approved" and self._money(case).committed > ZERO and self.chance.random() < 0.2:
            self._claim(case)
        else:
            if case.state == "in_review":
                assess(self.session, self.office, case, self.at)
            self._take_one_of(case, list(self._offered(case)))
        self.session.commit()

    def pays_as_pinned(self) -> bool:
        """Whether everything on its way goes to the details that were the newest when it was authorised."""
        moves = select(Move.subject_id, Move.at).where(Move.subject == "payment", Move.trigger == "authorise")
        authorised: dict[int, datetime] = dict(self.session.execute(moves).all())
        paid = self.session.scalars(select(Payment).where(Payment.state.in_(("authorised", "sent", "paid"))))
        return all(payment.bank_account.version == self._newest_by(authorised[payment.id]) for payment in paid)

    def _newest_by(self, moment: datetime) -> int:
        versions = select(BankAccount.version).where(
            BankAccount.organisation_id == self.office.organisation.id, BankAccount.confirmed_at <= moment
        )
        return max(self.session.scalars(versions))

    def _move_to_another_bank(self) -> None:
        # Never twice at one moment: which details are the newest is told by when they were confirmed.
        self.at += timedelta(minutes=1)
        office, version = self.office, self.office.bank.version + 1
        bank = a_bank_account(
            self.session,
            office.organisation,
            proposed_by=office.applicant,
            confirmed_by=office.other_finance,
            version=version,
        )
        bank.confirmed_at = self.at
        self.session.commit()
        self.at += timedelta(minutes=1)
        self.office = replace(office, bank=bank)
        self.taken.append("move to another bank")

    def _take_one_of(self, case: Application, offered: list[tuple[Subject, str, Actor]]) -> None:
        usual = [step for step in offered if step[1] not in RARE]
        rare = [step for step in offered if step[1] in RARE]
        if rare and self.chance.random() < 0.08:
            self._take(case, *self.chance.choice(rare))
        elif usual:
            self._take(case, *self.chance.choice(usual))

    def agrees(self, case: Application) -> bool:
        """Whether state, last move and money of a case tell the same story."""
        last = select(Move.dest).where(Move.subject == "application", Move.subject_id == case.id)
        newest = self.session.scalar(last.order_by(Move.n.desc()).limit(1))
        return newest in (None, case.state) and money_fits(case, self._money(case))

    def _money(self, case: Application) -> CaseMoney:
        return money_of(ledger.case_book(self.session, case.reference))

    def _offered(self, case: Application) -> Iterator[tuple[Subject, str, Actor]]:
        claims = self.session.scalars(select(Claim).where(Claim.application_id == case.id)).all()
        drawn = self.session.scalars(select(Payment).where(Payment.application_id == case.id)).all()
        subjects: list[Subject] = [case, *claims, *drawn]
        for subject in subjects:
            for actor in self._everybody():
                for offer in offers_of(self.session, subject, actor=actor, at=self.at):
                    if offer.refusal is None:
                        yield subject, offer.transition.trigger, actor
        for claim in claims:
            if claim.state == "confirmed" and payments.unpaid_shares(self.session, claim):
                yield claim, "draw up", self.office.finance

    def _everybody(self) -> tuple[Actor, ...]:
        office = self.office
        return (
            *(office.applicant, office.intake, office.reviewer, office.other_reviewer, office.approver),
            *(office.other_approver, office.clerk, office.finance, office.other_finance, office.chief, office.holder),
        )

    def _take(self, case: Application, subject: Subject, trigger: str, by: Actor) -> None:
        """The step, with answers that a person might give; some of them are refused, and then nothing happened."""
        if trigger == "supplement":
            a_paper(self.session, case, "invoices", uploaded_by=self.office.applicant, at=self.at)
        self.taken.append(trigger)
        try:
            if trigger == "issue":
                issue(self.session, self.office, case, self.at)
            elif trigger == "draw up":
                assert isinstance(subject, Claim)
                voucher = {"route": "drawdown", "content": "Hỗ trợ"}
                payments.prepare(self.session, subject, actor=by, at=self.at, act=an_act(), answers=voucher)
            else:
                take(self.session, subject, trigger, by, self.at, **self._answers(case, subject, trigger))
        except Refused:
            self.session.rollback()
            self.taken[-1] += " refused"

    def _answers(self, case: Application, subject: Subject, trigger: str) -> dict[str, Any]:
        today, money = self.at.date().isoformat(), self._money(case)
        part = self.chance.random() < 0.5
        own: dict[str, dict[str, Any]] = {
            "approve": {"amount": _some(case.recommended, part), "in_full": not part},
            "confirm": {"accepted": _some(subject.amount, part)} if isinstance(subject, Claim) else {},
            "recover": {"amount": _some(money.spent, part), "pay_by": today},
            "receive_repayment": {"amount": _some(money.to_recover, part), "restore": part, "received_on": today},
            "write_off": {"amount": _some(money.to_recover, part), "decided_on": today},
            "ask_supplement": {"sections": [], "documents": ["invoices"]},
            "extend": {"due_on": (self.at.date() + timedelta(days=30)).isoformat()},
            "confirm_paid": {"treasury_number": "KB-1", "paid_on": today},
            "record_return": {"returned_on": today},
            "send": {"sent_on": today},
            "recommend": {"conditions_met": True},
        }
        return {**REASONS, **own.get(trigger, {})}

    def _claim(self, case: Application) -> None:
        amount = _some(self._money(case).committed, self.chance.random() < 0.5)
        self.taken.append("claim")
        try:
            final = self.chance.random() < 0.5
            a_claim(self.session, self.office, case, at=self.at, amount=str(Money(amount)), is_final=final)
        except Refused:
            self.session.rollback()
            self.taken[-1] += " refused"


def money_fits(case: Application, money: CaseMoney) -> bool:
    """What the handbook's table of moves says of the money of a case in this state."""
    promised = money.unpaid + money.on_its_way
    approved, within = case.approved or ZERO, _within_what_was_asked(case)
    match case.state:
        case "recommended":
            return within and promised == ZERO and money.held == case.recommended
        case "approved":
            return within and money.held == ZERO < promised and promised + money.spent <= approved
        case "disbursed" | "closed":
            return within and money.held + promised == ZERO and money.spent == approved
        case "awaiting_funds":
            return within and money.held + promised == ZERO and money.spent <= approved
        case "recovering":
            return within and money.held + promised == ZERO < money.to_recover
        case "recovered":
            return within and money.held + promised + money.to_recover == ZERO
    return money.held + promised + money.spent + money.to_recover == ZERO


def _within_what_was_asked(case: Application) -> bool:
    requested, recommended, approved = (amount or ZERO for amount in (case.requested, case.recommended, case.approved))
    return approved <= recommended <= requested


def _some(amount: Money | None, part: bool) -> int:
    dong = (amount or ZERO).dong
    return max(dong // 3, 1) if part else dong
