"""What was true at an earlier moment is told the same on both databases: sums, demand, and an organisation's list."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from nscl_grants.actions.case_lines import case_lines
from nscl_grants.db.as_of import Then, balances, then_at
from nscl_grants.db.ledger_tables import ACCOUNTS
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.ledger import budget
from nscl_grants.domain.ledger.accounts import Place, Unit
from nscl_grants.domain.ledger.posting import Kind
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.reports.books import Wanted, postings, running
from nscl_grants.reports.demand import causes
from nscl_grants.reports.next_year import next_year
from nscl_grants.reports.organisation_list import WantedOrganisations, organisations_listed
from nscl_grants.reports.organisations import organisation_account
from tests.builders.cases import Office, a_case, a_confirmed_claim, a_payment, an_office, book, take
from tests.builders.people import MORNING, somebody
from tests.builders.science import LINE, ScienceOffice, an_instalment, an_order, confirmed

JUNE = datetime(2026, 6, 1, 9, tzinfo=ICT)
PEOPLE = ("plan_manager", "approver", "account_holder", "finance", "chief_accountant")


def a_half_year(session: Session) -> tuple[Office, Then]:
    """One case approved in March and paid in June, one withdrawn in June; and the moment between."""
    office = an_office(session)
    paid = a_case(session, office, "issued")
    leaving = a_case(session, office, "in_review", standard="haccp")
    then = then_at(session, MORNING)
    a_payment(session, office, a_confirmed_claim(session, office, paid, at=JUNE), "paid", at=JUNE)
    take(session, leaving, "withdraw", office.applicant, JUNE, reason="Nộp lại sau")
    return office, then


def test_the_balances_of_then_are_those_that_the_entries_had_made(session: Session) -> None:
    _office, then = a_half_year(session)
    table = ACCOUNTS.c
    where = [table.unit == Unit.VND, table.line == "III.1", table.year == 2026]

    now, before = (
        {Place(place): dong for place, dong in balances(session, [table.place], where, at) if dong}
        for at in (None, then)
    )

    assert now[Place.PAID] == before[Place.COMMITTED]
    assert Place.PAID not in before
    assert now[Place.FREE] == before[Place.FREE]


def test_the_demand_of_then_has_the_cases_that_were_under_way(session: Session) -> None:
    office, then = a_half_year(session)

    assert [one.kind for one in causes(session, 2027)] == []
    assert sorted(one.kind for one in causes(session, 2027, then)) == ["in_hand", "open"]
    ahead = next_year(session, office.house.plan, 2027, case_lines=case_lines(session), on=date(2026, 3, 2), then=then)
    need = next(one for one in ahead.needs if one.line.key == "III.1")
    assert need.expected == Money(need.open.amount.dong * 12 // 3), "what three months promised goes on for twelve"


def test_a_contract_owes_then_what_was_paid_later(session: Session) -> None:
    an_office(session)
    book(session, Kind.ALLOT, 2026, budget.allot(LINE, 2026, Money(1_000_000_000)))
    people = ScienceOffice(*(somebody(session, role) for role in PEOPLE))
    science = an_order(session, people)
    before = then_at(session, MORNING)
    confirmed(session, people, an_instalment(session, science, people, 30_000_000, "KB-1"))
    session.commit()

    (now,) = [one for one in causes(session, 2027) if one.kind == "contracts"]
    (then,) = [one for one in causes(session, 2027, before) if one.kind == "contracts"]

    assert science.contract_amount is not None
    assert then.amount == science.contract_amount
    assert now.amount == science.contract_amount - Money(30_000_000)


def test_an_organisation_is_summed_as_it_stood(session: Session) -> None:
    office, then = a_half_year(session)

    account = organisation_account(session, office.finance, office.organisation, then)
    for order in ("name", "paid"):
        wanted = WantedOrganisations(order=order, then=then)
        (listed,) = organisations_listed(session, office.finance, wanted)
        assert (listed.cases, listed.paid) == (2, ZERO)
        assert listed.approved == account.whole.sum("approved") == account.whole.money(Place.COMMITTED)


def test_a_running_balance_ends_with_what_stands_now(session: Session) -> None:
    _office, _then = a_half_year(session)
    wanted = Wanted(line="III.1", year=2026, place="free")

    beside = running(session, wanted, postings(session, wanted, rows=1)[:1])

    assert beside is not None
    (now,) = balances(session, [], [ACCOUNTS.c.line == "III.1", ACCOUNTS.c.place == Place.FREE], None)
    assert (beside.closing.dong,) == now
