"""A short exchange in one case of the demo, so that messages, notes and notices have something to show."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.talk import Side, say
from nscl_grants.db.applications import Application
from nscl_grants.demo.people import Cast

SAID: tuple[tuple[str, Side, str], ...] = (
    ("applicant", "firm", "Xin hỏi cơ quan: hóa đơn tư vấn đợt hai nộp trước ngày nào thì được tính?"),
    ("reviewer", "office", "Hóa đơn ghi ngày trước ngày nộp hồ sơ đều được tính; không cần gửi thêm giấy tờ."),
    ("reviewer", "note", "Đã gọi điện xác nhận với đơn vị, không có thay đổi về tài khoản."),
)


def talk(session: Session, cast: Cast, begun: datetime) -> None:
    """The firm asks, the reviewer answers and keeps a note."""
    case = session.scalar(
        select(Application)
        .where(
            Application.organisation_id.in_(cast["applicant"].organisations),
            Application.filed_at.is_not(None),
        )
        .order_by(Application.id.desc())
        .limit(1)
    )
    if case is None:
        return
    for nth, (who, side, text) in enumerate(SAID):
        act = uuid.uuid5(uuid.NAMESPACE_OID, f"demo/talk/{nth}").hex
        say(session, case, side, text, actor=cast[who], at=begun + timedelta(minutes=20 * nth), act=act)
