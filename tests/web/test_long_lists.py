"""What was done long ago is still found: the lists of what was done go on from page to page, to their first row."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from nscl_grants.db.acts import Proposal
from nscl_grants.db.base import Base
from nscl_grants.db.batches import BankStatement
from nscl_grants.db.paper_scans import PaperScan
from nscl_grants.db.payments import PaymentBatch
from nscl_grants.domain.actor import Actor
from tests.builders.cases import Office, an_act
from tests.builders.people import MORNING, a_bank_account
from tests.web.desk import Desk, config, desk

__all__ = ["config", "desk"]


def a_batch(office: Office, nth: int) -> Base:
    return PaymentBatch(number=f"ĐC-2026-{nth}", budget_year=2026, made_by=office.finance.person_id, made_at=MORNING)


def a_statement(office: Office, nth: int) -> Base:
    return BankStatement(
        name=f"sao-ke-{nth}.csv", sha256=f"{nth}" * 64, stored_as=f"s{nth}", size_bytes=1, rows=[],
        uploaded_by=office.finance.person_id, uploaded_at=MORNING,
    )  # fmt: skip


def a_scan(office: Office, nth: int) -> Base:
    return PaperScan(
        name=f"quet-{nth}.jpg", media_type="image/jpeg", sha256=f"{nth}" * 64, stored_as=f"q{nth}", size_bytes=1,
        sent_by=office.clerk.person_id, sent_at=MORNING, read_at=MORNING,
    )  # fmt: skip


def an_answered_proposal(office: Office, nth: int) -> Base:
    content = {
        "year": 2026,
        "line": "III.1",
        "amount": 1_000_000,
        "number": f"0{nth}/QĐ-UBND",
        "dated_on": "2026-03-02",
    }
    return Proposal(
        act=an_act(), kind="allot", content=content, reason="", proposed_by=office.finance.person_id,
        proposed_at=MORNING, outcome="declined", answered_by=office.chief.person_id, answered_at=MORNING,
    )  # fmt: skip


LISTS: dict[str, tuple[Callable[[Office], Actor], Callable[[Office, int], Base], str]] = {
    "/finance/batches": (lambda office: office.finance, a_batch, r"ĐC-2026-(\d)"),
    "/finance/statements": (lambda office: office.finance, a_statement, r"sao-ke-(\d)\.csv</a>"),
    "/papers/scans": (lambda office: office.clerk, a_scan, r'"text-break">quet-(\d)'),
    "/finance/proposals": (lambda office: office.chief, an_answered_proposal, r">0(\d)/QĐ-UBND"),
}


def pages(desk: Desk, actor: Actor, address: str) -> list[str]:
    """All pages of a list, as its own links lead on."""
    found = []
    while address:
        found.append(desk.of(actor).get(address).text)
        onward = re.search(r'rel="next" href="([^"]+)"', found[-1])
        address = onward[1] if onward else ""
    return found


@pytest.mark.parametrize("address", LISTS)
def test_a_list_goes_back_to_its_first_row(desk: Desk, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    who, make, shown = LISTS[address]
    for nth in (1, 2, 3):
        desk.rows.add(make(desk.office, nth))
        desk.rows.flush()
    desk.rows.commit()
    monkeypatch.setattr("nscl_grants.web.paging.PAGE_ROWS", 1)

    found = pages(desk, who(desk.office), address)

    assert [re.findall(shown, page) for page in found] == [["3"], ["2"], ["1"]]
    assert 'rel="prev"' in found[1]


def test_every_confirmed_version_of_bank_details_is_found(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _two_more_versions(desk.rows, desk.office)
    monkeypatch.setattr("nscl_grants.web.paging.PAGE_ROWS", 1)

    found = pages(desk, desk.office.finance, "/finance/bank-accounts")

    assert len(found) == 3
    assert len({re.findall(r'href="/finance/bank-accounts/(\d+)"', page)[0] for page in found}) == 3


def _two_more_versions(rows: Session, office: Office) -> None:
    for version in (2, 3):
        a_bank_account(
            rows, office.organisation, proposed_by=office.finance, confirmed_by=office.chief, version=version
        )
    rows.commit()
