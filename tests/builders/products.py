"""Complete answers to any questionnaire, and cases of any procedure: what a test needs beside HTQL."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.db.applications import Application
from nscl_grants.db.assessments import open_assessment
from nscl_grants.db.payments import Claim
from nscl_grants.domain.forms import Form, Question
from nscl_grants.domain.ledger import budget
from nscl_grants.domain.ledger.posting import Kind
from nscl_grants.domain.money import Money
from tests.builders.cases import Office, a_paper, an_act, book, issue, take
from tests.builders.people import MORNING

_TEXTS = {
    "tax_code": "0100233488",
    "phone": "+842223123456",
    "email": "an@vidu.test",
    "commune": "07795",
    "standard": "gtclqg-vang",
    "gtin": "8934588012228",
    "file": "anh.pdf",
    "time": "09:00",
}


def answers_to(form: Form, office: Office, **given: Any) -> dict[str, Any]:
    """An answer of its kind to every question that is asked, but for those that are given."""
    answers: dict[str, Any] = {}
    _answer(form.questions, answers, {"bank_account": str(office.bank.id), "other_support": False, **given})
    return answers


def _answer(questions: Iterable[Question], answers: dict[str, Any], given: dict[str, Any]) -> None:
    for question in questions:
        if question.name in given:
            answers[question.name] = given[question.name]
        elif question.is_asked(answers) and question.required:
            answers[question.name] = _some(question)


def _some(question: Question) -> Any:
    if question.kind == "rows":
        row: dict[str, Any] = {}
        _answer(question.rows, row, {"vat": 0, "by_transfer": True, "amount": 80_000_000})
        return [row]
    if question.options:
        first = question.options[0].value
        return [first] if question.kind == "many_of" else first
    if question.kind in ("yes_no", "promise"):
        return True
    if question.kind == "date":
        return date(2028, 1, 1).isoformat() if question.after or question.time == "ahead" else "2026-02-10"
    if question.kind in ("number", "money"):
        return max(question.least or 0, 2025 if question.most and question.most > 2025 else 5)
    return _TEXTS.get(question.kind, f"Trả lời {question.name}")


def products_allotted(session: Session, line: str, amount: str, products: int, year: int = 2026) -> None:
    """Money of a line that counts products, with their slots."""
    book(session, Kind.ALLOT, year, budget.allot(line, year, Money.read(amount), products))
    session.commit()


def a_draft_of(session: Session, office: Office, procedure: str, **given: Any) -> Application:
    """A complete draft of that procedure with all its papers."""
    known = office.house.procedure(procedure)
    form, workflow = office.house.form(known.form), office.house.workflow(known.workflow)
    application = Application(
        reference=f"ns-{an_act()[:8]}",
        state=workflow.initial,
        procedure=procedure,
        workflow=workflow.name,
        workflow_version=workflow.version,
        form=form.name,
        form_version=form.version,
        line=known.line,
        organisation_id=office.organisation.id,
        created_by=office.applicant.person_id,
        created_at=MORNING,
        channel="online",
        answers=answers_to(form, office, **given),
        saved={},
    )
    session.add(application)
    session.flush()
    for document in form.documents_asked(application.answers):
        a_paper(session, application, document.name, uploaded_by=office.applicant)
    session.commit()
    return application


def reviewed(session: Session, office: Office, application: Application) -> None:
    """Submitted, received, and every paper and cost accepted; not yet recommended."""
    take(session, application, "submit", office.applicant, MORNING)
    take(session, application, "receive", office.intake, MORNING)
    assessment = open_assessment(session, application, reviewer_id=office.reviewer.person_id, at=MORNING)
    form = office.house.form(application.form)
    assessment.documents = {each.name: {"accepted": True, "reason": ""} for each in form.documents}
    rows = application.answers.get("costs") or ()
    assessment.costs = [{"allowed": row["amount"], "reason": ""} for row in rows]
    session.commit()


def recommended(session: Session, office: Office, application: Application) -> None:
    """From a draft to the recommendation, or the waitlist."""
    reviewed(session, office, application)
    take(session, application, "recommend", office.reviewer, MORNING, conditions_met=True, remarks="Đủ điều kiện")


def awarded(session: Session, office: Office, application: Application) -> None:
    """From a draft to an issued decision."""
    recommended(session, office, application)
    take(session, application, "approve", office.approver, MORNING, in_full=True)
    issue(session, office, application, MORNING)


def contracted(session: Session, office: Office, application: Application, *, advance_limit: str) -> None:
    """The contract is recorded."""
    answers = {"number": "01/HĐ", "signed_on": "2026-03-02", "until": "2026-11-30"}
    limit = Money.read(advance_limit).dong
    take(session, application, "record_contract", office.clerk, MORNING, advance_limit=limit, **answers)


def a_claim_of(session: Session, office: Office, application: Application, kind: str, amount: str) -> Claim:
    """A claim of that kind that was sent with its papers."""
    n = len(session.query(Claim).filter_by(application_id=application.id).all()) + 1
    claim = Claim(
        application_id=application.id,
        application=application,
        n=n,
        state="draft",
        workflow=kind,
        workflow_version=office.house.workflow(kind).version,
        amount=Money.read(amount),
        is_final=False,
        answers=answers_to(office.house.form(kind), office, amount=Money.read(amount).dong),
        created_by=office.applicant.person_id,
    )
    session.add(claim)
    session.flush()
    for document in office.house.form(kind).documents:
        a_paper(session, application, f"claim.{n}.{document.name}", uploaded_by=office.applicant)
    session.commit()
    take(session, claim, "claim", office.applicant, MORNING)
    return claim
