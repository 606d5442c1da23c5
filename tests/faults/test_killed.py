"""Whatever is killed, and when: what was acknowledged is there, nothing is half done, a retry gives the same answer."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, make_url, select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import ActDiffers
from nscl_grants.db import audit, migrate
from nscl_grants.db.applications import Application
from nscl_grants.db.base import Base
from nscl_grants.db.engine import make_engine, reading, writing
from nscl_grants.db.ledger_verify import verify
from nscl_grants.db.payments import Payment
from tests.builders.cases import Office, a_case, a_confirmed_claim, a_payment, an_act, an_office
from tests.builders.people import MORNING
from tests.faults.server import Server, a_server
from tests.faults.worker import AFTER_THE_COMMIT, BEFORE, Job, killed_at, stopped_at, take, taken_without_room

STANDARDS = ("iso-22000", "iso-14001", "iso-50001", "iso-31000", "iso-iec-17025", "iso-15189")
PAID = {"treasury_number": "KB-001", "paid_on": MORNING.date().isoformat()}

only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@only_sqlite
def test_an_approval_whose_worker_is_killed_happens_whole_or_not_at_all(engine: Engine, database_url: str) -> None:
    with writing(engine) as session:
        job = an_approval(database_url, session, an_office(session), STANDARDS[0])

    _survives(engine, job, "approved")


@pytest.mark.long
@pytest.mark.parametrize("step", ["approval", "payment"])
def test_a_step_whose_worker_is_killed_happens_whole_or_not_at_all(
    engine: Engine, database_url: str, step: str
) -> None:
    with writing(engine) as session:
        office = an_office(session)
        if step == "approval":
            job, state = an_approval(database_url, session, office, STANDARDS[0]), "approved"
        else:
            job, state = a_payment_to_confirm(database_url, session, office, STANDARDS[0]), "paid"

    _survives(engine, job, state)


def _survives(engine: Engine, job: Job, state: str) -> None:
    before = everything(engine)
    for point in BEFORE:
        killed_at(job, point)
        assert everything(engine) == before, f"something stayed behind: {point}"

    killed_at(job, AFTER_THE_COMMIT)

    after = everything(engine)
    assert after != before
    assert take(job) == state, "the retry of what nobody was told gives the answer that got lost"
    with pytest.raises(ActDiffers):
        take(replace(job, answers={**job.answers, "other": True}))
    assert everything(engine) == after, "and changes nothing"
    sound(engine)


@pytest.mark.long
def test_a_server_killed_between_approvals_loses_none_that_was_acknowledged(server: Server) -> None:
    jobs, engine = prepared(server)
    acknowledged = [job for job in jobs[:3] if take(job) == "approved"]
    engine.dispose()

    server.kill()
    server.start()

    with reading(engine) as session:
        states = {job.subject_id: session.get_one(Application, job.subject_id).state for job in jobs}
    assert [states[job.subject_id] for job in acknowledged] == ["approved"] * 3, "acknowledged work lost: 0"
    assert [take(job) for job in jobs] == ["approved"] * len(jobs)
    sound(engine)
    engine.dispose()


@pytest.mark.long
@pytest.mark.parametrize("point", [*BEFORE, AFTER_THE_COMMIT])
def test_a_step_whose_server_is_killed_is_done_once_when_it_is_sent_again(server: Server, point: str) -> None:
    jobs, engine = prepared(server, payment=True)
    for job, state in zip(jobs, ("approved", "paid"), strict=True):
        before = everything(engine)
        engine.dispose()
        stopped = stopped_at(job, point)

        server.kill()
        server.start()
        told = stopped.goes_on()

        assert told in (state, "OperationalError"), "the person is told the truth, or that it did not work"
        if told == "OperationalError" and point != AFTER_THE_COMMIT:
            assert everything(engine) == before
        assert take(job) == state
        sound(engine)
    engine.dispose()


@only_sqlite
def test_a_full_disk_refuses_the_step_and_leaves_everything_as_it_was(engine: Engine, database_url: str) -> None:
    with writing(engine) as session:
        job = an_approval(database_url, session, an_office(session), STANDARDS[0])
    before = everything(engine)

    engine.dispose()

    assert taken_without_room(job) == "OperationalError"

    assert everything(engine) == before
    assert take(job) == "approved", "the same act succeeds once there is room again"
    sound(engine)


@pytest.fixture
def server() -> Iterator[Server]:
    """A PostgreSQL of this test alone."""
    with a_server() as server:
        yield server


def prepared(server: Server, *, payment: bool = False) -> tuple[list[Job], Engine]:
    """A migrated database with steps to be taken: approvals, or one approval and one payment."""
    engine = make_engine(make_url(server.url))
    migrate.upgrade(engine)
    with writing(engine) as session:
        office = an_office(session)
        if payment:
            jobs = [
                an_approval(server.url, session, office, STANDARDS[0]),
                a_payment_to_confirm(server.url, session, office, STANDARDS[1]),
            ]
        else:
            jobs = [an_approval(server.url, session, office, standard) for standard in STANDARDS]
    return jobs, engine


def an_approval(url: str, session: Session, office: Office, standard: str) -> Job:
    """The approval of a recommended case."""
    case = a_case(session, office, "recommended", standard=standard)
    return Job(url, Application, case.id, "approve", office.approver, MORNING, an_act(), {"in_full": True})


def a_payment_to_confirm(url: str, session: Session, office: Office, standard: str) -> Job:
    """The treasury's word on a payment that was sent."""
    claim = a_confirmed_claim(session, office, a_case(session, office, "issued", standard=standard))
    payment = a_payment(session, office, claim, "sent")
    return Job(url, Payment, payment.id, "confirm_paid", office.other_finance, MORNING, an_act(), PAID)


def everything(engine: Engine) -> dict[str, list[Any]]:
    """All rows of all tables."""
    with engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)))) for table in Base.metadata.sorted_tables
        }


def sound(engine: Engine) -> None:
    """Ledger and audit trail verify from nothing."""
    with reading(engine) as session:
        assert [*verify(session), *audit.verify(session)] == []
