"""How one case of the demo goes: the steps that people took, each on a believable working day."""

from collections.abc import Iterator
from datetime import date, datetime

from nscl_grants.db.payments import Claim, Payment
from nscl_grants.demo.accountants import take_back
from nscl_grants.demo.cases import Case
from nscl_grants.demo.teller import Stage, Teller
from nscl_grants.domain.calendar import legal_date

STATED = ("stated", "returned")
"""What the treasury's statement tells of the payment, instead of the accountant."""
PAYING = ("prepared", "checked", "authorised", "sent", "paid")
APPEALED = ("appealed", "appeal_upheld", "appeal_dismissed")
"""A rejection that the firm does not accept: the appeal waits, or another than who rejected has answered it."""


def tale(stage: Stage, case: Case) -> Iterator[datetime]:
    """The case from its first to its last step; yields the moment of each step before it is taken."""
    told = Teller(stage, case)
    yield told.at
    told.write_draft()
    if case.ends == "draft":
        return
    yield told.later(0, 10)
    told.file()
    if case.ends == "submitted":
        return
    yield from _until_review(told)
    if case.ends == "extended":
        yield told.later(5)
        told.take(
            "extend",
            told.reviewer(),
            due_on=told.working_day(12).isoformat(),
            reason="Tổ chức chứng nhận chưa trả lời văn bản xác minh giấy chứng nhận.",
        )
    if told.application.state != "in_review" or case.ends in ("in_review", "extended"):
        return
    yield from _until_decided(told)
    if told.application.state != "approved" or case.ends == "approved":
        return
    yield from _until_paid(told)


def _until_review(told: Teller) -> Iterator[datetime]:
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


def _supplement(told: Teller) -> Iterator[datetime]:
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


def _until_decided(told: Teller) -> Iterator[datetime]:
    case = told.case
    yield told.later(5)
    if case.ends in ("rejection_proposed", "rejected", *APPEALED):
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
    if case.ends in ("recommended", "waitlisted") or told.application.state == "waitlisted":
        return
    yield told.later(3, 15)
    told.take("approve", told.approver(), in_full=True)


def _rejected(told: Teller) -> Iterator[datetime]:
    yield told.later(2)
    told.take(
        "reject",
        told.approver(),
        article="Điều 3 Nghị quyết 43/2022/NQ-HĐND",
        reason="Phạm vi chứng nhận không gồm địa điểm sản xuất trong tỉnh.",
    )
    if told.case.ends not in APPEALED:
        return
    yield told.later(20)
    told.take("file_appeal", told.applicant, reason="Phụ lục giấy chứng nhận đã ghi địa điểm tại tỉnh.")
    if told.case.ends == "appealed":
        return
    yield told.later(8)
    if told.case.ends == "appeal_upheld":
        told.take("uphold_appeal", told.other_approver(), reason="Phụ lục do đơn vị nộp ghi đúng địa điểm tại tỉnh.")
    else:
        reason = "Phụ lục được cấp sau ngày nộp hồ sơ; đơn vị có thể nộp hồ sơ mới với phụ lục này."
        told.take("dismiss_appeal", told.other_approver(), reason=reason)


def _until_paid(told: Teller) -> Iterator[datetime]:
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


def _by_contract(told: Teller) -> Iterator[datetime]:
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


def _payment(told: Teller, claim: Claim) -> Iterator[datetime]:
    cast, ends = told.cast, told.case.ends
    yield told.later(2)
    payment = told.prepare(claim)
    if ends == "voided":
        yield told.later(1)
        told.take("void", cast["chief-accountant"], payment, reason="Nội dung chuyển tiền ghi sai số quyết định.")
        yield told.later(1)
        told.prepare(claim)
        return
    last = PAYING.index(ends) if ends in PAYING else len(PAYING) - 1
    steps = (("check", cast["chief-accountant"]), ("authorise", cast["account-holder"]), ("send", cast["finance"]))
    for trigger, by in steps[:last]:
        yield told.later(1)
        told.take(trigger, by, payment)
    if last < len(PAYING) - 1:
        return
    if ends in STATED:
        told.stage.to_be_stated[payment.id] = ends
        return
    yield told.later(1, 11)
    on = legal_date(told.at).isoformat()
    told.take("confirm_paid", cast["finance"], payment, treasury_number=f"KB{payment.id:05d}", paid_on=on)
    if ends in ("taken_back", "paid_again"):
        yield told.later(1, 15)
        take_back(told.session, cast, told.application.reference, at=told.at)
        if ends == "paid_again":
            yield told.later(4, 11)
            on = legal_date(told.at).isoformat()
            told.take("confirm_paid", cast["finance"], payment, treasury_number=f"KB{payment.id:05d}-2", paid_on=on)
        return
    if ends in ("recovering", "recovered", "written_off"):
        yield told.later(15)
        told.take(
            "recover",
            told.approver(),
            amount=payment.amount.dong,
            article="Khoản 3 Điều 10 Thông tư 35/2021/TT-BTC",
            reason="Giấy chứng nhận bị thu hồi trong thời hạn cam kết.",
            pay_by=date(2026, 12, 20).isoformat(),
        )
    if ends == "recovered":
        yield told.later(14, 10)
        told.take(
            "receive_repayment",
            cast["finance"],
            amount=payment.amount.dong,
            received_on=legal_date(told.at).isoformat(),
            treasury_number=f"GNT{payment.id:04d}",
            restore=True,
        )
    if ends == "written_off":
        yield from _written_off(told, payment)


def _written_off(told: Teller, payment: Payment) -> Iterator[datetime]:
    """Part of it comes back, after a flood a decision gives up another part, and the rest is still to come."""
    finance, back = told.cast["finance"], payment.amount.dong * 2 // 5
    yield told.later(20, 10)
    on = legal_date(told.at).isoformat()
    number = f"GNT{payment.id:04d}"
    told.take("receive_repayment", finance, amount=back, received_on=on, treasury_number=number, restore=False)
    yield told.later(30, 10)
    told.take(
        "write_off",
        finance,
        amount=payment.amount.dong // 5,
        decision_number="1204/QĐ-UBND",
        decided_on=legal_date(told.at).isoformat(),
        reason="Một dây chuyền bị lũ cuốn; biên bản thiệt hại thiên tai của UBND xã kèm theo.",
    )
