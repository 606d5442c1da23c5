"""Removing what has outlived its time: an administrator decides it, while the times are to be confirmed."""

from datetime import datetime

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.personal_data import note
from nscl_grants.db.retention import REMOVED, forget
from nscl_grants.definitions.personal_data import personal_data_rules
from nscl_grants.domain.actor import ADMIN, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_role

FORGET = Text("Xóa dữ liệu quá hạn lưu", "Remove what is past its time")


def forget_outlived(session: Session, name: str, *, actor: Actor, at: datetime, act: str) -> int | None:
    """Remove what the rule of that name says has outlived its time, once, and commit; gives how much it was.

    The rule is one of those whose rows are removed at all (`db.retention.REMOVED`).
    """
    assert name in REMOVED, "what belongs to a case or to the books is not removed here"

    def remove() -> int:
        check_role(actor, FORGET, ADMIN)
        years = next(rule.years for rule in personal_data_rules().retention if rule.name == name)
        removed = forget(session, name, years, legal_date(at))
        note(session, actor, at, f"personal.forget_{name}", actor.person_id, {"removed": removed})
        return removed

    return once(session, Sent(act, f"personal.forget_{name}", {}), actor=actor, at=at, do=remove)
