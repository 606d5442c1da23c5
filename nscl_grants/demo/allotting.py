"""A year's dự toán in the demo: every line by the plan's figure, proposed by one and confirmed by another."""

import uuid
from datetime import date, datetime

from sqlalchemy.orm import Session

from nscl_grants.actions import allotments
from nscl_grants.actions.allotments import Paper
from nscl_grants.demo.people import Cast
from nscl_grants.domain.calendar import legal_date


def allot(session: Session, cast: Cast, year: int, *, at: datetime, number: str) -> None:
    """Give every line what the plan has for it that year; lines with a blank cell get nothing."""
    paper = Paper(number=number, dated_on=min(legal_date(at), date(year, 1, 5)))
    for line in session.info["house"].plan.lines:
        amount = line.in_year(year)
        if not amount:
            continue
        proposal = allotments.propose_allotment(
            session,
            "allot",
            line=line.key,
            year=year,
            amount=amount,
            products=0 if line.products is None else line.products.a_year,
            paper=paper,
            reason=f"Giao dự toán năm {year} theo Kế hoạch",
            actor=cast["plan-manager"],
            at=at,
            act=_act(f"propose {line.key}", year),
        )
        assert proposal is not None, "the demo is told once"
        act = _act(f"confirm {line.key}", year)
        allotments.confirm(session, proposal, actor=cast["chief-accountant"], at=at, act=act)


def _act(name: str, year: int) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"demo/{year}/{name}").hex
