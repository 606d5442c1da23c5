"""Invented applications of one year for the bench of the report: most are only filed, one in ten is paid."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from nscl_grants.actions.allotments import load_plan
from nscl_grants.actions.purse import award_of
from nscl_grants.cli.bench_cases import STANDARD, allot_line, morning
from nscl_grants.cli.bench_report_books import Books, let_guards_down, read_books, write_all
from nscl_grants.db.applications import Application
from nscl_grants.db.engine import writing
from nscl_grants.db.organisations import Organisation
from nscl_grants.db.people import Person
from nscl_grants.definitions.house import House, enter
from nscl_grants.domain.actor import SYSTEM
from nscl_grants.domain.ledger import awarding, paying
from nscl_grants.domain.ledger.award import Award, CaseBook
from nscl_grants.domain.ledger.posting import Entries, Kind, Posting
from nscl_grants.domain.money import Money

OF_ONE_ORGANISATION = 5
ONE_IN = 10
"""So many applications to one that is paid, with six postings."""
AMOUNT = Money(100_000)
AT_ONCE = 1_000
FILED = ("HTQL", "GTCL", "TCCS", "CBHC", "TXNG")


@dataclass(slots=True)
class Filling:
    """A database that is being filled, and how far it is."""

    engine: Engine
    house: House
    person_id: int
    books: Books
    filed: int = 0
    postings: int = 0


def begin(engine: Engine, house: House) -> Filling:
    """The plan in its books, and the line that cases draw on allotted."""
    with writing(engine) as session:
        enter(session, house)
        load_plan(session, actor=SYSTEM, at=morning(house.plan.first_year), act="bench-plan")
        allot_line(session, house)
        person = Person(full_name="Người thử tải", created_at=morning(house.plan.first_year))
        session.add(person)
        session.commit()
        let_guards_down(session)
        session.commit()
        return Filling(engine, house, person.id, read_books(session))


def fill(filling: Filling, applications: int) -> None:
    """File until there are so many; every tenth of them goes all the way to a payment."""
    while filling.filed < applications:
        with writing(filling.engine) as session:
            enter(session, filling.house)
            first = filling.filed
            many = min(AT_ONCE, applications - first)
            _file(session, filling, first, many)
            paid = range(first, first + many, ONE_IN)
            _pay(session, filling, [f"ns-bench-{n}" for n in paid])
            session.commit()
            filling.filed += many


def _file(session: Session, filling: Filling, first: int, many: int) -> None:
    at = morning(filling.house.plan.first_year)
    communes = list(filling.house.plan.communes)
    firms = [
        {
            "tax_code": f"bench-{n}",
            "name": f"Đơn vị thử {n}",
            "folded_name": f"don vi thu {n}",
            "kind": ("enterprise", "enterprise", "cooperative")[n % 3],
            "address": "Số 1",
            "commune": communes[n // OF_ONE_ORGANISATION % len(communes)],
            "phone": "",
            "email": f"{n}@bench.test",
            "representative": "",
            "representative_title": "",
            "registered_at": at,
        }
        for n in range(first, first + many, OF_ONE_ORGANISATION)
    ]
    ids = session.scalars(insert(Organisation).returning(Organisation.id), firms).all()
    session.execute(
        insert(Application),
        [_application(filling, n, ids[(n - first) // OF_ONE_ORGANISATION]) for n in range(first, first + many)],
    )


def _application(filling: Filling, n: int, organisation_id: int) -> dict[str, object]:
    house, paid = filling.house, n % ONE_IN == 0
    procedure = house.procedure("HTQL" if paid else FILED[n % len(FILED)])
    form, life, at = house.form(procedure.form), house.workflow(procedure.workflow), _filed_at(house, n)
    norm = house.plan.norm_for("HTQL", STANDARD, at.date())
    assert norm is not None
    return {
        "reference": f"ns-bench-{n}",
        "code": f"bench-{n}",
        "state": "disbursed" if paid else "in_review",
        "procedure": procedure.key,
        "workflow": life.name,
        "workflow_version": life.version,
        "form": form.name,
        "form_version": form.version,
        "line": procedure.line,
        "organisation_id": organisation_id,
        "created_by": filling.person_id,
        "created_at": at,
        "answers": {"standard": STANDARD},
        "filed_at": at,
        "received_at": at,
        "norm": norm.key,
        "family": norm.family,
        "item": STANDARD,
        "requested": AMOUNT,
    }


def _filed_at(house: House, n: int) -> datetime:
    return morning(house.plan.first_year) + timedelta(days=n % 250)


def _pay(session: Session, filling: Filling, references: list[str]) -> None:
    """From the hold to the payment: six postings a case."""
    cases = session.scalars(select(Application).where(Application.reference.in_(references)).order_by(Application.id))
    postings = [each for case in cases for each in _postings(filling.house, case)]
    write_all(session, filling.books, postings)
    filling.postings += len(postings)


def _postings(house: House, case: Application) -> Iterator[tuple[Posting, datetime]]:
    award, year, at = award_of(house, case), house.plan.first_year, case.filed_at
    assert at is not None
    for kind, entries in _steps(award, year):
        posting = Posting(
            id=f"{kind}-{case.reference}",
            kind=kind,
            person="0",
            budget_year=year,
            effective_on=min(at.date(), date(year, 12, 31)),
            entries=entries,
            case=case.reference,
            limits=award.limits if kind == Kind.HOLD else (),
        )
        yield posting, at


def _steps(award: Award, year: int) -> Iterator[tuple[Kind, Entries]]:
    book = CaseBook()
    yield Kind.HOLD, awarding.hold(award, book, year, AMOUNT)
    yield Kind.COMMIT, awarding.commit(award, book, year, AMOUNT)
    yield Kind.CONFIRM, awarding.confirm(award, year, AMOUNT)
    yield Kind.PREPARE, paying.prepare(award, year, AMOUNT)
    yield Kind.INSTRUCT, paying.instruct(award, year, AMOUNT)
    yield Kind.PAY, paying.pay(award, book, year, AMOUNT)
