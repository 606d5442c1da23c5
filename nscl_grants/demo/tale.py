"""How one case of the demo goes: the steps that people took, each on a believable working day."""

import io
import uuid
from collections.abc import Iterator
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

PAYING = ("prepared", "checked", "authorised", "sent", "paid")
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

    def next_number(self, book: str) -> int:
        """The office register's next number, which in life the clerk reads from it."""
        self.numbers[book] = self.numbers.get(book, 0) + 1
        return self.numbers[book]


class _Teller:
    """One case on the stage, with its own calendar and its own act ids."""

    def __init__(self, stage: Stage, case: Case) -> None:
        self.stage, self.case = stage, case
        self.session, self.house, self.cast = stage.session, stage.house, stage.cast
        self.firm: Organisation = stage.cast.firms[case.firm - 1]
        self.applicant: Actor = stage.cast[applicant_of(case.firm)]
        self.at = self._moment(case.begins, 9, 10 + case.firm)
        self.application: Application
        self._acts = 0

    def _moment(self, day: date, hour: int, minute: int) -> datetime:
        return datetime.combine(self.house.plan.calendar.on_or_after(day), time(hour, minute % 60), ICT)

    def later(self, working_days: int, hour: int = 9) -> datetime:
        """Let working days pass; the tale goes on at the moment given back."""
        day = self.house.plan.calendar.add_working_days(legal_date(self.at), working_days)
        self.at = self._moment(day, hour, 7 * self.case.firm)
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

    def approver(self) -> Actor:
        """The two share the cases."""
        return self.cast["approver"] if self.case.firm % 2 else self.cast["approver2"]

    def write_draft(self) -> None:
        """The firm fills in the form and puts its papers in."""
        reference = drafts.start(
            self.session, self.firm.id, self.case.procedure, actor=self.applicant, at=self.at, act=self.act()
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
                actor=self.applicant,
                at=self.at,
                act=self.act(),
                seen_version=0,
            )
        for document in form.documents_asked(answers):
            if document.required:
                self.put(document)

    def put(self, document: Document, claim: Claim | None = None) -> None:
        """One specimen on a shelf of the case."""
        upload = self._specimen(document.title.vi, f"{document.name}.pdf")
        attachments.add(
            self.session,
            self.stage.storage,
            self.application,
            Shelf(document, claim),
            [upload],
            actor=self.applicant,
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


def tale(stage: Stage, case: Case) -> Iterator[datetime]:
    """The case from its first to its last step; yields the moment of each step before it is taken."""
    told = _Teller(stage, case)
    yield told.at
    told.write_draft()
    if case.ends == "draft":
        return
    yield told.later(0, 10)
    told.take("submit", told.applicant)
    if case.ends == "submitted":
        return
    yield from _until_review(told)
    if told.application.state != "in_review" or case.ends == "in_review":
        return
    yield from _until_decided(told)
    if told.application.state != "approved" or case.ends == "approved":
        return
    yield from _until_paid(told)


def _until_review(told: _Teller) -> Iterator[datetime]:
    intake = told.cast["intake"]
    yield told.later(1, 14)
    if told.case.ends == "refused":
        told.take(
            "refuse", intake, reason="Đơn vị không có trụ sở sản xuất trong tỉnh.", article="Điều 2 Nghị quyết 43"
        )
        return
    told.take("receive", intake)
    if told.case.ends == "withdrawn":
        yield told.later(4)
        told.take("withdraw", told.applicant, reason="Đơn vị sẽ nộp lại khi có đủ chứng từ.")
        return
    if told.case.asked_for_more or told.case.ends in ("stopped", "supplement_requested"):
        yield from _supplement(told)


def _supplement(told: _Teller) -> Iterator[datetime]:
    yield told.later(4 if told.case.ends != "supplement_requested" else 10)
    told.take(
        "ask_supplement",
        told.reviewer(),
        sections=[],
        documents=["invoices"],
        reason="Chứng từ chuyển khoản thiếu trang có dấu của ngân hàng.",
    )
    if told.case.ends == "supplement_requested":
        return
    if told.case.ends == "stopped":
        yield told.later(16)
        told.let_time_stop_it()
        return
    yield told.later(1)
    invoices = told.house.form(told.application.form).document("invoices")
    assert invoices is not None, "the form asks for invoices"
    told.put(invoices)
    told.take("supplement", told.applicant)


def _until_decided(told: _Teller) -> Iterator[datetime]:
    case = told.case
    yield told.later(5)
    if case.ends in ("rejection_proposed", "rejected", "appealed"):
        told.take(
            "propose_rejection",
            told.reviewer(),
            article="Điều 3 Nghị quyết 43/2022/NQ-HĐND",
            reason="Phạm vi chứng nhận không gồm địa điểm sản xuất trong tỉnh.",
        )
        if case.ends != "rejection_proposed":
            yield from _rejected(told)
        return
    told.assess()
    told.take("recommend", told.reviewer(), conditions_met=True, remarks="Đủ điều kiện hỗ trợ.")
    if case.ends in ("recommended", "waitlisted"):
        return
    yield told.later(3, 15)
    told.take("approve", told.approver(), in_full=True)


def _rejected(told: _Teller) -> Iterator[datetime]:
    yield told.later(2)
    told.take(
        "reject",
        told.approver(),
        article="Điều 3 Nghị quyết 43/2022/NQ-HĐND",
        reason="Phạm vi chứng nhận không gồm địa điểm sản xuất trong tỉnh.",
    )
    if told.case.ends == "appealed":
        yield told.later(20)
        told.take("file_appeal", told.applicant, reason="Phụ lục giấy chứng nhận đã ghi địa điểm tại tỉnh.")


def _until_paid(told: _Teller) -> Iterator[datetime]:
    case = told.case
    if case.ends == "cancelled":
        yield told.later(6)
        told.take("cancel", told.approver(), article="Điều 5", reason="Đơn vị có văn bản xin thôi nhận hỗ trợ.")
        return
    yield told.later(2)
    told.issue()
    if case.ends == "issued":
        return
    if told.case.procedure == "TCSP":
        yield from _by_contract(told)
        return
    yield told.later(6)
    claim = told.claim()
    if case.ends == "claimed":
        return
    yield told.later(3)
    if case.ends == "claim_returned":
        told.take("return", told.reviewer(), claim, reason="Thiếu giấy đề nghị có chữ ký của người đại diện.")
        return
    told.take("confirm", told.reviewer(), claim, in_full=True)
    if case.ends == "confirmed":
        return
    yield from _payment(told, claim)


def _by_contract(told: _Teller) -> Iterator[datetime]:
    """Of a product: the contract, an advance, the acceptance, and the rest; or an advance that nothing settles."""
    yield told.later(2)
    signed_on, until = legal_date(told.at).isoformat(), date(2026, 12, 15).isoformat()
    number = f"{told.stage.next_number('HĐ'):02d}/2026/HĐ-SKHCN"
    told.take(
        "record_contract",
        told.cast["clerk"],
        number=number,
        signed_on=signed_on,
        advance_limit=20_000_000,
        until=until,
    )
    if told.case.ends == "contract":
        return
    yield told.later(4)
    advance = told.claim("advance")
    yield told.later(2)
    told.take("confirm", told.reviewer(), advance, in_full=True)
    yield from _payment(told, advance)
    if told.case.ends != "disbursed":
        return
    yield told.later(40)
    acceptance = told.claim("acceptance")
    yield told.later(3)
    told.take("confirm", told.reviewer(), acceptance, in_full=True, quality="Đạt yêu cầu của hợp đồng.")
    yield from _payment(told, acceptance)


def _payment(told: _Teller, claim: Claim) -> Iterator[datetime]:
    cast, ends = told.cast, told.case.ends
    yield told.later(2)
    payment = told.prepare(claim)
    last = PAYING.index(ends) if ends in PAYING else len(PAYING) - 1
    steps = (("check", cast["chief-accountant"]), ("authorise", cast["account-holder"]), ("send", cast["finance"]))
    for trigger, by in steps[:last]:
        yield told.later(1)
        told.take(trigger, by, payment)
    if last < len(PAYING) - 1:
        return
    yield told.later(1, 11)
    on = legal_date(told.at).isoformat()
    if ends == "returned":
        told.take("record_return", cast["finance"], payment, returned_on=on, reason="Sai tên chủ tài khoản.")
        return
    told.take("confirm_paid", cast["finance"], payment, treasury_number=f"KB{payment.id:05d}", paid_on=on)
    if ends == "recovering":
        yield told.later(15)
        told.take(
            "recover",
            told.approver(),
            amount=payment.amount.dong,
            article="Khoản 3 Điều 10 Thông tư 35/2021/TT-BTC",
            reason="Giấy chứng nhận bị thu hồi trong thời hạn cam kết.",
            pay_by=date(2026, 12, 20).isoformat(),
        )
