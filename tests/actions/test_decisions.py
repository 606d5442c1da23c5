"""One decision covers many cases, all or none; the clerk numbers it once."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import ChangedMeanwhile
from nscl_grants.actions.attachments import Upload
from nscl_grants.actions.decisions import (
    CaseHeldBack,
    Chosen,
    CutUnexplained,
    IssuedAhead,
    IssuedTooEarly,
    NothingChosen,
    NumberTaken,
    decide,
    issue,
)
from nscl_grants.db import ledger
from nscl_grants.db.applications import Application
from nscl_grants.db.attachments import Attachment
from nscl_grants.db.decisions import Decision
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.duties import DutyTaken
from nscl_grants.domain.guards.deciding import AboveRecommendation, AlreadyIssued
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.money import Money
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.workflow import MovedOn, NotYourStep
from nscl_grants.outside.sniffing import FileKindRefused
from nscl_grants.outside.storage import Storage
from tests.builders.cases import Office, a_case, an_act, an_office, take
from tests.builders.pdfs import a_pdf
from tests.builders.people import MORNING, somebody

FULL = Money.read("40.000.000")
PART = Money.read("35.000.000")
ISSUED_ON = date(2026, 3, 2)
STANDARDS = ("iso-22000", "iso-14001", "iso-50001")


def signed(name: str = "quyet-dinh.pdf", content: bytes = a_pdf("signed")) -> Upload:
    return Upload(name, io.BytesIO(content))


def chosen(case: Application, amount: Money = FULL, reason: str = "", seen: int | None = None) -> Chosen:
    return Chosen(case, amount, reason, case.version if seen is None else seen)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "uploads")


@pytest.fixture
def office(session: Session) -> Office:
    return an_office(session)


@pytest.fixture
def cases(session: Session, office: Office) -> list[Application]:
    return [a_case(session, office, "recommended", standard=standard) for standard in STANDARDS]


def test_one_decision_approves_many_cases(session: Session, office: Office, cases: list[Application]) -> None:
    decide(session, [chosen(case) for case in cases], actor=office.approver, at=MORNING, act=an_act(), remarks="Đợt 1")

    decision = session.scalars(select(Decision)).one()
    assert (decision.kind, decision.remarks, len(decision.rows)) == ("award", "Đợt 1", 3)
    assert {case.state for case in cases} == {"approved"}
    assert ledger.line_money(session, "III.1", 2026)["committed"] == Money.read("120.000.000")


def test_a_part_is_approved_with_its_reason_and_the_rest_is_free_again(
    session: Session, office: Office, cases: list[Application]
) -> None:
    free = ledger.line_money(session, "III.1", 2026)["free"]

    decide(session, [chosen(cases[0], PART, "Thiếu chứng từ")], actor=office.approver, at=MORNING, act=an_act())

    assert cases[0].approved == PART
    assert ledger.line_money(session, "III.1", 2026)["free"] == free + Money.read("5.000.000")


def test_one_case_that_must_wait_holds_back_the_whole_decision_and_is_named(
    session: Session, office: Office, cases: list[Application]
) -> None:
    take(session, cases[1], "withdraw", office.applicant, MORNING)

    with pytest.raises(CaseHeldBack) as refused:
        decide(session, [chosen(case) for case in cases], actor=office.approver, at=MORNING, act=an_act())

    assert (refused.value.code, type(refused.value.__cause__)) == (cases[1].code, MovedOn)
    assert session.scalar(select(func.count(Decision.id))) == 0
    assert [case.state for case in cases] == ["recommended", "withdrawn", "recommended"]


@pytest.mark.parametrize(
    ("amount", "reason", "cause"), [(PART, "", CutUnexplained), (FULL + Money(1), "", AboveRecommendation)]
)
def test_less_needs_a_reason_and_more_is_not_possible(
    session: Session, office: Office, cases: list[Application], amount: Money, reason: str, cause: type[Refused]
) -> None:
    with pytest.raises(CaseHeldBack) as refused:
        decide(session, [chosen(cases[0], amount, reason)], actor=office.approver, at=MORNING, act=an_act())

    assert isinstance(refused.value.__cause__, cause)


def test_whoever_reviewed_a_case_does_not_decide_it(session: Session, office: Office) -> None:
    both = somebody(session, "reviewer", "approver", name="Người hai vai")
    office.reviewer = both
    case = a_case(session, office, "recommended")

    with pytest.raises(CaseHeldBack) as refused:
        decide(session, [chosen(case)], actor=both, at=MORNING, act=an_act())

    assert isinstance(refused.value.__cause__, DutyTaken)


def test_a_case_that_changed_since_it_was_seen_is_not_decided(
    session: Session, office: Office, cases: list[Application]
) -> None:
    with pytest.raises(ChangedMeanwhile):
        decide(session, [chosen(cases[0], seen=cases[0].version - 1)], actor=office.approver, at=MORNING, act=an_act())

    assert cases[0].state == "recommended"


def test_a_decision_is_about_something(session: Session, office: Office) -> None:
    with pytest.raises(NothingChosen):
        decide(session, [], actor=office.approver, at=MORNING, act=an_act())


def test_a_second_click_decides_once(session: Session, office: Office, cases: list[Application]) -> None:
    act, rows = an_act(), [chosen(case) for case in cases]

    first = decide(session, rows, actor=office.approver, at=MORNING, act=act)
    second = decide(session, rows, actor=office.approver, at=MORNING, act=act)

    assert (first is None, second) == (False, None)
    assert session.scalar(select(func.count(Decision.id))) == 1


def issued(
    session: Session,
    office: Office,
    storage: Storage,
    decision: Decision,
    number: str = "05/QĐ-SKHCN",
    on: date = ISSUED_ON,
    by: Actor | None = None,
    file: Upload | None = None,
) -> None:
    issue(
        session,
        storage,
        decision,
        number=number,
        issued_on=on,
        signed=file or signed(),
        actor=by or office.clerk,
        at=MORNING,
        act=an_act(),
    )


@pytest.fixture
def decision(session: Session, office: Office, cases: list[Application]) -> Decision:
    made = decide(session, [chosen(case) for case in cases], actor=office.approver, at=MORNING, act=an_act())
    return session.get_one(Decision, made)


def test_an_issued_decision_carries_number_date_and_file_and_opens_the_claim_of_every_case(
    session: Session, office: Office, storage: Storage, cases: list[Application], decision: Decision
) -> None:
    issued(session, office, storage, decision)

    assert (decision.number, decision.year, decision.issued_on) == ("05/QĐ-SKHCN", 2026, ISSUED_ON)
    assert session.get_one(Attachment, decision.file_id).name == "quyet-dinh.pdf"
    assert all(case.claim_by is not None and case.claim_by > ISSUED_ON for case in cases)


def test_a_case_that_was_cancelled_before_is_not_told_of_the_award(
    session: Session, office: Office, storage: Storage, cases: list[Application], decision: Decision
) -> None:
    take(session, cases[0], "cancel", office.approver, MORNING, reason="Đơn vị giải thể")

    issued(session, office, storage, decision)

    assert cases[0].claim_by is None
    assert cases[1].claim_by is not None


def test_a_decision_is_issued_once(session: Session, office: Office, storage: Storage, decision: Decision) -> None:
    issued(session, office, storage, decision)

    with pytest.raises(AlreadyIssued):
        issued(session, office, storage, decision, number="06/QĐ-SKHCN")

    assert decision.number == "05/QĐ-SKHCN"


def test_a_number_is_given_once_a_year(
    session: Session, office: Office, storage: Storage, cases: list[Application]
) -> None:
    two = [
        session.get_one(Decision, decide(session, [chosen(case)], actor=office.approver, at=MORNING, act=an_act()))
        for case in cases[:2]
    ]
    issued(session, office, storage, two[0])

    with pytest.raises(NumberTaken):
        issued(session, office, storage, two[1])


@pytest.mark.parametrize(
    ("on", "refused"), [(ISSUED_ON - timedelta(days=1), IssuedTooEarly), (ISSUED_ON + timedelta(days=1), IssuedAhead)]
)
def test_a_decision_is_dated_neither_before_it_was_made_nor_ahead(
    session: Session, office: Office, storage: Storage, decision: Decision, on: date, refused: type[Refused]
) -> None:
    with pytest.raises(refused):
        issued(session, office, storage, decision, on=on)


def test_only_the_clerk_issues(session: Session, office: Office, storage: Storage, decision: Decision) -> None:
    with pytest.raises(NotYourStep):
        issued(session, office, storage, decision, by=office.approver)


def test_the_signed_file_is_a_pdf_and_a_refused_one_leaves_nothing_behind(
    session: Session, office: Office, storage: Storage, decision: Decision
) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + b"\0\0\0\1\0\0\0\1"

    with pytest.raises(FileKindRefused):
        issued(session, office, storage, decision, file=signed("chu-ky.png", picture))

    assert not list(storage.folder.rglob("*.*"))
    assert decision.number is None


def test_a_refused_issue_keeps_no_copy_of_the_file(
    session: Session, office: Office, storage: Storage, decision: Decision
) -> None:
    with pytest.raises(NotYourStep):
        issued(session, office, storage, decision, by=office.approver)

    assert [path for path in storage.folder.rglob("*") if path.is_file()] == []


def test_a_rejection_is_numbered_too(session: Session, office: Office, storage: Storage) -> None:
    case = a_case(session, office, "rejection_proposed")
    take(session, case, "reject", office.approver, MORNING, article="Điều 3", reason="Không đủ điều kiện")
    decision = session.scalars(select(Decision).where(Decision.kind == "rejection")).one()

    issued(session, office, storage, decision, number="02/TB-SKHCN")

    assert (decision.number, case.state) == ("02/TB-SKHCN", "rejected")


def test_money_of_a_decided_case_stands_in_the_year_it_was_held_for(
    session: Session, office: Office, cases: list[Application]
) -> None:
    decide(session, [chosen(cases[0])], actor=office.approver, at=MORNING, act=an_act())

    assert ledger.case_book(session, cases[0].reference).of(2026, Place.COMMITTED) == FULL
