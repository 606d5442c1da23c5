"""What the accountants of the demo do beside the cases: a reallocation, statements of the treasury, and a reversal."""

import csv
import io
import uuid
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions import allotments, statements
from nscl_grants.actions.allotments import Paper
from nscl_grants.db.ledger_tables import LedgerPosting
from nscl_grants.db.payments import Payment
from nscl_grants.demo.people import Cast
from nscl_grants.demo.teller import Stage
from nscl_grants.domain.calendar import ICT, legal_date
from nscl_grants.domain.money import Money
from nscl_grants.domain.statement import Row

_HEAD = ("Số chứng từ", "Số KB", "Ngày", "Số tài khoản", "Số tiền", "Nội dung", "Kết quả")
_STATEMENTS = (date(2026, 8, 6), date(2026, 9, 28))
_REALLOCATED, _NEXT_YEAR = date(2026, 9, 16), date(2026, 11, 18)
_FEE = ("", "KB-PHI-0926", "25/09/2026", "", "55.000", "Phí chuyển tiền tháng 9", "")
"""A row that answers no payment; it is left as it is."""


def tale_of_the_accountants(stage: Stage) -> Iterator[datetime]:
    """The statements as they come, money moved between two lines, and a proposal that still waits."""
    for nth, day in enumerate(_STATEMENTS, 1):
        if day > _REALLOCATED:
            yield _at(_REALLOCATED, 10)
            _reallocate(stage.session, stage.cast)
        at = _at(day, 14)
        yield at
        _read(stage, nth, at)
    yield _at(_NEXT_YEAR, 15)
    _propose_for_the_end(stage.session, stage.cast)


def take_back(session: Session, cast: Cast, reference: str, *, at: datetime) -> None:
    """The last posting of a case was wrong: one proposes to reverse it, another confirms, and the case goes back."""
    newest = select(LedgerPosting).where(LedgerPosting.case_reference == reference)
    posting = session.scalars(newest.order_by(LedgerPosting.seq.desc()).limit(1)).one()
    content = {
        "posting": posting.id,
        "seq": posting.seq,
        "kind": posting.kind,
        "case": reference,
        "code": reference,
        "year": posting.budget_year,
        "amount": sum(entry.amount for entry in posting.entries if entry.source.unit == "VND"),
        **Paper("34/BB-KBNN", legal_date(at)).as_json(),
    }
    proposal = allotments.propose_correction(
        session,
        "reverse",
        content,
        reason="Ghi nhầm chứng từ của đơn vị khác: Kho bạc chưa hạch toán lệnh chi này.",
        actor=cast["finance"],
        at=at,
        act=_act(f"reverse {reference}"),
    )
    assert proposal is not None, "the demo is told once"
    allotments.confirm(session, proposal, actor=cast["chief-accountant"], at=at, act=_act(f"stand by {reference}"))


def _reallocate(session: Session, cast: Cast) -> None:
    """What the study trips leave goes to the training."""
    at = _at(_REALLOCATED, 10)
    proposal = allotments.propose_reallocation(
        session,
        giver="I.3",
        taker="II.1",
        year=2026,
        amount=Money(40_000_000),
        paper=Paper("871/QĐ-SKHCN", _REALLOCATED),
        reason="Một chuyến học tập kinh nghiệm ghép chung; bổ sung cho lớp đào tạo 5S.",
        actor=cast["finance"],
        at=at,
        act=_act("reallocate"),
    )
    assert proposal is not None, "the demo is told once"
    allotments.confirm(session, proposal, actor=cast["chief-accountant"], at=at, act=_act("reallocated"))


def _propose_for_the_end(session: Session, cast: Cast) -> None:
    """One proposal waits for the chief accountant."""
    allotments.propose_reallocation(
        session,
        giver="I.1",
        taker="I.2",
        year=2026,
        amount=Money(5_000_000),
        paper=Paper("1012/TTr-KHTC", _NEXT_YEAR),
        reason="Hội thảo tổng kết năm mời thêm đại biểu các xã.",
        actor=cast["finance2"],
        at=_at(_NEXT_YEAR, 15),
        act=_act("wait"),
    )


def _read(stage: Stage, nth: int, at: datetime) -> None:
    """The statement of the treasury is read, and every row that names a payment answers it."""
    session, finance = stage.session, stage.cast["finance"]
    waiting = select(Payment).where(Payment.id.in_(stage.to_be_stated), Payment.state == "sent")
    payments = session.scalars(waiting.order_by(Payment.id)).all()
    lines = [_line(payment, at, is_back=stage.to_be_stated[payment.id] == "returned") for payment in payments]
    file = _csv([*lines, *([_FEE] if nth == len(_STATEMENTS) else [])])
    name, act = f"sao-ke-{at:%Y-%m}.csv", _act(f"statement {nth}")
    made = statements.read_statement(session, stage.storage, file, name, actor=finance, at=at, act=act)
    assert made is not None, "the demo is told once"
    by_number = {payment.number: payment for payment in payments}
    for row in [Row.from_json(kept) for kept in made.rows]:
        if row.voucher in by_number:
            statements.answer(session, made, row, by_number[row.voucher], actor=finance, at=at, act=act)


def _line(payment: Payment, at: datetime, *, is_back: bool) -> tuple[str, ...]:
    return (
        payment.number,
        f"KB{payment.id:05d}",
        f"{at:%d/%m/%Y}",
        payment.bank_account.number,
        f"{payment.amount.dong}",
        "Sai tên chủ tài khoản" if is_back else f"Hỗ trợ theo lệnh chi {payment.number}",
        "Trả lại" if is_back else "Đã chi",
    )


def _csv(lines: Sequence[Sequence[str]]) -> io.BytesIO:
    text = io.StringIO()
    csv.writer(text).writerows([_HEAD, *lines])
    return io.BytesIO(("\ufeff" + text.getvalue()).encode())


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 20), ICT)


def _act(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"demo/accountants/{name}").hex
