"""The facts of claims and of the vouchers that go to the treasury."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions.paper_facts import office
from nscl_grants.actions.paper_facts.books import our_number
from nscl_grants.actions.paper_facts.filed import invoices
from nscl_grants.actions.purse import money_of
from nscl_grants.actions.step import Step
from nscl_grants.db import ledger
from nscl_grants.db.applications import Application
from nscl_grants.db.decisions import Decision
from nscl_grants.db.organisations import BankAccount, confirmed_bank_account
from nscl_grants.db.papers import papers_of_case
from nscl_grants.db.payments import Claim
from nscl_grants.db.recoveries import open_recovery
from nscl_grants.definitions.house import House
from nscl_grants.documents.facts import claims, from_json, treasury
from nscl_grants.documents.wording import short_date
from nscl_grants.domain.money import ZERO, Money


def claim_paper(session: Session, house: House, claim: Claim, *, on: date) -> claims.ClaimPaper:
    """Giấy đề nghị thanh toán, as the claim stands now."""
    application = claim.application
    decision = _decision(session, application)
    return claims.ClaimPaper(
        letterhead=office.letterhead(house),
        place=house.plan.settings.place,
        case=office.case(house, application),
        firm=office.firm(house, application.organisation),
        nth=claim.n,
        decision_number=(decision.number if decision else None) or "",
        decided_on=decision.issued_on if decision else None,
        approved=application.approved or ZERO,
        paid_before=money_of(ledger.case_book(session, application.reference)).paid,
        amount=claim.amount,
        is_final=claim.is_final,
        account=_account(_bank(session, claim)),
        on=on,
    )


def acceptance_minutes(step: Step) -> claims.AcceptanceMinutes:
    """Biên bản nghiệm thu, of the work as the organisation reported it and the reviewer accepted it."""
    house, application, answers = step.house, step.application, step.claim.answers
    contract = application.contract or {}
    signed_on = contract.get("signed_on")
    words = f"Hợp đồng số {contract.get('number', '')}"
    accepted = step.answers.get("accepted")
    return claims.AcceptanceMinutes(
        letterhead=office.letterhead(house),
        case=office.case(house, application),
        firm=office.firm(house, application.organisation),
        number=our_number(step, "acceptance_minutes"),
        on=step.today,
        contract=f"{words}, ngày {short_date(date.fromisoformat(signed_on))}" if signed_on else words,
        work=tuple(line for line in str(answers.get("work") or "").splitlines() if line),
        quality=str(step.answers.get("quality") or answers.get("results") or ""),
        value=step.claim.amount if accepted is None else Money(accepted),
        advanced=step.facts.money.advanced,
        accepted_by=office.signature(house, application),
    )


def drawdown(step: Step) -> treasury.Drawdown:
    """Mẫu 13."""
    decision = _decision(step.session, step.application)
    return treasury.Drawdown(
        **_voucher(step, decision),
        is_advance=step.claim.is_advance,
        decided_amount=step.application.approved or ZERO,
    )


def drawdown_split(step: Step) -> treasury.SplitDrawdown:
    """Mẫu 14."""
    return treasury.SplitDrawdown(
        **_voucher(step, _decision(step.session, step.application)),
        is_advance=step.claim.is_advance,
        decided_amount=step.application.approved or ZERO,
        withheld=_withheld(step),
    )


def payment_order_split(step: Step) -> treasury.SplitPaymentOrder:
    """Mẫu 18."""
    return treasury.SplitPaymentOrder(
        **_voucher(step, _decision(step.session, step.application)), withheld=_withheld(step)
    )


def advance_settlement(step: Step) -> treasury.AdvanceSettlement:
    """Mẫu 10, for what the acceptance settles of the advance."""
    house, application = step.house, step.application
    decision, minutes = _decision(step.session, application), acceptance_of(step)
    settled = min(minutes.value, minutes.advanced)
    content = f"Thanh toán tạm ứng hỗ trợ {office.purpose(house, application)}"
    return treasury.AdvanceSettlement(
        payer=payer(house),
        case=office.case(house, application),
        firm=office.firm(house, application.organisation),
        number=our_number(step, "advance_settlement"),
        budget_year=application.budget_year or step.today.year,
        decision_number=(decision.number if decision else None) or "",
        decided_on=decision.issued_on if decision else None,
        minutes_number=minutes.number,
        minutes_on=minutes.on,
        accepted=minutes.value,
        advanced=minutes.advanced,
        lines=(_spent(house, content, "", settled),),
    )


def acceptance_of(step: Step) -> claims.AcceptanceMinutes:
    """The minutes that this step wrote."""
    written = [
        paper
        for paper in papers_of_case(step.session, step.application.id)
        if paper.kind == "acceptance_minutes" and paper.claim_id == step.claim.id and paper.facts is not None
    ]
    return from_json(claims.AcceptanceMinutes, written[-1].facts or {})


def payment_order(step: Step) -> treasury.PaymentOrder:
    """Mẫu 17."""
    return treasury.PaymentOrder(**_voucher(step, _decision(step.session, step.application)))


def repayment_slip(step: Step) -> treasury.RepaymentSlip:
    """Mẫu 08, for what has just come back."""
    application = step.application
    recovery = open_recovery(step.session, application.id)
    return treasury.RepaymentSlip(
        payer=payer(step.house),
        case=office.case(step.house, application),
        firm=office.firm(step.house, application.organisation),
        number=our_number(step, "repayment_slip"),
        budget_year=step.today.year,
        decision_number=recovery.decision.number or "",
        decided_on=recovery.decision.issued_on,
        amount=Money(step.answers["amount"]),
        content=f"Nộp trả kinh phí hỗ trợ {office.purpose(step.house, application)}",
        restores=bool(step.answers.get("restore")),
    )


def payer(house: House) -> treasury.Payer:
    """The office as the treasury knows it; what is not known yet is to be filled in by hand."""
    settings = house.plan.settings
    budget = settings.budget
    return treasury.Payer(
        name=settings.office.vi,
        unit_code=budget.unit_code,
        chapter=settings.budget_chapter,
        address=settings.address.vi,
        account=budget.account,
        treasury=settings.treasury.vi,
        program_code=budget.program_code,
        program=budget.program,
        unsure=budget.unsure,
    )


def _voucher(step: Step, decision: Decision | None) -> dict[str, Any]:
    payment, application = step.payment, step.application
    content = step.answers.get("content") or f"Hỗ trợ {office.purpose(step.house, application)}"
    return {
        "payer": payer(step.house),
        "case": office.case(step.house, application),
        "firm": office.firm(step.house, application.organisation),
        "account": _account(payment.bank_account),
        "number": payment.number,
        "budget_year": payment.budget_year,
        "decision_number": (decision.number if decision else None) or "",
        "decided_on": decision.issued_on if decision else None,
        "lines": (_spent(step.house, content, invoices(application), payment.amount),),
    }


def _spent(house: House, content: str, invoice: str, amount: Money) -> treasury.Spent:
    """A line of a voucher under the codes of the settings."""
    codes = house.plan.settings.budget
    return treasury.Spent(content, invoice, codes.economic_code, codes.sector_code, codes.source_code, amount)


def _withheld(step: Step) -> treasury.Withheld:
    codes = step.house.plan.settings.budget
    return treasury.Withheld(
        amount=Money(step.answers["withheld"]),
        content=step.answers.get("withheld_for") or "",
        chapter=codes.tax_chapter,
        economic_code=codes.tax_code,
        collector=codes.tax_collector,
        period=f"{step.today:%m/%Y}",
    )


def _bank(session: Session, claim: Claim) -> BankAccount | None:
    chosen = str(claim.answers.get("bank_account") or "")
    named = session.get(BankAccount, int(chosen)) if chosen.isdecimal() else None
    return named or confirmed_bank_account(session, claim.application.organisation_id)


def _account(bank: BankAccount | None) -> claims.Account:
    if bank is None:
        return claims.Account("", "", "", "")
    return claims.Account(bank.number, bank.holder, bank.bank, bank.branch)


def _decision(session: Session, application: Application) -> Decision | None:
    return session.get(Decision, application.decision_id) if application.decision_id else None
