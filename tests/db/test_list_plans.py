"""With ten thousand cases every question of a list or an inbox is answered by an index, on both databases."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from nscl_grants.db.account_lists import WantedAccounts, accounts_wanted
from nscl_grants.db.case_lists import Wanted, cases_of_organisations, cases_wanted, key_of
from nscl_grants.db.engine import writing
from nscl_grants.db.organisation_search import organisations_named
from nscl_grants.db.papers import papers_to_number, papers_without_signature
from nscl_grants.db.payment_lists import payments_in
from nscl_grants.domain.actor import ROLES, Actor
from nscl_grants.reports.decision_list import WantedDecisions, decisions_wanted
from nscl_grants.reports.load import sharing_key, to_share_out
from nscl_grants.reports.organisation_list import WantedOrganisations, organisations_listed
from nscl_grants.reports.organisation_list import key_of as organisation_key
from nscl_grants.reports.queue import queues
from nscl_grants.reports.to_decide import to_decide
from nscl_grants.reports.waiting import waiting_for_others
from nscl_grants.reports.work import how_much_waits, work_of
from tests.builders.cases import an_office
from tests.builders.many import many_cases
from tests.builders.people import MORNING

MANY = 10_000
BIG = (
    "application",
    "organisation",
    "organisation_word",
    "duty",
    "conflict",
    "claim",
    "payment",
    "appeal",
    "decision",
    "person_word",
)
TODAY = MORNING.date()


@pytest.fixture
def grown(session: Session) -> Session:
    """An office with many cases; PostgreSQL knows how many."""
    many_cases(session, an_office(session), MANY)
    session.execute(text("ANALYZE"))
    session.commit()
    return session


@pytest.mark.long
def test_no_question_of_a_list_reads_a_whole_table(grown: Session, engine: Engine) -> None:
    everybody = Actor(1, 1, "Ai đó", frozenset(ROLES) - {"applicant", "auditor"})
    with questions(engine) as asked:
        ask_everything(grown, everybody)

    scans = {f"…{said[-300:]}\n   {line}" for said, values in asked for line in scans_of(grown, said, values)}

    assert len(asked) > 20
    assert not scans, "\n".join(sorted(scans))


def ask_everything(session: Session, actor: Actor) -> None:
    """What the lists, the search, the inbox and the queues ask."""
    for wanted in (
        Wanted(),
        Wanted(search="vi du so 3"),
        Wanted(search="H05.15-250101-000"),
        Wanted(search="0100233488"),
        Wanted(states=("recommended", "rejection_proposed"), order="due"),
        Wanted(states=("waitlisted",)),
        Wanted(procedure="HTQL", line="III.1"),
        Wanted(reviewer_id=1, order="due"),
        Wanted(filed_from=MORNING.replace(year=2025), filed_until=MORNING),
        Wanted(due_before=TODAY, order="due"),
    ):
        first = cases_wanted(session, actor, wanted)
        for backwards in (False, True) if first else ():
            cases_wanted(session, actor, wanted, after=key_of(wanted, first[-1]), backwards=backwards)
    organisations_named(session, "htx nong", 20)
    for by_name in (WantedOrganisations(), WantedOrganisations("vi du so 3")):
        found = organisations_listed(session, actor, by_name)
        organisations_listed(session, actor, by_name, after=organisation_key(by_name, found[-1]))
    for sought in (WantedDecisions(), WantedDecisions("05/"), WantedDecisions("vi du so 3", year=2026)):
        decisions_wanted(session, actor, sought)
        decisions_wanted(session, actor, sought, after=("2026-03-02", 1))
    accounts_wanted(session, WantedAccounts("van thu", today=TODAY))
    work_of(session, actor, TODAY)
    how_much_waits(session, actor)
    waiting_for_others(session, actor, ("closed", "rejected", "disbursed"), (1, 2))
    to_decide(session, actor, TODAY, named=("ns-1",))
    shared = to_share_out(session, actor, rows=2)
    to_share_out(session, actor, after=sharing_key(shared[0]), backwards=True, rows=2)
    queues(session, actor, ("III.1",), 2026)
    for searched in ("", "vi du so 3", "CT-2026-0001", "12"):
        payments_in(session, actor, ("sent", "paid"), search=searched, years=(2025, 2026), before=900)
    papers_to_number(session, actor, ("award_notice",), rows=2)
    papers_without_signature(session, actor, ("award_notice",), rows=2)
    cases_of_organisations(session, Actor(1, 1, "Ai đó", frozenset({"applicant"}), organisations=frozenset({500_001})))


@contextmanager
def questions(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """All statements that are sent meanwhile, with their values."""
    said: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            said.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def scans_of(session: Session, statement: str, values: Any) -> list[str]:
    """The steps of the plan that read a big table from end to end."""
    connection = session.connection()
    explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    lines = [str(row[-1]).strip() for row in connection.exec_driver_sql(explain + statement, values)]
    return [line for line in lines if _READS_ALL[connection.dialect.name](line)]


def _sqlite(line: str) -> bool:
    words = line.split()
    return words[0] == "SCAN" and words[1] in BIG and "INDEX" not in words


def _postgres(line: str) -> bool:
    # A few hundred firms are read whole to be joined, where the planner likes; the cases never are.
    return "Seq Scan on application" in line


_READS_ALL: dict[str, Callable[[str], bool]] = {"sqlite": _sqlite, "postgresql": _postgres}


def test_a_code_is_found_by_its_beginning_and_a_name_without_its_marks(engine: Engine) -> None:
    with writing(engine) as session:
        office = an_office(session)
        many_cases(session, office, 40, firms=8)
        actor = office.reviewer

        def found(search: str) -> int:
            return len(cases_wanted(session, actor, Wanted(search=search)))

        assert found("h05.15-250101-0001") == 10
        assert found("ví dụ") == 10
        assert found("NONG VI DU so 1") == 5
        assert found("du") == 10
        assert found("khong co") == 0
