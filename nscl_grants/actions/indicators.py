"""Yearly figures from outside: entered with their source; a better figure follows, the earlier one stays."""

from datetime import datetime

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.db import audit
from nscl_grants.db.indicators import IndicatorInput
from nscl_grants.domain.actor import PLAN_MANAGER, Actor
from nscl_grants.domain.indicators import Quantity, needed_parts
from nscl_grants.domain.plan import Indicator
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_role

ENTER = Text("Nhập số liệu đầu vào của chỉ tiêu", "Enter a figure for an indicator")


def enter(
    session: Session,
    indicator: Indicator,
    part: str,
    year: int,
    quantity: Quantity,
    *,
    source: str,
    actor: Actor,
    at: datetime,
    act: str,
) -> None:
    """Enter a figure of a year, once, and commit."""
    assert part in needed_parts(indicator), "only what the indicator needs can be entered"
    content = {"indicator": indicator.key, "part": part, "year": year, "hundredths": quantity.hundredths}

    def add() -> None:
        check_role(actor, ENTER, PLAN_MANAGER)
        session.add(
            IndicatorInput(**content, source=source, person_id=actor.person_id, person_name=actor.name, at=at, act=act)
        )
        session.flush()
        audit.append(
            session,
            at=at,
            person_id=actor.person_id,
            account_id=actor.account_id,
            who=actor.name,
            what="indicator.enter",
            subject_kind="indicator",
            subject=indicator.key,
            after={**content, "source": source},
        )

    sent = Sent(act, "indicator.enter", {**content, "source": source})
    once(session, sent, actor=actor, at=at, do=add)
