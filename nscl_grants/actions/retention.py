"""What has outlived its time is removed by an administrator, never by itself: the times are to be confirmed."""

from datetime import datetime

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.personal_data import note
from nscl_grants.db.retention import forget_ended_sessions
from nscl_grants.definitions.personal_data import personal_data_rules
from nscl_grants.domain.actor import ADMIN, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_role

FORGET = Text("Xóa phiên đăng nhập quá hạn lưu", "Remove sessions past their time")


def forget_sessions(session: Session, *, actor: Actor, at: datetime, act: str) -> int | None:
    """Remove the sessions that ended longer ago than they are kept, once, and commit; gives how many they were."""

    def forget() -> int:
        check_role(actor, FORGET, ADMIN)
        years = next(rule.years for rule in personal_data_rules().retention if rule.name == "sessions")
        removed = forget_ended_sessions(session, years, legal_date(at))
        note(session, actor, at, "personal.forget_sessions", actor.person_id, {"removed": removed})
        return removed

    return once(session, Sent(act, "personal.forget_sessions", {}), actor=actor, at=at, do=forget)
