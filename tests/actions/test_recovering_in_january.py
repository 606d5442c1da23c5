"""Money asked back in January lets go of the old year's rest in the old year."""

from datetime import datetime

from sqlalchemy.orm import Session

from nscl_grants.db import ledger
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.money import Money
from tests.builders.cases import a_case, a_claim, a_payment, an_office, take
from tests.builders.people import MORNING

JANUARY = datetime(2027, 1, 11, 9, 0, tzinfo=ICT)
PAID = Money.read("25.000.000")


def test_the_unpaid_rest_of_the_old_year_is_free_again_with_the_demand(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, "issued")
    claim = a_claim(session, office, case, amount="25.000.000", is_final=False)
    take(session, claim, "confirm", office.reviewer, MORNING, in_full=True)
    a_payment(session, office, claim, "paid")

    take(session, case, "recover", office.approver, JANUARY, amount=PAID.dong, reason="Khai sai", article="x")

    book = ledger.case_book(session, case.reference)
    assert (case.state, book.years, book.total(Place.TO_RECOVER)) == ("recovering", (2026,), PAID)
    assert ledger.line_money(session, "III.1", 2026)["free"] == Money.read("1.975.000.000")
