"""Who tells a case of the demo: what people do to it, on the calendar of that case."""

import io
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions import assessments, attachments, claims_draft, decisions, drafts, payments
from nscl_grants.actions.assessments import Allowed, Verdict
from nscl_grants.actions.attachments import Shelf, Upload
from nscl_grants.actions.cases import advance
from nscl_grants.actions.step import Subject
from nscl_grants.actions.worker import take_clock_step
from nscl_grants.db.applications import Application
from nscl_grants.db.decisions import Decision
from nscl_grants.db.organisations import Organisation, confirmed_bank_account
from nscl_grants.db.payments import Claim, Payment
from nscl_grants.definitions.house import House
from nscl_grants.demo.answers import answers_of
from nscl_grants.demo.cases import CASES, Case
from nscl_grants.demo.people import Cast, applicant_of
from nscl_grants.documents.specimen import specimen_pdf
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import ICT, legal_date
from nscl_grants.domain.forms import Document
from nscl_grants.domain.money import Money
from nscl_grants.outside.storage import Storage

_DONE = {
    "purpose": "Trả đợt đầu cho tư vấn và thử nghiệm",
    "work": "Xây dựng tiêu chuẩn cho sản phẩm\nThử nghiệm mẫu\nÁp dụng tại dây chuyền",
    "results": "Sản phẩm đạt các chỉ tiêu của tiêu chuẩn, quy chuẩn.",
}
_INVOICE = {
    "invoice_number": "1C26TAA-0001",
    "invoice_date": "2026-06-01",
    "provider": "Công ty Tư vấn Mô Phỏng",
    "invoice_amount": 54_000_000,
}


@dataclass
class Stage:
    """Where the tales are told: the database, the definitions, the people, and the files."""

    session: Session
    house: House
    cast: Cast
    storage: Storage
    numbers: dict[str, int] = field(default_factory=dict)
    to_be_stated: dict[int, str] = field(default_factory=dict)
    """Payments that the next statement of the treasury speaks of, and how their cases end."""

    def next_number(self, book: str) -> int:
        """The office register's next number, which in life the clerk reads from it."""
        self.numbers[book] = self.numbers.get(book, 0) + 1
        return self.numbers[book]


class Teller:
    """One case on the stage, with its own calendar and its own act ids."""

    def __init__(self, stage: Stage, case: Case) -> None:
        self.stage, self.case = stage, case
        self.session, self.house, self.cast = stage.session, stage.house, stage.cast
        self.firm: Organisation = stage.cast.firms[case.firm - 1]
        self.applicant: Actor = stage.cast[applicant_of(case.firm)]
        self.writer: Actor = self.applicant if case.channel == "online" else stage.cast["intake"]
        """Who enters the dossier and files it."""
        self.at = self._moment(case.begins, 9, 10 + case.firm)
        self.application: Application
        self._acts = 0

    def _moment(self, day: date, hour: int, minute: int) -> datetime:
        return datetime.combine(self.house.plan.calendar.on_or_after(day), time(hour, minute % 60), ICT)

    def later(self, working_days: int, hour: int = 9) -> datetime:
        """Let working days pass; the tale goes on at the moment given back."""
        self.at = self._moment(self.working_day(working_days), hour, 7 * self.case.firm)
        return self.at

    def act(self) -> str:
        """The id of the next act of this case."""
        self._acts += 1
        return uuid.uuid5(uuid.NAMESPACE_OID, f"demo/{self.case}/{self._acts}").hex

    def take(self, trigger: str, by: Actor, subject: Subject | None = None, **answers: Any) -> None:
        """One move."""
        advance(
            self.session,
            subject or self.application,
            trigger,
            actor=by,
            at=self.at,
            act=self.act(),
            answers=answers,
        )

    def reviewer(self) -> Actor:
        """Whoever the case was given to."""
        people = (self.cast["reviewer"], self.cast["reviewer2"])
        return next(each for each in people if each.person_id == self.application.reviewer_id)

    def working_day(self, n: int) -> date:
        """The day that many working days from now."""
        return self.house.plan.calendar.add_working_days(legal_date(self.at), n)

    def approver(self) -> Actor:
        """The two share the cases."""
        return self.cast["approver"] if self.case.firm % 2 else self.cast["approver2"]

    def other_approver(self) -> Actor:
        """Who has not decided the case before: nobody answers an appeal against their own decision."""
        return self.cast["approver2"] if self.case.firm % 2 else self.cast["approver"]

    def write_draft(self) -> None:
        """The firm, or the counter for it, fills in the form and puts the papers in."""
        reference = drafts.start(
            self.session,
            self.firm.id,
            self.case.procedure,
            actor=self.writer,
            at=self.at,
            act=self.act(),
            channel=self.case.channel,
        )
        self.application = self.session.scalars(select(Application).where(Application.reference == reference)).one()
        form, answers = self.house.form(self.application.form), self._answers()
        for section in form.sections:
            mine = {q.name: answers[q.name] for q in section.questions if q.name in answers}
            drafts.save_section(
                self.session,
                self.application,
                section,
                mine,
                actor=self.writer,
                at=self.at,
                act=self.act(),
                seen_version=0,
            )
        for document in form.documents_asked(answers):
            if document.required:
                self.put(document)

    def file(self) -> None:
        """The dossier is filed; the counter says how it came and who brought it."""
        if self.case.channel == "online":
            self.take("submit", self.applicant)
            return
        came: dict[str, Any] = {
            "channel": self.case.channel,
            "arrived_on": self.at.date().isoformat(),
            "arrived_at": "08:30",
            "presenter": self.firm.representative,
        }
        if self.case.channel == "portal":
            came["external_code"] = f"G22.99.01-26{self.at:%m%d}-0001"
        self.take("submit", self.writer, **came)

    def put(self, document: Document, claim: Claim | None = None) -> None:
        """One specimen on a shelf of the case."""
        upload = self._specimen(document.title.vi, f"{document.name}.pdf")
        attachments.add(
            self.session,
            self.stage.storage,
            self.application,
            Shelf(document, claim),
            [upload],
            actor=self.writer,
            at=self.at,
            act=self.act(),
        )

    def _specimen(self, title: str, name: str) -> Upload:
        return Upload(name, io.BytesIO(specimen_pdf(title, f"{self.firm.name}, {self.case.begins:%d/%m/%Y}")))

    def _answers(self) -> dict[str, Any]:
        bank = confirmed_bank_account(self.session, self.firm.id)
        assert bank is not None, "every firm of the demo has confirmed bank details"
        return answers_of(self.case, self.firm, bank, self.applicant.name)

    def assess(self) -> None:
        """The reviewer accepts every paper and every cost."""
        form = self.house.form(self.application.form)
        assessments.save(
            self.session,
            self.application,
            actor=self.reviewer(),
            at=self.at,
            act=self.act(),
            seen_version=self.application.version,
            documents={each.name: Verdict(accepted=True) for each in form.documents_asked(self.application.answers)},
            costs=[Allowed(Money(row["amount"])) for row in self.application.answers.get("costs", ())],
            remarks="Giấy chứng nhận còn hiệu lực, phạm vi đúng địa điểm sản xuất trong tỉnh.",
        )

    def issue(self) -> None:
        """The clerk enters number and date, with the signed file."""
        decision = self.session.get_one(Decision, self.application.decision_id)
        decisions.issue(
            self.session,
            self.stage.storage,
            decision,
            number=f"{self.stage.next_number('QĐ'):02d}/QĐ-SKHCN",
            issued_on=legal_date(self.at),
            signed=self._specimen("Quyết định hỗ trợ", "quyet-dinh.pdf"),
            actor=self.cast["clerk"],
            at=self.at,
            act=self.act(),
        )

    def claim(self, kind: str = "claim") -> Claim:
        """The firm asks for all that a claim of that kind may ask for."""
        claims_draft.start_claim(
            self.session, self.application, actor=self.applicant, at=self.at, act=self.act(), kind=kind
        )
        mine = select(Claim).where(Claim.application_id == self.application.id).order_by(Claim.n.desc()).limit(1)
        claim = self.session.scalars(mine).one()
        form, bank = self.house.form(kind), self.application.answers["bank_account"]
        known = {"amount": claim.amount.dong, "is_final": True, "bank_account": bank, **_DONE, "invoices": [_INVOICE]}
        answers = {question.name: known[question.name] for question in form.questions if question.name in known}
        claims_draft.save_claim(
            self.session,
            claim,
            answers,
            actor=self.applicant,
            at=self.at,
            act=self.act(),
            seen_version=claim.version,
        )
        for document in form.documents:
            if document.required:
                self.put(document, claim)
        self.take("claim", self.applicant, claim, **answers)
        return claim

    def prepare(self, claim: Claim) -> Payment:
        """The accountant draws up the payment; an advance of the same firm that is still out has to be explained."""
        basis = "Kế hoạch 2026-2030" if self.case.procedure == "TCSP" else "Nghị quyết 43/2022/NQ-HĐND"
        answers = {"route": "drawdown", "content": f"Hỗ trợ theo {basis}, {self.firm.name}"}
        if any(each.procedure == "TCSP" and each.firm == self.case.firm for each in CASES):
            answers["warnings_reason"] = "Khoản tạm ứng của hồ sơ sản phẩm còn trong thời hạn hợp đồng."
        made = payments.prepare(
            self.session,
            claim,
            actor=self.cast["finance"],
            at=self.at,
            act=self.act(),
            answers=answers,
        )
        assert made is not None, "the demo is told once"
        return made[0]

    def let_time_stop_it(self) -> None:
        """The clock takes its step, as the worker would."""
        take_clock_step(self.session, self.application.id, "clock:supplement_unanswered", self.at)
