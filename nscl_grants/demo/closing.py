"""The demo's year told on to its end: what was under way is finished, carried over or released, and 2026 is closed.

The cases are those of the year; each goes on from where the shorter story leaves it.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time

from sqlalchemy import select

from nscl_grants.actions import allotments, years
from nscl_grants.actions.cases import advance
from nscl_grants.actions.years import CarryOver
from nscl_grants.db.acts import Proposal
from nscl_grants.db.applications import Application
from nscl_grants.demo.allotting import allot
from nscl_grants.demo.cases import CASES, Case
from nscl_grants.demo.teller import Stage
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.money import Money

TODAY = date(2027, 2, 2)
_YEAR = 2026
_GOES_ON: Mapping[str, str] = {
    "submitted": "issued",
    "in_review": "issued",
    "extended": "issued",
    "recommended": "issued",
    "approved": "issued",
    "supplement_requested": "stopped",
    "rejection_proposed": "rejected",
    "appealed": "appeal_dismissed",
    "claimed": "disbursed",
    "confirmed": "disbursed",
    "checked": "disbursed",
    "authorised": "disbursed",
    "sent": "disbursed",
    "voided": "disbursed",
    "taken_back": "paid_again",
}
_CLAIMED_IN_TIME = date(2026, 10, 20)
"""What was filed before has been claimed and paid by the end of the year; a product has its contract first."""
_NOT_CARRIED = 3
"""So many cases the decision leaves out; they wait for funds."""


def _going_on(case: Case) -> Case:
    ends = _GOES_ON.get(case.ends, case.ends)
    is_paid = ends == "issued" and case.begins < _CLAIMED_IN_TIME and case.procedure != "TCSP"
    return replace(case, ends="disbursed" if is_paid else ends)


CASES_TO_THE_END: tuple[Case, ...] = tuple(_going_on(case) for case in CASES)


def tale_of_the_end(stage: Stage) -> Iterator[datetime]:
    """What still waits is declined; in January comes the new year's money, and the old year is led to its close."""
    session, cast = stage.session, stage.cast
    chief = cast["chief-accountant"]
    at = _at(date(2026, 12, 30))
    yield at
    for nth, waiting in enumerate(session.scalars(select(Proposal).where(Proposal.outcome == "open")).all()):
        act = _act(f"decline {nth}")
        allotments.decline(session, waiting, actor=chief, at=at, act=act, reason="Hết thời gian điều chỉnh năm 2026.")
    at = _at(date(2027, 1, 5))
    yield at
    allot(session, cast, at.year, at=at, number="09/QĐ-STC")
    at = _at(date(2027, 1, 12))
    yield at
    unpaid = years.with_money_in(session, _YEAR, Place.COMMITTED, Place.DUE)
    due = set(years.with_money_in(session, _YEAR, Place.DUE))
    left_out = [reference for reference in unpaid if reference not in due][-_NOT_CARRIED:]
    wish = CarryOver(
        number="27/QĐ-STC",
        dated_on=date(2027, 1, 11),
        cases=[reference for reference in unpaid if reference not in left_out],
        free={"II.1": Money(60_000_000)},
    )
    years.carry_over(session, _YEAR, wish, actor=chief, at=at, act=_act("carry over"))
    at = _at(date(2027, 1, 13))
    yield at
    years.release_uncarried(session, _YEAR, actor=chief, at=at, act=_act("release"))
    at = _at(date(2027, 1, 20))
    yield at
    _fund_the_first(stage, at)
    at = _at(date(2027, 1, 29))
    yield at
    years.close(session, _YEAR, actor=chief, at=at, act=_act("close"))


def _fund_the_first(stage: Stage, at: datetime) -> None:
    """Whoever has waited longest gets the new year's money."""
    waiting = select(Application).where(Application.state == "awaiting_funds").order_by(Application.queued_at)
    case = stage.session.scalars(waiting.limit(1)).one()
    answers = {"remarks": "Dự toán năm 2027 giao theo 09/QĐ-STC."}
    advance(stage.session, case, "fund", actor=stage.cast["finance"], at=at, act=_act("fund"), answers=answers)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10, 15), ICT)


def _act(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"demo/closing/{name}").hex
