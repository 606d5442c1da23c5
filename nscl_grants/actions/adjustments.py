"""Figures of a closed year that stand in the wrong place: moved in the open year, by Mẫu 09 (C2-10/NS).

What was paid may belong to another case or voucher of the line; what one case was paid may have been an advance, or
the other way round; what came back may have been given up. Money that is asked back, and a demand that falls, have
steps of their own, in a closed year too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.effects.late_returns import OWED
from nscl_grants.actions.moves import fire
from nscl_grants.actions.purse import award_of
from nscl_grants.db import ledger
from nscl_grants.db.acts import Proposal
from nscl_grants.db.applications import Application
from nscl_grants.db.recoveries import open_recovery
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.ledger import recovering
from nscl_grants.domain.ledger.accounts import OPEN_STATES, SETTLED, Place
from nscl_grants.domain.ledger.award import Award
from nscl_grants.domain.ledger.posting import Kind, Posting
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text

_PAID, _CAME_BACK = frozenset({Place.PAID, Place.ADVANCED}), frozenset({Place.RECOVERED, Place.WRITTEN_OFF})
_SETTLED_STATES = frozenset({"disbursed", "closed", "awaiting_funds"})
"""A case in one of these has nothing under way that would count on what it was paid."""


@dataclass(eq=False)
class YearStillOpen(Refused):
    """A figure of an open year is corrected by a reversal or by its own step."""

    year: int


@dataclass(eq=False)
class NothingToAdjust(Refused):
    """Wrong and right are the same."""


@dataclass(eq=False)
class AwardTooSmall(Refused):
    """The right case was not awarded that much beside what it was paid and promised."""

    code: str
    approved: Money
    amount: Money


@dataclass(eq=False)
class OnAnotherLine(Refused):
    """The case is supported from another line than the one whose figures are corrected."""

    code: str
    its_line: str
    line: str


@dataclass(eq=False)
class HasItsOwnStep(Refused):
    """What is asked back or falls is no slip of the pen: the case, or the voucher, has a step for it."""

    code: str


@dataclass(eq=False)
class StillUnderWay(Refused):
    """Nothing is taken away from a case of which money is still under way."""

    code: str
    state: Text


def check_adjusted(session: Session, content: Mapping[str, Any]) -> None:
    """What the ledger does not know of an adjustment: the year, the line, and what the cases are about."""
    year, amount = int(content["year"]), Money(int(content["amount"]))
    if year not in ledger.years(session).closed:
        raise YearStillOpen(year)
    wrong, right = (content["wrong_case"], content["wrong_place"]), (content["right_case"], content["right_place"])
    if wrong == right:
        raise NothingToAdjust()
    _check_places(session, wrong, right)
    for named, _ in (wrong, right):
        application = _case(session, named)
        if application is not None and application.line != content["line"]:
            raise OnAnotherLine(_told(application), application.line, content["line"])
    if wrong[0] != right[0]:
        _check_giver(session, wrong[0])
        _check_taker(session, right[0], amount)


def _check_places(session: Session, wrong: tuple[str, str], right: tuple[str, str]) -> None:
    places = frozenset({Place(wrong[1]), Place(right[1])})
    of_one = wrong[0] == right[0]
    fits = (places <= _PAID or places == _CAME_BACK) if of_one else len(places) == 1 and places <= _PAID
    for named, _ in (wrong, right):
        application = _case(session, named)
        if not fits or (application is None and places != {Place.PAID}):
            raise HasItsOwnStep(_told(application) if application else named)


def _check_giver(session: Session, named: str) -> None:
    application = _case(session, named)
    if application is not None and application.state not in _SETTLED_STATES:
        life = house_of(session).workflow_of(application)
        raise StillUnderWay(_told(application), life.states[application.state].label)


def _check_taker(session: Session, named: str, amount: Money) -> None:
    application = _case(session, named)
    if application is None:
        return
    taken = ledger.case_book(session, named).total(*OPEN_STATES[1:], Place.PAID, Place.ADVANCED)
    if taken + amount > (application.approved or ZERO):
        raise AwardTooSmall(_told(application), application.approved or ZERO, taken + amount)


def adjusting(session: Session, proposal: Proposal, memo: Mapping[str, Any], actor: Actor, at: datetime) -> Posting:
    """The posting of the open year on the closed year's accounts; with the last of a case's money its product goes."""
    content = proposal.content
    wrong, right = (_award(session, content, content[name]) for name in ("wrong_case", "right_case"))
    places = Place(content["wrong_place"]), Place(content["right_place"])
    year, amount = int(content["year"]), Money(int(content["amount"]))
    book = ledger.case_book(session, wrong.case)
    slot = book.slot if wrong.case != right.case and amount == book.total(*SETTLED) else None
    return Posting(
        id=proposal.act,
        kind=Kind.ADJUST,
        person=f"{actor.person_id}",
        budget_year=house_of(session).budget_year(legal_date(at)),
        effective_on=date.fromisoformat(content["dated_on"]),
        entries=recovering.adjust((wrong, places[0]), (right, places[1]), year, amount, slot=slot),
        case=right.case,
        limits=right.limits if wrong != right else (),
        memo=memo,
    )


def follow_adjustment(session: Session, proposal: Proposal, at: datetime) -> None:
    """A case that was not paid after all is owed its money; a recovery counts what came back as the books do."""
    content = proposal.content
    wrong, amount = _case(session, content["wrong_case"]), Money(int(content["amount"]))
    if wrong is None:
        return
    if content["wrong_case"] != content["right_case"]:
        fire(session, wrong, OWED, at=at, act=proposal.act)
    elif Place(content["wrong_place"]) in _CAME_BACK:
        recovery = open_recovery(session, wrong.id)
        given_up = amount if content["right_place"] == Place.WRITTEN_OFF else ZERO - amount
        recovery.received, recovery.written_off = recovery.received - given_up, recovery.written_off + given_up


def _award(session: Session, content: Mapping[str, Any], named: str) -> Award:
    application = _case(session, named)
    return award_of(house_of(session), application) if application else Award(named, content["line"])


def _case(session: Session, named: str) -> Application | None:
    return session.scalar(select(Application).where(Application.reference == named))


def _told(application: Application) -> str:
    return application.code or application.reference
