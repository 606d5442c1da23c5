"""The year is reconciled with the treasury by two people; the figures are those of a day, differences are explained."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import ActDiffers
from nscl_grants.actions.reconciliation import Minutes, answer, our_lines, take_down
from nscl_grants.db.acts import Proposal
from nscl_grants.db.reconciliations import lines_of, reconciliations
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.reconciliation import DifferencesUnexplained, ReconciliationWaits
from nscl_grants.domain.two_people import OwnProposal, ProposalAnswered
from nscl_grants.domain.workflow import NotYourStep
from nscl_grants.reports.work import work_of
from nscl_grants.reports.year_checklist import milestones
from nscl_grants.reports.year_end import year_end
from tests.builders.cases import Office, a_case, a_confirmed_claim, a_payment, an_act, an_office
from tests.builders.people import MORNING, actor, an_account

DAY, YEAR = MORNING.date(), 2026
MINUTES = Minutes("01/ĐC-KBNN", DAY, DAY)


@pytest.fixture
def office(session: Session) -> Office:
    office = an_office(session)
    case = a_case(session, office, "issued")
    a_payment(session, office, a_confirmed_claim(session, office, case), "paid")
    session.commit()
    return office


def same(session: Session, as_of: date = DAY) -> dict[str, dict[str, Money]]:
    return {line: dict(figures) for line, figures in our_lines(session, YEAR, as_of).items()}


def entered(session: Session, office: Office, minutes: Minutes = MINUTES, **change: Money) -> Proposal:
    theirs = same(session, minutes.as_of)
    for name, money in change.items():
        theirs["III.1"][name] = money
    made = take_down(session, YEAR, theirs, minutes, actor=office.finance, at=MORNING, act=an_act())
    assert made is not None
    return made


def test_what_was_paid_and_what_is_left_make_up_what_was_given(session: Session, office: Office) -> None:
    figures = our_lines(session, YEAR, DAY)["III.1"]

    assert figures["spent"] == Money(40_000_000)
    assert figures["given"] == figures["spent"] + figures["advanced"] + figures["left"]
    assert our_lines(session, YEAR, date(2026, 1, 1)) == {}, "before the first posting there is nothing"


def test_the_chief_accountant_confirms_what_the_accountant_took_down(session: Session, office: Office) -> None:
    made = entered(session, office)
    assert made.id in {
        work.subject.id for work in work_of(session, office.chief, DAY) if work.kind == "confirm_proposal"
    }
    with pytest.raises(ReconciliationWaits):
        entered(session, office)
    with pytest.raises(NotYourStep):
        answer(session, made, stands=True, actor=office.finance, at=MORNING, act=an_act())

    answer(session, made, stands=True, actor=office.chief, at=MORNING, act=an_act())

    assert [one.outcome for one in reconciliations(session, YEAR)] == ["confirmed"]
    with pytest.raises(ProposalAnswered):
        answer(session, made, stands=False, actor=office.chief, at=MORNING, act=an_act())


def test_a_difference_needs_its_reason_and_is_kept_with_it(session: Session, office: Office) -> None:
    with pytest.raises(DifferencesUnexplained):
        entered(session, office, spent=ZERO)
    why = Minutes("01/ĐC-KBNN", DAY, DAY, "Kho bạc hạch toán ngày sau")

    made = entered(session, office, why, spent=ZERO)

    (line,) = [line for line in lines_of(made) if line.differs]
    assert (line.line, line.difference("spent")) == ("III.1", Money(-40_000_000))
    assert made.reason == why.remarks


def test_who_took_it_down_does_not_confirm_it_with_another_account(session: Session, office: Office) -> None:
    made = entered(session, office)
    second = an_account(session, "chief_accountant")
    second.person_id = office.finance.person_id
    session.commit()

    with pytest.raises(OwnProposal):
        answer(session, made, stands=True, actor=actor(session, second), at=MORNING, act=an_act())


def test_the_same_act_with_another_day_is_told_apart_from_a_double_click(session: Session, office: Office) -> None:
    act, later = an_act(), Minutes(MINUTES.number, DAY, DAY + timedelta(days=1))
    theirs = same(session)
    first = take_down(session, YEAR, theirs, MINUTES, actor=office.finance, at=MORNING, act=act)

    assert first is not None
    assert take_down(session, YEAR, theirs, MINUTES, actor=office.finance, at=MORNING, act=act) is None
    with pytest.raises(ActDiffers):
        take_down(session, YEAR, theirs, later, actor=office.finance, at=MORNING, act=act)


def test_the_year_asks_for_the_reconciliation_of_its_last_day(session: Session, office: Office) -> None:
    def still_open() -> bool:
        steps = milestones(session, office.house.plan, year_end(session, YEAR, DAY), DAY)
        return any(one.what == "unreconciled" for step in steps for one in step.opens)

    answer(session, entered(session, office), stands=True, actor=office.chief, at=MORNING, act=an_act())
    assert still_open(), "the figures of March are not those of the year"
    whole = Minutes("02/ĐC-KBNN", DAY, date(2026, 12, 31))
    answer(session, entered(session, office, whole), stands=True, actor=office.chief, at=MORNING, act=an_act())
    assert not still_open()
    assert len(session.scalars(select(Proposal).where(Proposal.kind == "reconcile")).all()) == 2
