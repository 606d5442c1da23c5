"""Cases in any state: each walks there by the same moves that people take."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions.cases import advance
from nscl_grants.actions.step import Subject
from nscl_grants.db import ledger
from nscl_grants.db.applications import Application
from nscl_grants.db.assessments import open_assessment
from nscl_grants.db.attachments import Attachment
from nscl_grants.db.decisions import Decision
from nscl_grants.db.organisations import BankAccount, Organisation
from nscl_grants.db.payments import Claim, Payment
from nscl_grants.definitions.house import House, enter, load_house
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import ICT, legal_date
from nscl_grants.domain.ledger import budget
from nscl_grants.domain.ledger.budget import PlannedLine
from nscl_grants.domain.ledger.posting import Kind, Posting
from nscl_grants.domain.money import Money
from tests.builders.people import MORNING, a_bank_account, a_member, an_organisation, somebody
from tests.builders.shelf import remembered

HOUSE = load_house()
DAY = timedelta(days=1)

_numbers = count(1)


def now() -> datetime:
    """This very moment, for tests whose server has a real clock."""
    return datetime.now(ICT)


def an_act() -> str:
    """A fresh id for an act."""
    return uuid.uuid4().hex


@dataclass
class Office:
    """The cast around a case: who applies, and who holds which duty in the office."""

    house: House
    organisation: Organisation
    applicant: Actor
    intake: Actor
    reviewer: Actor
    other_reviewer: Actor
    approver: Actor
    other_approver: Actor
    clerk: Actor
    finance: Actor
    other_finance: Actor
    chief: Actor
    holder: Actor
    bank: BankAccount


@remembered
def an_office(session: Session, *, house: House = HOUSE, allotted: str = "2.000.000.000") -> Office:
    """A working office with a budget for line III.1 of 2026, and an organisation that may apply."""
    enter(session, house)
    organisation = an_organisation(session)
    applicant = a_member(session, organisation, name="Trần Thị An")
    finance, other_finance = somebody(session, "finance", name="Đỗ Thị Giang"), somebody(session, "finance")
    office = Office(
        house=house,
        organisation=organisation,
        applicant=applicant,
        intake=somebody(session, "intake", name="Phạm Thị Hoa"),
        reviewer=somebody(session, "reviewer", name="Lê Thị Chi"),
        other_reviewer=somebody(session, "reviewer", name="Hoàng Thị Khánh"),
        approver=somebody(session, "approver", name="Nguyễn Văn Dũng"),
        other_approver=somebody(session, "approver", name="Vũ Văn Lâm"),
        clerk=somebody(session, "clerk", name="Bùi Văn Sổ"),
        finance=finance,
        other_finance=other_finance,
        chief=somebody(session, "chief_accountant", name="Đặng Thị Kiểm"),
        holder=somebody(session, "account_holder", name="Phan Văn Chủ"),
        bank=a_bank_account(session, organisation, proposed_by=applicant, confirmed_by=other_finance),
    )
    a_budget(session, house, {"III.1": allotted})
    session.commit()
    return office


def a_budget(session: Session, house: House, allotted: Mapping[str, str], year: int = 2026) -> None:
    """The plan in the books, its years opened, and these lines allotted for one year."""
    lines = [PlannedLine(line.key, line.amounts, _slots(line)) for line in house.plan.lines]
    for each in house.plan.years:
        book(session, Kind.OPEN_YEAR, each, ())
    book(session, Kind.PLAN, house.plan.first_year, budget.plan(lines), limits=budget.plan_limits(lines))
    for line, amount in allotted.items():
        book(session, Kind.ALLOT, year, budget.allot(line, year, Money.read(amount)))


def _slots(line: Any) -> dict[int, int]:
    return {} if line.products is None else dict.fromkeys(line.amounts, line.products.a_year)


def book(session: Session, kind: Kind, year: int, entries: Any, limits: Any = ()) -> None:
    """One posting of the budget's own movements, that morning."""
    posting = Posting(
        id=an_act(),
        kind=kind,
        person="0",
        budget_year=year,
        effective_on=legal_date(MORNING),
        entries=entries,
        limits=limits,
    )
    ledger.post(session, posting, recorded_at=MORNING)


def answers_for(standard: str = "iso-22000", amount: str = "80.000.000", bank: int = 1) -> dict[str, Any]:
    """Complete answers to the HTQL application, with one cost line of that amount before VAT."""
    return {
        "tax_code": "0100233488",
        "organisation": "Công ty TNHH Ví Dụ Xanh",
        "organisation_kind": "enterprise",
        "address": "Số 1, đường Thử Nghiệm",
        "commune": "07795",
        "representative": "Trần Thị An",
        "representative_title": "Giám đốc",
        "contact": "Trần Thị An",
        "phone": "+842223123456",
        "email": "an@vidu.test",
        "standard": standard,
        "certificate_number": f"CN-{next(_numbers):04d}",
        "scope": "Sản xuất thực phẩm tại nhà máy số 1",
        "certification_body": "Tổ chức chứng nhận Giả Định",
        "issued_on": "2026-01-15",
        "expires_on": "2029-01-14",
        "first_certificate": True,
        "costs": [
            {
                "kind": "consulting",
                "provider": "Công ty Tư vấn Mẫu",
                "invoice_number": f"1C26TAA-{next(_numbers):08d}",
                "invoice_date": "2026-01-20",
                "amount": Money.read(amount).dong,
                "vat": 0,
                "by_transfer": True,
            }
        ],
        "bank_account": str(bank),
        "other_support": False,
        "declared_true": True,
        "declared_once": True,
        "declared_back": True,
    }


@remembered
def a_draft(session: Session, office: Office, *, at: datetime = MORNING, **answers: Any) -> Application:
    """A complete draft with all its papers, not yet submitted."""
    procedure = office.house.procedure("HTQL")
    form, workflow = office.house.form(procedure.form), office.house.workflow(procedure.workflow)
    application = Application(
        reference=f"ns-{an_act()[:8]}",
        state=workflow.initial,
        procedure="HTQL",
        workflow=workflow.name,
        workflow_version=workflow.version,
        form=form.name,
        form_version=form.version,
        line=procedure.line,
        organisation_id=office.organisation.id,
        created_by=office.applicant.person_id,
        created_at=at,
        channel="online",
        answers=answers_for(bank=office.bank.id, **answers),
        saved={},
    )
    session.add(application)
    session.flush()
    for document in form.documents:
        if document.when is None:
            a_paper(session, application, document.name, uploaded_by=office.applicant, at=at)
    session.commit()
    return application


def a_paper(
    session: Session, application: Application, document: str, *, uploaded_by: Actor, at: datetime = MORNING
) -> Attachment:
    """A file on the case; its bytes are nobody's business here."""
    paper = Attachment(
        application_id=application.id,
        document=document,
        name=f"{document}.pdf",
        media_type="application/pdf",
        size_bytes=1000,
        sha256=an_act() * 2,
        stored_as=f"00/{an_act()}",
        uploaded_by=uploaded_by.person_id,
        uploaded_at=at,
    )
    session.add(paper)
    session.flush()
    return paper


def take(session: Session, subject: Subject, trigger: str, by: Actor, at: datetime, **answers: Any) -> None:
    """One step, with a fresh act."""
    advance(session, subject, trigger, actor=by, at=at, act=an_act(), answers=answers)


def assess(
    session: Session, office: Office, application: Application, at: datetime, allowed: str | None = None
) -> None:
    """The reviewer judges every paper and every cost line."""
    assessment = open_assessment(session, application, reviewer_id=office.reviewer.person_id, at=at)
    form = office.house.form(application.form)
    assessment.documents = {document.name: {"accepted": True, "reason": ""} for document in form.documents}
    rows = application.answers["costs"]
    amounts = [row["amount"] if allowed is None else Money.read(allowed).dong for row in rows]
    assessment.costs = [{"allowed": amount, "reason": "" if allowed is None else "Giảm"} for amount in amounts]
    session.commit()


@remembered
def a_case(session: Session, office: Office, state: str, *, at: datetime = MORNING, **answers: Any) -> Application:
    """A case that stands in that state: submitted, in_review, recommended, approved, issued or rejection_proposed."""
    application = a_draft(session, office, at=at, **answers)
    if state == "draft":
        return application
    take(session, application, "submit", office.applicant, at)
    if state == "submitted":
        return application
    take(session, application, "receive", office.intake, at)
    if state == "in_review":
        return application
    if state == "rejection_proposed":
        take(session, application, "propose_rejection", office.reviewer, at, article="Điều 3", reason="Không đủ")
        return application
    assess(session, office, application, at)
    take(session, application, "recommend", office.reviewer, at, conditions_met=True, remarks="Đủ điều kiện")
    if state in ("recommended", "waitlisted"):
        assert application.state == state
        return application
    take(session, application, "approve", office.approver, at, in_full=True)
    if state == "approved":
        return application
    issue(session, office, application, at)
    return application


def issue(session: Session, office: Office, application: Application, at: datetime) -> None:
    """The clerk gives the decision its number."""
    issued_on = legal_date(at)
    take(session, application, "issue", office.clerk, at, issued_on=issued_on.isoformat())
    decision = session.get_one(Decision, application.decision_id)
    decision.number, decision.year = f"{next(_numbers):02d}/QĐ-SKHCN", at.year
    decision.issued_on, decision.issued_by = issued_on, office.clerk.person_id
    session.commit()


def a_claim(
    session: Session, office: Office, application: Application, *, at: datetime = MORNING, amount: str | None = None,
    is_final: bool = True,
) -> Claim:  # fmt: skip
    """A claim that was sent."""
    approved = application.approved
    assert approved is not None
    claim = Claim(
        application_id=application.id,
        n=next(_numbers),
        state="draft",
        workflow_version=office.house.workflow("claim").version,
        amount=approved if amount is None else Money.read(amount),
        is_final=is_final,
        answers={},
        created_by=office.applicant.person_id,
    )
    session.add(claim)
    session.flush()
    for document in office.house.form("claim").documents:
        a_paper(session, application, f"claim.{claim.n}.{document.name}", uploaded_by=office.applicant, at=at)
    session.commit()
    take(session, claim, "claim", office.applicant, at, amount=claim.amount.dong, is_final=is_final)
    return claim


@remembered
def a_payment(session: Session, office: Office, claim: Claim, state: str, *, at: datetime = MORNING) -> Payment:
    """A payment that stands in that state: prepared, checked, authorised, sent or paid."""
    accepted = claim.accepted
    assert accepted is not None
    payment = Payment(
        application_id=claim.application_id,
        claim_id=claim.id,
        number=f"CT-{next(_numbers):04d}",
        state="draft",
        workflow_version=office.house.workflow("payment").version,
        budget_year=2026,
        amount=accepted,
        bank_account_id=office.bank.id,
        prepared_at=at,
        prepared_by=office.finance.person_id,
    )
    session.add(payment)
    session.commit()
    steps: tuple[tuple[str, str, Actor, dict[str, Any]], ...] = (
        ("prepared", "prepare", office.finance, {"route": "drawdown", "content": "Hỗ trợ"}),
        ("checked", "check", office.chief, {}),
        ("authorised", "authorise", office.holder, {}),
        ("sent", "send", office.other_finance, {}),
        (
            "paid",
            "confirm_paid",
            office.other_finance,
            {"treasury_number": "KB-1", "paid_on": legal_date(at).isoformat()},
        ),
    )
    for reached, trigger, by, answers in steps:
        take(session, payment, trigger, by, at, **answers)
        if reached == state:
            break
    return payment


@remembered
def a_confirmed_claim(session: Session, office: Office, application: Application, *, at: datetime = MORNING) -> Claim:
    """A claim that the reviewer confirmed in full."""
    claim = a_claim(session, office, application, at=at)
    take(session, claim, "confirm", office.reviewer, at, in_full=True)
    return claim
