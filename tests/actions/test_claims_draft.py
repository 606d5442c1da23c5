"""A claim is written for what is approved and unpaid, one at a time, and again when it was returned."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import ChangedMeanwhile
from nscl_grants.actions.claims_draft import ClaimUnderway, NothingToClaim, claimable, save_claim, start_claim
from nscl_grants.db.applications import Application
from nscl_grants.db.payments import Claim
from nscl_grants.domain.money import Money
from nscl_grants.domain.reopening import NotOpenForChange
from tests.builders.cases import Office, a_case, a_paper, an_act, an_office, take
from tests.builders.people import MORNING

LATER = MORNING + timedelta(days=3)


@pytest.fixture
def office(session: Session) -> Office:
    """The cast and a budget."""
    return an_office(session)


def begun(session: Session, office: Office, case: Application, act: str = "") -> Claim:
    start_claim(session, case, actor=office.applicant, at=LATER, act=act or an_act())
    return session.scalars(select(Claim).where(Claim.application_id == case.id).order_by(Claim.n.desc())).first()  # type: ignore[return-value]


def save(session: Session, office: Office, claim: Claim, amount: int, *, final: bool = True, seen: int = 0) -> None:
    answers = {"amount": amount, "is_final": final, "bank_account": str(office.bank.id)}
    save_claim(
        session, claim, answers, actor=office.applicant, at=LATER, act=an_act(), seen_version=seen or claim.version
    )


def send(session: Session, office: Office, claim: Claim) -> None:
    a_paper(session, claim.application, f"claim.{claim.n}.claim_paper", uploaded_by=office.applicant)
    session.commit()
    take(session, claim, "claim", office.applicant, LATER, **claim.answers)


def test_a_claim_begins_with_all_that_is_unpaid(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")

    claim = begun(session, office, case)

    assert (claim.state, claim.n, claim.amount, claim.is_final) == ("draft", 1, case.approved, True)


def test_a_double_click_begins_one_claim(session: Session, office: Office) -> None:
    case, act = a_case(session, office, "issued"), an_act()

    assert begun(session, office, case, act) is begun(session, office, case, act)


def test_there_is_one_claim_at_a_time(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    begun(session, office, case)

    with pytest.raises(ClaimUnderway):
        begun(session, office, case)


def test_without_an_award_there_is_nothing_to_claim(session: Session, office: Office) -> None:
    case = a_case(session, office, "in_review")

    with pytest.raises(NothingToClaim):
        begun(session, office, case)


def test_what_is_claimed_can_be_changed_until_it_is_sent(session: Session, office: Office) -> None:
    claim = begun(session, office, a_case(session, office, "issued"))
    save(session, office, claim, 10_000_000, final=False)
    assert (claim.amount, claim.is_final) == (Money(10_000_000), False)

    send(session, office, claim)

    with pytest.raises(NotOpenForChange):
        save(session, office, claim, 20_000_000)
    session.refresh(claim)
    assert (claim.state, claim.amount) == ("claimed", Money(10_000_000))


def test_a_returned_claim_is_corrected_and_sent_again(session: Session, office: Office) -> None:
    claim = begun(session, office, a_case(session, office, "issued"))
    save(session, office, claim, 10_000_000)
    send(session, office, claim)
    take(session, claim, "return", office.reviewer, LATER, reason="Thiếu chữ ký")

    save(session, office, claim, 9_000_000)
    send(session, office, claim)

    assert (claim.state, claim.amount) == ("claimed", Money(9_000_000))


def test_a_stale_save_changes_nothing(session: Session, office: Office) -> None:
    claim = begun(session, office, a_case(session, office, "issued"))
    seen = claim.version
    save(session, office, claim, 10_000_000)

    with pytest.raises(ChangedMeanwhile):
        save(session, office, claim, 20_000_000, seen=seen)

    session.refresh(claim)
    assert claim.amount == Money(10_000_000)


def test_after_a_part_was_confirmed_the_next_claim_is_for_the_rest(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    claim = begun(session, office, case)
    save(session, office, claim, 10_000_000, final=False)
    send(session, office, claim)
    take(session, claim, "confirm", office.reviewer, LATER, in_full=True)

    rest = begun(session, office, case)

    assert case.approved is not None
    assert (rest.n, rest.amount) == (2, case.approved - Money(10_000_000))
    assert claimable(session, case) == rest.amount
