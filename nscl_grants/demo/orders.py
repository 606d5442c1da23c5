"""Two ordered tasks of the demo year: one being carried out and paid in instalments, one that waits for approval."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions import allotments
from nscl_grants.actions.allotments import Paper
from nscl_grants.actions.science_orders import advance_science, propose_order
from nscl_grants.db.science import ScienceTask
from nscl_grants.demo.people import Cast
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.money import Money

YEAR, LINE = 2026, "II.1"
HOSPITALS: Mapping[str, Any] = {
    "task": "4.3",
    "title": "Đào tạo, áp dụng 5S-Kaizen tại ba bệnh viện đa khoa khu vực",
    "brief": "Ba bệnh viện được đào tạo và áp dụng 5S-Kaizen ở khoa khám bệnh và khoa xét nghiệm.\n"
    "Sản phẩm: tài liệu đào tạo, báo cáo trước và sau áp dụng, một sổ tay dùng chung.",
    "estimate": 190_000_000,
}
PRODUCTIVITY: Mapping[str, Any] = {
    "task": "1.3b",
    "title": "Đánh giá TFP của tỉnh giai đoạn 2021–2025 và giải pháp nâng cao TFP giai đoạn 2026–2030",
    "brief": "Sản phẩm: bộ số liệu, báo cáo đánh giá, đề xuất giải pháp có tầm nhìn đến năm 2045.",
    "estimate": 420_000_000,
}
STEPS: tuple[tuple[date, str, str, Mapping[str, Any]], ...] = (
    (date(2026, 3, 12), "approve_order", "approver", {"number": "318/QĐ-SKHCN", "dated_on": "2026-03-12"}),
    (
        date(2026, 4, 7),
        "select",
        "plan-manager",
        {
            "method": "call",
            "lead": "Viện Nghiên cứu Năng suất Giả Định",
            "number": "402/QĐ-SKHCN",
            "dated_on": "2026-04-07",
            "reason": "Hội đồng tuyển chọn chấm 87/100 điểm, cao nhất trong ba hồ sơ.",
        },
    ),
    (
        date(2026, 4, 15),
        "draft_contract",
        "plan-manager",
        {
            "number": "05/2026/HĐ-KHCN",
            "dated_on": "2026-04-15",
            "amount": 180_000_000,
            "line": LINE,
            "year": f"{YEAR}",
            "ends_on": "2026-12-15",
        },
    ),
    (date(2026, 4, 16), "sign_contract", "account-holder", {}),
    (
        date(2026, 8, 12),
        "draft_amendment",
        "plan-manager",
        {
            "number": "01/PL-05/2026/HĐ-KHCN",
            "dated_on": "2026-08-12",
            "new_amount": 186_000_000,
            "new_end": "2026-12-20",
            "reason": "Thêm một buổi đào tạo lại cho khoa xét nghiệm; lùi thời hạn năm ngày.",
        },
    ),
    (date(2026, 8, 14), "sign_amendment", "account-holder", {}),
    (
        date(2026, 9, 22),
        "report_progress",
        "plan-manager",
        {"dated_on": "2026-09-22", "share": 65, "done": "Hai bệnh viện đã áp dụng; bệnh viện thứ ba đào tạo xong."},
    ),
)
INSTALMENTS: tuple[tuple[date, int, str, str], ...] = (
    (date(2026, 4, 29), 54_000_000, "UNC-0419", "Tạm ứng 30% hợp đồng 05/2026/HĐ-KHCN"),
    (date(2026, 9, 29), 72_000_000, "UNC-0961", "Thanh toán đợt 2 theo khối lượng, hợp đồng 05/2026/HĐ-KHCN"),
)
Event = tuple[datetime, Callable[[], object]]


def ordered_tasks(session: Session, cast: Cast) -> Iterator[Event]:
    """The steps of both orders, each with its moment."""
    for day, order in ((date(2026, 2, 26), HOSPITALS), (date(2026, 11, 12), PRODUCTIVITY)):
        at, act = _at(day), _act(f"order {order['task']}")
        yield at, partial(propose_order, session, order, actor=cast["plan-manager"], at=at, act=act)
    for day, trigger, who, answers in STEPS:
        yield _at(day), partial(_step, session, cast, day, trigger, who, answers)
    for day, dong, voucher, what in INSTALMENTS:
        yield _at(day, 15), partial(_pay, session, cast, day, Money(dong), voucher, what)


def _step(session: Session, cast: Cast, day: date, trigger: str, who: str, answers: Mapping[str, Any]) -> None:
    advance_science(
        session, _hospitals(session), trigger, actor=cast[who], at=_at(day), act=_act(trigger), answers=answers
    )


def _pay(session: Session, cast: Cast, day: date, amount: Money, voucher: str, what: str) -> None:
    at = _at(day, 15)
    proposal = allotments.propose_spending(
        session,
        line=LINE,
        year=YEAR,
        amount=amount,
        paper=Paper(voucher, day),
        reason=what,
        actor=cast["finance"],
        at=at,
        act=_act(f"spend {voucher}"),
        science_task=_hospitals(session).id,
    )
    assert proposal is not None, "the demo is told once"
    allotments.confirm(session, proposal, actor=cast["chief-accountant"], at=at, act=_act(f"confirm {voucher}"))


def _hospitals(session: Session) -> ScienceTask:
    return session.scalars(select(ScienceTask).where(ScienceTask.task == HOSPITALS["task"])).one()


def _at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), ICT)


def _act(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"demo/orders/{name}").hex
