"""Invented cases for the bench: recommended, with their money held, in a database that nobody else uses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import cycle, islice

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.actions.allotments import load_plan
from nscl_grants.actions.purse import award_of
from nscl_grants.db import ledger
from nscl_grants.db.applications import Application
from nscl_grants.db.engine import writing
from nscl_grants.db.organisations import Organisation
from nscl_grants.db.people import Person
from nscl_grants.definitions.house import House, enter
from nscl_grants.domain.actor import APPROVER, SYSTEM, Actor
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.ledger import awarding, budget
from nscl_grants.domain.ledger.award import CaseBook
from nscl_grants.domain.ledger.posting import Kind, Posting
from nscl_grants.domain.money import Money

AMOUNT = Money(1_000_000)
STANDARD = "iso-22000"
OF_ONE_ORGANISATION = 20
"""So many cases of an organisation stay within what the norm gives it for one standard."""


@dataclass(frozen=True, slots=True)
class Approval:
    """One approval that is going to be made."""

    case_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Ready:
    """Who approves, and what: everything in one year, or in the plan's years by turns."""

    approver: Actor
    one_year: list[Approval]
    all_years: list[Approval]


def prepare(engine: Engine, house: House, cases: int) -> Ready:
    """Load the plan, allot the line that cases draw on, and bring so many cases of each sort before the approver."""
    first = house.plan.first_year
    with writing(engine) as session:
        enter(session, house)
        load_plan(session, actor=SYSTEM, at=morning(first), act="bench-plan")
        allot_line(session, house)
        person = Person(full_name="Người thử tải", created_at=morning(first))
        session.add(person)
        session.flush()
        one_year = _cases(session, house, person, "one", [first] * cases)
        all_years = _cases(session, house, person, "all", islice(cycle(house.plan.years), cases))
        session.commit()
        return Ready(Actor(person.id, None, person.full_name, frozenset({APPROVER})), one_year, all_years)


def allot_line(session: Session, house: House) -> None:
    """Give the line that cases draw on what the plan has for it, in all years."""
    line = house.plan.line(house.procedure("HTQL").line)
    for year, amount in line.amounts.items():
        posting = Posting(
            id=f"bench-{year}",
            kind=Kind.ALLOT,
            person="0",
            budget_year=year,
            effective_on=morning(year).date(),
            entries=budget.allot(line.key, year, amount),
        )
        ledger.post(session, posting, recorded_at=morning(year))


def _cases(session: Session, house: House, person: Person, name: str, years: Iterable[int]) -> list[Approval]:
    made, organisation = [], None
    for n, year in enumerate(years):
        if organisation is None or n % OF_ONE_ORGANISATION == 0:
            organisation = _organisation(f"{name}-{n}", morning(year))
            session.add(organisation)
        case = _case(house, organisation, person, year, f"{name}-{n}")
        session.add(case)
        session.flush()
        _hold(session, house, case, year)
        made.append(Approval(case.id, morning(year)))
    return made


def _organisation(name: str, at: datetime) -> Organisation:
    return Organisation(
        tax_code=name,
        name=f"Đơn vị {name}",
        folded_name=name,
        kind="enterprise",
        address="Số 1",
        commune="07795",
        phone="",
        email=f"{name}@bench.test",
        representative="",
        representative_title="",
        registered_at=at,
    )


def _case(house: House, organisation: Organisation, person: Person, year: int, name: str) -> Application:
    procedure, at = house.procedure("HTQL"), morning(year)
    form, workflow = house.form(procedure.form), house.workflow(procedure.workflow)
    norm = house.plan.norm_for(procedure.key, STANDARD, at.date())
    assert norm is not None
    return Application(
        reference=f"ns-{name}",
        code=name,
        state="recommended",
        procedure=procedure.key,
        workflow=workflow.name,
        workflow_version=workflow.version,
        form=form.name,
        form_version=form.version,
        line=procedure.line,
        organisation=organisation,
        created_by=person.id,
        created_at=at,
        answers={"standard": STANDARD},
        filed_at=at,
        received_at=at,
        queued_at=at,
        norm=norm.key,
        family=norm.family,
        item=STANDARD,
        requested=AMOUNT,
        recommended=AMOUNT,
        budget_year=year,
        hold_until=date(year, 12, 31),
    )


def _hold(session: Session, house: House, case: Application, year: int) -> None:
    award = award_of(house, case)
    posting = Posting(
        id=f"hold-{case.reference}",
        kind=Kind.HOLD,
        person="0",
        budget_year=year,
        effective_on=morning(year).date(),
        entries=awarding.hold(award, CaseBook(), year, AMOUNT),
        case=case.reference,
        limits=award.limits,
    )
    ledger.post(session, posting, recorded_at=morning(year))


def morning(year: int) -> datetime:
    """The moment at which everything of a year happens."""
    return datetime.combine(date(year, 3, 2), time(9), ICT)
