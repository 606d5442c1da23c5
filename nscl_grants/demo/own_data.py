"""What the demo's applicant decided and asked about her own data, and what the office opened of it."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.opened import Opening, open_it
from nscl_grants.actions.personal_data import ask, decide
from nscl_grants.db.applications import Application
from nscl_grants.db.attachments import attachments_of
from nscl_grants.db.personal_data import CORRECT
from nscl_grants.demo.people import Cast

WISH = "Số điện thoại đã đổi, xin cập nhật theo thông tin của tổ chức."


def own_data(session: Session, cast: Cast, at: datetime) -> None:
    """She agrees to news, asks for a correction, and a reviewer has opened the first paper of her last case."""
    an, reviewer = cast["applicant"], cast["reviewer"]
    decide(session, ["news"], actor=an, at=at, act=_act("consent"))
    ask(session, CORRECT, WISH, actor=an, at=at + timedelta(minutes=5), act=_act("ask"))
    case = session.scalar(
        select(Application)
        .where(Application.created_by == an.person_id, Application.filed_at.is_not(None))
        .order_by(Application.id.desc())
        .limit(1)
    )
    if case is None:
        return
    for file in attachments_of(session, case.id)[:1]:
        opening = Opening("file.open", "application", case.reference, file.name)
        open_it(session, opening, actor=reviewer, at=at + timedelta(minutes=30), act=_act("open"), source="")


def _act(what: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"demo/own-data/{what}").hex
